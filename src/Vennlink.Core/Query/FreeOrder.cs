using System.Runtime.InteropServices;
using Vennlink.Query.Orders;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Storage.Sorting;

namespace Vennlink.Query;

/// <summary>
/// Rows by any keys, ties by ascending source id. A page walks all rows and keeps its own; a stream sorts all of them,
/// on disk where they are many.
/// </summary>
/// <param name="walks">Opens the walks.</param>
/// <param name="index">What is known of sources.</param>
/// <param name="streamMemoryBytes">Memory of a stream; rows beyond it go to files in the folder for temporary
/// ones.</param>
internal sealed class FreeOrder(WalkPool walks, ISourceIndex index, long streamMemoryBytes) : IntersectOrder(walks)
{
    public override int LevelOf(FoundQuery question, IntersectRow row) => row.MatchingTargetIndexes.Length;

    public override byte[] KeysOf(FoundQuery question, IntersectPosition position)
    {
        RowKey key = Open(question, CancellationToken.None);
        key.TryWrite(position.SourceId, position.SortValue, default);
        return key.Span[..^RowKey.IdBytes].ToArray();
    }

    public override IEnumerable<IntersectRow> Stream(FoundQuery question, CancellationToken cancellationToken)
    {
        using TemporarySort sort = new(streamMemoryBytes);
        int matchBytes = AddAll(question, sort, cancellationToken);
        using SortedRecords sorted = sort.Sort(cancellationToken);
        while (sorted.MoveNext())
        {
            yield return new IntersectRow(
                RowKey.SourceId(sorted.Current[..^matchBytes]),
                BestRows.TargetIndexes(MemoryMarshal.Cast<byte, ulong>(sorted.Current[^matchBytes..].ToArray())));
        }
    }

    protected override void AddRows(FoundQuery question, int limit, RowStart? start, List<IntersectRow> rows,
        CancellationToken cancellationToken)
    {
        RowKey key = Open(question, cancellationToken);
        ReadOnlySpan<byte> first = start is { } from ? StartOf(question, from) : default;
        using ThresholdWalk walk = Walks.Open(question, WalkBounds.All, cancellationToken);
        BestKeys best = new(limit, walk.MatchWordCount);
        while (walk.MoveNext())
        {
            if (key.TryWrite(walk.SourceId, walk.MatchCount, best.Bound) && key.Span.SequenceCompareTo(first) >= 0)
            {
                walk.CopyMatches(best.Add(key.Span));
            }
        }

        best.Take(rows);
    }

    private RowKey Open(FoundQuery question, CancellationToken cancellationToken) =>
        new(question.Query.SortKeys, index, question.Space, question.SortsByDays
            ? question.LinkDays(cancellationToken) : []);

    private byte[] StartOf(FoundQuery question, RowStart start) => RowKey.Start(
        start.Keys ?? KeysOf(question, new IntersectPosition(start.Level, start.From - 1)), start.From);

    // A record is the key of a row, then its matching targets: keys end in an id, so no two are the same.
    private int AddAll(FoundQuery question, TemporarySort sort, CancellationToken cancellationToken)
    {
        RowKey key = Open(question, cancellationToken);
        using ThresholdWalk walk = Walks.Open(question, WalkBounds.All, cancellationToken);
        ulong[] matches = new ulong[walk.MatchWordCount];
        ReadOnlySpan<byte> matchBytes = MemoryMarshal.AsBytes<ulong>(matches);
        byte[] record = [];
        while (walk.MoveNext())
        {
            key.TryWrite(walk.SourceId, walk.MatchCount, default);
            walk.CopyMatches(matches);
            int length = key.Span.Length + matchBytes.Length;
            if (record.Length < length)
            {
                record = new byte[2 * length];
            }

            key.Span.CopyTo(record);
            matchBytes.CopyTo(record.AsSpan(key.Span.Length));
            sort.Add(record.AsSpan(0, length));
        }

        return matchBytes.Length;
    }
}
