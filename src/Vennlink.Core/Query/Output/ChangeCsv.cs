using Vennlink.Query.Changes;
using Vennlink.Query.Questions;

namespace Vennlink.Query.Output;

/// <summary>
/// Rows of two indexes compared as CSV, the same over every door: a line for each target that differs, and one for a
/// row where none does.
/// </summary>
/// <remarks>A line has the first link of its target, where there is one; JSON has more of them.</remarks>
public sealed class ChangeCsv
{
    private static readonly string[] _columns =
    [
        "change", "cause", "page", "title", "domain_authority", "spam_score", "targets_before", "targets_after",
        "target", "target_change", "link_page", "link_target", "anchor", "first_seen", "last_seen",
    ];

    private readonly RowOutput _output;

    /// <summary>Starts with the line of headings.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="dialect">For whom.</param>
    public ChangeCsv(Stream output, CsvDialect dialect) =>
        _output = RowOutput.CreateCsv(output, dialect, _columns);

    /// <summary>Adds a row.</summary>
    public void Write(ChangedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        foreach (TargetChange? target in row.Targets.DefaultIfEmpty<TargetChange?>(null))
        {
            _output.Text(ChangeWords.RowChanges.NameOf(row.Change));
            _output.Text(ChangeWords.RowCauses.NameOf(row.Cause));
            _output.Text(row.Row.Page);
            _output.Text(row.Row.Title);
            _output.Number(row.Row.DomainAuthority);
            _output.Number(row.Row.SpamScore);
            _output.Number(row.Before.Count);
            _output.Number(row.After.Count);
            WriteTarget(target);
            _output.EndRow();
        }
    }

    /// <summary>Writes what has gathered.</summary>
    public void Flush() => _output.Flush();

    /// <summary>Ends the output and writes what is left.</summary>
    public void End() => _output.End();

    private void WriteTarget(TargetChange? target)
    {
        _output.Text(target is null ? "" : target.IsNegative ? $"not {target.Target.Text}" : target.Target.Text);
        _output.Text(target is null ? "" : ChangeWords.LinkChanges.NameOf(target.Change));
        ChangedLink? link = target is { Links.Count: > 0 } shown ? shown.Links[0] : null;
        _output.Text(link?.Link.SourcePage ?? "");
        _output.Text(link?.Link.TargetPage ?? "");
        _output.Text(link?.Link.Anchor ?? "");
        _output.Time(link?.Link.FirstSeenSeconds);
        _output.Time(link?.Link.LastSeenSeconds);
    }
}
