using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;

namespace Vennlink.Query.Walk;

/// <summary>Walks all pages of the root domains of a list: a domain is a range of pages.</summary>
/// <param name="domains">A fresh cursor over domain ids; owned.</param>
/// <param name="index">Tells the pages of a domain.</param>
internal sealed class DomainPagesCursor(PostingCursor domains, ISourceIndex index) : PostingCursor
{
    private readonly PostingCursor _domains = domains;
    private readonly ISourceIndex _index = index;
    private bool _started;
    private uint _current;
    private uint _rangeEnd; // behind the pages of the domain that Current is of

    /// <summary>Not known without walking, and nobody asks.</summary>
    public override long Count => throw new NotSupportedException("The pages of a list of domains are not counted.");

    public override uint Current => _current;

    public override uint Advance()
    {
        if (!_started)
        {
            return Seek(0);
        }

        return _current == End ? End : _current + 1 < _rangeEnd ? ++_current : Enter(_domains.Advance());
    }

    public override uint Seek(uint minimum)
    {
        if (_started && (_current >= minimum || minimum < _rangeEnd))
        {
            return _current = Math.Max(_current, minimum);
        }

        _started = true;
        if (minimum >= _index.SourcePageCount)
        {
            return _current = End;
        }

        // A domain that starts before the minimum is the one the minimum lies in.
        Enter(_domains.Seek(_index.DomainOf(new PageId(minimum)).Value));
        return _current = Math.Max(_current, minimum);
    }

    public override int FillWindow(uint windowStart, Span<ulong> bitmap)
    {
        ulong windowEnd = windowStart + (64UL * (uint)bitmap.Length);
        int count = 0;
        Seek(windowStart);
        while (_current != End && _current < windowEnd)
        {
            uint end = (uint)Math.Min(windowEnd, _rangeEnd);
            WindowBits.Set(bitmap, _current - windowStart, end - windowStart);
            count += (int)(end - _current);
            if (end < _rangeEnd)
            {
                _current = end;
            }
            else
            {
                Enter(_domains.Advance());
            }
        }

        return count;
    }

    public override void Dispose() => _domains.Dispose();

    internal override void UseWidth(LaneWidth width) => _domains.UseWidth(width);

    private uint Enter(uint domain)
    {
        if (domain == End)
        {
            _rangeEnd = End;
            return _current = End;
        }

        _rangeEnd = _index.FirstPage(new DomainId(domain + 1));
        return _current = _index.FirstPage(new DomainId(domain));
    }
}
