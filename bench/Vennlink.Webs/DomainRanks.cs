namespace Vennlink.Webs;

/// <summary>Ranks of the domains, from how much each is linked by design: four bytes a node while it lives.</summary>
internal sealed class DomainRanks
{
    private const int KeyCount = 1 << 16;

    private readonly DomainWeb _web;
    private readonly ulong _seed;
    private readonly int[] _nodeAt;

    public DomainRanks(DomainWeb web, int threadCount)
    {
        (_web, _seed) = (web, web.SeedOf(20));

        // A counting sort by popularity, ties by id: the most popular first. Each thread counts, then places, its own
        // run of nodes.
        int nodeCount = web.Shape.NodeCount;
        _nodeAt = new int[nodeCount];
        int[][] counts = [.. Enumerable.Range(0, threadCount).Select(_ => new int[KeyCount])];
        ParallelOptions options = new() { MaxDegreeOfParallelism = threadCount };
        Parallel.For(0, threadCount, options, run =>
        {
            for (int node = RunStart(run); node < RunStart(run + 1); node++)
            {
                counts[run][Key(node)]++;
            }
        });
        int before = 0;
        for (int key = KeyCount - 1; key >= 0; key--)
        {
            foreach (int[] runCounts in counts)
            {
                (runCounts[key], before) = (before, before + runCounts[key]);
            }
        }

        Parallel.For(0, threadCount, options, run =>
        {
            for (int node = RunStart(run); node < RunStart(run + 1); node++)
            {
                _nodeAt[counts[run][Key(node)]++] = node;
            }
        });

        int RunStart(int run) => (int)((long)nodeCount * run / threadCount);
    }

    /// <summary>The node at a position by harmonic centrality, from 0.</summary>
    public int NodeAt(int position) => _nodeAt[position];

    /// <summary>The same node's position by PageRank, from 0: near the other, and all different.</summary>
    public int PageRankPosition(int position)
    {
        // Inside aligned runs of about a quarter of the position, places are exchanged by an XOR; a run cut off by the
        // end stays as it is.
        int bits = Math.Max(0, System.Numerics.BitOperations.Log2((uint)position + 1) - 2);
        int run = position >> bits;
        if ((((long)run + 1) << bits) > _nodeAt.Length || System.Numerics.BitOperations.Log2(((uint)(run << bits)) + 1)
            - 2 != bits
            || System.Numerics.BitOperations.Log2((uint)(((run + 1) << bits) - 1) + 1) - 2 != bits)
        {
            return position;
        }

        return position ^ (int)(RandomWords.Of(_seed, (ulong)(uint)run | ((ulong)bits << 32)) & ((1u << bits) - 1));
    }

    /// <summary>Hosts of a domain: 1 for most, thousands for the popular.</summary>
    public static int HostCount(DomainWeb web, int node, ulong seed)
    {
        ulong word = RandomWords.Of(seed, (ulong)node);
        int doublings = System.Numerics.BitOperations.TrailingZeroCount(word | (1UL << 18));
        int level = web.Hubs.NumberOf(node) >= 0 ? 20 : web.Levels.Level(node);
        int most = 1 << Math.Max(0, (doublings * 2 / 3) + (level / 3) - 1);
        return 1 + (int)((word >> 32) % (ulong)most);
    }

    /// <summary>
    /// Popularity in 16 bits: hubs by in-degree, others by level and grade, targets of clusters by members.
    /// </summary>
    private int Key(int node)
    {
        int hub = _web.Hubs.NumberOf(node);
        if (hub >= 0)
        {
            return 40_000 + (int)(25_535.0 * _web.Hubs.Goal(hub) / _web.Shape.LargestInDegree);
        }

        double level = _web.Levels.IsSlot(node)
            ? Math.Log2(_web.Clusters.MembersAt(node)) - 2
            : _web.Levels.Level(node) + (TargetLevels.Grade(node) / 256.0);
        return (int)((Math.Clamp(level, 0, 38) * 1024) + (RandomWords.Of(_seed, (ulong)node) & 511));
    }
}
