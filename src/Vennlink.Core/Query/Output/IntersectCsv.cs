namespace Vennlink.Query.Output;

/// <summary>Rows of an intersect answer as CSV, the same over every door.</summary>
/// <remarks>
/// Page, title, Domain Authority, spam score; then a column for each positive target, headed by its text: the page that
/// links to it, empty where none does.
/// </remarks>
public sealed class IntersectCsv
{
    private static readonly string[] _columns = ["page", "title", "domain_authority", "spam_score"];

    private readonly RowOutput _output;
    private readonly string[] _linkingPages; // by target

    /// <summary>Starts with the line of headings.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="dialect">For whom.</param>
    /// <param name="query">The question.</param>
    public IntersectCsv(Stream output, CsvDialect dialect, IntersectQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        _output = RowOutput.CreateCsv(
            output, dialect, [.. _columns, .. query.PositiveTargets.Select(target => target.Text)]);
        _linkingPages = new string[query.PositiveTargets.Count];
    }

    /// <summary>Adds a row.</summary>
    public void Write(SourceRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Array.Fill(_linkingPages, "");
        for (int match = 0; match < row.MatchingTargetIndexes.Count; match++)
        {
            // At page scope the row itself is the page that links.
            _linkingPages[row.MatchingTargetIndexes[match]] = row.MatchingSourcePages?[match].Page ?? row.Page;
        }

        _output.Text(row.Page);
        _output.Text(row.Title);
        _output.Number(row.DomainAuthority);
        _output.Number(row.SpamScore);
        foreach (string page in _linkingPages)
        {
            _output.Text(page);
        }

        _output.EndRow();
    }

    /// <summary>Writes what has gathered.</summary>
    public void Flush() => _output.Flush();

    /// <summary>Ends the output and writes what is left.</summary>
    public void End() => _output.End();
}
