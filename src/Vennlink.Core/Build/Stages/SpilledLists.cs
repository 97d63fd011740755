using Vennlink.Graph.Arcs;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Files;

namespace Vennlink.Build.Stages;

/// <summary>The lists of a graph of hosts or root domains: its spilled arcs, of which one range at a time is transposed
/// in memory.</summary>
/// <param name="arcs">Arcs between vertices of different root domains; still belongs to the caller.</param>
/// <param name="areRoots">Whether each vertex is a root domain: then it has one list, else the root domain has
/// another.</param>
internal sealed class SpilledLists(ArcSpill arcs, bool areRoots) : ITargetLists
{
    public int RangeCount => arcs.PartitionCount;

    public bool HavePages => false;

    public long MaxIdCount => (areRoots ? 1 : 4) * arcs.ArcCount;

    public uint First(int range) => arcs.First(range);

    public long BytesOf(int range) => arcs.BytesOf(range);

    public ITargetListReader OpenReader(NativeArray<uint>? idOf, IdClasses classes, long memoryBytes) =>
        new Reader(new ArcInversion(arcs, idOf, classes, memoryBytes));

    public void Free(int range) => arcs.Free(range);

    private sealed class Reader(ArcInversion inversion) : ITargetListReader
    {
        public void Read(int range, TargetAction onTarget, CancellationToken cancellationToken) =>
            inversion.Run(range, (vertex, ids) => onTarget(vertex, "/"u8, new SourceList(ids, ids)), cancellationToken);

        public void Dispose() => inversion.Dispose();
    }
}
