using Vennlink.Snapshots;

namespace Vennlink.Query;

/// <summary>Answers link intersect queries over one snapshot, exactly. Thread-safe.</summary>
/// <remarks>
/// Works in windows of 2¹⁶ source ids with bit-sliced at-least-k counters; see docs/algorithms.md. Source: Kaser and Lemire,
/// "Threshold and symmetric functions over bitmaps", 2014.
/// </remarks>
public sealed class LinkIntersect(Snapshot snapshot)
{
    private readonly Snapshot _snapshot = snapshot;

    /// <summary>The next rows of an answer in the query's total order.</summary>
    /// <param name="query">The question.</param>
    /// <param name="limit">At most this many rows.</param>
    /// <param name="after">Position of the last row already served, or null for the first rows.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    /// <returns>At most <paramref name="limit"/> rows; fewer only when there are no more.</returns>
    public IReadOnlyList<IntersectRow> Rows(IntersectQuery query, int limit, IntersectPosition? after, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Exact number of rows of the whole answer.</summary>
    public long Count(IntersectQuery query, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The position of a row, to resume after it.</summary>
    public IntersectPosition PositionOf(IntersectQuery query, IntersectRow row) => throw new NotImplementedException();

    /// <summary>Fills in what a person reads: URL, title, scores, best linking pages.</summary>
    public SourceRow Describe(IntersectQuery query, IntersectRow row) => throw new NotImplementedException();

    /// <summary>All rows from the first, streamed in the query's order in bounded memory.</summary>
    public IEnumerable<IntersectRow> Stream(IntersectQuery query, CancellationToken cancellationToken) => throw new NotImplementedException();
}
