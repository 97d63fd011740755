using System.Numerics;

namespace Vennlink.Snapshots.Facts;

/// <summary>
/// Live pages that have a link that counts, each once: a list while they are few, then a bit for each live page.
/// Reused; not thread-safe.
/// </summary>
/// <remarks>
/// The links to a root domain stand target page by target page, so one source comes again and again, and not in order.
/// A bit is set in a nanosecond and is there once, while a list would have to be sorted.
/// </remarks>
/// <param name="pageCount">Live pages.</param>
internal sealed class SourceSet(long pageCount)
{
    // A bit for each page costs less than to sort every 512-th of them.
    private const int PagesWorthSorting = 512;

    private readonly int _mostListed = (int)Math.Min(pageCount / PagesWorthSorting, int.MaxValue / 4);
    private uint[] _list = new uint[64];
    private ulong[] _bits = [];
    private int _listCount;
    private bool _hasBits;

    /// <summary>Adds the sources of consecutive rows of one target page.</summary>
    /// <param name="gaps">Source of each row, less that of the row before it; of the first, its source.</param>
    public void AddAll(ReadOnlySpan<uint> gaps)
    {
        if (HasRoomInList(gaps.Length))
        {
            uint listed = 0;
            foreach (uint gap in gaps)
            {
                listed += gap;
                _list[_listCount++] = listed;
            }

            return;
        }

        ulong[] bits = _bits;
        uint source = 0;
        foreach (uint gap in gaps)
        {
            source += gap;
            bits[source >> 6] |= 1UL << (int)source;
        }
    }

    /// <summary>Adds the sources of those rows that count.</summary>
    /// <param name="gaps">As of <see cref="AddAll"/>.</param>
    /// <param name="values">For each row the number of its value.</param>
    /// <param name="counts">For each value 1 where rows of it count, else 0.</param>
    public void Add(ReadOnlySpan<uint> gaps, ReadOnlySpan<uint> values, ReadOnlySpan<byte> counts)
    {
        if (HasRoomInList(gaps.Length))
        {
            uint listed = 0;
            for (int row = 0; row < gaps.Length; row++)
            {
                listed += gaps[row];
                _list[_listCount] = listed;
                _listCount += counts[(int)values[row]];
            }

            return;
        }

        // Without a branch: whether a row counts cannot be foretold.
        ulong[] bits = _bits;
        uint source = 0;
        for (int row = 0; row < gaps.Length; row++)
        {
            source += gaps[row];
            bits[source >> 6] |= (ulong)counts[(int)values[row]] << (int)source;
        }
    }

    /// <summary>As the other, where two values of a row must count.</summary>
    public void Add(ReadOnlySpan<uint> gaps, ReadOnlySpan<uint> values, ReadOnlySpan<byte> counts,
        ReadOnlySpan<uint> otherValues, ReadOnlySpan<byte> otherCounts)
    {
        bool isListed = HasRoomInList(gaps.Length);
        uint source = 0;
        for (int row = 0; row < gaps.Length; row++)
        {
            source += gaps[row];
            int count = counts[(int)values[row]] & otherCounts[(int)otherValues[row]];
            if (isListed)
            {
                _list[_listCount] = source;
                _listCount += count;
            }
            else
            {
                _bits[source >> 6] |= (ulong)count << (int)source;
            }
        }
    }

    /// <summary>Takes all out: ascending, each once.</summary>
    /// <exception cref="IndexOutOfRangeException">One is no live page.</exception>
    public uint[] Take()
    {
        if (!_hasBits)
        {
            uint[] few = _list[.._listCount];
            _listCount = 0;
            few.AsSpan().Sort();
            return Distinct(few);
        }

        int count = 0;
        foreach (ulong word in _bits)
        {
            count += BitOperations.PopCount(word);
        }

        uint[] all = new uint[count];
        count = 0;
        for (int word = 0; word < _bits.Length; word++)
        {
            for (ulong bits = _bits[word]; bits != 0; bits &= bits - 1)
            {
                all[count++] = ((uint)word << 6) + (uint)BitOperations.TrailingZeroCount(bits);
            }
        }

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

    // False where rows go into bits, from now on.
    private bool HasRoomInList(int rowCount)
    {
        if (_hasBits)
        {
            return false;
        }

        if (_listCount + rowCount > _mostListed)
        {
            _bits = _bits.Length > 0 ? _bits : new ulong[(pageCount + 63) / 64];
            _hasBits = true;
            foreach (uint source in _list.AsSpan(0, _listCount))
            {
                _bits[source >> 6] |= 1UL << (int)source;
            }

            _listCount = 0;
            return false;
        }

        // One more: what does not count is written too, and overwritten.
        if (_listCount + rowCount >= _list.Length)
        {
            Array.Resize(ref _list, Math.Max(2 * _list.Length, _listCount + rowCount + 1));
        }

        return true;
    }
}
