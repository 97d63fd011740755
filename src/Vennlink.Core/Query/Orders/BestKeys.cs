using Vennlink.Query.Walk;

namespace Vennlink.Query.Orders;

/// <summary>
/// Keeps the first rows of a free order while rows come in any; memory grows with the rows kept alone.
/// </summary>
/// <param name="capacity">Rows to keep, at least 1.</param>
/// <param name="matchWordCount">Words of the matching targets of a row.</param>
internal sealed class BestKeys(int capacity, int matchWordCount)
{
    // The row that stands last at the root.
    private readonly PriorityQueue<Entry, Entry> _lastFirst = new(Comparer<Entry>.Create(
        (left, right) => right.Span.SequenceCompareTo(left.Span)));

    /// <summary>A row must stand before this to be kept; empty for no bound.</summary>
    public ReadOnlySpan<byte> Bound => _lastFirst.Count == capacity ? _lastFirst.Peek().Span : default;

    /// <summary>Adds a row that stands before the bound.</summary>
    /// <param name="key">As <see cref="RowKey"/> writes it.</param>
    /// <returns>Where its matching targets go.</returns>
    public Span<ulong> Add(ReadOnlySpan<byte> key)
    {
        Entry entry = _lastFirst.Count == capacity ? _lastFirst.Dequeue() : new Entry(new ulong[matchWordCount]);
        entry.Set(key);
        _lastFirst.Enqueue(entry, entry);
        return entry.Matches;
    }

    /// <summary>Empties this into a list, behind what is there, the first row first.</summary>
    public void Take(List<IntersectRow> rows)
    {
        int start = rows.Count;
        while (_lastFirst.TryDequeue(out Entry? entry, out _))
        {
            rows.Add(new IntersectRow(RowKey.SourceId(entry.Span), BestRows.TargetIndexes(entry.Matches)));
        }

        rows.Reverse(start, rows.Count - start);
    }

    private sealed class Entry(ulong[] matches)
    {
        private byte[] _key = [];
        private int _length;

        public ReadOnlySpan<byte> Span => _key.AsSpan(0, _length);

        public ulong[] Matches => matches;

        public void Set(ReadOnlySpan<byte> key)
        {
            if (_key.Length < key.Length)
            {
                _key = new byte[key.Length];
            }

            key.CopyTo(_key);
            _length = key.Length;
        }
    }
}
