using System.IO.Compression;
using System.Text.Json;
using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Archives.Lists;
using Vennlink.Tests.Archives;

namespace Vennlink.Tests.Ranking;

/// <summary>HyperBall within its stated error of the truth, on the graphs at hand.</summary>
public sealed class RealGraphTests
{
    // Of larger graphs so many values are computed node by node.
    private const int SampleCount = 200;
    private const int MostArcsWalked = 500_000;

    [Theory]
    [InlineData("graphs/walk")]
    [InlineData("graphs/walk-pagerank/ALBERTA_alberta_oil_sands-graph.json.gz")]
    [InlineData("graphs/walk-pagerank/SFU_ngos-graph.json.gz")]
    [InlineData("graphs/walk-pagerank/UVIC_bc_teachers_labour_dispute_2014-graph.json.gz")]
    [InlineData("graphs/walk-pagerank/WINNIPEG_truth_reconciliation-graph.json.gz")]
    [InlineData("graphs/gr0.California.txt")]
    [InlineData("graphs/awesome-edges.csv.gz")]
    [InlineData("graphs/blogroll-edges.csv.gz")]
    [InlineData("graphs/cnr-2000/cnr-2000.graph")]
    public void HyperBall_is_within_its_stated_error(string relativePath)
    {
        (uint nodeCount, List<(uint Source, uint Target)> arcs) = Read(SharedData.Require(relativePath));
        using SpilledGraph graph = new(nodeCount, arcs, rangeLength: Math.Max(7, nodeCount / 3));
        List<(uint Node, double Value)> expected = Expected(graph, nodeCount, arcs);
        double squares = 0;
        double standardError = 0;
        // a large graph takes half a minute a choice on a slow core
        int seedCount = arcs.Count <= MostArcsWalked ? 4 : 2;
        for (int seed = 0; seed < seedCount; seed++)
        {
            graph.SetHashes($"{seed}:");
            (float[] values, standardError) = graph.EstimatedHarmonics(threadCount: 2);
            double ofSeed = expected.Sum(pair => Math.Pow((values[pair.Node] / pair.Value) - 1, 2)) / expected.Count;
            squares += ofSeed / seedCount;

            // Nodes with the same ball have the same error, so one choice of hashes is one draw for many nodes.
            Assert.InRange(Math.Sqrt(ofSeed), 0, 2.5 * standardError);
        }

        TestContext.Current.SendDiagnosticMessage(
            $"{relativePath}: {nodeCount} nodes, {arcs.Count} arcs: {Math.Sqrt(squares):P2}, stated "
                + $"{standardError:P2}");
        Assert.InRange(Math.Sqrt(squares), 0, 1.3 * standardError);
    }

    private static List<(uint Node, double Value)> Expected(
        SpilledGraph graph, uint nodeCount, List<(uint Source, uint Target)> arcs)
    {
        if (arcs.Count <= MostArcsWalked)
        {
            float[] values = graph.ExactHarmonics(threadCount: 2);
            return [.. Enumerable.Range(0, (int)nodeCount).Where(node => values[node] > 0)
                .Select(node => ((uint)node, (double)values[node]))];
        }

        uint[] linked = [.. arcs.Select(arc => arc.Target).Distinct().Order()];
        int[] ends = new int[nodeCount + 1];
        arcs.ForEach(arc => ends[arc.Target + 1]++);
        for (int node = 0; node < nodeCount; node++)
        {
            ends[node + 1] += ends[node];
        }

        uint[] predecessors = new uint[arcs.Count];
        int[] next = [.. ends];
        arcs.ForEach(arc => predecessors[next[arc.Target]++] = arc.Source);
        return [.. Enumerable.Range(0, SampleCount).Select(sample => linked[(long)sample * linked.Length / SampleCount])
            .Select(node => (node, Walk(node, ends, predecessors)))];
    }

    private static double Walk(uint start, int[] ends, uint[] predecessors)
    {
        int[] distances = new int[ends.Length - 1];
        distances[start] = 1;
        Queue<uint> front = new([start]);
        double sum = 0;
        while (front.TryDequeue(out uint node))
        {
            for (int arc = ends[node]; arc < ends[node + 1]; arc++)
            {
                uint predecessor = predecessors[arc];
                if (distances[predecessor] == 0)
                {
                    distances[predecessor] = distances[node] + 1;
                    sum += 1.0 / distances[node];
                    front.Enqueue(predecessor);
                }
            }
        }

        return sum;
    }

    private static (uint NodeCount, List<(uint Source, uint Target)> Arcs) Read(string path)
    {
        if (path.EndsWith(".graph", StringComparison.Ordinal))
        {
            Assert.True(WebGraphInput.TryFind(path, out WebGraphInput? graph));
            CollectingSink sink = new();
            uint nodeCount = graph.ReadVertices(_ => { }, new SkipCounts(), null, CancellationToken.None);
            graph.ReadArcs(nodeCount, 1, () => sink, new SkipCounts(), null, CancellationToken.None);
            return (nodeCount, sink.Arcs);
        }

        Dictionary<string, uint> nodes = [];
        uint Number(string name)
        {
            nodes.TryAdd(name, (uint)nodes.Count);
            return nodes[name];
        }

        List<(uint, uint)> arcs = [.. NamedArcs(path).Select(arc => (Number(arc.Source), Number(arc.Target)))
            .Where(arc => arc.Item1 != arc.Item2).Distinct()];
        return ((uint)nodes.Count, arcs);
    }

    private static IEnumerable<(string Source, string Target)> NamedArcs(string path)
    {
        if (Directory.Exists(path))
        {
            return Directory.EnumerateFiles(path, "*.gdf.gz").Order(StringComparer.Ordinal)
                .SelectMany(file => Lines(file).SkipWhile(line => !line.StartsWith("edgedef", StringComparison.Ordinal))
                    .Skip(1)).Select(line => line.Split(','))
                .Where(fields => fields.Length > 1).Select(fields => (fields[0], fields[1]));
        }

        if (path.EndsWith(".json.gz", StringComparison.Ordinal))
        {
            using GZipStream json = new(File.OpenRead(path), CompressionMode.Decompress);
            using JsonDocument graph = JsonDocument.Parse(json);
            return [.. graph.RootElement.GetProperty("links").EnumerateArray()
                .Select(link => (link.GetProperty("src").GetString()!, link.GetProperty("dst").GetString()!))];
        }

        if (path.EndsWith(".txt", StringComparison.Ordinal))
        {
            return File.ReadLines(path).Where(line => line.StartsWith("e ", StringComparison.Ordinal))
                .Select(line => line.Split(' ')).Select(fields => (fields[1], fields[2]));
        }

        return ListArcs(path);
    }

    private static IEnumerable<(string, string)> ListArcs(string path)
    {
        using LinkListReader list = LinkListReader.Open(File.OpenRead(path), path, LinkListOptions.None, new SkipCounts());
        LinkListRow row = new();
        while (list.TryRead(row))
        {
            yield return (System.Text.Encoding.UTF8.GetString(row.Source.Span),
                System.Text.Encoding.UTF8.GetString(row.Target.Span));
        }
    }

    private static IEnumerable<string> Lines(string path)
    {
        using StreamReader lines = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
