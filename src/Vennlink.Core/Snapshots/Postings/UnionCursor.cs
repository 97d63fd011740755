namespace Vennlink.Snapshots.Postings;

/// <summary>Walks the ids of several lists that have none in common.</summary>
internal sealed class UnionCursor : PostingCursor
{
    private readonly PostingCursor[] _lists;
    private uint _current;

    /// <param name="lists">Fresh cursors, at least one; owned.</param>
    public UnionCursor(PostingCursor[] lists)
    {
        _lists = lists;
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
}
