namespace Vennlink.Query;

/// <summary>
/// Answers link intersect questions of an index, whether it is one snapshot or many shards that each hold all sources
/// of some root domains.
/// </summary>
/// <remarks>
/// Rows come in the order of their <see cref="IntersectSortKey"/>, which means the same in every shard: answers are
/// merged by it, and a page is resumed by it. Describing is a call of its own, so that only the rows of a merged page
/// are described. Thread-safe. Every answer says how much of the index it is of.
/// </remarks>
public interface IIntersectService
{
    /// <summary>The first rows behind a position.</summary>
    /// <param name="query">The question; its targets are resolved with the public suffixes of the index.</param>
    /// <param name="limit">At most this many rows.</param>
    /// <param name="after">Key of the last row already served, of a row that may be in another shard or in none; null
    /// for the first rows.</param>
    /// <param name="cancellationToken">Checked often.</param>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="LinkIntersect.Find"/>, or a negative
    /// limit.</exception>
    ValueTask<IntersectPage> RowsAsync(IntersectQuery query, int limit, IntersectSortKey? after,
        CancellationToken cancellationToken);

    /// <summary>Exact number of rows of the whole answer.</summary>
    /// <param name="query">The question.</param>
    /// <param name="cancellationToken">Checked often.</param>
    ValueTask<IntersectCount> CountAsync(IntersectQuery query, CancellationToken cancellationToken);

    /// <summary>What a person reads of rows that this service gave for the same question.</summary>
    /// <param name="query">The question.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Checked often.</param>
    /// <returns>One for each row, in their order.</returns>
    /// <exception cref="ArgumentException">A row is of another index.</exception>
    ValueTask<IReadOnlyList<SourceRow>> DescribeAsync(IntersectQuery query, IReadOnlyList<RankedRow> rows,
        CancellationToken cancellationToken);
}

/// <summary>Some rows of an answer, in order.</summary>
/// <param name="Rows">Fewer than asked for only when there are no more.</param>
/// <param name="Coverage">Of how much of the index.</param>
public sealed record IntersectPage(IReadOnlyList<RankedRow> Rows, Coverage Coverage);

/// <summary>How many rows an answer has.</summary>
/// <param name="RowCount">Exact for what is covered.</param>
/// <param name="Coverage">Of how much of the index.</param>
public sealed record IntersectCount(long RowCount, Coverage Coverage);

/// <summary>How complete an answer is.</summary>
/// <param name="AnsweredShards">Shards that the answer is of.</param>
/// <param name="ShardCount">Shards that the index has, at least 1.</param>
public readonly record struct Coverage(int AnsweredShards, int ShardCount)
{
    /// <summary>Whether no shard is missing.</summary>
    public bool IsComplete => AnsweredShards == ShardCount;
}
