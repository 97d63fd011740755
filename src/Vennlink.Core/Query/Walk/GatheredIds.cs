using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vennlink.Snapshots.Postings;

namespace Vennlink.Query.Walk;

/// <summary>
/// Ids of a window taken one by one from lists that have few there, and for each offset of the window from how many
/// lists it was taken.
/// </summary>
/// <remarks>Costs by id, not by window: for lists with some dozens of ids it replaces clearing, filling and counting a
/// bitmap each.</remarks>
internal sealed class GatheredIds
{
    /// <summary>Most ids worth taking where nothing else is done with a window.</summary>
    public const int FewIds = 1 << 14;

    /// <summary>Most ids before a list that is taken whole.</summary>
    public const int ManyIds = 1 << 17;

    /// <summary>Positions of lists are below this: a count of all of them fits.</summary>
    public const int MaxLists = ushort.MaxValue;

    // Looking through all ids for so many offsets costs about as much as sorting them.
    private const int SearchesWorthSorting = 64;

    // Offset in the window in the upper half, position of the list in the lower.
    private uint[] _entries = new uint[FewIds];

    // For each offset in how many of the entries counted it is; zeros between windows.
    private readonly ushort[] _counts = new ushort[SourceWindow.Size];
    private int _searchCount;

    /// <summary>Ids taken.</summary>
    public int Count { get; private set; }

    /// <summary>Memory held that grows with the ids.</summary>
    public long HeldBytes => _entries.Length * (long)sizeof(uint);

    /// <summary>From how many lists an offset was taken, as far as it was counted.</summary>
    public int CountOf(int offset) => _counts[offset];

    /// <summary>Takes the ids of a window from a list, without counting them.</summary>
    /// <param name="list">Stands at or before the window's ids.</param>
    /// <param name="position">Below <see cref="MaxLists"/>.</param>
    /// <param name="window">The window.</param>
    /// <param name="most">Stops when there are so many ids in all.</param>
    /// <returns>Ids taken; when stopped the list stands inside the window.</returns>
    public int Take(PostingCursor list, int position, int window, int most)
    {
        uint start = SourceWindow.Start(window);
        list.Seek(start);
        int room = Math.Min(SourceWindow.Size, most - Count);
        Reserve(Count + room);
        Span<uint> free = _entries.AsSpan(Count, room);
        int taken = list.CopyIds(start + (SourceWindow.Size - 1), free);
        Tag(free[..taken], (uint)position);
        Count += taken;
        return taken;
    }

    /// <summary>Counts the ids from one on, and sets the bits of those that reach a count.</summary>
    public void CountFrom(int first, int needed, Span<ulong> reached)
    {
        foreach (uint entry in _entries.AsSpan(first, Count - first))
        {
            int offset = (int)(entry >> 16);
            if (++_counts[offset] == needed)
            {
                reached[offset >> 6] |= 1UL << offset;
            }
        }
    }

    /// <summary>
    /// Counts all ids anew, as bitmaps: the j-th one has the offsets that were taken from at least j lists, so together
    /// they count as the lists do.
    /// </summary>
    /// <param name="levels">Room for as many bitmaps as lists were taken from.</param>
    /// <param name="stride">From one to the next.</param>
    /// <returns>How many were written.</returns>
    public int WriteLevels(Span<ulong> levels, int stride)
    {
        ForgetCounts();
        int levelCount = 0;
        foreach (uint entry in _entries.AsSpan(0, Count))
        {
            int offset = (int)(entry >> 16);
            int level = _counts[offset]++;
            if (level == levelCount)
            {
                levels.Slice(level * stride, SourceWindow.WordCount).Clear();
                levelCount++;
            }

            levels[(level * stride) + (offset >> 6)] |= 1UL << offset;
        }

        return levelCount;
    }

    /// <summary>Sets the bit of each id in the bitmap of its list.</summary>
    /// <param name="bitmaps">All bitmaps.</param>
    /// <param name="starts">For each position of a list where its bitmap starts.</param>
    public void WriteLists(Span<ulong> bitmaps, ReadOnlySpan<int> starts)
    {
        foreach (uint entry in _entries.AsSpan(0, Count))
        {
            int offset = (int)(entry >> 16);
            bitmaps[starts[(int)(entry & ushort.MaxValue)] + (offset >> 6)] |= 1UL << offset;
        }
    }

    /// <summary>Adds and counts an id that was found in one more list.</summary>
    public void Add(int offset, int position)
    {
        Reserve(Count + 1);
        _entries[Count++] = ((uint)offset << 16) | (uint)position;
        _counts[offset]++;
    }

    /// <summary>The positions of the lists that an offset was taken from.</summary>
    /// <param name="offset">The offset.</param>
    /// <param name="positions">Room for as many as <see cref="CountOf"/> says.</param>
    public void CopyPositions(int offset, Span<int> positions)
    {
        Span<uint> entries = _entries.AsSpan(0, Count);
        if (_searchCount == SearchesWorthSorting)
        {
            entries.Sort();
        }

        int found = 0;
        if (_searchCount++ >= SearchesWorthSorting)
        {
            int first = entries.BinarySearch((uint)offset << 16);
            for (int index = first < 0 ? ~first : first; index < entries.Length
                && entries[index] >> 16 == (uint)offset; index++)
            {
                positions[found++] = (int)(entries[index] & ushort.MaxValue);
            }

            return;
        }

        // An entry of the offset is less than 2¹⁶ above this.
        uint lowest = (uint)offset << 16;
        int entry = 0;
        ref uint start = ref MemoryMarshal.GetReference(entries);
        for (; entry + Vector256<uint>.Count <= entries.Length; entry += Vector256<uint>.Count)
        {
            Vector256<uint> distances = Vector256.LoadUnsafe(ref start, (nuint)entry) - Vector256.Create(lowest);
            for (uint hits = Vector256.LessThan(distances, Vector256.Create(1u << 16))
                .ExtractMostSignificantBits(); hits != 0; hits &= hits - 1)
            {
                positions[found++] = (int)(entries[entry + BitOperations.TrailingZeroCount(hits)] & ushort.MaxValue);
            }
        }

        for (; entry < entries.Length; entry++)
        {
            if (entries[entry] - lowest < 1u << 16)
            {
                positions[found++] = (int)(entries[entry] & ushort.MaxValue);
            }
        }
    }

    /// <summary>Forgets all ids; legal after whatever a damaged list threw.</summary>
    public void Forget()
    {
        ForgetCounts();
        (Count, _searchCount) = (0, 0);
    }

    // Ids of a window that starts at a multiple of 2¹⁶: shifted, only the offset stays.
    private static void Tag(Span<uint> ids, uint position)
    {
        ref uint start = ref MemoryMarshal.GetReference(ids);
        int index = 0;
        for (; index + Vector256<uint>.Count <= ids.Length; index += Vector256<uint>.Count)
        {
            (Vector256.ShiftLeft(Vector256.LoadUnsafe(ref start, (nuint)index), 16) | Vector256.Create(position))
                .StoreUnsafe(ref start, (nuint)index);
        }

        for (; index < ids.Length; index++)
        {
            ids[index] = (ids[index] << 16) | position;
        }
    }

    private void ForgetCounts()
    {
        if (Count > SourceWindow.Size / 16)
        {
            Array.Clear(_counts);
            return;
        }

        foreach (uint entry in _entries.AsSpan(0, Count))
        {
            _counts[entry >> 16] = 0;
        }
    }

    private void Reserve(int count)
    {
        if (_entries.Length < count)
        {
            Array.Resize(ref _entries, Math.Max(count, 2 * _entries.Length));
        }
    }
}
