using System.Buffers;
using System.Text.Json;
using Vennlink.Query.Changes;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary><c>POST /api/v1/diff</c>: what a question gained, kept and lost between two snapshots.</summary>
internal sealed class DiffEndpoint(EndpointServices services) : IEndpoint
{
    public string Method => HttpMethods.Post;

    public string Path => "/api/v1/diff";

    public int MaxBodyBytes => services.Options.MaxQuestionBytes;

    public IReadOnlyList<AnswerForm> Forms => AnswerForm.OfRows;

    public async Task<EndpointAnswer> AnswerAsync(EndpointCall call)
    {
        AskedDiff asked = AskedDiff.Open(services, call);
        if (call.Form != AnswerForm.Json)
        {
            return await AnswerStream.StartAsync(services.Gate, new StreamedChanges(asked, call.Form), call.Form,
                asked.After.Served.Id, QuestionJson.Text(asked.Request.Question), call.ClientLeft);
        }

        using (asked)
        {
            ArrayBufferWriter<byte> body = new();
            using Utf8JsonWriter json = new(body, JsonOutput.Options);
            long count = await services.Gate.RunAsync(stop => asked.Read(() => Write(json, asked, stop)),
                call.ClientLeft);
            json.Flush();
            return new EndpointAnswer(body.WrittenMemory) { SnapshotId = asked.After.Served.Id, RowCount = count };
        }
    }

    // As many rows as a page has; all of them are streamed.
    private static long Write(Utf8JsonWriter json, AskedDiff asked, CancellationToken stop)
    {
        QuestionDiff diff = asked.Compare(stop);
        DiffRequest request = asked.Request;
        json.WriteStartObject();
        if (request.Question.Id is { } id)
        {
            json.WritePropertyName("id");
            json.WriteRawValue(id);
        }

        json.WritePropertyName("question");
        QuestionJson.Write(json, request.Question);
        ChangeJson.WriteIndex(json, "before", asked.Manifests.Before);
        ChangeJson.WriteIndex(json, "after", asked.Manifests.After);
        json.WriteString("version", ServerVersion.Text);
        ChangeJson.WriteCounts(json, diff);
        json.WriteBoolean("exact", true);
        json.WriteStartArray("results");
        int limit = asked.After.Start.Limit;
        long count = 0;
        bool isMore = false;
        foreach (ChangedRow row in diff.Rows(request.Shown, request.LinkLimit, stop))
        {
            if (count == limit)
            {
                isMore = true;
                break;
            }

            ChangeJson.WriteRow(json, asked.After.Query, row);
            count++;
        }

        json.WriteEndArray();
        json.WriteBoolean("more", isMore);
        json.WriteEndObject();
        return count;
    }

    // All rows, read as they are written.
    private sealed class StreamedChanges(AskedDiff asked, AnswerForm form) : IAnswerRows
    {
        private IEnumerator<ChangedRow>? _rows;
        private ChangeRows? _cells;
        private JsonOutput? _lines;

        public long RowCount { get; private set; }

        private Citation Citation => new(QuestionJson.Text(asked.Request.Question),
            $"{asked.Manifests.Before.SnapshotId} to {asked.Manifests.After.SnapshotId}", ServerVersion.Text);

        public bool WriteBatch(Stream output, CancellationToken stop) => asked.Read(() =>
        {
            _rows ??= Rows(stop).GetEnumerator();
            bool isEnd;
            if (form.Rows is { } rows)
            {
                _cells ??= new ChangeRows(output, rows, Citation);
                isEnd = WriteRows(output, _cells.Write, stop);
                (isEnd ? (Action)_cells.End : _cells.Flush)();
                return isEnd;
            }

            JsonOutput lines = _lines ??= new JsonOutput(output);
            isEnd = WriteRows(output, row =>
            {
                ChangeJson.WriteRow(lines.Writer, asked.After.Query, row);
                lines.EndLine();
            }, stop);
            lines.End();
            return isEnd;
        });

        public bool TryWriteProblem(ApiException problem, Stream output) =>
            form.Rows is null && StreamedRows.WriteProblem(problem, output);

        public void Dispose()
        {
            _rows?.Dispose();
            asked.Dispose();
        }

        private IEnumerable<ChangedRow> Rows(CancellationToken stop)
        {
            DiffRequest request = asked.Request;
            IEnumerable<ChangedRow> rows = asked.Compare(stop).Rows(request.Shown, request.LinkLimit, stop);
            return request.Question.Limit is { } limit ? rows.Take(limit) : rows;
        }

        // What was written reaches the output in pieces of 64 KiB; one such piece is a batch. True at the end.
        private bool WriteRows(Stream output, Action<ChangedRow> write, CancellationToken stop)
        {
            for (int rows = 0; output.Length == 0 && rows < StreamedRows.BatchRows; rows++)
            {
                stop.ThrowIfCancellationRequested();
                if (!_rows!.MoveNext())
                {
                    return true;
                }

                write(_rows.Current);
                RowCount++;
            }

            return false;
        }
    }
}
