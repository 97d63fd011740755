using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Facts;

/// <summary>
/// Source pages that have a link that counts, each once: a list of live pages while they are few, then a bit for each
/// source page. Reused; not thread-safe.
/// </summary>
/// <remarks>
/// The links to a root domain stand target page by target page, so one source comes again and again, and not in order.
/// A bit is set in a nanosecond and is there once, while a list would have to be sorted. Rows name live pages; of few
/// the ids are looked up at the end, of many at once, row by row, in the order in which the ids stand.
/// </remarks>
/// <param name="pageCount">Live pages.</param>
/// <param name="sourceCount">Source pages.</param>
internal sealed class SourceSet(long pageCount, uint sourceCount)
{
    // A bit for each page costs less than to sort every 512-th of them.
    private const int PagesWorthSorting = 512;

    // Of more live pages than a span has room for, no bits are used.
    private readonly int _mostListed =
        pageCount > int.MaxValue / sizeof(uint) ? int.MaxValue / 4 : (int)(pageCount / PagesWorthSorting);

    private uint[] _list = new uint[64];
    private ulong[] _bits = [];
    private int _listCount;
    private bool _hasBits;

    /// <summary>Whether so many rows can be added without bits.</summary>
    public bool HasRoomInList(int rowCount)
    {
        if (_hasBits || _listCount + rowCount > _mostListed)
        {
            return false;
        }

        // One more: what does not count is written too, and overwritten.
        if (_listCount + rowCount >= _list.Length)
        {
            Array.Resize(ref _list, Math.Max(2 * _list.Length, _listCount + rowCount + 1));
        }

        return true;
    }

    /// <summary>Has rows go into bits, from now on.</summary>
    /// <param name="ids">Page id of each live page.</param>
    public void UseBits(ReadOnlySpan<uint> ids)
    {
        if (_bits.Length == 0)
        {
            _bits = new ulong[((long)sourceCount + 63) / 64];
        }

        _hasBits = true;
        foreach (uint page in _list.AsSpan(0, _listCount))
        {
            uint id = ids[(int)page];
            _bits[id >> 6] |= 1UL << (int)id;
        }

        _listCount = 0;
    }

    /// <summary>Adds the sources of consecutive rows of one target page.</summary>
    /// <param name="gaps">Live page of each row, less that of the row before it; of the first, its page.</param>
    /// <param name="ids">Page id of each live page; not looked at without bits.</param>
    /// <exception cref="IndexOutOfRangeException">One is no live page, or no source.</exception>
    public void AddAll(ReadOnlySpan<uint> gaps, ReadOnlySpan<uint> ids)
    {
        uint page = 0;
        if (!_hasBits)
        {
            foreach (uint gap in gaps)
            {
                page += gap;
                _list[_listCount++] = page;
            }

            return;
        }

        ulong[] bits = _bits;
        foreach (uint gap in gaps)
        {
            page += gap;
            uint id = ids[(int)page];
            bits[id >> 6] |= 1UL << (int)id;
        }
    }

    /// <summary>Adds the sources of those rows that count.</summary>
    /// <param name="gaps">As of <see cref="AddAll"/>.</param>
    /// <param name="values">For each row the number of its value.</param>
    /// <param name="counts">For each value 1 where rows of it count, else 0.</param>
    /// <param name="ids">As of <see cref="AddAll"/>.</param>
    public void Add(ReadOnlySpan<uint> gaps, ReadOnlySpan<uint> values, ReadOnlySpan<byte> counts,
        ReadOnlySpan<uint> ids)
    {
        // Without a branch: whether a row counts cannot be foretold.
        uint page = 0;
        if (!_hasBits)
        {
            for (int row = 0; row < gaps.Length; row++)
            {
                page += gaps[row];
                _list[_listCount] = page;
                _listCount += counts[(int)values[row]];
            }

            return;
        }

        ulong[] bits = _bits;
        for (int row = 0; row < gaps.Length; row++)
        {
            page += gaps[row];
            uint id = ids[(int)page];
            bits[id >> 6] |= (ulong)counts[(int)values[row]] << (int)id;
        }
    }

    /// <summary>As the other, where two values of a row must count.</summary>
    public void Add(ReadOnlySpan<uint> gaps, ReadOnlySpan<uint> values, ReadOnlySpan<byte> counts,
        ReadOnlySpan<uint> otherValues, ReadOnlySpan<byte> otherCounts, ReadOnlySpan<uint> ids)
    {
        uint page = 0;
        for (int row = 0; row < gaps.Length; row++)
        {
            page += gaps[row];
            int count = counts[(int)values[row]] & otherCounts[(int)otherValues[row]];
            if (_hasBits)
            {
                uint id = ids[(int)page];
                _bits[id >> 6] |= (ulong)count << (int)id;
            }
            else
            {
                _list[_listCount] = page;
                _listCount += count;
            }
        }
    }

    /// <summary>Takes all out: ids, ascending, once each. Of a damaged file the last may be over all sources.</summary>
    /// <param name="idOf">Page id of a live page.</param>
    public uint[] Take(Func<uint, uint> idOf)
    {
        if (!_hasBits)
        {
            uint[] few = [.. _list.AsSpan(0, _listCount)];
            _listCount = 0;
            foreach (ref uint page in few.AsSpan())
            {
                page = idOf(page);
            }

            few.AsSpan().Sort();
            return Distinct(few);
        }

        uint[] all = SetBits.Numbers(_bits);
        _bits.AsSpan().Clear();
        _hasBits = false;
        return all;
    }

    private static uint[] Distinct(uint[] sorted)
    {
        int count = 0;
        foreach (uint id in sorted)
        {
            if (count == 0 || sorted[count - 1] != id)
            {
                sorted[count++] = id;
            }
        }

        return count == sorted.Length ? sorted : sorted[..count];
    }
}
