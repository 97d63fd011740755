using Vennlink.Query.Walk;

namespace Vennlink.Query;

/// <summary>
/// A total order of rows: how the next page is found, how all rows are streamed. Every order is a level, from high to
/// low, then ascending source id. Thread-safe.
/// </summary>
/// <remarks>One class an <see cref="IntersectSort"/>, and one for all other orders. A level of 0 for all rows is
/// ascending source id alone.</remarks>
/// <param name="walks">Opens the walks.</param>
internal abstract class IntersectOrder(WalkPool walks)
{
    // Rows that room is made for at once; a caller may ask for as many as it likes.
    private const int MaxReservedRows = 1024;

    /// <summary>Opens the walks.</summary>
    protected WalkPool Walks => walks;

    /// <summary>Level of a row.</summary>
    public abstract int LevelOf(FoundQuery question, IntersectRow row);

    /// <summary>What rows are compared by before their source ids, as bytes that sort; none where a level says it.
    /// </summary>
    public virtual byte[] KeysOf(FoundQuery question, IntersectPosition position) => [];

    /// <summary>The rows from a start on, or all for null, as <see cref="LinkIntersect.Rows"/> has them.</summary>
    public List<IntersectRow> Rows(FoundQuery question, int limit, RowStart? start, CancellationToken cancellationToken)
    {
        List<IntersectRow> rows = new(Math.Min(limit, MaxReservedRows));
        if (limit > 0)
        {
            AddRows(question, limit, start, rows, cancellationToken);
        }

        return rows;
    }

    /// <summary>All rows, as <see cref="LinkIntersect.Stream"/> has them.</summary>
    public abstract IEnumerable<IntersectRow> Stream(FoundQuery question, CancellationToken cancellationToken);

    /// <summary>Adds the rows from a start on until there are <paramref name="limit"/>.</summary>
    protected abstract void AddRows(FoundQuery question, int limit, RowStart? start, List<IntersectRow> rows,
        CancellationToken cancellationToken);

    /// <summary>The rows of one level from an id on.</summary>
    protected virtual WalkBounds BoundsOf(FoundQuery question, int level, uint from) => new(1, From: from);

    /// <summary>
    /// Adds the rows of one level from an id on: resumes a page without looking at anything before it.
    /// </summary>
    /// <param name="question">The question.</param>
    /// <param name="level">The level.</param>
    /// <param name="from">First id.</param>
    /// <param name="limit">Most rows in <paramref name="rows"/> in the end.</param>
    /// <param name="rows">Where they go.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    /// <param name="maxSources">Gives up when more sources of the level were looked at.</param>
    /// <returns>Sources of the level looked at.</returns>
    protected long AddRestOfLevel(
        FoundQuery question, int level, uint from, int limit, List<IntersectRow> rows,
        CancellationToken cancellationToken, long maxSources = long.MaxValue)
    {
        FirstRows first = new(rows, limit, maxSources);
        walks.Collect(question, BoundsOf(question, level, from), ref first, cancellationToken);
        return first.RequiredCount;
    }

    /// <summary>The same rows, as they are asked for.</summary>
    protected IEnumerable<IntersectRow> RestOfLevel(FoundQuery question, int level, uint from,
        CancellationToken cancellationToken)
    {
        using ThresholdWalk walk = walks.Open(question, BoundsOf(question, level, from), cancellationToken);
        while (walk.MoveNext())
        {
            yield return walk.Row();
        }
    }
}

/// <summary>
/// Where the rows still to be served begin: with those of a level from an id on, then come all of the levels below.
/// </summary>
/// <param name="Level">Of the row before; in a free order its matching target count.</param>
/// <param name="From">First source id of that level, or of those with the same keys.</param>
/// <param name="Keys">Keys of the row before, in a free order; null where it is the source before
/// <paramref name="From"/>.</param>
internal readonly record struct RowStart(int Level, uint From, byte[]? Keys = null);
