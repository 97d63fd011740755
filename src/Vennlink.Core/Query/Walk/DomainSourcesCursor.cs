using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Walk;

/// <summary>Walks all sources of the root domains of a list: a domain is a range of sources.</summary>
internal sealed class DomainSourcesCursor : PostingCursor
{
    private readonly PostingCursor _domains;
    private readonly SourceSpace _space;
    private uint _current;
    private uint _rangeEnd; // behind the sources of the domain that Current is of

    /// <param name="domains">A fresh cursor over domain ids; owned.</param>
    /// <param name="space">Tells the sources of a domain.</param>
    public DomainSourcesCursor(PostingCursor domains, SourceSpace space)
    {
        (_domains, _space) = (domains, space);
        Enter(domains.Current);
    }

    /// <summary>All sources there are: how many of them these domains have is not counted.</summary>
    public override long Count => _space.Count;

    public override uint Current => _current;

    public override uint Advance() => _current == End ? End : _current + 1 < _rangeEnd ? ++_current
        : Enter(_domains.Advance());

    public override uint Seek(uint minimum)
    {
        if (_current >= minimum || minimum < _rangeEnd)
        {
            return _current = Math.Max(_current, minimum);
        }

        if (minimum >= _space.Count)
        {
            return Enter(End);
        }

        // A domain that starts before the minimum is the one the minimum lies in.
        Enter(_domains.Seek(_space.DomainOf(minimum).Value));
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

        (_current, _rangeEnd) = _space.OfDomain(new DomainId(domain));
        return _current;
    }
}
