using Vennlink.Storage.Files;

namespace Vennlink.Build.Stages;

/// <summary>PageRanks that came with a graph.</summary>
/// <param name="ranks">By node, as they stand in the file; 0 where it has none. Belongs to this object.</param>
/// <param name="leastRank">Least positive PageRank in the file: that of a node nobody links to, as near as the file
/// tells.</param>
internal sealed class PublishedRanks(NativeArray<float> ranks, double leastRank) : IDisposable
{
    /// <summary>Rank of a node, relative to the least one.</summary>
    public float Relative(long node) => Relative(ranks[node]);

    /// <summary>Ranks of root domains, relative to the least one: each has that of its best node.</summary>
    /// <param name="rootOf">Root domain of each node; null: every node is one.</param>
    /// <param name="rootCount">Root domains.</param>
    public NativeArray<float> OfRoots(NativeArray<uint>? rootOf, long rootCount)
    {
        NativeArray<float> best = new(rootCount);
        for (long node = 0; node < ranks.Length; node++)
        {
            ref float rank = ref best[rootOf?[node] ?? node];
            rank = Math.Max(rank, ranks[node]);
        }

        for (long root = 0; root < rootCount; root++)
        {
            best[root] = Relative(best[root]);
        }

        return best;
    }

    public void Dispose() => ranks.Dispose();

    private float Relative(float rank) => (float)Math.Max(1, rank / leastRank);
}
