using Vennlink.Graph.Arcs;
using Vennlink.Ranking;
using Vennlink.Research;
using Vennlink.Storage.Files;

namespace Vennlink.Tests.Ranking;

/// <summary>A small graph as spilled arcs, in several ranges, from several writers.</summary>
internal sealed class SpilledGraph : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="nodeCount">Nodes.</param>
    /// <param name="arcs">Arcs, each once; put in order here.</param>
    /// <param name="rangeLength">Targets of a range.</param>
    /// <param name="writerCount">Writers; arcs with weights take one.</param>
    /// <param name="weightOf">Weights of the arcs, where they have any.</param>
    public SpilledGraph(uint nodeCount, IEnumerable<(uint Source, uint Target)> arcs, uint rangeLength = 7,
        int writerCount = 1, Func<uint, uint, double>? weightOf = null)
    {
        List<uint> firsts = [];
        for (uint first = 0; first < nodeCount; first += rangeLength)
        {
            firsts.Add(first);
        }

        Arcs = new ArcSpill(_folder.Path, [.. firsts, nodeCount]);
        IsSource = new NativeArray<byte>(nodeCount);
        Hashes = new NativeArray<ushort>(nodeCount);
        Weights = weightOf is null ? null : new ArcWeights(_folder.Path, Arcs);
        List<ArcSpill.Writer> writers = [.. Enumerable.Range(0, writerCount).Select(_ => Arcs.OpenWriter())];
        foreach (IGrouping<uint, (uint Source, uint Target)> source in arcs.GroupBy(arc => arc.Source)
            .OrderBy(group => group.Key))
        {
            uint[] targets = [.. source.Select(arc => arc.Target).Order()];
            writers[(int)(source.Key % writerCount)].Add(source.Key, targets);
            Weights?.Add(source.Key, targets, [.. targets.Select(target => weightOf!(source.Key, target))]);
            IsSource[source.Key] = 1;
        }

        writers.ForEach(writer => writer.Complete());
        Weights?.Complete();
        SetHashes("");
    }

    public ArcSpill Arcs { get; }

    public ArcWeights? Weights { get; }

    public NativeArray<byte> IsSource { get; }

    public NativeArray<ushort> Hashes { get; }

    /// <summary>Other names for all nodes.</summary>
    public void SetHashes(string seed)
    {
        for (long node = 0; node < Hashes.Length; node++)
        {
            Hashes[node] =
                HyperLogLog.Hash(
                    System.Text.Encoding.UTF8.GetBytes(
                        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{seed}{node}")));
        }
    }

    /// <summary>Files of the graph, and of what was computed from it and not given back.</summary>
    public int FileCount => Directory.EnumerateFiles(_folder.Path).Count();

    public double[] Ranks(PageRankOptions options)
    {
        using PageRanks ranks = PageRank.Run([Arcs], Weights, options, null, TestContext.Current.CancellationToken);
        return ranks.Relative.AsSpan(0, (int)ranks.Relative.Length).ToArray();
    }

    public float[] ExactHarmonics(int threadCount = 1)
    {
        using ExactHarmonic exact = new(Arcs, threadCount, TestContext.Current.CancellationToken);
        using NativeArray<float> values = exact.Run(null);
        return values.AsSpan(0, (int)values.Length).ToArray();
    }

    public (float[] Values, double StandardError) EstimatedHarmonics(int threadCount = 1)
    {
        using HyperBall ball = new(Arcs, IsSource, Hashes, threadCount, TestContext.Current.CancellationToken);
        using NativeArray<float> values = ball.Run(null);
        return (values.AsSpan(0, (int)values.Length).ToArray(), ball.StandardError);
    }

    /// <summary>Changes a byte of the arcs.</summary>
    public void Damage()
    {
        string file = Directory.EnumerateFiles(_folder.Path, "arcs-*").First();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    public void Dispose()
    {
        Arcs.Dispose();
        Weights?.Dispose();
        IsSource.Dispose();
        Hashes.Dispose();
        _folder.Dispose();
    }
}
