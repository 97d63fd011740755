using Vennlink.Query.Explain;
using Vennlink.Snapshots;
using Vennlink.Urls;

namespace Vennlink.Query.Changes;

/// <summary>
/// Finds the links by which a source links to a target in one index, and what the other index says of them.
/// Thread-safe.
/// </summary>
/// <param name="has">The index that has the links.</param>
/// <param name="lacks">The other one.</param>
/// <param name="isGained">Whether the one that has them is the later.</param>
/// <param name="limit">Most links of a target that are shown; one is read at least.</param>
internal sealed class LinkChanges(DiffSide has, DiffSide lacks, bool isGained, int limit)
{
    private readonly Evidence _evidence = new(has.Snapshot);

    /// <summary>Tells what made a source link to a target in one index alone.</summary>
    /// <param name="source">The source, in the index that has the links.</param>
    /// <param name="target">Which of the targets.</param>
    /// <param name="isNegative">Whether it is one that no source may link to.</param>
    /// <param name="cancellationToken">Checked once a page.</param>
    public TargetChange Find(uint source, int target, bool isNegative, CancellationToken cancellationToken)
    {
        List<ChangedLink> links = [];
        foreach (EvidenceRow row in _evidence.Behind(has.Found, source, target, isNegative, cancellationToken)
            .Take(Math.Max(1, limit)))
        {
            links.Add(new ChangedLink(row, ChangeOf(row)));
        }

        LinkChange change = links.Count > 0 ? links[0].Change : isGained ? LinkChange.NewLink : LinkChange.LinkLost;
        Target named = (isNegative ? has.Query.NegativeTargets : has.Query.PositiveTargets)[target];
        return new TargetChange(named, isNegative, change, limit > 0 ? links : []);
    }

    private LinkChange ChangeOf(EvidenceRow row)
    {
        PageLink elsewhere = lacks.Snapshot.Evidence.FindLink(
            UrlKey.OfText(row.SourcePage), UrlKey.OfText(row.TargetPage));
        return elsewhere switch
        {
            PageLink.PageUnknown => isGained ? LinkChange.NewPage : LinkChange.PageMissing,
            PageLink.PageGone => isGained ? LinkChange.PageBack : LinkChange.PageGone,
            PageLink.NotLinked => isGained ? LinkChange.NewLink : LinkChange.LinkLost,
            _ => isGained ? LinkChange.CountsNow : LinkChange.CountsNoLonger,
        };
    }
}
