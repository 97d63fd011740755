using Vennlink.Graph;
using Vennlink.Storage;

namespace Vennlink.Ranking;

/// <summary>Harmonic centrality by a breadth-first walk from every source.</summary>
internal sealed unsafe class ExactHarmonic(ArcSpill arcs, Action<long, long>? progress, CancellationToken cancellationToken) : IDisposable
{
    private readonly NativeArray<double> _sums = new(arcs.TargetCount);

    public NativeArray<float> Run()
    {
        uint nodeCount = arcs.TargetCount;
        List<(uint Source, uint Target)> all = [];
        for (int range = 0; range < arcs.PartitionCount; range++)
        {
            using ArcSpillReader reader = arcs.Open(range);
            Gathering gathering = new(all, arcs.First(range));
            reader.Visit(ref gathering);
        }

        ILookup<uint, uint> successors = all.ToLookup(arc => arc.Source, arc => arc.Target);
        foreach (IGrouping<uint, uint> source in successors)
        {
            cancellationToken.ThrowIfCancellationRequested();
            HashSet<uint> seen = [source.Key];
            List<uint> frontier = [source.Key];
            for (int distance = 1; frontier.Count > 0; distance++)
            {
                List<uint> next = [.. frontier.SelectMany(node => successors[node]).Where(seen.Add)];
                next.ForEach(node => _sums[node] += 1.0 / distance);
                frontier = next;
            }

            progress?.Invoke(source.Key, nodeCount);
        }

        NativeArray<float> values = new(nodeCount, isCleared: false);
        for (uint node = 0; node < nodeCount; node++)
        {
            values[node] = (float)_sums[node];
        }

        return values;
    }

    public void Dispose() => _sums.Dispose();

    private readonly struct Gathering(List<(uint Source, uint Target)> all, uint first) : IArcVisitor
    {
        public void Visit(uint source, uint offset) => all.Add((source, first + offset));
    }
}
