using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Tests.Archives;
using Vennlink.Webs;

namespace Vennlink.Tests.Webs;

public sealed class DomainWebTests : IDisposable
{
    private const int NodeCount = 200_000;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_goals_at_full_size_are_the_figures_of_the_real_graph()
    {
        string[] rows = File.ReadAllLines(SharedData.Require("ranks/cc-domain-graph-stats.tsv"));
        Dictionary<string, string> real = rows[0].Split('\t').Zip(rows[^1].Split('\t')).ToDictionary();
        WebShape shape = WebShape.Of(WebShape.RealNodeCount);
        Assert.Equal("cc-main-2026-apr-may-jun", real["release"]);
        Assert.Equal(real["nodes"], Text(shape.NodeCount));
        Assert.Equal(real["arcs"], Text(shape.ArcCount));
        Assert.Equal(real["dangling"], Text(shape.DanglingCount));
        Assert.Equal(real["maxoutdegree"], Text(shape.LargestOutDegree));
        Assert.Equal(real["maxoutdegreenode"], Text(shape.LargestOutNode));
        Assert.Equal(real["maxindegree"], Text(shape.LargestInDegree));
        Assert.Equal(real["maxindegreenode"], Text(shape.LargestInNode));
        Assert.Equal(real["successorlogdeltastats"], string.Join(',', shape.ArcsByDelta.Select(Text)));

        static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(12_345)]
    [InlineData(1 << 17)]
    [InlineData(3_000_001)]
    [InlineData(1_000_000_000)]
    public void The_goals_by_distance_sum_to_the_arcs_at_any_size(int nodeCount)
    {
        WebShape shape = WebShape.Of(nodeCount);
        Assert.Equal(shape.ArcCount, shape.ArcsByDelta.Sum());
        Assert.All(shape.ArcsByDelta, arcs => Assert.True(arcs >= 0));
    }

    [Fact]
    public void A_web_has_the_shape_it_shall_have()
    {
        Write(NodeCount, seed: 1, threadCount: 2);
        (List<string> names, List<(uint Source, uint Target)> arcs) = Read();
        WebShape shape = WebShape.Of(NodeCount);
        Assert.Equal(NodeCount, names.Count);
        Assert.True(Enumerable.Range(1, names.Count - 1)
            .All(node => string.CompareOrdinal(names[node - 1], names[node]) < 0), "names are not in plain order");
        Assert.InRange(names.Average(name => name.Length), 15, 20);
        Assert.InRange(names.Count(name => name.StartsWith("com.", StringComparison.Ordinal)), 0.38 * NodeCount,
            0.42 * NodeCount);
        Assert.Contains(names, name => name.Contains('-', StringComparison.Ordinal));

        int[] outDegrees = new int[NodeCount];
        int[] inDegrees = new int[NodeCount];
        long[] arcsByDelta = new long[shape.ArcsByDelta.Length];
        (uint Source, uint Target) last = (0, 0);
        foreach ((uint source, uint target) in arcs)
        {
            Assert.True(source > last.Source || (source == last.Source && (target > last.Target || last == (0, 0))),
                "arcs are not in order");
            last = (source, target);
            outDegrees[source]++;
            inDegrees[target]++;
            arcsByDelta[BitOperations.Log2((uint)Math.Abs((int)source - (int)target))]++;
        }

        Near(shape.ArcCount, arcs.Count);
        Near(shape.DanglingCount, outDegrees.Count(degree => degree == 0));
        Near(shape.LargestOutDegree, outDegrees.Max());
        Near(shape.LargestInDegree, inDegrees.Max());
        for (int bin = 0; bin < arcsByDelta.Length; bin++)
        {
            Near(shape.ArcsByDelta[bin], arcsByDelta[bin]);
        }

        // Lists of 17, 10, 5, 3, 1 and half a domain in 121; few domains without any link (targets of small spam
        // clusters whose last member was not drawn).
        int[] largest = [.. inDegrees.OrderDescending()];
        Assert.All([17, 10, 5, 3, 1, 0.5], part =>
            Assert.Contains(largest, degree => Math.Abs((degree / (part * NodeCount / 121)) - 1) < 0.08));
        Assert.True(Enumerable.Range(0, NodeCount)
            .Count(node => outDegrees[node] == 0 && inDegrees[node] == 0) < NodeCount / 50);

        // The tail of the in-degrees is a power law of 2.0 to 2.2: ten times the in-degree, 10 to 16 times as rare.
        double rarer = inDegrees.Count(degree => degree > 30) / (double)inDegrees.Count(degree => degree > 300);
        Assert.InRange(rarer, 8, 20);
    }

    [Fact]
    public void Many_targets_have_the_same_sources()
    {
        Write(NodeCount, seed: 1, threadCount: 2);
        List<uint>[] sources = [.. Enumerable.Range(0, NodeCount).Select(_ => new List<uint>())];
        foreach ((uint source, uint target) in Read().Arcs)
        {
            sources[target].Add(source);
        }

        IEnumerable<string> lists = sources.Where(list => list.Count > 3).Select(list => string.Join(',', list));
        (int all, int distinct) = (lists.Count(), lists.Distinct().Count());
        Assert.InRange(all - distinct, all / 10, all / 2);
    }

    [Fact]
    public void Bytes_do_not_depend_on_the_number_of_threads_but_on_the_seed()
    {
        Dictionary<string, byte[]> one = Write(50_000, seed: 7, threadCount: 1);
        Dictionary<string, byte[]> five = Write(50_000, seed: 7, threadCount: 5);
        Assert.Equal(one.Keys.Order(), five.Keys.Order());
        Assert.All(one, file => Assert.Equal(file.Value, five[file.Key]));
        Assert.NotEqual(one["edges.txt.gz"], Write(50_000, seed: 8, threadCount: 2)["edges.txt.gz"]);
    }

    [Fact]
    public void Parts_are_the_same_arcs_cut_into_files()
    {
        byte[] whole = Write(100_000, seed: 3, threadCount: 2)["edges.txt.gz"];
        File.Delete(_folder.File("edges.txt.gz"));
        DomainWeb web = new(100_000, 3);
        new DomainGraphFiles(web, _folder.Path, 2, _ => { }).WriteEdges(4, CancellationToken.None);
        string[] parts = [.. Directory.GetFiles(_folder.File("edges")).Order(StringComparer.Ordinal)];
        Assert.Equal(4, parts.Length);
        Assert.Equal(whole, parts.SelectMany(File.ReadAllBytes));
        Assert.NotEmpty(Read().Arcs);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(1_023)]
    [InlineData(1_025)]
    [InlineData(4_097)]
    [InlineData(33_000)]
    public void Small_webs_are_sound(int nodeCount)
    {
        Write(nodeCount, seed: 1, threadCount: 2);
        (List<string> names, List<(uint Source, uint Target)> arcs) = Read();
        Assert.Equal(nodeCount, names.Distinct().Count());
        Assert.Equal(arcs.Distinct().Order(), arcs);
        Assert.InRange(arcs.Count, 31 * nodeCount, 33 * nodeCount);
        Assert.Equal(WebShape.Of(nodeCount).SourceCount, arcs.Select(arc => arc.Source).Distinct().Count());
    }

    [Fact]
    public void Ranks_name_every_domain_once_best_first()
    {
        Write(20_000, seed: 1, threadCount: 2);
        Assert.True(WebGraphInput.TryFind(_folder.Path, out WebGraphInput? graph));
        SkipCounts skips = new();
        List<(string Name, double PageRank)> ranks = [];
        graph.RanksFile = _folder.File("ranks.txt.gz");
        graph.ReadRanks((name, pageRank) =>
            ranks.Add((Encoding.ASCII.GetString(name), pageRank)), skips, null, CancellationToken.None);
        Assert.Equal(Read().Names, ranks.Select(rank => rank.Name).Order(StringComparer.Ordinal));
        Assert.Equal(ranks.Count, ranks.Select(rank => rank.PageRank).Distinct().Count());

        // What links count for stands in front.
        Dictionary<string, int> nodes = Read().Names.Index().ToDictionary(name => name.Item, name => name.Index);
        ILookup<int, int> sources = Read().Arcs.ToLookup(arc => (int)arc.Target, arc => (int)arc.Source);
        Assert.True(ranks.Take(100).Average(rank => sources[nodes[rank.Name]].Count()) > 10 * ranks.TakeLast(10_000)
            .Average(rank => sources[nodes[rank.Name]].Count()));

        string[] columns = Lines("ranks.txt.gz").First().Split('\t');
        Assert.Equal(["#harmonicc_pos", "#harmonicc_val", "#pr_pos", "#pr_val", "#host_rev", "#n_hosts"], columns);
        double[] harmonics = [.. Lines("ranks.txt.gz").Skip(1)
            .Select(line => double.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture))];
        Assert.Equal(harmonics.OrderDescending(), harmonics);
        Assert.Equal(Enumerable.Range(1, 20_000), Lines("ranks.txt.gz").Skip(1)
            .Select(line => int.Parse(line.Split('\t')[2], CultureInfo.InvariantCulture)).Order());
        Assert.Equal(0, skips[SkipReason.BadRow]);
    }

    [Fact]
    public void The_table_of_figures_has_the_columns_of_the_real_one()
    {
        Write(20_000, seed: 1, threadCount: 2);
        string[] real = File.ReadAllLines(SharedData.Require("ranks/cc-domain-graph-stats.tsv"))[0].Split('\t');
        string[][] own = [.. File.ReadAllLines(_folder.File("stats.txt")).Select(line => line.Split('\t'))];
        Assert.Equal(real, own[0]);
        Assert.Equal(real.Length, own[1].Length);
        Assert.Equal(Read().Arcs.Count.ToString(CultureInfo.InvariantCulture), own[1][2]);
    }

    [Fact]
    public void Average_log_delta_is_the_one_that_is_published()
    {
        // The published 10.610 from the published bins: log2(3 · 2^bin + 1) - 1, halved.
        long[] bins = WebShape.Of(WebShape.RealNodeCount).ArcsByDelta;
        double sum = bins.Index().Sum(bin => (Math.Log2((3 * Math.Pow(2, bin.Index)) + 1) - 1) * bin.Item);
        Assert.Equal(10.610, sum / (2 * bins.Sum()), 3);
    }

    private static void Near(long goal, long measured) =>
        Assert.InRange(measured, Math.Floor(goal * 0.99), Math.Ceiling(goal * 1.01));

    private Dictionary<string, byte[]> Write(int nodeCount, ulong seed, int threadCount)
    {
        DomainGraphFiles files = new(new DomainWeb(nodeCount, seed), _folder.Path, threadCount, _ => { });
        files.WriteVertices(CancellationToken.None);
        files.WriteRanks(CancellationToken.None);
        Assert.Equal(0, files.WriteEdges(1, CancellationToken.None).FaultCount);
        return Directory.GetFiles(_folder.Path).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
    }

    private (List<string> Names, List<(uint Source, uint Target)> Arcs) Read()
    {
        Assert.True(WebGraphInput.TryFind(_folder.Path, out WebGraphInput? graph));
        Assert.True(graph.IsDomainLevel);
        SkipCounts skips = new();
        List<string> names = [];
        CollectingSink sink = new();
        uint vertices = graph.ReadVertices(name =>
            names.Add(Encoding.ASCII.GetString(name)), skips, null, CancellationToken.None);
        graph.ReadArcs(vertices, 1, () => sink, skips, null, CancellationToken.None);
        Assert.Empty(graph.Remarks);
        return (names, sink.Arcs);
    }

    private IEnumerable<string> Lines(string file)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(_folder.File(file)), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
