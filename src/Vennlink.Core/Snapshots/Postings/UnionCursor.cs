using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Postings;

/// <summary>Walks the ids of several lists that have none in common.</summary>
/// <param name="lists">Fresh cursors, at least one; owned.</param>
internal sealed class UnionCursor(PostingCursor[] lists) : PostingCursor
{
    private readonly PostingCursor[] _lists = lists;
    private bool _started;
    private uint _current;

    public override long Count => _lists.Sum(list => list.Count);

    public override uint Current => _current;

    public override uint Advance() => Seek(_started ? Math.Min(_current, End - 1) + 1 : 0);

    public override uint Seek(uint minimum)
    {
        if (_started && _current >= minimum)
        {
            return _current;
        }

        _started = true;
        _current = End;
        foreach (PostingCursor list in _lists)
        {
            _current = Math.Min(_current, list.Seek(minimum));
        }

        return _current;
    }

    public override int FillWindow(uint windowStart, Span<ulong> bitmap)
    {
        Seek(windowStart);
        int count = 0;
        _current = End;
        foreach (PostingCursor list in _lists)
        {
            count += list.FillWindow(windowStart, bitmap);
            _current = Math.Min(_current, list.Current);
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

    internal override void UseWidth(LaneWidth width)
    {
        foreach (PostingCursor list in _lists)
        {
            list.UseWidth(width);
        }
    }
}
