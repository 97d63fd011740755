namespace Vennlink.Query.Output;

/// <summary>
/// The links behind rows, in sheets of their own behind those of the rows: one a row, which source it is of first.
/// </summary>
public sealed class LinkRows : RowWriter<SourceRow>
{
    private readonly IntersectQuery _query;

    /// <summary>Ends the rows of an answer and begins its links.</summary>
    /// <param name="rows">The rows; in a form with room for more than one table.</param>
    /// <param name="query">The question.</param>
    public LinkRows(IntersectRows rows, IntersectQuery query)
        : base((rows ?? throw new ArgumentNullException(nameof(rows))).Next(
            new RowTable("evidence", [.. RowColumn.Texts("source", "links_to"), .. EvidenceOutput.Columns]))) =>
        _query = query;

    /// <inheritdoc/>
    public override void Write(SourceRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        foreach (TargetEvidence ofTarget in row.Evidence ?? [])
        {
            foreach (EvidenceRow link in ofTarget.Links)
            {
                Output.Text(row.Page);
                Output.Text(_query.PositiveTargets[ofTarget.TargetIndex].Text);
                EvidenceOutput.Write(Output, link);
                Output.EndRow();
            }
        }
    }
}
