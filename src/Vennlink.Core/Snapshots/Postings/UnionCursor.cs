using System.Numerics;

namespace Vennlink.Snapshots.Postings;

/// <summary>Walks the ids of several lists, each once.</summary>
internal sealed class UnionCursor : PostingCursor
{
    private readonly PostingCursor[] _lists;
    private readonly bool _mayOverlap;
    private ulong[] _window = [];
    private uint _current;

    /// <param name="lists">Fresh cursors, at least one; owned.</param>
    /// <param name="mayOverlap">Whether an id may be in several of them: then their number is not known.</param>
    public UnionCursor(PostingCursor[] lists, bool mayOverlap = false)
    {
        _lists = lists;
        _mayOverlap = mayOverlap;
        _current = lists.Min(list => list.Current);
    }

    public override long Count => _lists.Sum(list => list.Count);

    public override uint Current => _current;

    public override uint Advance() => Seek(Math.Min(_current, End - 1) + 1);

    public override uint Seek(uint minimum)
    {
        if (_current >= minimum)
        {
            return _current;
        }

        _current = End;
        foreach (PostingCursor list in _lists)
        {
            _current = Math.Min(_current, list.Seek(minimum));
        }

        return _current;
    }

    public override int FillWindow(uint windowStart, Span<ulong> bitmap)
    {
        if (!_mayOverlap)
        {
            return FillAll(windowStart, bitmap);
        }

        // Counted aside: the caller may have bits in the bitmap already.
        if (_window.Length < bitmap.Length)
        {
            _window = new ulong[bitmap.Length];
        }

        Span<ulong> window = _window.AsSpan(0, bitmap.Length);
        window.Clear();
        int count = 0;
        if (FillAll(windowStart, window) > 0)
        {
            for (int word = 0; word < window.Length; word++)
            {
                bitmap[word] |= window[word];
                count += BitOperations.PopCount(window[word]);
            }
        }

        return count;
    }

    public override void Dispose()
    {
        foreach (PostingCursor list in _lists)
        {
            list.Dispose();
        }
    }

    private int FillAll(uint windowStart, Span<ulong> bitmap)
    {
        int count = 0;
        _current = End;
        foreach (PostingCursor list in _lists)
        {
            count += list.FillWindow(windowStart, bitmap);
            _current = Math.Min(_current, list.Current);
        }

        return count;
    }
}
