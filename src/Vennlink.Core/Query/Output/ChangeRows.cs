using Vennlink.Query.Changes;
using Vennlink.Query.Questions;

namespace Vennlink.Query.Output;

/// <summary>
/// Rows of two indexes compared as cells of columns, the same over every door: a line for each target that differs, and
/// one for a row where none does.
/// </summary>
/// <remarks>A line has the first link of its target, where there is one; JSON has more of them.</remarks>
public sealed class ChangeRows
{
    private static readonly RowColumn[] _columns =
    [
        .. RowColumn.Texts("change", "cause", "page", "title"),
        .. RowColumn.Numbers("domain_authority", "spam_score", "targets_before", "targets_after"),
        .. RowColumn.Texts("target", "target_change", "link_page", "link_target", "anchor"),
        .. RowColumn.Times("first_seen", "last_seen"),
    ];

    private readonly RowOutput _output;

    /// <summary>Starts with the headings.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="form">In which form.</param>
    /// <param name="citation">What the rows are of.</param>
    public ChangeRows(Stream output, RowForm form, Citation? citation) =>
        _output = RowOutput.Create(output, form, new RowTable("changes", _columns) { Citation = citation });

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
