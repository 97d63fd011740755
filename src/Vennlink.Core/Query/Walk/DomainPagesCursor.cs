using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Walk;

/// <summary>Walks all pages of the root domains of a list: a domain is a range of pages.</summary>
internal sealed class DomainPagesCursor : PostingCursor
{
    private readonly PostingCursor _domains;
    private readonly ISourceIndex _index;
    private uint _current;
    private uint _rangeEnd; // behind the pages of the domain that Current is of

    /// <param name="domains">A fresh cursor over domain ids; owned.</param>
    /// <param name="index">Tells the pages of a domain.</param>
    public DomainPagesCursor(PostingCursor domains, ISourceIndex index)
    {
        (_domains, _index) = (domains, index);
        Enter(domains.Current);
    }

    /// <summary>All pages there are: how many of them these domains have is not counted.</summary>
    public override long Count => _index.SourcePageCount;

    public override uint Current => _current;

    public override uint Advance() => _current == End ? End : _current + 1 < _rangeEnd ? ++_current : Enter(_domains.Advance());

    public override uint Seek(uint minimum)
    {
        if (_current >= minimum || minimum < _rangeEnd)
        {
            return _current = Math.Max(_current, minimum);
        }

        if (minimum >= _index.SourcePageCount)
        {
            return Enter(End);
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
