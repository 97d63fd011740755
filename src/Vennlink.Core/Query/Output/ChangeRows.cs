using Vennlink.Query.Changes;
using Vennlink.Query.Questions;

namespace Vennlink.Query.Output;

/// <summary>
/// Rows of two indexes compared as cells of columns, the same over every door: a line for each target that differs, and
/// one for a row where none does.
/// </summary>
/// <remarks>A line has the first link of its target, where there is one; JSON has more of them.</remarks>
public sealed class ChangeRows : RowWriter<ChangedRow>
{
    private static readonly RowColumn[] _columns =
    [
        .. RowColumn.Texts("change", "cause", "page", "title"),
        .. RowColumn.Numbers("domain_authority", "spam_score", "targets_before", "targets_after"),
        .. RowColumn.Texts("target", "target_change", "link_page", "link_target", "anchor"),
        .. RowColumn.Times("first_seen", "last_seen"),
    ];

    /// <summary>Starts with the headings.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="form">In which form.</param>
    /// <param name="citation">What the rows are of.</param>
    public ChangeRows(Stream output, RowForm form, Citation? citation)
        : base(RowOutput.Create(output, form, new RowTable("changes", _columns) { Citation = citation }))
    {
    }

    /// <inheritdoc/>
    public override void Write(ChangedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        foreach (TargetChange? target in row.Targets.DefaultIfEmpty<TargetChange?>(null))
        {
            Output.Text(ChangeWords.RowChanges.NameOf(row.Change));
            Output.Text(ChangeWords.RowCauses.NameOf(row.Cause));
            Output.Text(row.Row.Page);
            Output.Text(row.Row.Title);
            Output.Number(row.Row.DomainAuthority);
            Output.Number(row.Row.SpamScore);
            Output.Number(row.Before.Count);
            Output.Number(row.After.Count);
            WriteTarget(target);
            Output.EndRow();
        }
    }

    private void WriteTarget(TargetChange? target)
    {
        Output.Text(target is null ? "" : target.IsNegative ? $"not {target.Target.Text}" : target.Target.Text);
        Output.Text(target is null ? "" : ChangeWords.LinkChanges.NameOf(target.Change));
        ChangedLink? link = target is { Links.Count: > 0 } shown ? shown.Links[0] : null;
        Output.Text(link?.Link.SourcePage ?? "");
        Output.Text(link?.Link.TargetPage ?? "");
        Output.Text(link?.Link.Anchor ?? "");
        Output.Time(link?.Link.FirstSeenSeconds);
        Output.Time(link?.Link.LastSeenSeconds);
    }
}
