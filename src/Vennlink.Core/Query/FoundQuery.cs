using System.Globalization;
using Vennlink.Links;
using Vennlink.Query.Hide;
using Vennlink.Query.Orders;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Facts;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;

namespace Vennlink.Query;

/// <summary>
/// A question with what one index holds of its targets: each is looked up once, whatever is asked then. Answers never
/// change; thread-safe; valid as long as the index is open.
/// </summary>
public sealed class FoundQuery
{
    private readonly ISourceIndex _index;
    private readonly IdRange[] _excluded;
    private readonly TargetLists? _requiredTarget; // every row links to it, and few sources do
    private HiddenRows? _hidden; // set before anybody else has this
    private SourceDays[]? _linkDays; // read once; the same whoever reads them
    private FoundQuery? _followed; // of the same targets, found once

    internal FoundQuery(IntersectQuery query, ISourceIndex index, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(query.PositiveTargets.Count, nameof(query));
        ArgumentOutOfRangeException.ThrowIfLessThan(query.MinMatchingTargets, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.MinMatchingTargets, query.PositiveTargets.Count,
            nameof(query));
        (Query, _index, Space) = (query, index, index.Sources(query.SourceScope));
        Filter = new FoundFilter(query, index, Space);
        Positives = FindPositives(query, cancellationToken);
        Negatives = Find(query.NegativeTargets);
        SortsByDays = query.SortKeys.Any(key => key.Column is SortColumn.LinkFirstSeen or SortColumn.LinkLastSeen);
        if (SortsByDays && !index.KnowsLinks)
        {
            throw new LinkFactsException(
                "this index was made of a graph alone: its arcs have no dates, so rows cannot be sorted by them");
        }

        MinMatchingTargets = query.MinMatchingTargets;
        if (query.Match is { } match)
        {
            Tree = new MatchTree(
                match, [.. query.PositiveTargets.Select((target, index) => OwnSite(target, Positives[index]))]);
            ArgumentOutOfRangeException.ThrowIfZero(Tree.MinLinkedTargets, nameof(query));
            MinMatchingTargets = Math.Max(MinMatchingTargets, Tree.MinLinkedTargets);
            _requiredTarget = FindRequiredTarget(Tree);
        }

        _excluded =
            [.. query.NegativeTargets.Select((target, index) => OwnSite(target, Negatives[index])), .. Filter.Excluded];
    }

    /// <summary>The question.</summary>
    public IntersectQuery Query { get; }

    /// <summary>What the index holds of each positive target.</summary>
    public IReadOnlyList<TargetLists> Positives { get; }

    /// <summary>What the index holds of each negative target.</summary>
    public IReadOnlyList<TargetLists> Negatives { get; }

    /// <summary>The sources that the rows are of.</summary>
    internal SourceSpace Space { get; }

    /// <summary>A row links to at least so many positive targets.</summary>
    internal int MinMatchingTargets { get; }

    /// <summary>What else must hold of the targets that a row links to; null for nothing.</summary>
    internal MatchTree? Tree { get; }

    /// <summary>Which sources are looked at.</summary>
    internal FoundFilter Filter { get; }

    /// <summary>Spam scores that rows may have, the highest first.</summary>
    internal IEnumerable<int> SpamScores =>
        Filter.SpamScore is { } range ? _index.SpamScores.Where(score => score >= range.Min && score <= range.Max)
            : _index.SpamScores;

    /// <summary>Whether the order needs <see cref="LinkDays"/>.</summary>
    internal bool SortsByDays { get; }

    /// <summary>
    /// The newest days of the links to positive targets that count, by ascending source; read when first asked for.
    /// </summary>
    internal SourceDays[] LinkDays(CancellationToken cancellationToken)
    {
        if (_linkDays is { } known)
        {
            return known;
        }

        LinkTest test = new(CountingLinks);
        IEnumerable<SourceDays> all = Query.PositiveTargets.Index().DistinctBy(target => Name(target.Item))
            .SelectMany(target => DaysOf(target.Index, test, cancellationToken))
            .Select(days => days with { Source = Space.SourceOf(new PageId(days.Source)) });
        return _linkDays = SourceDays.Newest(all);
    }

    // By page; only links of pages that the filter lets through count.
    private IEnumerable<SourceDays> DaysOf(int target, LinkTest test, CancellationToken cancellationToken)
    {
        Target linked = Query.PositiveTargets[target];
        IEnumerable<SourceDays> all = _index.SourceDays(linked.Scope, linked.Key, test, cancellationToken);
        if (Query.Filter is not { AsksPages: true })
        {
            return all;
        }

        HashSet<uint> pages = [];
        using PostingCursor list = Positives[target].Open(SourceScope.Page, Query.FollowedOnly);
        for (uint page = list.Current; page != PostingCursor.End; page = list.Advance())
        {
            pages.Add(page);
        }

        return all.Where(days => pages.Contains(days.Source));
    }

    /// <summary>Which links to positive targets count, those left out by <see cref="IntersectQuery.FollowedOnly"/>
    /// too.</summary>
    internal LinkFilter CountingLinks => LinkFilter.With(Query.Links, Query.FollowedOnly) ?? new LinkFilter();

    /// <summary>The pages that a source stands for with a link to a positive or negative target that counts, the best
    /// first.</summary>
    internal IEnumerable<PageId> PagesThatLink(uint source, TargetLists target)
    {
        IdRange pages = Space.PagesOf(source);
        using PostingCursor list = target.Open(SourceScope.Page, Query.FollowedOnly);
        for (uint page = list.Seek(pages.Start); page < pages.End; page = list.Advance())
        {
            if (Space.HasPage(source, new PageId(page)))
            {
                yield return new PageId(page);
            }
        }
    }

    /// <summary>Opens, for each positive target, the sources with a followed link to it that counts.</summary>
    internal PostingCursor[] OpenFollowed(CancellationToken cancellationToken)
    {
        LinkFilter links = CountingLinks;
        if (links.IsFollowed == false)
        {
            return [.. Positives.Select(_ => new IdArrayCursor(default))];
        }

        FoundQuery found = _followed ??= new FoundQuery(
            new IntersectQuery
            {
                PositiveTargets = Query.PositiveTargets,
                SourceScope = Query.SourceScope,
                Filter = Query.Filter,
                Links = links with { IsFollowed = true },
            },
            _index,
            cancellationToken);
        return [.. found.Positives.Select(found.Open)];
    }

    /// <summary>Whether the targets were looked up in an index.</summary>
    internal bool IsOf(ISourceIndex index) => ReferenceEquals(_index, index);

    /// <summary>Opens the list of a positive or negative target.</summary>
    internal PostingCursor Open(TargetLists target) => target.Open(Query.SourceScope, Query.FollowedOnly);

    /// <summary>Sources in the list of a positive or negative target.</summary>
    internal long CountOf(TargetLists target) => target.Count(Query.SourceScope, Query.FollowedOnly);

    /// <summary>
    /// What whoever asks should know of how much of the question the index knows, and what is hidden.
    /// </summary>
    public IReadOnlyList<string> Notes => _hidden is null ? Filter.Notes : [.. Filter.Notes, HiddenNote];

    /// <summary>What each rule of the question hides by itself.</summary>
    public IReadOnlyList<HiddenCount> HiddenCounts => _hidden?.Counts ?? [];

    /// <summary>Rows that rules hide, each counted once.</summary>
    public long HiddenRowCount => _hidden?.RowCount ?? 0;

    /// <summary>Whether a rule hides a source that would else be a row.</summary>
    internal bool IsHidden(uint source) => _hidden?.Holds(source) == false;

    /// <summary>What is asked of each candidate, for one walk; null for nothing.</summary>
    internal ISourceTest? OpenTest(LaneWidth width) => Filter.OpenTest(width, _hidden);

    /// <summary>Asks its rules.</summary>
    /// <param name="rows">Its rows without them.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    internal HiddenRows FindHidden(IdBits rows, CancellationToken cancellationToken) => new(Query.Hide, new HideContext(
        _index, Space, rows, Positives, Negatives, Query.FollowedOnly, Filter.OpenTestOfPageIds(), cancellationToken));

    /// <summary>The same question with rows hidden, those that <see cref="FindHidden"/> found.</summary>
    internal FoundQuery Hiding(HiddenRows hidden)
    {
        _hidden = hidden;
        return this;
    }

    private string HiddenNote => string.Create(CultureInfo.InvariantCulture,
        $"{HiddenRowCount:N0} rows are hidden, by {string.Join(", ", HiddenCounts.Select(Shown))}");

    private static string Shown(HiddenCount hidden) =>
        string.Create(CultureInfo.InvariantCulture, $"{hidden.Rule}: {hidden.RowCount:N0}");

    /// <summary>Opens the only sources to look at; null for all.</summary>
    internal PostingCursor? OpenRequired()
    {
        PostingCursor? list = _requiredTarget is null ? null : Open(_requiredTarget);
        if (Filter.Kept is null)
        {
            return list;
        }

        IdRangesCursor kept = new();
        kept.Start(Filter.Kept);
        return list is null ? kept : new IntersectionCursor(kept, list);
    }

    /// <summary>
    /// Sets a cursor to the sources that are left out by what they are: inside the root domains of negative targets, or
    /// by the filter.
    /// </summary>
    internal void StartExcluded(IdRangesCursor excluded) => excluded.Start(_excluded);

    private TargetLists[] Find(IReadOnlyList<Target> targets) =>
        [.. targets.Select(target => _index.Find(target.Scope, target.Key.Span))];

    private TargetLists[] FindPositives(IntersectQuery query, CancellationToken cancellationToken)
    {
        TargetLists[] found = FindLinked(query, cancellationToken);
        if (Filter.OpenPageTest() is { } pageTest)
        {
            Dictionary<TargetLists, TargetLists> filtered = [];
            for (int target = 0; target < found.Length; target++)
            {
                if (!filtered.TryGetValue(found[target], out TargetLists? lists))
                {
                    uint[] pages = FoundFilter.PagesOf(found[target], query.FollowedOnly, pageTest, cancellationToken);
                    filtered.Add(found[target], lists = new FilteredLists(found[target],
                        sources => sources == SourceScope.Page ? pages : _index.Sources(sources).Fold(pages)));
                }

                found[target] = lists;
            }
        }

        return found;
    }

    private TargetLists[] FindLinked(IntersectQuery query, CancellationToken cancellationToken)
    {
        TargetLists[] found = Find(query.PositiveTargets);
        if (query.Links is not { AsksNothing: false } links)
        {
            return found;
        }

        if (links.IsFollowedAlone)
        {
            return Array.ConvertAll(found, lists => (TargetLists)new FollowedLists(lists));
        }

        LinkTest test = new(CountingLinks);
        Dictionary<string, TargetLists> filtered = [];
        for (int target = 0; target < found.Length; target++)
        {
            // A target may be named again and again.
            (TargetScope scope, ReadOnlyMemory<byte> key, _) = query.PositiveTargets[target];
            string name = Name(query.PositiveTargets[target]);
            if (!filtered.TryGetValue(name, out TargetLists? lists))
            {
                // Now what the question is about, when it can be cancelled; what rows need besides is kept or quick.
                uint[] asked = _index.SourcesOf(query.SourceScope, scope, key, test, cancellationToken);
                filtered.Add(name, lists = new FilteredLists(found[target], sources => sources == query.SourceScope
                    ? asked : _index.SourcesOf(sources, scope, key, test, CancellationToken.None)));
            }

            found[target] = lists;
        }

        return found;
    }

    private static string Name(Target target) => $"{(int)target.Scope} {Convert.ToHexString(target.Key.Span)}";

    // One whose sources are so few that looking them up costs less than walking over the longest list.
    private TargetLists? FindRequiredTarget(MatchTree tree)
    {
        long longest = Positives.Max(CountOf);
        return tree.RequiredTargets.Select(target => Positives[target])
            .Where(target => CountOf(target) * WalkCost.LookUpFar < longest * WalkCost.DecodeId).MinBy(CountOf);
    }

    // Ids of the sources inside a target's root domain; empty when it has none.
    private IdRange OwnSite(Target target, TargetLists lists) =>
        (target.Scope == TargetScope.RootDomain ? lists.Domain : OwnDomain.Find(_index, target.Key.Span)) is { } own
            ? Space.OfDomain(own) : default;
}
