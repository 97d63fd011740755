using System.Runtime.InteropServices;

namespace Vennlink.Snapshots.Postings;

/// <summary>Walks all ids of some ranges: the sources of some root domains, as if they were one more list.</summary>
internal sealed class IdRangesCursor : PostingCursor
{
    // After Start: ascending, disjoint, not empty; End is exclusive and at most PostingCursor.End, which is no id.
    private readonly List<(uint Start, uint End)> _ranges = [];
    private int _range;
    private uint _current = End;
    private long _count;

    /// <summary>Starts at the first id of some ranges, whatever it stood on before.</summary>
    /// <param name="ranges">In any order; they may overlap or be empty.</param>
    public void Start(IReadOnlyList<IdRange> ranges)
    {
        _ranges.Clear();
        for (int range = 0; range < ranges.Count; range++)
        {
            if (ranges[range].Start < ranges[range].End)
            {
                _ranges.Add((ranges[range].Start, ranges[range].End));
            }
        }

        _ranges.Sort();
        int merged = 0;
        foreach ((uint start, uint end) in CollectionsMarshal.AsSpan(_ranges))
        {
            if (merged > 0 && start <= _ranges[merged - 1].End)
            {
                _ranges[merged - 1] = (_ranges[merged - 1].Start, Math.Max(_ranges[merged - 1].End, end));
            }
            else
            {
                _ranges[merged++] = (start, end);
            }
        }

        _ranges.RemoveRange(merged, _ranges.Count - merged);
        (_range, _current, _count) = (0, 0, 0);
        foreach ((uint start, uint end) in _ranges)
        {
            _count += end - start;
        }

        Seek(0);
    }

    public override long Count => _count;

    public override uint Current => _current;

    public override uint Advance() => Seek(Math.Min(_current, End - 1) + 1);

    public override uint Seek(uint minimum)
    {
        minimum = Math.Max(minimum, _current);
        while (_range < _ranges.Count && _ranges[_range].End <= minimum)
        {
            _range++;
        }

        return _current = _range < _ranges.Count ? Math.Max(minimum, _ranges[_range].Start) : End;
    }

    public override int FillWindow(uint windowStart, Span<ulong> bitmap)
    {
        ulong windowEnd = windowStart + (64 * (ulong)bitmap.Length);
        int count = 0;
        for (uint id = Seek(windowStart); id != End && id < windowEnd; id = Seek(_ranges[_range].End))
        {
            uint end = (uint)Math.Min(windowEnd, _ranges[_range].End);
            WindowBits.Set(bitmap, id - windowStart, end - windowStart);
            count += (int)(end - id);
            if (end == windowEnd)
            {
                Seek(end);
                break;
            }
        }

        return count;
    }

    public override void Dispose()
    {
    }
}
