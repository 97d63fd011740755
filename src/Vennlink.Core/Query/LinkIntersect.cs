using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Query;

/// <summary>Answers link intersect queries over one snapshot, exactly. Thread-safe.</summary>
/// <remarks>
/// Works in windows of 2¹⁶ source ids with bit-sliced at-least-k counters; see docs/algorithms.md. Every order is a level (nothing, matching
/// target count or spam score) from high to low, then ascending source id. Source: Kaser and Lemire, "Threshold and symmetric functions over
/// bitmaps", 2014. A query over a damaged index throws <see cref="IndexFormatException"/>.
/// </remarks>
public sealed class LinkIntersect
{
    // Rows that Stream holds at a time: one walk is enough for every answer up to this size, whatever its order.
    private const int StreamBatchRowCount = 1 << 15;

    // Bitmaps of 2,000 lists; a walk over more than that does not leave its memory behind.
    private const long LargestKeptBytes = 16 << 20;

    // Windows that a thread counts before it asks for more.
    private const int WindowsPerShare = 16;

    // Source domains, for each row wanted, of the spam scores that the first walk of a page looks at, unless one score alone has more; each further walk of it looks at
    // four times as many. Of the most linked targets every third source or so is a row, and each source looked at costs a seek in most lists.
    private const long SourcesPerRow = 4;
    private const int LeastRowsLookedFor = 64;

    // Rows that room is made for at once; a caller may ask for as many as it likes.
    private const int LongestPage = 1024;

    // What looking a source up in a list costs where the next one is far, in ids of a list walked over; a window of a dense list costs as much as so many ids, whatever it holds;
    // and the part of a walk over all that may be spent on looking up. Measured on an EPYC (Zen 4); they only choose between right ways.
    private const float LookupCost = 100;
    private const float WalkShare = 2;
    private const float DenseWindowCost = 2000;

    // Looking at the scores of all sources left in a window costs about as much as taking so many one by one.
    private const int RowsWorthNarrowing = 64;

    private readonly ISourceIndex _index;
    private readonly LaneWidth _width;
    private readonly int _streamBatchRowCount;
    private readonly float _lookupCost;
    private readonly ConcurrentBag<WalkBuffers> _idleBuffers = [];
    private readonly RowDescriber _describer;

    /// <summary>Prepares queries over a snapshot, which must outlive this.</summary>
    public LinkIntersect(Snapshot snapshot)
        : this(snapshot, Lanes.Widest)
    {
    }

    internal LinkIntersect(ISourceIndex index, LaneWidth width, int streamBatchRowCount = StreamBatchRowCount, float lookupCost = LookupCost)
    {
        _lookupCost = lookupCost;
        _index = index;
        _describer = new RowDescriber(index);
        _width = width;
        _streamBatchRowCount = streamBatchRowCount;
    }

    /// <summary>The next rows of an answer in the query's total order.</summary>
    /// <param name="query">The question.</param>
    /// <param name="limit">At most this many rows.</param>
    /// <param name="after">Position of the last row already served, or null for the first rows.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    /// <returns>At most <paramref name="limit"/> rows; fewer only when there are no more.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="limit"/> is negative, there is no positive target, or <see cref="IntersectQuery.MinMatchingTargets"/> is not in 1 … their number.
    /// </exception>
    public IReadOnlyList<IntersectRow> Rows(IntersectQuery query, int limit, IntersectPosition? after, CancellationToken cancellationToken)
    {
        Check(query);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        if (limit == 0)
        {
            return [];
        }

        if (query.Sort == IntersectSort.SourceSpamScore)
        {
            return RowsBySpamScore(query, after, limit, cancellationToken);
        }

        List<IntersectRow> rows = new(Math.Min(limit, LongestPage));
        if (query.Sort == IntersectSort.SourceDomainAuthority || after is not null)
        {
            AddRestOfLevel(query, after?.SortValue ?? 0, FromAfter(after), limit, rows, cancellationToken);
        }

        if (query.Sort == IntersectSort.SourceDomainAuthority)
        {
            return rows;
        }

        int below = after?.SortValue ?? int.MaxValue;
        if (rows.Count < limit && HasLevelBelow(query, below))
        {
            AddBestByCount(query, below, limit - rows.Count, rows, cancellationToken);
        }

        return rows;
    }

    /// <summary>Exact number of rows of the whole answer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="Rows"/>.</exception>
    public long Count(IntersectQuery query, CancellationToken cancellationToken) => Count(query, 1, cancellationToken);

    /// <summary>Exact number of rows of the whole answer, counted on several threads: they share the windows.</summary>
    /// <param name="query">The question.</param>
    /// <param name="threadCount">At least 1, which is the calling thread; more come from the thread pool.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="Rows"/>, or no thread.</exception>
    public long Count(IntersectQuery query, int threadCount, CancellationToken cancellationToken)
    {
        Check(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(threadCount, 1);
        int windowCount = (int)(((long)SourceCount(query) + SourceWindow.Size - 1) >> SourceWindow.SizeBits);
        threadCount = Math.Min(threadCount, windowCount / WindowsPerShare);
        return threadCount < 2 ? CountWindows(query, 0, SourceWindow.Count, cancellationToken) : new SharedCount(this, query, windowCount).Run(threadCount, cancellationToken);
    }

    /// <summary>Writes the ids of all rows of the whole answer, ascending whatever the query's sort, without saying which targets they match.</summary>
    /// <param name="query">The question.</param>
    /// <param name="sourceIds">Where they go; PageIds or DomainIds by the query's source scope.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    /// <remarks>Takes about as long as <see cref="Count(IntersectQuery, CancellationToken)"/>, which <see cref="Stream"/> with its row an object does not.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="Rows"/>.</exception>
    public void WriteSourceIds(IntersectQuery query, IBufferWriter<uint> sourceIds, CancellationToken cancellationToken)
    {
        Check(query);
        WalkBuffers buffers = RentBuffers();
        try
        {
            using ThresholdWalk walk = Open(query, query.MinMatchingTargets, 0, buffers, cancellationToken);
            walk.WriteWindows(sourceIds);
        }
        finally
        {
            Return(buffers);
        }
    }

    /// <summary>The position of a row, to resume after it.</summary>
    public IntersectPosition PositionOf(IntersectQuery query, IntersectRow row) => new(
        query.Sort switch
        {
            IntersectSort.MatchingTargetCount => row.MatchingTargetIndexes.Length,
            IntersectSort.SourceSpamScore => _index.SpamScore(_describer.DomainOf(query, row)),
            _ => 0,
        },
        row.SourceId);

    /// <summary>Fills in what a person reads: URL, title, scores, best linking pages.</summary>
    /// <remarks>For more than one row use the overload that takes them all: it opens each target's list once.</remarks>
    public SourceRow Describe(IntersectQuery query, IntersectRow row) => Describe(query, [row]).Single();

    /// <summary>Fills in what a person reads of each row, as the rows come.</summary>
    /// <remarks>At root-domain scope, the best linking page for a target is the first of the domain's pages in the target's list of pages.</remarks>
    public IEnumerable<SourceRow> Describe(IntersectQuery query, IEnumerable<IntersectRow> rows) => _describer.Describe(query, rows);

    /// <summary>All rows from the first, streamed in the query's order in bounded memory.</summary>
    /// <remarks>
    /// One walk in Domain Authority order. In the others one walk keeps the best rows; an answer of more rows than are held then takes two walks for
    /// each match count or spam score that is too big to hold.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="Rows"/>, at the call.</exception>
    public IEnumerable<IntersectRow> Stream(IntersectQuery query, CancellationToken cancellationToken)
    {
        Check(query);
        return query.Sort == IntersectSort.SourceDomainAuthority ? RestOfLevel(query, 0, 0, cancellationToken) : StreamLevels(query, cancellationToken);
    }

    /// <summary>How many sources link to a target; says of one without any whether the index knows it at all.</summary>
    /// <param name="target">The target.</param>
    /// <param name="followedOnly">Count followed links only.</param>
    public TargetSummary Summarize(Target target, bool followedOnly = false)
    {
        using PostingCursor pages = _index.OpenList(target.Scope, target.Key.Span, SourceScope.Page, followedOnly);
        using PostingCursor domains = _index.OpenList(target.Scope, target.Key.Span, SourceScope.RootDomain, followedOnly);
        TargetPresence presence = pages.Count > 0 ? TargetPresence.Linked
            : _index.IsKnown(target.Scope, target.Key.Span) ? TargetPresence.LinkedFromOwnSiteOnly
            : TargetPresence.NotInIndex;
        return new TargetSummary(presence, pages.Count, domains.Count);
    }

    private static void Check(IntersectQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfZero(query.PositiveTargets.Count, nameof(query));
        ArgumentOutOfRangeException.ThrowIfLessThan(query.MinMatchingTargets, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.MinMatchingTargets, query.PositiveTargets.Count, nameof(query));
    }

    // The largest id is End − 1, so this does not overflow.
    private static uint FromAfter(IntersectPosition? after) => after is { } position ? position.SourceId + 1 : 0;

    private IEnumerable<IntersectRow> StreamLevels(IntersectQuery query, CancellationToken cancellationToken)
    {
        int below = int.MaxValue;
        List<IntersectRow> rows = [];
        for (int round = 0; HasLevelBelow(query, below); round++)
        {
            rows.Clear();
            int lastLevel = AddBestBelow(query, below, round, _streamBatchRowCount, rows, cancellationToken);
            foreach (IntersectRow row in rows)
            {
                yield return row;
            }

            if (rows.Count == _streamBatchRowCount)
            {
                foreach (IntersectRow row in RestOfLevel(query, lastLevel, rows[^1].SourceId + 1, cancellationToken))
                {
                    yield return row;
                }
            }

            below = lastLevel; // strictly falls, so this ends
        }
    }

    // Whether there can be rows of a lower level at all.
    private bool HasLevelBelow(IntersectQuery query, int below) =>
        query.Sort == IntersectSort.MatchingTargetCount ? below > query.MinMatchingTargets : _index.SpamScores.Count > 0 && below > _index.SpamScores[^1];

    // The rows of one level from an id on, up to a number of rows: resumes a page without looking at anything before it. Gives up when more than some number of sources of
    // the level were looked at, of which it returns the number.
    private long AddRestOfLevel(
        IntersectQuery query, int level, uint from, int limit, List<IntersectRow> rows, CancellationToken cancellationToken, long mostSources = long.MaxValue)
    {
        WalkBuffers buffers = RentBuffers();
        try
        {
            using ThresholdWalk walk = OpenLevel(query, level, from, buffers, cancellationToken);
            walk.MostRequired = mostSources;
            while (rows.Count < limit && walk.MoveNext())
            {
                rows.Add(Row(walk, buffers));
            }

            return walk.RequiredCount;
        }
        finally
        {
            Return(buffers);
        }
    }

    // The same, as they are asked for.
    private IEnumerable<IntersectRow> RestOfLevel(IntersectQuery query, int level, uint from, CancellationToken cancellationToken)
    {
        WalkBuffers buffers = RentBuffers();
        try
        {
            using ThresholdWalk walk = OpenLevel(query, level, from, buffers, cancellationToken);
            while (walk.MoveNext())
            {
                yield return Row(walk, buffers);
            }
        }
        finally
        {
            Return(buffers);
        }
    }

    private ThresholdWalk OpenLevel(IntersectQuery query, int level, uint from, WalkBuffers buffers, CancellationToken cancellationToken)
    {
        bool byCount = query.Sort == IntersectSort.MatchingTargetCount;
        return Open(
            query, byCount ? Math.Max(level, query.MinMatchingTargets) : query.MinMatchingTargets, from, buffers, cancellationToken,
            query.Sort == IntersectSort.SourceSpamScore ? OpenSpamLevels(query, [level]) : null, byCount ? level : int.MaxValue);
    }

    private static IntersectRow Row(ThresholdWalk walk, WalkBuffers buffers)
    {
        Span<ulong> matches = buffers.Matches.AsSpan(0, walk.MatchWordCount);
        walk.CopyMatches(matches);
        return new IntersectRow(walk.SourceId, BestRows.TargetIndexes(matches));
    }

    // The best rows of the levels below one: by match count of all of them, by spam score of as many as the round looks at. The level
    // returned is that of the last row when there are as many rows as wanted, else the lowest looked at.
    private int AddBestBelow(IntersectQuery query, int below, int round, int limit, List<IntersectRow> rows, CancellationToken cancellationToken)
    {
        if (query.Sort == IntersectSort.MatchingTargetCount)
        {
            return AddBestByCount(query, below, limit, rows, cancellationToken);
        }

        (int[] levels, _) = SpamLevelsOfRound(below, round, limit);
        return AddBest(query, levels[0], levels[^1], levels, limit, rows, cancellationToken);
    }

    private int AddBestByCount(IntersectQuery query, int below, int limit, List<IntersectRow> rows, CancellationToken cancellationToken) =>
        AddBest(query, Math.Min(below - 1, query.PositiveTargets.Count), query.MinMatchingTargets, null, limit, rows, cancellationToken);

    // Stops when the highest level there can be has enough.
    private int AddBest(
        IntersectQuery query, int highest, int lowest, int[]? spamLevels, int limit, List<IntersectRow> rows, CancellationToken cancellationToken)
    {
        bool byCount = spamLevels is null;
        WalkBuffers buffers = RentBuffers();
        try
        {
            using ThresholdWalk walk = Open(
                query, query.MinMatchingTargets, 0, buffers, cancellationToken, byCount ? null : OpenSpamLevels(query, spamLevels!), byCount ? highest : int.MaxValue);
            walk.WantedCount = byCount ? limit : 0;
            BestRows best = buffers.Best;
            best.Start(limit, walk.MatchWordCount);
            SpamLevels? spam = byCount || highest == lowest ? null : new SpamLevels(_index, query.SourceScope, _width);
            while (walk.MoveNext())
            {
                int level = byCount ? walk.MatchCount : spam?.Of(walk.SourceId) ?? highest;
                if (best.IsFull && level <= best.WorstLevel)
                {
                    continue;
                }

                walk.CopyMatches(best.Add(level, walk.SourceId));
                if (!best.IsFull)
                {
                    continue;
                }

                if (best.WorstLevel >= highest)
                {
                    break;
                }

                walk.Threshold = byCount ? Math.Max(walk.Threshold, best.WorstLevel + 1) : walk.Threshold;
            }

            bool isFull = best.IsFull;
            int lastLevel = best.Take(rows);
            return isFull ? lastLevel : lowest;
        }
        finally
        {
            Return(buffers);
        }
    }

    // Looks at the sources of the highest scores first, as long as that costs less than a part of one walk over all: that finds a page where many sources are rows, and
    // where few are, it is soon given up.
    private List<IntersectRow> RowsBySpamScore(IntersectQuery query, IntersectPosition? after, int limit, CancellationToken cancellationToken)
    {
        List<IntersectRow> rows = new(Math.Min(limit, LongestPage));
        long sourceBudget = SourceBudget(query);
        int below = after?.SortValue ?? int.MaxValue;
        for (int round = 0; rows.Count < limit; round++)
        {
            // What is left of the position's own score comes first.
            bool isRest = round == 0 && after is not null;
            (int[] levels, long sourceCount) = isRest ? ([below], 0) : SpamLevelsOfRound(below, round, limit);
            if (levels.Length == 0)
            {
                break;
            }

            if (levels.Length == 1)
            {
                sourceBudget -= AddRestOfLevel(query, levels[0], isRest ? FromAfter(after) : 0, limit, rows, cancellationToken, sourceBudget);
            }
            else
            {
                sourceBudget -= sourceCount;
                if (sourceBudget >= 0)
                {
                    AddBest(query, levels[0], levels[^1], levels, limit - rows.Count, rows, cancellationToken);
                }
            }

            if (sourceBudget < 0 && rows.Count < limit)
            {
                AddBestBySpamScore(query, rows.Count > 0 ? PositionOf(query, rows[^1]) : after, limit - rows.Count, rows, cancellationToken);
                break;
            }

            below = levels[^1];
        }

        return rows;
    }

    // How many sources to look up in the lists before that has cost a part of a walk over all of these. One that is no row is given up when too many lists are without it.
    private long SourceBudget(IntersectQuery query)
    {
        float lookupsPerSource = query.PositiveTargets.Count - query.MinMatchingTargets + 2;
        return (long)Math.Min(long.MaxValue / 2, WalkCost(query) / (WalkShare * lookupsPerSource * _lookupCost));
    }

    // Of a walk over all lists, in ids.
    private float WalkCost(IntersectQuery query)
    {
        float cost = 0;
        float windowCount = (float)SourceCount(query) / SourceWindow.Size;
        for (int target = 0; target < query.PositiveTargets.Count; target++)
        {
            using PostingCursor list = OpenList(query, query.PositiveTargets[target]);
            cost += Math.Min(list.Count, windowCount * DenseWindowCost);
        }

        return cost;
    }

    // The rows after a position by spam score, found in one walk over all sources.
    private void AddBestBySpamScore(IntersectQuery query, IntersectPosition? after, int limit, List<IntersectRow> rows, CancellationToken cancellationToken)
    {
        WalkBuffers buffers = RentBuffers();
        try
        {
            using ThresholdWalk walk = Open(query, query.MinMatchingTargets, 0, buffers, cancellationToken);
            BestRows best = buffers.Best;
            best.Start(limit, walk.MatchWordCount);
            SpamLevels spam = new(_index, query.SourceScope, _width) { Highest = after?.SortValue ?? int.MaxValue };
            walk.Narrowing = spam;
            int passedOver = 0;
            while (walk.MoveNext())
            {
                int level = spam.Of(walk.SourceId);
                bool isServed = after is { } position && (level > position.SortValue || (level == position.SortValue && walk.SourceId <= position.SourceId));
                if (isServed || (best.IsFull && level <= best.WorstLevel))
                {
                    if (++passedOver % RowsWorthNarrowing == 0)
                    {
                        walk.NarrowRest();
                    }

                    continue;
                }

                walk.CopyMatches(best.Add(level, walk.SourceId));
                spam.Lowest = best.IsFull ? best.WorstLevel + 1 : spam.Lowest;
            }

            best.Take(rows);
        }
        finally
        {
            Return(buffers);
        }
    }

    // The next spam scores below one, highest first, that together have as many source domains as a round looks at, and how many they have: one when it has as many, else
    // several, so that rare scores do not cost a walk each.
    private (int[] Levels, long SourceCount) SpamLevelsOfRound(int below, int round, int limit)
    {
        long leastSourceCount = SourcesPerRow * Math.Max(limit, LeastRowsLookedFor) << Math.Min(2 * round, 20);
        List<int> levels = [];
        long sourceCount = 0;
        foreach (int score in _index.SpamScores.SkipWhile(score => score >= below))
        {
            using PostingCursor domains = _index.OpenSpamList(score);
            if (levels.Count > 0 && domains.Count >= leastSourceCount)
            {
                break;
            }

            levels.Add(score);
            sourceCount += domains.Count;
            if (sourceCount >= leastSourceCount)
            {
                break;
            }
        }

        return ([.. levels], sourceCount);
    }

    // All sources of some spam scores.
    private PostingCursor OpenSpamLevels(IntersectQuery query, int[] levels)
    {
        PostingCursor[] lists = Array.ConvertAll(levels, _index.OpenSpamList);
        PostingCursor domains = lists.Length == 1 ? lists[0] : new UnionCursor(lists);
        PostingCursor sources = SpamLevels.AreDomains(_index, query.SourceScope) ? domains : new DomainPagesCursor(domains, _index);
        return sources;
    }

    private uint SourceCount(IntersectQuery query) => query.SourceScope == SourceScope.Page ? _index.SourcePageCount : _index.SourceDomainCount;

    private long CountWindows(IntersectQuery query, int first, int end, CancellationToken cancellationToken)
    {
        WalkBuffers buffers = RentBuffers();
        try
        {
            using ThresholdWalk walk = Open(query, query.MinMatchingTargets, SourceWindow.Start(first), buffers, cancellationToken);
            return walk.CountWindows(first, end);
        }
        finally
        {
            Return(buffers);
        }
    }

    private ThresholdWalk Open(
        IntersectQuery query, int threshold, uint from, WalkBuffers buffers, CancellationToken cancellationToken, PostingCursor? required = null,
        int ceiling = int.MaxValue)
    {
        ThresholdWalk walk = buffers.Walk;
        try
        {
            walk.Require(required);
            for (int target = 0; target < query.PositiveTargets.Count; target++)
            {
                walk.AddList(OpenList(query, query.PositiveTargets[target]));
            }

            AddNegatives(walk, query, buffers.OwnSites);
            walk.Start(SourceCount(query), threshold, from, ceiling, cancellationToken);
            return walk;
        }
        catch
        {
            walk.Dispose();
            throw;
        }
    }

    private void AddNegatives(ThresholdWalk walk, IntersectQuery query, IdRangesCursor ownSites)
    {
        ownSites.Clear();
        for (int target = 0; target < query.NegativeTargets.Count; target++)
        {
            PostingCursor list = OpenList(query, query.NegativeTargets[target]);
            if (list.Count > 0)
            {
                walk.AddNegative(list);
            }
            else
            {
                list.Dispose();
            }

            (uint start, uint end) = OwnSite(query, query.NegativeTargets[target]);
            ownSites.Add(start, end);
        }

        ownSites.Start();
        if (ownSites.Count > 0)
        {
            walk.AddNegative(ownSites);
        }
    }

    private PostingCursor OpenList(IntersectQuery query, Target target) =>
        _index.OpenList(target.Scope, target.Key.Span, query.SourceScope, query.FollowedOnly);

    // Ids of the sources inside a target's root domain; empty when it has none.
    private (uint Start, uint End) OwnSite(IntersectQuery query, Target target)
    {
        if (!TryFindOwnDomain(target, out DomainId domain))
        {
            return default;
        }

        return query.SourceScope == SourceScope.RootDomain
            ? (domain.Value, domain.Value + 1)
            : (_index.FirstPage(domain), _index.FirstPage(new DomainId(domain.Value + 1)));
    }

    // The longest part of the host that is a root domain of the index, down to its registrable domain: in a domain-level graph the nodes are
    // root domains as given, and those may be longer.
    private bool TryFindOwnDomain(Target target, out DomainId domain)
    {
        ReadOnlySpan<byte> key = target.Key.Span[..UrlKey.HostLength(target.Key.Span)];
        int shortest = target.Scope == TargetScope.RootDomain ? key.Length : _index.PublicSuffixes.RootDomainLength(key);
        while (!_index.TryFindDomain(key, out domain))
        {
            int end = key.LastIndexOf(UrlKey.LabelSeparator);
            if (end < shortest)
            {
                return false;
            }

            key = key[..end];
        }

        return true;
    }

    private void Return(WalkBuffers buffers)
    {
        if (buffers.HeldBytes <= LargestKeptBytes)
        {
            _idleBuffers.Add(buffers);
        }
    }

    private WalkBuffers RentBuffers() => _idleBuffers.TryTake(out WalkBuffers? buffers) ? buffers : new WalkBuffers(_width);

    // The threads of one count take shares of windows in ascending order, so that each walks its lists once.
    private sealed class SharedCount(LinkIntersect engine, IntersectQuery query, int windowCount)
    {
        private int _nextShare;
        private long _total;
        private Exception? _failure;

        public long Run(int threadCount, CancellationToken cancellationToken)
        {
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task[] helpers = [.. Enumerable.Range(1, threadCount - 1).Select(_ => Task.Run(() => Work(stop), CancellationToken.None))];
            Work(stop);
            Task.WaitAll(helpers, CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }

            return _total;
        }

        // Does not throw, so that no thread is left with an index that is closed meanwhile: the first failure is kept, and stops the other threads.
        private void Work(CancellationTokenSource stop)
        {
            try
            {
                Walk(stop.Token);
            }
            catch (Exception failure)
            {
                Interlocked.CompareExchange(ref _failure, failure, null);
                stop.Cancel();
            }
        }

        private void Walk(CancellationToken cancellationToken)
        {
            WalkBuffers buffers = engine.RentBuffers();
            try
            {
                using ThresholdWalk walk = engine.Open(query, query.MinMatchingTargets, 0, buffers, cancellationToken);
                long total = 0;
                for (int first = NextShare(); first < windowCount; first = NextShare())
                {
                    total += walk.CountWindows(first, first + WindowsPerShare);
                }

                Interlocked.Add(ref _total, total);
            }
            finally
            {
                engine.Return(buffers);
            }
        }

        private int NextShare() => (Interlocked.Increment(ref _nextShare) - 1) * WindowsPerShare;
    }
}
