using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Hide;

/// <summary>The rows of an answer that rules hide. Immutable once made; thread-safe.</summary>
internal sealed class HiddenRows : ISourceTest
{
    /// <summary>A site of fewer pages has no sitewide links: one page is all of it.</summary>
    public const uint MinSitePages = 5;

    private readonly IdBits _hidden;

    /// <summary>Asks all rows.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="context">What they are asked of.</param>
    public HiddenRows(IReadOnlyList<HideRule> rules, HideContext context)
    {
        _hidden = new IdBits(context.Space.Count);
        List<HiddenCount> counts = [];
        foreach (HideRule rule in rules)
        {
            IdBits hidden = rule.Kind switch
            {
                HideKind.Platforms => Platforms(context, rule.Bound ?? HideRule.UsualHub),
                HideKind.Sitewide => Sitewide(context, rule.Bound ?? HideRule.UsualShare),
                HideKind.SameOwner => SameOwner(context),
                HideKind.Feeds => new FeedPages(context.Index).Hide(context),
                _ => OtherHosts(context),
            };
            counts.Add(new HiddenCount(rule, hidden.Count));
            _hidden.Add(hidden);
        }

        (Counts, RowCount) = (counts, _hidden.Count);
    }

    /// <summary>What each rule hides by itself.</summary>
    public IReadOnlyList<HiddenCount> Counts { get; }

    /// <summary>Rows that are hidden by one rule or more.</summary>
    public long RowCount { get; }

    /// <summary>Memory that it takes.</summary>
    public long Bytes => _hidden.Bytes;

    /// <inheritdoc/>
    public bool Holds(uint sourceId) => !_hidden[sourceId];

    /// <inheritdoc/>
    public void Narrow(uint start, Span<ulong> sources) => _hidden.TakeOut(start, sources);

    private static IdBits Platforms(HideContext context, double bound)
    {
        HashSet<uint> known = [.. SiteLists.Find(context.Index, SiteLists.Platforms)];
        ReachColumn reach = context.ReachOfDomains;
        return Where(context, (_, domain) => known.Contains(domain.Value) || reach.Of(domain.Value) > bound);
    }

    private static IdBits Sitewide(HideContext context, double share) => context.RowsWithout((domain, linking) =>
        context.Index.Reach.PageCount(domain.Value) is var count
            && (count < MinSitePages || linking <= share * count));

    // Rows ascend from the best site on, so the first one met of an owner is the best.
    private static IdBits SameOwner(HideContext context)
    {
        Dictionary<uint, uint> best = [];
        return Where(context, (_, domain) =>
        {
            uint owner = context.Index.Reach.OwnerOf(domain.Value);
            if (owner == domain.Value)
            {
                return false; // alone, or the best there is
            }

            if (context.Rows.CountIn(context.Space.OfDomain(new DomainId(owner))) > 0)
            {
                return true;
            }

            return !best.TryAdd(owner, domain.Value) && best[owner] != domain.Value;
        });
    }

    private static IdBits OtherHosts(HideContext context)
    {
        SourceSpace hosts = context.Index.Sources(SourceScope.Subdomain);
        IdBits linking = new(hosts.Count);
        foreach (TargetLists target in context.Negatives)
        {
            using PostingCursor list = target.Open(SourceScope.Subdomain, context.FollowedOnly);
            for (uint host = list.Current; host != PostingCursor.End; host = list.Advance())
            {
                linking.Add(host);
            }
        }

        bool haveHosts = context.Space.Scope != SourceScope.RootDomain;
        return Where(context, (row, domain) =>
        {
            int others = linking.CountIn(hosts.OfDomain(domain));
            return haveHosts && others > 0
                && others > (linking[hosts.OfPage(new PageId(context.Space.PagesOf(row).Start), domain)] ? 1 : 0);
        });
    }

    private static IdBits Where(HideContext context, Func<uint, DomainId, bool> isHidden)
    {
        IdBits hidden = new(context.Space.Count);
        foreach ((uint row, DomainId domain) in context.RowsByDomain())
        {
            if (isHidden(row, domain))
            {
                hidden.Add(row);
            }
        }

        return hidden;
    }
}
