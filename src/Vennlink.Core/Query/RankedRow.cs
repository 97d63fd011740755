using Vennlink.Query.Walk;

namespace Vennlink.Query;

/// <summary>A row of an answer and where it stands in it.</summary>
public sealed class RankedRow
{
    private readonly Func<IntersectSortKey>? _readKey;

    /// <summary>A row as it came from a shard.</summary>
    /// <param name="key">Where it stands.</param>
    /// <param name="matchingTargetIndexes">Indexes into the positive targets, ascending.</param>
    public RankedRow(IntersectSortKey key, IReadOnlyList<int> matchingTargetIndexes) =>
        (Key, MatchingTargetIndexes) = (key, matchingTargetIndexes);

    // Names lie in compressed blocks: the key is read when somebody asks for it.
    internal RankedRow(FoundQuery question, IntersectRow row, Func<IntersectSortKey> readKey) =>
        (Question, Row, MatchingTargetIndexes, _readKey) = (question, row, row.MatchingTargetIndexes, readKey);

    /// <summary>Where it stands in the answer, and which source it is.</summary>
    public IntersectSortKey Key
    {
        get => field ??= _readKey!();
        private init;
    }

    /// <summary>Indexes into the positive targets, ascending.</summary>
    public IReadOnlyList<int> MatchingTargetIndexes { get; }

    /// <summary>The question that it is a row of, in its snapshot; null when it came from elsewhere.</summary>
    internal FoundQuery? Question { get; }

    /// <summary>The row in its snapshot.</summary>
    internal IntersectRow? Row { get; }
}
