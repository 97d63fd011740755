using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Vennlink.Storage.Sorting;

/// <summary>
/// Records in one region of memory, sorted by multikey quicksort on cached prefixes: record bytes grow from the front,
/// 16-byte entries from the back, and the arena is full when they meet.
/// </summary>
/// <remarks>
/// Unmanaged memory, so that the bound is exact, untouched pages cost nothing, and it is given back at once. The sort
/// is Bentley and Sedgewick, "Fast algorithms for sorting and searching strings", 1997, on 8 bytes at a time. Not
/// thread-safe.
/// </remarks>
internal sealed unsafe class RecordArena : IDisposable
{
    private const int PrefixBytes = sizeof(ulong);
    private const int InsertionSortCount = 16;

    // Records lie where they were added, so going through entries in another order misses the caches at each; the lines
    // are asked for this many entries before.
    private const int PrefetchDistance = 16;

    // Below this a part is sorted sooner than another thread wakes up.
    private const long MinParallelCount = 1 << 15;

    private readonly long _capacity;
    private byte* _start;
    private long _used;
    private Entry* _entries;

    public RecordArena(long capacityBytes)
    {
        _capacity = capacityBytes & ~(long)(sizeof(Entry) - 1);
        _start = (byte*)NativeMemory.AlignedAlloc((nuint)_capacity, 64);
        Clear();
    }

    /// <summary>Records held.</summary>
    public long Count => EntriesEnd - _entries;

    private Entry* EntriesEnd => (Entry*)(_start + _capacity);

    /// <summary>Record at <paramref name="index"/>: in order of sorting after sorting, else latest first.</summary>
    public ReadOnlySpan<byte> this[long index]
    {
        get
        {
            Prefetch(_entries + index, EntriesEnd);
            return Record(_entries[index].Offset);
        }
    }

    /// <summary>Copies a record in; false when there is no room.</summary>
    public bool TryAdd(ReadOnlySpan<byte> record)
    {
        long needed = sizeof(int) + record.Length;
        if (_used + needed > (byte*)(_entries - 1) - _start)
        {
            return false;
        }

        byte* place = _start + _used;
        Unsafe.WriteUnaligned(place, record.Length);
        record.CopyTo(new Span<byte>(place + sizeof(int), record.Length));
        *--_entries = new Entry { Prefix = Prefix(record, 0), Offset = _used };
        _used += needed;
        return true;
    }

    /// <summary>Sorts by plain byte order of whole records, shorter first.</summary>
    /// <param name="threadCount">Threads that may work at once; the result does not depend on it.</param>
    /// <param name="cancellationToken">Checked at every part.</param>
    public void Sort(int threadCount, CancellationToken cancellationToken)
    {
        long count = Count;
        int depthLimit = 2 * (64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)count));
        Sort(_entries, _entries + count, 0, depthLimit, threadCount, cancellationToken);
    }

    /// <summary>Forgets all records.</summary>
    public void Clear()
    {
        _used = 0;
        _entries = EntriesEnd;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
        _used = 0;
    }

    private ReadOnlySpan<byte> Record(long offset) =>
        new(_start + offset + sizeof(int), Unsafe.ReadUnaligned<int>(_start + offset));

    private void Prefetch(Entry* entry, Entry* end)
    {
        const int LineBytes = 64;
        if (Sse.IsSupported && end - entry > PrefetchDistance)
        {
            byte* record = _start + entry[PrefetchDistance].Offset;
            Sse.Prefetch0(record);
            Sse.Prefetch0(record + LineBytes);
        }
    }

    private static ulong Prefix(ReadOnlySpan<byte> record, int depth)
    {
        if (record.Length - depth >= PrefixBytes)
        {
            return BinaryPrimitives.ReadUInt64BigEndian(record[depth..]);
        }

        ulong prefix = 0;
        for (int index = depth; index < record.Length; index++)
        {
            prefix |= (ulong)record[index] << (56 - (8 * (index - depth)));
        }

        return prefix;
    }

    // Sorts [low, high), whose records agree in their first depth bytes and whose entries hold the 8 bytes after those.
    private void Sort(Entry* low, Entry* high, int depth, int depthLimit, int threadCount,
        CancellationToken cancellationToken)
    {
        // Terminates: each turn goes on with the entries equal to the pivot, 8 bytes further on, and those that end
        // there are taken out.
        while (high - low > InsertionSortCount)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (depthLimit-- == 0)
            {
                // Pivots were bad again and again: finish with a sort that cannot be quadratic.
                HeapSort(low, high - low, depth);
                return;
            }

            ulong pivot = Pivot(low, high);
            Entry* less = low;
            Entry* greater = high;
            for (Entry* next = low; next < greater;)
            {
                ulong prefix = next->Prefix;
                if (prefix < pivot)
                {
                    (*less, *next) = (*next, *less);
                    less++;
                    next++;
                }
                else if (prefix > pivot)
                {
                    greater--;
                    (*greater, *next) = (*next, *greater);
                }
                else
                {
                    next++;
                }
            }

            SortBoth(low, less, greater, high, depth, depthLimit, threadCount, cancellationToken);

            low = TakeEnded(less, greater, depth + PrefixBytes);
            high = greater;
            depth += PrefixBytes;
            for (Entry* entry = low; entry < high; entry++)
            {
                Prefetch(entry, high);
                entry->Prefix = Prefix(Record(entry->Offset), depth);
            }
        }

        for (Entry* next = low + 1; next < high; next++)
        {
            Entry moved = *next;
            Entry* hole = next;
            while (hole > low && Compare(moved, hole[-1], depth) < 0)
            {
                *hole = hole[-1];
                hole--;
            }

            *hole = moved;
        }
    }

    // Two parts that share no entry, side by side when both are worth it.
    private void SortBoth(Entry* low, Entry* less, Entry* greater, Entry* high, int depth, int depthLimit,
        int threadCount, CancellationToken cancellationToken)
    {
        if (threadCount < 2 || Math.Min(less - low, high - greater) < MinParallelCount)
        {
            Sort(low, less, depth, depthLimit, threadCount, cancellationToken);
            Sort(greater, high, depth, depthLimit, threadCount, cancellationToken);
            return;
        }

        Task other = Task.Run(() =>
            Sort(greater, high, depth, depthLimit, threadCount / 2, cancellationToken), CancellationToken.None);
        try
        {
            Sort(low, less, depth, depthLimit, threadCount - (threadCount / 2), cancellationToken);
        }
        finally
        {
            // Also when this half was cancelled: the memory must not go while the other half works on it.
            other.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default).Wait(CancellationToken.None);
        }

        other.GetAwaiter().GetResult();
    }

    // Of records equal in their prefix padded with zeros, moves those that end within it to the front, in order, and
    // returns where the others start. A record that ends there is a prefix of every longer one, since the bytes that
    // the others go on with are the zeros it was padded with.
    private Entry* TakeEnded(Entry* low, Entry* high, int depth)
    {
        Entry* ended = low;
        for (Entry* next = low; next < high; next++)
        {
            Prefetch(next, high);
            if (Record(next->Offset).Length <= depth)
            {
                (*ended, *next) = (*next, *ended);
                ended++;
            }
        }

        // Nine lengths at most, so gathering length by length is linear.
        Entry* sorted = low;
        for (int length = Math.Max(0, depth - PrefixBytes); length <= depth; length++)
        {
            for (Entry* next = sorted; next < ended; next++)
            {
                if (Record(next->Offset).Length == length)
                {
                    (*sorted, *next) = (*next, *sorted);
                    sorted++;
                }
            }
        }

        return ended;
    }

    private static ulong Pivot(Entry* low, Entry* high)
    {
        long step = (high - low) / 8;
        Entry* middle = low + ((high - low) / 2);
        return Median(
            Median(low->Prefix, (low + step)->Prefix, (low + (2 * step))->Prefix),
            Median((middle - step)->Prefix, middle->Prefix, (middle + step)->Prefix),
            Median((high - 1 - (2 * step))->Prefix, (high - 1 - step)->Prefix, (high - 1)->Prefix));
    }

    private static ulong Median(ulong a, ulong b, ulong c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    private int Compare(in Entry left, in Entry right, int depth)
    {
        if (left.Prefix != right.Prefix)
        {
            return left.Prefix < right.Prefix ? -1 : 1;
        }

        ReadOnlySpan<byte> leftRecord = Record(left.Offset);
        ReadOnlySpan<byte> rightRecord = Record(right.Offset);
        int next = depth + PrefixBytes;
        return leftRecord.Length <= next || rightRecord.Length <= next
            ? leftRecord.Length.CompareTo(rightRecord.Length)
            : leftRecord[next..].SequenceCompareTo(rightRecord[next..]);
    }

    private void HeapSort(Entry* entries, long count, int depth)
    {
        for (long root = (count / 2) - 1; root >= 0; root--)
        {
            SiftDown(entries, root, count, depth);
        }

        for (long last = count - 1; last > 0; last--)
        {
            (entries[0], entries[last]) = (entries[last], entries[0]);
            SiftDown(entries, 0, last, depth);
        }
    }

    private void SiftDown(Entry* entries, long root, long count, int depth)
    {
        Entry moved = entries[root];
        for (long child = (2 * root) + 1; child < count; child = (2 * root) + 1)
        {
            if (child + 1 < count && Compare(entries[child], entries[child + 1], depth) < 0)
            {
                child++;
            }

            if (Compare(moved, entries[child], depth) >= 0)
            {
                break;
            }

            entries[root] = entries[child];
            root = child;
        }

        entries[root] = moved;
    }

    private struct Entry
    {
        public ulong Prefix;
        public long Offset;
    }
}
