using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query;

/// <summary>
/// The service over one snapshot, which is all of the index or one shard of it. Answers at once, on the calling thread.
/// Thread-safe.
/// </summary>
public sealed class SnapshotIntersect : IIntersectService
{
    private static readonly Coverage Whole = new(1, 1);

    private readonly ISourceIndex _index;
    private readonly LinkIntersect _intersect;

    /// <summary>Prepares the service over a snapshot, which must outlive it.</summary>
    public SnapshotIntersect(Snapshot snapshot)
        : this(snapshot, new LinkIntersect(snapshot))
    {
    }

    internal SnapshotIntersect(ISourceIndex index, LinkIntersect intersect) =>
        (_index, _intersect) = (index, intersect);

    /// <summary>What answers in this snapshot, for what only one snapshot is asked: streams and subsets.</summary>
    public LinkIntersect Engine => _intersect;

    /// <inheritdoc cref="RowsAsync"/>
    public IntersectPage Rows(IntersectQuery query, int limit, IntersectSortKey? after,
        CancellationToken cancellationToken)
    {
        FoundQuery question = _intersect.Find(query, cancellationToken);
        RowStart? start = after is null ? null
            : new RowStart(after.Level, FirstBehind(question.Space, after),
                after.Keys.IsEmpty ? null : after.Keys.ToArray());
        IReadOnlyList<IntersectRow> rows = _intersect.RowsFrom(question, limit, start, cancellationToken);
        RankedRow[] ranked = new RankedRow[rows.Count];
        for (int row = 0; row < ranked.Length; row++)
        {
            IntersectRow one = rows[row];
            ranked[row] = new RankedRow(question, one, () =>
                KeyOf(question, _intersect.PositionOf(question, one)));
        }

        return new IntersectPage(ranked, Whole);
    }

    /// <inheritdoc/>
    public ValueTask<IntersectPage> RowsAsync(IntersectQuery query, int limit, IntersectSortKey? after,
        CancellationToken cancellationToken) =>
        ValueTask.FromResult(Rows(query, limit, after, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<IntersectCount> CountAsync(IntersectQuery query, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new IntersectCount(
            _intersect.Count(_intersect.Find(query, cancellationToken), cancellationToken), Whole));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SourceRow>> DescribeAsync(IntersectQuery query, IReadOnlyList<RankedRow> rows,
        CancellationToken cancellationToken) =>
        ValueTask.FromResult(Describe(query, rows));

    /// <inheritdoc cref="DescribeAsync"/>
    public IReadOnlyList<SourceRow> Describe(IntersectQuery query, IReadOnlyList<RankedRow> rows)
    {
        // Rows of this index bring the question with them, its targets looked up.
        FoundQuery question = rows.Count > 0 && rows[0].Question is { } found && IsOfThisIndex(rows[0])
            && ReferenceEquals(found.Query, query)
            ? found : _intersect.Find(query);
        return [.. _intersect.Describe(question, rows.Select(row => RowOf(question, row)))];
    }

    /// <summary>The key of a position in this snapshot.</summary>
    /// <param name="query">The question that it is of.</param>
    /// <param name="position">As <see cref="LinkIntersect.PositionOf"/> gives it.</param>
    public IntersectSortKey KeyOf(IntersectQuery query, IntersectPosition position) =>
        query.SortKeys.Count > 0 ? KeyOf(_intersect.Find(query), position)
            : KeyOf(_index.Sources(query.SourceScope), position);

    /// <summary>The position of a row of this snapshot.</summary>
    /// <exception cref="ArgumentException">The row is of another index.</exception>
    public IntersectPosition PositionOf(RankedRow row) =>
        row is { Question: { } question, Row: { } found } && IsOfThisIndex(row)
            ? _intersect.PositionOf(question, found)
            : throw new ArgumentException("The row is of another index.", nameof(row));

    private IntersectSortKey KeyOf(FoundQuery question, IntersectPosition position) =>
        KeyOf(question.Space, position) with { Keys = _intersect.KeysOf(question, position) };

    private IntersectSortKey KeyOf(SourceSpace space, IntersectPosition position)
    {
        DomainId domain = space.DomainOf(position.SourceId);
        SourceSpace domains = _index.Sources(SourceScope.RootDomain);
        PageId? page = BestPage(space, position.SourceId);
        return new IntersectSortKey(
            position.SortValue,
            _index.DomainAuthority(domain),
            domains.Key(domain.Value),
            page is { } best ? _index.PageAuthority(best) : 0,
            page is { } id ? ReadPageKey(id) : default)
        { Index = _index, SourceId = position.SourceId };
    }

    // Where a source stands inside its domain; null of a domain.
    private static PageId? BestPage(SourceSpace space, uint source) =>
        space.Scope == SourceScope.RootDomain ? null : new PageId(space.PagesOf(source).Start);

    private byte[] ReadPageKey(PageId page) => _index.Sources(SourceScope.Page).Key(page.Value);

    // The first source that does not come before or at a key, which may be that of a source this snapshot does not
    // hold.
    private uint FirstBehind(SourceSpace space, IntersectSortKey key)
    {
        if (ReferenceEquals(key.Index, _index))
        {
            return key.SourceId + 1;
        }

        SourceSpace domains = _index.Sources(SourceScope.RootDomain);
        uint domain = new IdRange(0, domains.Count).First(id => CompareDomain(id) <= 0);
        IdRange sources = space.OfDomain(new DomainId(domain));
        bool isThere = domain < domains.Count && CompareDomain(domain) == 0;
        return !isThere ? sources.Start
            : sources.First(id => BestPage(space, id) is { } page
                ? key.ComparePage(_index.PageAuthority(page), ReadPageKey(page)) < 0 : id >= sources.End);

        int CompareDomain(uint id) => key.CompareDomain(_index.DomainAuthority(new DomainId(id)), domains.Key(id));
    }

    private IntersectRow RowOf(FoundQuery question, RankedRow row) =>
        IsOfThisIndex(row) && row.Row is { } found ? found
            : FirstBehind(question.Space, row.Key) is var end && end > 0
            && KeyOf(question, new IntersectPosition(row.Key.Level, end - 1)).Equals(row.Key)
            ? new IntersectRow(end - 1, [.. row.MatchingTargetIndexes])
            : throw new ArgumentException("The row is of another index.", nameof(row));

    private bool IsOfThisIndex(RankedRow row) => row.Question is { } question && question.IsOf(_index);
}
