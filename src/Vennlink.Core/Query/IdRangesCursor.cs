using Vennlink.Snapshots;

namespace Vennlink.Query;

/// <summary>Walks all ids of some ranges: the sources inside the root domains of negative targets, as if they were one more negative list.</summary>
internal sealed class IdRangesCursor : PostingCursor
{
    // Ascending, disjoint, not empty; End is exclusive and at most PostingCursor.End, which is no id.
    private readonly (uint Start, uint End)[] _ranges;
    private int _range;
    private uint _current;
    private bool _started;

    /// <param name="ranges">Any order, may overlap or be empty; <c>End</c> is exclusive.</param>
    public IdRangesCursor(IEnumerable<(uint Start, uint End)> ranges)
    {
        List<(uint Start, uint End)> merged = [];
        foreach ((uint start, uint end) in ranges.Where(range => range.Start < range.End).Order())
        {
            if (merged.Count > 0 && start <= merged[^1].End)
            {
                merged[^1] = (merged[^1].Start, Math.Max(merged[^1].End, end));
            }
            else
            {
                merged.Add((start, end));
            }
        }

        _ranges = [.. merged];
        Count = merged.Sum(range => (long)range.End - range.Start);
    }

    public override long Count { get; }

    public override uint Current => _current;

    public override uint Advance() => Seek(_started ? Math.Min(_current, End - 1) + 1 : 0);

    public override uint Seek(uint minimum)
    {
        minimum = _started ? Math.Max(minimum, _current) : minimum;
        _started = true;
        while (_range < _ranges.Length && _ranges[_range].End <= minimum)
        {
            _range++;
        }

        return _current = _range < _ranges.Length ? Math.Max(minimum, _ranges[_range].Start) : End;
    }

    public override int FillWindow(uint windowStart, Span<ulong> bitmap)
    {
        ulong windowEnd = windowStart + (64 * (ulong)bitmap.Length);
        int count = 0;
        for (uint id = Seek(windowStart); id != End && id < windowEnd; id = Seek(_ranges[_range].End))
        {
            uint end = (uint)Math.Min(windowEnd, _ranges[_range].End);
            SetBits(bitmap, (int)(id - windowStart), (int)(end - windowStart));
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

    private static void SetBits(Span<ulong> bitmap, int start, int end)
    {
        int firstWord = start >> 6;
        int lastWord = (end - 1) >> 6;
        ulong firstMask = ulong.MaxValue << (start & 63);
        ulong lastMask = ulong.MaxValue >> (63 - ((end - 1) & 63));
        if (firstWord == lastWord)
        {
            bitmap[firstWord] |= firstMask & lastMask;
            return;
        }

        bitmap[firstWord] |= firstMask;
        bitmap[(firstWord + 1)..lastWord].Fill(ulong.MaxValue);
        bitmap[lastWord] |= lastMask;
    }
}
