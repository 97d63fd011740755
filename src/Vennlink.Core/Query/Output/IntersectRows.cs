using System.Globalization;

namespace Vennlink.Query.Output;

/// <summary>Rows of an intersect answer as cells of columns, the same over every door.</summary>
/// <remarks>
/// Page, title, Domain Authority, spam score; then a column for each positive target, headed by its text: the page that
/// links to it, empty where none does.
/// </remarks>
public sealed class IntersectRows : RowWriter<SourceRow>
{
    private static readonly RowColumn[] _columns =
        [.. RowColumn.Texts("page", "title"), .. RowColumn.Numbers("domain_authority", "spam_score")];

    private readonly string?[] _linkingPages; // by target

    /// <summary>Starts with the headings.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="form">In which form.</param>
    /// <param name="query">The question.</param>
    /// <param name="citation">What the rows are of.</param>
    public IntersectRows(Stream output, RowForm form, IntersectQuery query, Citation? citation)
        : base(RowOutput.Create(output, form, new RowTable("results", ColumnsOf(query)) { Citation = citation })) =>
        _linkingPages = new string[query.PositiveTargets.Count];

    /// <summary>Why a form cannot hold the answer to a question; null where it can.</summary>
    public static string? ProblemOf(RowForm form, IntersectQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        int most = WorkbookRows.MaxColumns - _columns.Length;
        return form == RowForm.Xlsx && query.PositiveTargets.Count > most
            ? string.Create(CultureInfo.InvariantCulture,
                $"a sheet has columns for {most} targets, not {query.PositiveTargets.Count}; ask for another form")
            : null;
    }

    /// <inheritdoc/>
    public override void Write(SourceRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Array.Clear(_linkingPages);
        for (int match = 0; match < row.MatchingTargetIndexes.Count; match++)
        {
            // At page scope the row itself is the page that links.
            _linkingPages[row.MatchingTargetIndexes[match]] = row.MatchingSourcePages?[match].Page ?? row.Page;
        }

        Output.Text(row.Page);
        Output.Text(row.Title);
        Output.Number(row.DomainAuthority);
        Output.Number(row.SpamScore);
        foreach (string? page in _linkingPages)
        {
            Output.TextOrUnknown(page);
        }

        Output.EndRow();
    }

    private static RowColumn[] ColumnsOf(IntersectQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return [.. _columns, .. query.PositiveTargets.Select(target => new RowColumn(target.Text))];
    }
}
