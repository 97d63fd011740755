using System.Globalization;

namespace Vennlink.Query.Output;

/// <summary>Rows of an intersect answer as cells of columns, the same over every door.</summary>
/// <remarks>
/// Page, title, Domain Authority, spam score; then a column for each positive target, headed by its text: the page that
/// links to it, empty where none does.
/// </remarks>
public sealed class IntersectRows
{
    private static readonly RowColumn[] _columns =
        [.. RowColumn.Texts("page", "title"), .. RowColumn.Numbers("domain_authority", "spam_score")];

    private readonly RowOutput _output;
    private readonly string?[] _linkingPages; // by target

    /// <summary>Starts with the headings.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="form">In which form.</param>
    /// <param name="query">The question.</param>
    /// <param name="citation">What the rows are of.</param>
    public IntersectRows(Stream output, RowForm form, IntersectQuery query, Citation? citation)
    {
        ArgumentNullException.ThrowIfNull(query);
        RowColumn[] columns = [.. _columns, .. query.PositiveTargets.Select(target => new RowColumn(target.Text))];
        _output = RowOutput.Create(output, form, new RowTable("results", columns) { Citation = citation });
        _linkingPages = new string[query.PositiveTargets.Count];
    }

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

    /// <summary>Adds a row.</summary>
    public void Write(SourceRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Array.Clear(_linkingPages);
        for (int match = 0; match < row.MatchingTargetIndexes.Count; match++)
        {
            // At page scope the row itself is the page that links.
            _linkingPages[row.MatchingTargetIndexes[match]] = row.MatchingSourcePages?[match].Page ?? row.Page;
        }

        _output.Text(row.Page);
        _output.Text(row.Title);
        _output.Number(row.DomainAuthority);
        _output.Number(row.SpamScore);
        foreach (string? page in _linkingPages)
        {
            _output.TextOrUnknown(page);
        }

        _output.EndRow();
    }

    /// <summary>Writes what has gathered.</summary>
    public void Flush() => _output.Flush();

    /// <summary>Ends the output and writes what is left.</summary>
    public void End() => _output.End();
}
