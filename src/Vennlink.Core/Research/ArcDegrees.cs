using Vennlink.Graph.Arcs;
using Vennlink.Storage.Files;

namespace Vennlink.Research;

/// <summary>How many arcs leave and enter each node, or the sums of their weights: 16 bytes a node.</summary>
internal sealed class ArcDegrees : IDisposable
{
    /// <param name="arcs">The arcs.</param>
    /// <param name="weights">Their weights; null: each counts 1. Still belongs to the caller.</param>
    /// <param name="cancellationToken">Looked at for every range.</param>
    public ArcDegrees(ArcSpill arcs, ArcWeights? weights, CancellationToken cancellationToken)
    {
        In = new NativeArray<double>(arcs.TargetCount);
        Out = new NativeArray<double>(arcs.TargetCount);
        if (weights is not null)
        {
            for (long node = 0; node < In.Length; node++)
            {
                In[node] = weights.InWeights[node];
                Out[node] = weights.OutWeights[node];
            }

            return;
        }

        try
        {
            for (int range = 0; range < arcs.PartitionCount; range++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using ArcSpillReader reader = arcs.Open(range);
                CountVisitor counting = new(In, Out, arcs.First(range));
                reader.Visit(ref counting);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>By node: of the arcs that lead to it.</summary>
    public NativeArray<double> In { get; }

    /// <summary>By node: of the arcs that leave it.</summary>
    public NativeArray<double> Out { get; }

    public void Dispose()
    {
        In.Dispose();
        Out.Dispose();
    }

    private readonly struct CountVisitor(NativeArray<double> entering, NativeArray<double> leaving, uint first)
        : IArcVisitor
    {
        public void Visit(uint source, uint offset)
        {
            entering[first + offset]++;
            leaving[source]++;
        }
    }
}
