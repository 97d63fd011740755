using System.Globalization;
using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Records;
using Vennlink.Inputs;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots;

namespace Vennlink.Server.Endpoints.Page;

/// <summary>
/// <c>GET /api/v1/record</c>: the record of an archive, or the row of a list, that a link was read from, as text.
/// </summary>
internal sealed class RecordEndpoint(EndpointServices services, InputPlaces places) : IEndpoint
{
    // As much of a page as a build reads.
    private const int MaxPayloadBytes = 32 << 20;
    private const int MaxHeadBytes = 64 << 10;

    public string Method => HttpMethods.Get;

    public string Path => "/api/v1/record";

    public int MaxBodyBytes => services.Options.MaxBodyBytes;

    public async Task<EndpointAnswer> AnswerAsync(EndpointCall call)
    {
        Asked asked = Asked.Read(call.Fields);
        using SnapshotLease lease =
            services.Snapshots.TryLeaseCurrent() ?? throw ApiException.NoIndex(services.Snapshots.Problem);
        InputFile input = InputPlaces.InputOf(lease.Served.Snapshot.Manifest, asked.File, asked.Digest);
        if (asked.Inner is { } inner
            && (inner.Split('/', '\\').Contains("..") || !input.Parts.Any(part => part.InnerName == inner)))
        {
            // Else what a client says, or who made the archive, would become a path that leads out of it.
            throw ApiException.NotFound("The input holds no file of this inner_file.");
        }

        string path = places.PathOf(input);
        Shown shown = await services.Gate.RunAsync(
            cancellationToken => Show(input, path, asked, cancellationToken), call.ClientLeft);
        return EndpointAnswer.OfJson(json =>
        {
            json.WriteStartObject();
            json.WriteString("file", input.Name);
            json.WriteString("kind", shown.Kind);
            json.WriteString("head", shown.Head);
            json.WriteString("before", shown.Link.Before);
            json.WriteString("link", shown.Link.Link);
            json.WriteString("after", shown.Link.After);
            json.WriteEndObject();
        }) with
        { SnapshotId = lease.Served.Id };
    }

    private static Shown Show(InputFile input, string path, Asked asked, CancellationToken cancellationToken)
    {
        try
        {
            return input.Format switch
            {
                "list" => Row(RowAt.Read(path, asked.Offset, cancellationToken)),
                "graph" => throw ApiException.NotFound("A web graph has no records: an arc says all that it knows."),
                _ => Record(asked.Inner is null ? path : $"{path}/{asked.Inner}", asked),
            };
        }
        catch (InputException problem)
        {
            throw ApiException.NotFound($"{input.Name}: {problem.Problem}.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw ApiException.NotFound($"{input.Name} cannot be read: it was moved, or its mode forbids it.");
        }
    }

    private static Shown Row(RowAt row)
    {
        IEnumerable<string> cells = row.Cells.Index().Select(cell =>
            $"{(cell.Index < row.Names.Count ? row.Names[cell.Index] : "")}: {cell.Item}");
        return new Shown("row", string.Join(" | ", row.Names), new LinkText("", string.Join('\n', cells), ""));
    }

    private static Shown Record(string path, Asked asked)
    {
        using MemoryStream head = new();
        using (RecordAt record = RecordAt.Open(path, asked.Offset, asked.IsDecompressed))
        {
            record.WriteHeaders(head);
        }

        // A record is read once, front to back.
        using MemoryStream payload = new();
        using (RecordAt record = RecordAt.Open(path, asked.Offset, asked.IsDecompressed))
        {
            try
            {
                record.WritePayload(payload, MaxPayloadBytes);
            }
            catch (InputException) when (payload.Length > 0)
            {
                // It breaks off: what could be decoded is shown.
            }
        }

        string text = Encoding.UTF8.GetString(payload.GetBuffer(), 0, (int)payload.Length);
        return new Shown(
            "record", Encoding.UTF8.GetString(head.GetBuffer(), 0, (int)Math.Min(head.Length, MaxHeadBytes)),
            LinkText.In(text, asked.Target, asked.Anchor));
    }

    private sealed record Shown(string Kind, string Head, LinkText Link);

    // As evidence says it: file, file_digest, inner_file, offset, offset_decompressed, target, anchor.
    private sealed record Asked(
        string File, string? Digest, string? Inner, long Offset, bool? IsDecompressed, string Target, string Anchor)
    {
        public static Asked Read(RequestFields fields)
        {
            fields.CheckNames(
                "file", "file_digest", "inner_file", "offset", "offset_decompressed", "target", "anchor");
            string? file = fields.Text("file");
            string? offset = fields.Text("offset");
            string? decompressed = fields.Text("offset_decompressed");
            long place = 0;
            if (file is null)
            {
                fields.Problems.AddMissing("file", "the name of an input");
            }

            if (!long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out place))
            {
                fields.Problems.Add("offset", "must be a whole number of bytes, as evidence says it");
            }

            if (decompressed is not (null or "" or "true" or "false"))
            {
                fields.Problems.Add("offset_decompressed", "must be true or false");
            }

            fields.Problems.ThrowIfAny();
            return new Asked(
                file!, NullIfEmpty("file_digest"), NullIfEmpty("inner_file"), place,
                string.IsNullOrEmpty(decompressed) ? null : decompressed == "true", fields.Text("target") ?? "",
                fields.Text("anchor") ?? "");

            string? NullIfEmpty(string name) => fields.Text(name) is { Length: > 0 } text ? text : null;
        }
    }
}
