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
            string? problem = asked.Request.Question.Facets.Count > 0
                ? "facets: only an answer in JSON has room for counts." : asked.After.ProblemOf(call.Form);
            if (problem is not null)
            {
                asked.Dispose();
                throw ApiException.BadRequest(problem);
            }

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
        json.WriteId(request.Question.Id);
        json.WritePropertyName("question");
        QuestionJson.Write(json, request.Question);
        ChangeJson.WriteIndex(json, "before", asked.Manifests.Before, diff.Before);
        ChangeJson.WriteIndex(json, "after", asked.Manifests.After, diff.After);
        json.WriteString("version", ServerVersion.Text);
        ChangeJson.WriteCounts(json, diff);
        json.WriteBoolean("exact", true);
        if (request.Question.Facets.Count > 0)
        {
            ChangeJson.WriteFacets(json, diff.CountFacets(request.Question.Facets, stop));
        }

        json.WriteAnyTexts("notes", [.. diff.Notes]);
        json.WriteStartArray("results");
        int limit = asked.After.Start.Limit;
        long count = 0;
        bool isMore = false;
        foreach (ChangedRow row in diff.Rows(
            request.Shown, request.LinkLimit, request.Question.EvidenceLinks, stop))
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

    // All rows.
    private sealed class StreamedChanges(AskedDiff asked, AnswerForm form) : StreamedRows<ChangedRow>(form)
    {
        private string? _hidden;

        public override string? Hidden => _hidden;

        protected override bool Read(Func<bool> read) => asked.Read(read);

        protected override IEnumerable<ChangedRow> Rows(CancellationToken stop)
        {
            DiffRequest request = asked.Request;
            QuestionDiff diff = asked.Compare(stop);
            string?[] hidden = [TextOfHidden(diff.Before, "before."), TextOfHidden(diff.After, "after.")];
            _hidden = hidden[0] is null ? null : string.Join(", ", hidden);
            IEnumerable<ChangedRow> rows =
                diff.Rows(request.Shown, request.LinkLimit, request.Question.EvidenceLinks, stop);
            return request.Question.Limit is { } limit ? rows.Take(limit) : rows;
        }

        protected override void WriteLine(Utf8JsonWriter json, ChangedRow row) =>
            ChangeJson.WriteRow(json, asked.After.Query, row);

        protected override RowWriter<ChangedRow> StartCells(Stream output, RowForm cells) =>
            new ChangeRows(output, cells, new Citation(QuestionJson.Text(asked.Request.Question),
                $"{asked.Manifests.Before.SnapshotId} to {asked.Manifests.After.SnapshotId}", ServerVersion.Text));

        protected override void Close() => asked.Dispose();
    }
}
