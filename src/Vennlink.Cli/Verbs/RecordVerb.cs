using System.CommandLine;
using System.Globalization;
using Vennlink.Archives.Records;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink record</c>: the record of an archive that a row is from.</summary>
internal static class RecordVerb
{
    public static VerbCommand Create() => new(
        "record",
        "Prints the record of an archive that a row is from.",
        """
        FILE and OFFSET are those of 'evidence' and 'export links'. An archive inside a WACZ is named with
        it: crawl.wacz/archive/data.warc.gz. Where the offset is one of decompressed bytes, say so.
        """,
        "vennlink record samples/whirlwind.warc.gz 0 --headers",
        Complete);

    private static void Complete(VerbCommand verb)
    {
        Argument<string> file = new("FILE") { Description = "WARC or ARC, plain or compressed, also inside a WACZ" };
        Argument<long> offset = new("OFFSET")
        {
            Description = "Where the record starts, in bytes",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value))
                {
                    result.AddError($"'{text}' is not an offset in bytes");
                }

                return value;
            },
        };
        Option<bool> headers = new("--headers") { Description = "Only the headers of the record and of HTTP" };
        Option<bool> payload = new("--payload") { Description = "Only what was fetched, with codings of HTTP undone" };
        Option<bool> decompressed = new("--decompressed") { Description = "OFFSET counts decompressed bytes" };
        verb.Add(file);
        verb.Add(offset);
        verb.Add(headers);
        verb.Add(payload);
        verb.Add(decompressed);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(headers) && result.GetValue(payload))
            {
                result.AddError("give --headers or --payload, not both");
            }
        });
        verb.SetAction((parsed, _) =>
        {
            using RecordAt record = RecordAt.Open(parsed.GetRequiredValue(file), parsed.GetRequiredValue(offset),
                parsed.GetValue(decompressed) ? true : null);
            using Stream output =
                Console.IsOutputRedirected ? StandardOutput.Open() : new PlainBytes(StandardOutput.Open());
            if (parsed.GetValue(payload))
            {
                record.WritePayload(output);
            }
            else if (parsed.GetValue(headers))
            {
                record.WriteHeaders(output);
            }
            else
            {
                record.Write(output);
            }

            if (record.MissingBytes > 0)
            {
                Notes.Write(string.Create(CultureInfo.InvariantCulture,
                    $"the record is cut short: {record.MissingBytes:N0} bytes of it are not in the file"));
            }

            return Task.FromResult(ExitCode.Done);
        });
    }

    // What a page says must not steer the reader's terminal.
    private sealed class PlainBytes(Stream terminal) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            byte[] shown = buffer.ToArray();
            for (int index = 0; index < shown.Length; index++)
            {
                shown[index] = shown[index] is (byte)'\t' or (byte)'\n' or (byte)'\r' or (>= 0x20 and not 0x7f)
                    ? shown[index] : (byte)'?';
            }

            terminal.Write(shown);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
