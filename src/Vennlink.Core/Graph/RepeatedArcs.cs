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
        GroupVisitor groups = new(arrivals.Pointer, []);
        reader.Visit(ref groups);
        groups.EndGroup();
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

    private struct GroupVisitor(byte* arrivals, List<(uint Source, uint First, uint Last)> found) : IArcVisitor
    {
        private uint _source;
        private uint _first;
        private uint _last;
        private bool _isOpen;

        public readonly List<(uint Source, uint First, uint Last)> Found => found;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(uint source, uint offset)
        {
            if (arrivals[source] < 2)
            {
                return;
            }

            if (!_isOpen || source != _source || offset <= _last)
            {
                EndGroup();
                (_source, _first, _isOpen) = (source, offset, true);
            }

            _last = offset;
        }

        public void EndGroup()
        {
            if (_isOpen)
            {
                found.Add((_source, _first, _last));
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
