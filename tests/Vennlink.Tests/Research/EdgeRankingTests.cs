using System.Globalization;
using System.IO.Compression;
using Vennlink.Build;
using Vennlink.Research;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Research;

/// <summary>What <c>vennlink rank</c> does, without the command around it.</summary>
public sealed class EdgeRankingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0.85)]
    [InlineData(0.5)]
    [InlineData(0.01)]
    public void Damping_is_what_is_asked_for(double damping)
    {
        Rank(["a,b", "c,b"], options => options with { Damping = damping });
        Assert.Equal(1 + (2 * damping), Numbers("b")[0] / Numbers("a")[0], 1e-9);
    }

    [Fact]
    public void A_damping_that_cannot_be_had_is_refused() =>
        Assert.Contains("0.9999", Assert.Throws<BuildRefusedException>(() =>
            Rank(["a,b"], options => options with { Damping = 0.9999 })).Message, StringComparison.Ordinal);

    // On a chain every round settles one node more, so so many rounds leave the others with what paths of that length
    // give.
    [Fact]
    public void As_many_rounds_are_done_as_asked_for()
    {
        EdgeRankingReport report = Rank(Chain, options => options with { Iterations = 3 });
        Assert.Equal(3, report.RoundCount);
        Assert.Equal(1 + 0.85 + (0.85 * 0.85) + (0.85 * 0.85 * 0.85), Numbers("n99")[0] / Numbers("n00")[0], 1e-9);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1e-3)]
    [InlineData(1e-9)]
    public void Rounds_end_when_the_ranks_are_right_within_the_tolerance(double tolerance)
    {
        double[] exact = [.. Enumerable.Range(0, 100).Select(node => 1 - Math.Pow(0.85, node + 1))];
        EdgeRankingReport report = Rank(Chain, options => options with { Tolerance = tolerance });
        double error = Enumerable.Range(0, 100)
            .Sum(node => Math.Abs(Numbers($"n{node:D2}")[0] - (exact[node] / exact.Sum())));
        Assert.InRange(report.ErrorBound, error, 2 * tolerance);
        Assert.InRange(report.RoundCount, 1, tolerance > 1e-6 ? 60 : 100);
    }

    // A unit of rank divided by such a weight, or by a sum of such weights, is no number.
    [Theory]
    [InlineData("1e-320")]
    [InlineData("1e289")]
    public void Weights_however_small_or_large_divide_rank(string weight)
    {
        EdgeRankingReport report = Rank([$"a,b,{weight}", $"a,c,{weight}", "b,c,1", "c,a,1"], options =>
            options with { Weighted = true });
        double[] weighted = [.. "abc".Select(name => Numbers(name.ToString())[0])];
        Rank(["a,b", "a,c", "b,c", "c,a"], options => options);
        Assert.All("abc".Select(name => Numbers(name.ToString())[0]).Zip(weighted), pair =>
            Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.Empty(report.Skipped);
    }

    [Fact]
    public void Weights_whose_sum_might_be_infinite_are_rows_that_are_counted()
    {
        EdgeRankingReport report = Rank(["a,b,1e308", "a,c,1e308", "b,c,1e-400", "b,c,1e290", "b,c,1"], options =>
            options with { Weighted = true });
        Assert.Equal((2, 1), (report.NodeCount, report.ArcCount));
        Assert.Equal(4, report.Skipped["bad_row"]);
    }

    [Fact]
    public void Names_that_a_reader_of_tables_would_take_for_something_else_are_quoted()
    {
        Rank(["\"a\tb\",hub", "\"\"\"q\"\"\",hub", "in \"\"side,hub", "\"line\nend\",hub"], options => options);
        string[] rows =
            [.. File.ReadAllText(_folder.File("ranks.tsv")).Split('\n')[1..].Select(row => row.Split("\t0.")[0])];
        Assert.Contains("\"a\tb\"", rows);
        Assert.Contains("\"\"\"q\"\"\"", rows);
        Assert.Contains("in \"\"side", rows);
        Assert.Contains("\"line", rows);
        Assert.Contains("end\"", rows);
    }

    [Fact]
    public void Blanks_around_names_are_no_part_of_them_unless_they_are_quoted()
    {
        EdgeRankingReport report = Rank(["a,b\r", "a ,b\r", " ,b\r", "\" a\",b\r", "a, b\r"], options => options);
        Assert.Equal((3, 2), (report.NodeCount, report.ArcCount));
        Assert.Equal(1, report.Skipped["bad_row"]);
        Assert.Equal(2, Numbers("b")[2]);
        Assert.True(Numbers(" a")[0] > 0);
    }

    [Fact]
    public void Edges_without_direction_go_both_ways_and_nodes_without_arcs_are_ranked()
    {
        EdgeRankingReport report = Rank(
            ["nodedef>name", "a", "b", "alone", "edgedef>node1,node2,directed,weight", "a,b,false,3", "c,c,false,1"],
            options => options with { Weighted = true, KeepSelfLinks = true });
        Assert.Equal((4, 3), (report.NodeCount, report.ArcCount));
        Assert.Equal([3, 3], Numbers("b")[2..]);
        Assert.Equal([1, 1], Numbers("c")[2..]);
        Assert.Equal([0, 0, 0], Numbers("alone")[1..]);
        Assert.True(Numbers("alone")[0] > 0);
    }

    // Read by a second, naive parser, and ranked by elimination: hosts of web archives as they were published.
    [Theory]
    [InlineData("ALBERTA_edmonton_public_library")]
    [InlineData("ALBERTA_western_canadian_film")]
    [InlineData("DALHOUSIE_Trial_Collection")]
    [InlineData("SFU_library_website")]
    [InlineData("UVIC_Vancouver_Island_Local_News")]
    public void Published_graphs_of_hosts_are_ranked_as_they_are(string name)
    {
        string path = SharedData.Require($"graphs/walk/{name}.gdf.gz");
        List<string> nodes = [];
        Dictionary<(uint Source, uint Target), double> arcs = [];
        bool isInEdges = false;
        using StreamReader text =
            new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        foreach (string[] cells in text.ReadToEnd().Split(["\r\n", "\n"], StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(',')))
        {
            if (cells[0].Contains('>', StringComparison.Ordinal))
            {
                isInEdges = cells[0].StartsWith("edge", StringComparison.Ordinal);
            }
            else if (!isInEdges)
            {
                nodes.Add(cells[0]);
            }
            else
            {
                (uint, uint) arc = ((uint)nodes.IndexOf(cells[0]), (uint)nodes.IndexOf(cells[1]));
                arcs[arc] = arcs.GetValueOrDefault(arc) + double.Parse(cells[2], CultureInfo.InvariantCulture);
            }
        }

        double[] expected = NaiveRanks.RelativePageRank(
            nodes.Count, [.. arcs.Select(arc => (arc.Key.Source, arc.Key.Target, arc.Value))], 0.85);
        EdgeRankingReport report = EdgeRanking.Run(
            Options(path) with { Weighted = true, KeepSelfLinks = true }, null, TestContext.Current.CancellationToken);
        Assert.Equal((nodes.Count, arcs.Count), ((int)report.NodeCount, (int)report.ArcCount));
        Assert.Empty(report.Skipped);
        Assert.Equal(["read as GDF"], report.Remarks);
        for (int node = 0; node < nodes.Count; node++)
        {
            Assert.Equal(expected[node] / expected.Sum(), Numbers(nodes[node])[0], 1e-9);
        }
    }

    [Fact]
    public void Every_published_graph_of_hosts_is_read()
    {
        string folder = SharedData.Require("graphs/walk");
        Assert.All(Directory.EnumerateFiles(folder), path =>
        {
            EdgeRankingReport report = EdgeRanking.Run(
                Options(path), null, TestContext.Current.CancellationToken);
            Assert.True(report.NodeCount > 1 && report.ArcCount > 0);

            // Of two graphs some names hold a comma and are not quoted.
            Assert.InRange(report.Skipped.GetValueOrDefault("bad_row"), 0, 5);
        });
    }

    // So many sources that walking from each of them takes too long.
    [Fact]
    public void Harmonic_centrality_of_a_large_graph_is_estimated_within_the_error_that_is_reported()
    {
        const int SourceCount = 132_000;
        EdgeRankingReport report = Rank(Enumerable.Range(0, SourceCount).Select(source => $"s{source},hub"), options =>
            options);
        Assert.InRange(report.HarmonicError, 0.01, 0.15);
        Assert.InRange(Numbers("hub")[1], SourceCount * (1 - (4 * report.HarmonicError)),
            SourceCount * (1 + (4 * report.HarmonicError)));
        Assert.Equal(0, Rank(["a,b"], options => options).HarmonicError);
    }

    [Fact]
    public void More_nodes_than_the_memory_holds_are_refused_and_nothing_is_left()
    {
        IEnumerable<string> rows = Enumerable.Range(0, 60_000).Select(node => $"{node},{node + 60_000}");
        BuildRefusedException refused = Assert.Throws<BuildRefusedException>(() =>
            Rank(rows, options => options with { MemoryBytes = 4 << 20 }));
        Assert.Contains("120,000 nodes", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["edges.csv"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    private static IEnumerable<string> Chain => Enumerable.Range(0, 99).Select(node => $"n{node:D2},n{node + 1:D2}");

    private EdgeRankingReport Rank(IEnumerable<string> rows, Func<EdgeRankingOptions, EdgeRankingOptions> with)
    {
        File.WriteAllText(_folder.File("edges.csv"), string.Join('\n', rows));
        return EdgeRanking.Run(
            with(Options(_folder.File("edges.csv"))), null, TestContext.Current.CancellationToken);
    }

    private EdgeRankingOptions Options(string input) => new()
    {
        Input = input,
        Output = _folder.File("ranks.tsv"),
        MemoryBytes = 64 << 20,
        ThreadCount = 2,
    };

    // PageRank, harmonic centrality, degrees.
    private double[] Numbers(string name) =>
        [.. File.ReadLines(_folder.File("ranks.tsv")).Select(row => row.Split('\t')).Single(row => row[0] == name)[1..]
            .Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
}
