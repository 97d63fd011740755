using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vennlink.Storage;

namespace Vennlink.Graph;

/// <summary>Tells whether an arc stands twice among spilled arcs, which it does where a file of edges is not in order.</summary>
/// <remarks>
/// What comes from one source at a time is in order and has no arc twice. Left to look at are sources that came more than once: in files that are in order, those at the seams
/// between what threads read. Their groups of arcs, from lowest to highest target, seldom overlap; only of those that do, arcs are compared.
/// </remarks>
internal static unsafe class RepeatedArcs
{
    /// <summary>Looks.</summary>
    /// <param name="arcs">The arcs.</param>
    /// <param name="arrivals">By node, from 2 on where arcs from it were added more than once.</param>
    /// <param name="threadCount">Most threads.</param>
    /// <param name="cancellationToken">Looked at for every range.</param>
    public static bool Any(ArcSpill arcs, NativeArray<byte> arrivals, int threadCount, CancellationToken cancellationToken)
    {
        int found = 0;
        new RangeWork(arcs, threadCount, cancellationToken).Run(range =>
        {
            if (Volatile.Read(ref found) == 0 && Any(arcs, range, arrivals))
            {
                Volatile.Write(ref found, 1);
            }
        });
        return found != 0;
    }

    private static bool Any(ArcSpill arcs, int range, NativeArray<byte> arrivals)
    {
        using ArcSpillReader reader = arcs.Open(range);
        Groups groups = new();
        GroupVisitor grouping = new(arrivals.Pointer, groups);
        reader.Visit(ref grouping);
        groups.End();
        groups.Found.Sort();
        HashSet<uint> overlapping = [];
        for (int index = 1; index < groups.Found.Count; index++)
        {
            // Sorted by source and first: if any two of a source overlap, two neighbours do.
            if (groups.Found[index].Source == groups.Found[index - 1].Source && groups.Found[index].First <= groups.Found[index - 1].Last)
            {
                overlapping.Add(groups.Found[index].Source);
            }
        }

        if (overlapping.Count == 0)
        {
            return false;
        }

        ArcVisitor visitor = new(overlapping, []);
        reader.Visit(ref visitor);
        Span<ulong> found = CollectionsMarshal.AsSpan(visitor.Found);
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

    private sealed class Groups
    {
        private uint _source;
        private uint _first;
        private uint _last;
        private bool _isOpen;

        public List<(uint Source, uint First, uint Last)> Found { get; } = [];

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

    private readonly struct ArcVisitor(HashSet<uint> sources, List<ulong> found) : IArcVisitor
    {
        public List<ulong> Found => found;

        public void Visit(uint source, uint offset)
        {
            if (sources.Contains(source))
            {
                found.Add(((ulong)source << 32) | offset);
            }
        }
    }
}
