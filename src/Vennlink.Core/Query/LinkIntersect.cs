using System.Buffers;
using System.Numerics;
using Vennlink.Query.Facets;
using Vennlink.Query.Hide;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Storage.Bytes;

namespace Vennlink.Query;

/// <summary>Answers link intersect queries over one snapshot, exactly. Thread-safe.</summary>
/// <remarks>
/// A question is found once (<see cref="Find"/>); its rows are then walked in windows of 2¹⁶ source ids
/// (<see cref="ThresholdWalk"/>), in one of the orders (<see cref="IntersectOrder"/>), and taken by a collector
/// (<see cref="IRowCollector"/>). See docs/algorithms.md. A query over a damaged index throws
/// <see cref="IndexFormatException"/>.
/// </remarks>
public sealed class LinkIntersect
{
    // Rows that Stream holds at a time: one walk is enough for every answer up to this size, whatever its order.
    private const int StreamBatchRowCount = 1 << 15;

    // Of a stream in a free order: some 500,000 rows by numbers, or 200,000 by URL, need no file.
    private const long SortMemoryBytes = 64 << 20;

    // What rules hide of the questions asked last: a bit for each source, so some five of the largest graph there is.
    private const long HiddenBytes = 32 << 20;

    private readonly RecentAnswers<QueryFingerprint, HiddenRows> _hidden = new(HiddenBytes);
    private readonly ISourceIndex _index;
    private readonly WalkPool _walks;
    private readonly IntersectOrder[] _orders; // by IntersectSort
    private readonly FreeOrder _freeOrder;
    private readonly RowDescriber _describer;

    /// <summary>Prepares queries over a snapshot, which must outlive this.</summary>
    public LinkIntersect(Snapshot snapshot)
        : this(snapshot, Lanes.Widest)
    {
    }

    internal LinkIntersect(ISourceIndex index, LaneWidth width, int streamBatchRowCount = StreamBatchRowCount,
        float lookUpCost = WalkCost.LookUpFar, long sortMemoryBytes = SortMemoryBytes)
    {
        _index = index;
        _walks = new WalkPool(width);
        _orders = [new MatchCountOrder(_walks, streamBatchRowCount), new AuthorityOrder(_walks),
            new SpamScoreOrder(_walks, streamBatchRowCount, index, lookUpCost)];
        _freeOrder = new FreeOrder(_walks, index, sortMemoryBytes);
        _describer = new RowDescriber(index);
    }

    /// <summary>Looks the targets of a question up; all else that is asked of it here starts from there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There is no positive target, <see cref="IntersectQuery.MinMatchingTargets"/> is not in 1 … their number, or
    /// <see cref="IntersectQuery.Match"/> names a target that is none of them or lets a source match that links to
    /// none.
    /// </exception>
    /// <exception cref="LinkFactsException">
    /// <see cref="IntersectQuery.Links"/> asks for what the index does not know.
    /// </exception>
    /// <param name="query">The question.</param>
    /// <param name="cancellationToken">
    /// Checked often while links are read, which filters on links may take.
    /// </param>
    /// <remarks>
    /// Rules that hide rows are asked here, of all rows: that takes as long as a total and more. What they hide is
    /// remembered for the next page and for other orders.
    /// </remarks>
    public FoundQuery Find(IntersectQuery query, CancellationToken cancellationToken = default)
    {
        FoundQuery found = new(query, _index, cancellationToken);
        if (query.Hide.Count == 0)
        {
            return found;
        }

        QueryFingerprint rows = QueryFingerprint.Of(query with { Sort = default, SortKeys = [] });
        HiddenRows? hidden = _hidden.Find(rows);
        if (hidden is null)
        {
            hidden = found.FindHidden(RowsOf(found, cancellationToken), cancellationToken);
            _hidden.Add(rows, hidden, hidden.Bytes);
        }

        return found.Hiding(hidden);
    }

    /// <summary>The next rows of an answer in the query's total order.</summary>
    /// <param name="question">The question.</param>
    /// <param name="limit">At most this many rows.</param>
    /// <param name="after">Position of the last row already served, or null for the first rows.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    /// <returns>At most <paramref name="limit"/> rows; fewer only when there are no more.</returns>
    public IReadOnlyList<IntersectRow> Rows(FoundQuery question, int limit, IntersectPosition? after,
        CancellationToken cancellationToken)
    {
        // The largest id is End − 1, so the one behind it is End at most.
        RowStart? start = after is { } position ? new RowStart(position.SortValue, position.SourceId + 1) : null;
        return RowsFrom(question, limit, start, cancellationToken);
    }

    /// <summary>Exact number of rows of the whole answer.</summary>
    /// <param name="question">The question.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    public long Count(FoundQuery question, CancellationToken cancellationToken)
    {
        RowCount count = default;
        _walks.Collect(question, WalkBounds.All, ref count, cancellationToken);
        return count.Count;
    }

    /// <summary>Exact number of rows of the whole answer, counted on several threads: they share the windows.</summary>
    /// <param name="question">The question.</param>
    /// <param name="threadCount">At least 1, which is the calling thread; more come from the thread pool.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    public long Count(FoundQuery question, int threadCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threadCount, 1);
        SharedCount shared = new(_walks, question);
        return Math.Min(threadCount, shared.MaxThreads) is var threads && threads < 2
            ? Count(question, cancellationToken) : shared.Run(threads, cancellationToken);
    }

    /// <summary>Targets that a question may have whose subsets are counted.</summary>
    public const int MaxSubsetTargets = SubsetCounts.MaxTargets;

    /// <summary>
    /// How many rows link to exactly which of the positive targets, the sizes that a Venn or UpSet diagram shows.
    /// </summary>
    /// <param name="question">The question; with at most 64 positive targets.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    /// <returns>Each set that has rows, the largest first, then by the targets' indexes.</returns>
    /// <exception cref="NotSupportedException">There are more than a million sets.</exception>
    public IReadOnlyList<TargetSubset> CountSubsets(FoundQuery question, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(question.Positives.Count, SubsetCounts.MaxTargets,
            nameof(question));
        SubsetCounts subsets = new(question.Positives.Count, _walks.Width);
        _walks.Collect(question, WalkBounds.All, ref subsets, cancellationToken);
        if (subsets.IsTooMuch)
        {
            throw new NotSupportedException(
                $"The rows link to more than {SubsetCounts.MaxSets:N0} different sets of targets. Name fewer targets.");
        }

        return [.. subsets.Counts().OrderByDescending(pair => pair.Value)
            .ThenBy(pair => BitOperations.PopCount(pair.Key)).ThenBy(pair => pair.Key)
            .Select(pair => new TargetSubset(BestRows.TargetIndexes([pair.Key]), pair.Value))];
    }

    /// <summary>Counts the rows of the whole answer by facets, exactly, all in one pass.</summary>
    /// <param name="question">The question.</param>
    /// <param name="facets">What to count by; one named twice is counted twice.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    public FacetCounts CountFacets(
        FoundQuery question, IReadOnlyList<Facet> facets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(facets);
        (long count, IReadOnlyList<FacetValues>[] all) = CountFacets(question, facets, 1, null, cancellationToken);
        return new FacetCounts(count, all[0]);
    }

    /// <summary>The same of rows in groups, which are counted apart.</summary>
    /// <param name="question">The question.</param>
    /// <param name="facets">What to count by.</param>
    /// <param name="groupCount">Number of groups.</param>
    /// <param name="groupOf">Which group a source is in, below 0 for none; null where there is one of all.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    /// <returns>Rows in all, and by group what was counted.</returns>
    internal (long RowCount, IReadOnlyList<FacetValues>[] Groups) CountFacets(FoundQuery question,
        IReadOnlyList<Facet> facets, int groupCount, Func<uint, int>? groupOf, CancellationToken cancellationToken)
    {
        FacetTally[][] groups = new FacetTally[groupCount][];
        Array.Fill(groups, []);
        try
        {
            for (int group = 0; group < groupCount; group++)
            {
                groups[group] = [.. facets.Select(facet => OpenTally(question, facet, cancellationToken))];
            }

            FacetCollector counts = new(groups, groupOf, new DomainWalk(question.Space));
            _walks.Collect(question, WalkBounds.All, ref counts, cancellationToken);
            return (counts.RowCount, Array.ConvertAll(groups, tallies => (IReadOnlyList<FacetValues>)
                [.. facets.Zip(tallies, (facet, tally) => new FacetValues(facet, tally.Values()))]));
        }
        finally
        {
            Array.ForEach(groups, tallies => Array.ForEach(tallies, tally => tally.Dispose()));
        }
    }

    /// <summary>
    /// Writes the ids of all rows of the whole answer, ascending whatever the query's sort, without saying which
    /// targets they match.
    /// </summary>
    /// <param name="question">The question.</param>
    /// <param name="sourceIds">Where they go; PageIds or DomainIds by the query's source scope.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    /// <remarks>Takes about as long as <see cref="Count(FoundQuery, CancellationToken)"/>, which <see cref="Stream"/>
    /// with its row an object does not.</remarks>
    public void WriteSourceIds(FoundQuery question, IBufferWriter<uint> sourceIds, CancellationToken cancellationToken)
    {
        RowIds ids = new(sourceIds);
        _walks.Collect(question, WalkBounds.All, ref ids, cancellationToken);
    }

    /// <summary>All rows from the first, streamed in the query's order in bounded memory.</summary>
    /// <remarks>In a free order all rows are sorted before the first comes, beyond 64 MiB in temporary files.</remarks>
    public IEnumerable<IntersectRow> Stream(FoundQuery question, CancellationToken cancellationToken) =>
        OrderOf(question).Stream(question, cancellationToken);

    /// <summary>The position of a row, to resume after it.</summary>
    public IntersectPosition PositionOf(FoundQuery question, IntersectRow row) =>
        new(OrderOf(question).LevelOf(question, row), row.SourceId);

    /// <summary>
    /// Fills in what a person reads of each row, as the rows come: URL, title, scores, best linking pages.
    /// </summary>
    /// <remarks>At root-domain scope, the best linking page for a target is the first of the domain's pages in the
    /// target's list of pages.</remarks>
    public IEnumerable<SourceRow> Describe(FoundQuery question, IEnumerable<IntersectRow> rows) =>
        _describer.Describe(question, rows);

    private IdBits RowsOf(FoundQuery question, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<uint> ids = new();
        WriteSourceIds(question, ids, cancellationToken);
        IdBits rows = new(question.Space.Count);
        foreach (uint id in ids.WrittenSpan)
        {
            rows.Add(id);
        }

        return rows;
    }

    internal IReadOnlyList<IntersectRow> RowsFrom(FoundQuery question, int limit, RowStart? start,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return OrderOf(question).Rows(question, limit, start, cancellationToken);
    }

    private FacetTally OpenTally(FoundQuery question, Facet facet, CancellationToken cancellationToken) =>
        facet switch
        {
            Facet.TopLevelDomain => new TopLevelTally(_index),
            Facet.Authority => new BandTally(BandTally.Tenths, _index.DomainAuthority),
            Facet.SpamScore => new BandTally(BandTally.SpamBands, _index.SpamScore),
            Facet.Followed => new FollowedTally(
                _index.KnowsLinks ? question.OpenFollowed(cancellationToken) : null),
            Facet.Language => OpenLanguageTally(question),
            _ => throw new ArgumentOutOfRangeException(nameof(facet), facet, "no facet"),
        };

    private LanguageTally OpenLanguageTally(FoundQuery question)
    {
        BestPages? bestPages = question.Space.HasIdsOfPages ? null : new BestPages(question);
        return new LanguageTally(_index, bestPages is null ? null : bestPages.Find, bestPages);
    }

    /// <summary>What a free order compares a row by, as bytes; none in other orders.</summary>
    internal byte[] KeysOf(FoundQuery question, IntersectPosition position) =>
        OrderOf(question).KeysOf(question, position);

    private IntersectOrder OrderOf(FoundQuery question) =>
        question.Query.SortKeys.Count > 0 ? _freeOrder : _orders[(int)question.Query.Sort];
}

/// <summary>Rows that link to exactly some of the positive targets.</summary>
/// <param name="TargetIndexes">Which, ascending.</param>
/// <param name="RowCount">How many, at least 1.</param>
public sealed record TargetSubset(int[] TargetIndexes, long RowCount);
