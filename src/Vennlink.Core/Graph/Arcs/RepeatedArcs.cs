using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vennlink.Storage.Files;

namespace Vennlink.Graph.Arcs;

/// <summary>Tells whether an arc stands twice among spilled arcs, which it does where a file of edges is not in
/// order.</summary>
/// <remarks>
/// What comes from one source at a time is in order and has no arc twice. Left to look at are sources that came more
/// than once: in files that are in order, those at the seams between what threads read. Their groups of arcs, from
/// lowest to highest target, seldom overlap; only of those that do, arcs are compared. Edges in no order at all make a
/// group of every arc: where those of a range are more than memory is given for, it is not looked at, and arcs count as
/// repeated.
/// </remarks>
internal static unsafe class RepeatedArcs
{
    /// <summary>Held for a group, or for an arc that is compared: its entry of 12 bytes while the list grows, and those
    /// of its source in the set of overlapping ones.</summary>
    internal const int BytesPerGroup = 32;

    /// <summary>Looks.</summary>
    /// <param name="arcs">The arcs.</param>
    /// <param name="arrivals">By node, from 2 on where arcs from it were added more than once.</param>
    /// <param name="memoryBytes">For what all threads hold together.</param>
    /// <param name="threadCount">Most threads.</param>
    /// <param name="cancellationToken">Looked at for every range.</param>
    /// <returns>False when every arc stands once; true when one stands twice, or when telling takes more
    /// memory.</returns>
    public static bool MayBe(
        ArcSpill arcs, NativeArray<byte> arrivals, long memoryBytes, int threadCount,
        CancellationToken cancellationToken)
    {
        int found = 0;
        int most = (int)Math.Clamp(memoryBytes / threadCount / BytesPerGroup, 1, Array.MaxLength);
        new RangeWork(arcs, threadCount, cancellationToken).Run(range =>
        {
            if (Volatile.Read(ref found) == 0 && MayBe(arcs, range, arrivals, most))
            {
                Volatile.Write(ref found, 1);
            }
        });
        return found != 0;
    }

    private static bool MayBe(ArcSpill arcs, int range, NativeArray<byte> arrivals, int most)
    {
        using ArcSpillReader reader = arcs.Open(range);
        if (Overlapping(reader, arrivals, most) is not { } overlapping)
        {
            return true;
        }

        if (overlapping.Count == 0)
        {
            return false;
        }

        CappedList<ulong> compared = new(most);
        ArcVisitor visitor = new(overlapping, compared);
        reader.Visit(ref visitor);
        if (compared.IsOverfull)
        {
            return true;
        }

        Span<ulong> found = CollectionsMarshal.AsSpan(compared.Items);
        found.Sort();
        for (int index = 1; index < found.Length; index++)
        {
            if (found[index] == found[index - 1])
            {
                return true;
            }
        }

        return false;
    }

    // Sources of which two groups overlap; null when there are more groups than may be held.
    private static HashSet<uint>? Overlapping(ArcSpillReader reader, NativeArray<byte> arrivals, int most)
    {
        Groups groups = new(most);
        GroupVisitor grouping = new(arrivals.Pointer, groups);
        reader.Visit(ref grouping);
        groups.End();
        if (groups.Found.IsOverfull)
        {
            return null;
        }

        List<(uint Source, uint First, uint Last)> found = groups.Found.Items;
        found.Sort();
        HashSet<uint> overlapping = [];
        for (int index = 1; index < found.Count; index++)
        {
            // Sorted by source and first: if any two of a source overlap, two neighbours do.
            if (found[index].Source == found[index - 1].Source && found[index].First <= found[index - 1].Last)
            {
                overlapping.Add(found[index].Source);
            }
        }

        return overlapping;
    }

    // What most arcs meet is two fields, which stay in registers.
    private readonly struct GroupVisitor(byte* arrivals, Groups groups) : IArcVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(uint source, uint offset)
        {
            if (arrivals[source] >= 2)
            {
                groups.Add(source, offset);
            }
        }
    }

    private sealed class CappedList<T>(int most)
    {
        public List<T> Items { get; } = [];

        public bool IsOverfull { get; private set; }

        public void Add(T item)
        {
            if (Items.Count < most)
            {
                Items.Add(item);
            }
            else
            {
                IsOverfull = true;
            }
        }
    }

    private sealed class Groups(int most)
    {
        private uint _source;
        private uint _first;
        private uint _last;
        private bool _isOpen;

        public CappedList<(uint Source, uint First, uint Last)> Found { get; } = new(most);

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Add(uint source, uint offset)
        {
            if (!_isOpen || source != _source || offset <= _last)
            {
                End();
                (_source, _first, _isOpen) = (source, offset, true);
            }

            _last = offset;
        }

        public void End()
        {
            if (_isOpen)
            {
                Found.Add((_source, _first, _last));
                _isOpen = false;
            }
        }
    }

    private readonly struct ArcVisitor(HashSet<uint> sources, CappedList<ulong> found) : IArcVisitor
    {
        public void Visit(uint source, uint offset)
        {
            if (sources.Contains(source))
            {
                found.Add(((ulong)source << 32) | offset);
            }
        }
    }
}
