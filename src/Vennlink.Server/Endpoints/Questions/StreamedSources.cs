using System.Text.Json;
using Vennlink.Query;
using Vennlink.Query.Output;
using Vennlink.Query.Walk;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary>All rows of an answer.</summary>
/// <param name="asked">The question; disposed of by this.</param>
/// <param name="form">One that can be streamed.</param>
internal sealed class StreamedSources(AskedQuestion asked, AnswerForm form) : StreamedRows<SourceRow>(form)
{
    private string? _hidden;
    private bool _isLinks;

    public override string? Hidden => _hidden;

    protected override bool Read(Func<bool> read) => asked.Read(read);

    protected override IEnumerable<SourceRow> Rows(CancellationToken stop)
    {
        FoundQuery found = asked.Engine.Find(asked.Query, stop);
        _hidden = TextOfHidden(found, "");
        IEnumerable<IntersectRow> rows = asked.Engine.Stream(found, stop);
        rows = asked.Question.Limit is { } limit ? rows.Take(limit) : rows;

        // Cells of rows have no links; those stand in sheets of their own.
        return Form.Rows is null || _isLinks ? asked.Describe(found, rows, stop) : asked.Engine.Describe(found, rows);
    }

    protected override void WriteLine(Utf8JsonWriter json, SourceRow row) =>
        IntersectJson.WriteRow(json, asked.Query, row);

    protected override RowWriter<SourceRow> StartCells(Stream output, RowForm cells) =>
        new IntersectRows(output, cells, asked.Query, AnswerJson.CitationOf(asked) with { Hidden = _hidden });

    protected override RowWriter<SourceRow>? StartMore(RowWriter<SourceRow> cells)
    {
        _isLinks = asked.Question.EvidenceLinks is not null;
        return _isLinks ? new LinkRows((IntersectRows)cells, asked.Query) : null;
    }

    protected override void Close() => asked.Dispose();
}
