using System.Runtime.CompilerServices;
using Vennlink.Storage.Files;

namespace Vennlink.Graph.Arcs;

/// <summary>Transposes the arcs of a range of targets into lists: for each target its sources, ascending by id, each
/// once. One a thread.</summary>
/// <remarks>A counting sort by target; the range is taken in as many parts as its lists take memory, and each list is
/// put in order (<see cref="ListOrder"/>).</remarks>
/// <param name="spill">The arcs.</param>
/// <param name="idOf">Id of each source, or what else lists shall hold of it; null: sources are ids.</param>
/// <param name="classes">Classes of ids.</param>
/// <param name="memoryBytes">For lists: 4 bytes an arc.</param>
internal sealed unsafe class ArcInversion(
    ArcSpill spill, NativeArray<uint>? idOf, IdClasses classes, long memoryBytes) : IDisposable
{
    private const long MinArcs = 1 << 16;

    private readonly NativeArray<uint> _ends = new(spill.LongestRange + 1L);
    private readonly long _mostArcs = Math.Max(MinArcs, Math.Min(memoryBytes / sizeof(uint), int.MaxValue));
    private NativeArray<uint> _lists = new(MinArcs, isCleared: false);
    private readonly ListOrder _order = new(classes);

    /// <summary>Takes the list of one target; every target of the range comes, in ascending order, those without
    /// sources too.</summary>
    public delegate void ListAction(uint target, ReadOnlySpan<uint> ids);

    /// <summary>Inverts one range.</summary>
    public void Run(int partition, ListAction action, CancellationToken cancellationToken)
    {
        using ArcSpillReader arcs = spill.Open(partition);
        uint first = spill.First(partition);
        int targetCount = (int)(spill.First(partition + 1) - first);
        Span<uint> ends = _ends.AsSpan(0, targetCount + 1);
        ends.Clear();
        CountVisitor counting = new(_ends.Pointer);
        arcs.Visit(ref counting);
        uint[] counts = ends[..targetCount].ToArray();
        for (int start = 0; start < targetCount;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int end = PartEnd(counts, start, out long arcCount);
            if (arcCount > _lists.Length)
            {
                // Doubled, so that the ranges that follow fit too; more than was meant for one target alone with more
                // sources.
                _lists.Dispose();
                _lists = new NativeArray<uint>(Math.Max(arcCount, Math.Min(_mostArcs, 2 * arcCount)), isCleared: false);
            }

            InvertPart(arcs, counts, start, end, arcCount);
            uint listStart = 0;
            for (int target = start; target < end; target++)
            {
                // Scattering moved each end from the start of its list to its end.
                uint listEnd = _ends[target - start];
                action(first + (uint)target, _order.Sort(_lists.AsSpan(listStart, (int)(listEnd - listStart))));
                listStart = listEnd;
            }

            start = end;
        }
    }

    public void Dispose()
    {
        _ends.Dispose();
        _lists.Dispose();
    }

    private int PartEnd(uint[] counts, int start, out long arcCount)
    {
        int end = start;
        arcCount = 0;
        do
        {
            arcCount += counts[end++];
        }
        while (end < counts.Length && arcCount + counts[end] <= _mostArcs);
        return end;
    }

    private void InvertPart(ArcSpillReader arcs, uint[] counts, int start, int end, long arcCount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(arcCount, uint.MaxValue);
        uint sum = 0;
        for (int target = start; target < end; target++)
        {
            _ends[target - start] = sum;
            sum += counts[target];
        }

        if (idOf is null)
        {
            ScatterVisitor scatter = new(_ends.Pointer, _lists.Pointer, (uint)start, (uint)(end - start));
            arcs.Visit(ref scatter);
        }
        else
        {
            RenumberVisitor scatter = new(
                _ends.Pointer, _lists.Pointer, (uint)start, (uint)(end - start), idOf.Pointer);
            arcs.Visit(ref scatter);
        }
    }

    private readonly struct CountVisitor(uint* counts) : IArcVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(uint source, uint offset) => counts[offset]++;
    }

    private readonly struct ScatterVisitor(uint* ends, uint* lists, uint start, uint count) : IArcVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(uint source, uint offset)
        {
            uint place = offset - start;
            if (place < count)
            {
                lists[ends[place]++] = source;
            }
        }
    }

    private readonly struct RenumberVisitor(uint* ends, uint* lists, uint start, uint count, uint* ids) : IArcVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(uint source, uint offset)
        {
            uint place = offset - start;
            if (place < count)
            {
                lists[ends[place]++] = ids[source];
            }
        }
    }
}
