using System.Text;
using CsCheck;
using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Archives;

public sealed class BvGraphInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-bv-").FullName;
    private readonly SkipCounts _skips = new();

    private static readonly Gen<string> Codes = Gen.OneOf("UNARY", "GAMMA", "DELTA", "ZETA");

    private static readonly Gen<Dictionary<string, string>> Flags = Gen.Select(
        Gen.OneOf("OUTDEGREES", "REFERENCES", "BLOCK_COUNT", "BLOCKS", "RESIDUALS", "OFFSETS"), Codes).Array[0, 4]
        .Select(flags => flags.DistinctBy(flag => flag.Item1).ToDictionary(flag => flag.Item1, flag => flag.Item2));

    // Few nodes and many arcs: lists share blocks and hold runs.
    private static readonly Gen<uint[][]> Graphs = Gen.Int[1, 60].SelectMany(nodeCount =>
        Gen.OneOf(
            Gen.UInt[0, (uint)nodeCount - 1].Array[0, 12],
            Gen.Select(Gen.UInt[0, (uint)nodeCount - 1], Gen.Int[1, 30]).Select((start, length) =>
                Enumerable.Range((int)start, length).Select(node => (uint)Math.Min(node, nodeCount - 1)).ToArray()),
            Gen.Const(Array.Empty<uint>()))
        .Array[nodeCount].Select(lists => lists.Select(list => list.Distinct().Order().ToArray()).ToArray()));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_a_naive_writer_writes_is_read() =>
        Gen.Select(Graphs, Gen.Int[0, 7], Gen.Int[0, 4], Gen.Int[1, 5], Flags, Gen.Int)
            .Sample((lists, windowSize, shortestInterval, zetaK, flags, seed) =>
        {
            string basename = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
            new NaiveBvGraph(windowSize, shortestInterval, zetaK, flags).Write(basename, lists, seed);
            SkipCounts skips = new();
            Assert.Equal(ArcsOf(lists), Arcs(Find(basename + ".graph"), skips));
            Assert.Equal(lists.Where((list, node) => list.Contains((uint)node)).Count(), skips[SkipReason.SelfArc]);
        }, iter: 200);

    [Fact]
    public void Large_gaps_and_long_lists_are_read()
    {
        uint[][] lists =
            [.. Enumerable.Range(0, 70_000)
                .Select(node =>
                    node switch { 3 or 5 => Enumerable.Range(0, 70_000).Select(target => (uint)target).ToArray(), 4 =>
                        [0, 1, 69_999], _ => [69_998] })];
        string basename = Path.Combine(_folder, "long");
        new NaiveBvGraph(7, 4, 3, new Dictionary<string, string>()).Write(basename, lists, 1);
        Assert.Equal(ArcsOf(lists), Arcs(Find(basename + ".offsets"), _skips));
    }

    [Fact]
    public void Cnr_2000_has_the_arcs_its_properties_say_and_begins_where_its_offsets_say()
    {
        string folder = SharedData.Require("graphs/cnr-2000");
        (int nodeCount, int arcCount, int[][] successors) = BvGraph.Read(Path.Combine(folder, "cnr-2000"));
        WebGraphInput graph = Find(folder);
        List<string> names = [];
        Assert.Equal((uint)nodeCount,
            graph.ReadVertices(name => names.Add(Encoding.UTF8.GetString(name)), _skips, null, CancellationToken.None));
        Assert.Equal("node.000017", names[17]);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(3, graph.Files.Count);
        List<(uint, uint)> arcs = Arcs(graph, _skips);
        Assert.Equal(arcCount, arcs.Count + _skips[SkipReason.SelfArc]);
        Assert.Equal(ArcsOf([.. successors.Select(list => list.Select(target => (uint)target).ToArray())]), arcs);
    }

    [Fact]
    public void Names_are_lines_or_the_vertices_of_common_crawl()
    {
        Write("a/cc-domain", [[1], [0]]);
        File.WriteAllText(Path.Combine(_folder, "a", "cc-domain-vertices.txt"),
            "0\tcom.example\t3\n1\torg.example\t1\n");
        File.WriteAllText(Path.Combine(_folder, "a", "cc-domain-ranks.txt"),
            "#harmonicc_val\t#pr_val\t#host_rev\n1\t2\tcom.example\n");
        Write("b/sites", [[1], [0]]);
        File.WriteAllText(Path.Combine(_folder, "b", "sites.urls"), "http://example.com/\nhttp://example.org/\n");
        WebGraphInput domains = Find(Path.Combine(_folder, "a"));
        Assert.True(domains.IsDomainLevel);
        Assert.False(domains.NamesArePages);
        Assert.Equal(["com.example", "org.example"], Names(domains));
        Assert.Equal(1, domains.ReadRanks((_, _) => { }, _skips, null, CancellationToken.None));
        WebGraphInput pages = Find(Path.Combine(_folder, "b", "sites.urls"));
        Assert.True(pages.NamesArePages);
        Assert.Equal(["http://example.com/", "http://example.org/"], Names(pages));
    }

    [Fact]
    public void Another_number_of_names_than_of_nodes_is_an_error()
    {
        Write("sites", [[1], [0]]);
        File.WriteAllText(Path.Combine(_folder, "sites.urls"), "http://example.com/\n");
        InputException problem = Assert.Throws<InputException>(() => Names(Find(_folder)));
        Assert.Contains("has 1 names, but sites.graph has 2 nodes", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_transpose_is_the_same_graph_and_so_is_text_beside_it()
    {
        Write("cc", [[1], [0]]);
        Write("cc-t", [[1], [0]]);
        Assert.Equal("cc.graph", Find(_folder).Name);
        Assert.Equal("cc.graph", Find(Path.Combine(_folder, "cc-t.graph")).Name);
        File.WriteAllText(Path.Combine(_folder, "cc-vertices.txt"), "0\tcom.example\n");
        Assert.Equal("cc.graph", Find(_folder).Name);
        File.WriteAllText(Path.Combine(_folder, "cc-edges.txt"), "");
        Assert.Equal("cc-edges.txt", Find(_folder).Name);
        Assert.Equal("cc-edges.txt", Find(Path.Combine(_folder, "cc.graph")).Name);
    }

    [Fact]
    public void Other_files_and_folders_are_no_graph()
    {
        Write("a", [[]]);
        Write("b", [[]]);
        File.WriteAllText(Path.Combine(_folder, "alone.graph"), "");
        File.WriteAllText(Path.Combine(_folder, "app.properties"), "a=b");
        Assert.False(WebGraphInput.TryFind(_folder, out _));
        Assert.False(WebGraphInput.TryFind(Path.Combine(_folder, "alone.graph"), out _));
        Assert.False(WebGraphInput.TryFind(Path.Combine(_folder, "app.properties"), out _));
        Assert.Equal("b.graph", Find(Path.Combine(_folder, "b.properties")).Name);
    }

    [Fact]
    public void Offsets_of_another_graph_are_an_error()
    {
        Write("a", [[1, 2], [0], [0, 1]]);
        Write("b", [[2], [0], [0, 1]]);
        File.Copy(Path.Combine(_folder, "b.offsets"), Path.Combine(_folder, "a.offsets"), overwrite: true);
        InputException problem = Assert.Throws<InputException>(() =>
            Arcs(Find(Path.Combine(_folder, "a.graph")), _skips));
        Assert.Contains("a.graph: at byte ", problem.Message, StringComparison.Ordinal);
        Assert.Contains("but a.offsets says at bit", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nodes=3", "nodes=4000000000", "more than a.graph has bits")]
    [InlineData("nodes=3", "nodes=-1", "nodes is '-1'")]
    [InlineData("nodes=3", "", "nodes is missing")]
    [InlineData("arcs=5", "arcs=4", "there are more arcs than the properties say (4)")]
    [InlineData("arcs=5", "arcs=6", "the graph has 5 arcs, but its properties say 6")]
    [InlineData("zetak=3", "zetak=0", "zetak is 0")]
    [InlineData("webgraph.BVGraph", "webgraph.EFGraph", "only BVGraph can be read")]
    [InlineData("version=0", "endianness=little", "endianness is not big")]
    [InlineData("compressionflags=", "compressionflags=RESIDUALS_GOLOMB", "RESIDUALS_GOLOMB is not known")]
    [InlineData("windowsize=7", "windowsize=9999999", "windowsize is '9999999'")]
    public void Properties_that_do_not_fit_are_an_error_that_says_so(string found, string replacement, string expected)
    {
        Write("a", [[1, 2], [0], [0, 1]]);
        string properties = Path.Combine(_folder, "a.properties");
        File.WriteAllText(
            properties, File.ReadAllText(properties).Replace(found, replacement, StringComparison.Ordinal));
        InputException problem = Assert.Throws<InputException>(() => Arcs(Find(_folder), _skips));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    // The same node copied and as a gap; and as a run and a gap. Bits by hand, since no writer writes them.
    [Theory]
    [InlineData(3, 1, 0, "0101011 01101110", "a.graph: at byte 1: bit 14: node 1 of 2: an arc to 1 twice")]
    [InlineData(2, 0, 1, "0110100111011 1", "a.graph: at byte 1: bit 13: node 0 of 2: an arc to 1 twice")]
    public void A_node_that_stands_twice_in_a_list_is_an_error(int arcCount, int windowSize, int shortestInterval,
        string bits, string expected)
    {
        string text = bits.Replace(" ", "", StringComparison.Ordinal).PadRight(16, '0');
        File.WriteAllBytes(
            Path.Combine(_folder, "a.graph"), [Convert.ToByte(text[..8], 2), Convert.ToByte(text[8..], 2)]);
        File.WriteAllText(
            Path.Combine(_folder, "a.properties"),
            $"nodes=2\narcs={arcCount}\nwindowsize={windowSize}\nminintervallength={shortestInterval}\ncompressionflags=RESIDUALS_GAMMA\n");
        InputException problem = Assert.Throws<InputException>(() => Arcs(Find(_folder), _skips));
        Assert.Equal(Path.Combine(_folder, expected), problem.Message);
    }

    // Whatever the bits: an error with a position, or arcs between nodes. Never another exception, and nothing out of
    // proportion.
    [Fact]
    public void Broken_bits_give_an_error_or_arcs_of_the_graph() =>
        Gen.Select(Graphs, Gen.Select(Gen.Int[0, 10_000], Gen.Byte).Array[1, 4], Gen.Int[0, 3], Gen.Bool)
            .Sample((lists, changes, cutBytes, dropsOffsets) =>
        {
            string basename = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
            new NaiveBvGraph(7, 2, 3, new Dictionary<string, string>()).Write(basename, lists, 1);
            byte[] graph = File.ReadAllBytes(basename + ".graph");
            foreach ((int position, byte value) in changes)
            {
                graph[position % graph.Length] = value;
            }

            File.WriteAllBytes(basename + ".graph", graph[..Math.Max(0, graph.Length - cutBytes)]);
            if (dropsOffsets)
            {
                File.Delete(basename + ".offsets");
            }

            try
            {
                Assert.All(Arcs(Find(basename + ".graph"), new SkipCounts()), arc =>
                    Assert.True(arc.Item1 < lists.Length && arc.Item2 < lists.Length));
            }
            catch (InputException problem)
            {
                Assert.Contains(Path.GetFileName(basename), problem.Message, StringComparison.Ordinal);
            }
        }, iter: 300);

    private static List<(uint, uint)> ArcsOf(uint[][] lists) =>
        [.. lists.SelectMany((list, node) =>
            list.Where(target => target != node).Select(target => ((uint)node, target)))];

    private static WebGraphInput Find(string path)
    {
        Assert.True(WebGraphInput.TryFind(path, out WebGraphInput? graph));
        return graph;
    }

    private List<string> Names(WebGraphInput graph)
    {
        List<string> names = [];
        graph.ReadVertices(name => names.Add(Encoding.UTF8.GetString(name)), _skips, null, CancellationToken.None);
        return names;
    }

    private static List<(uint, uint)> Arcs(WebGraphInput graph, SkipCounts skips)
    {
        uint nodeCount = graph.ReadVertices(_ => { }, skips, null, CancellationToken.None);
        CollectingSink sink = new();
        Assert.Equal(graph.ReadArcs(nodeCount, 2, () => sink, skips, null, CancellationToken.None), sink.Arcs.Count);
        return sink.Arcs;
    }

    private void Write(string name, uint[][] lists)
    {
        string basename = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(basename)!);
        new NaiveBvGraph(7, 4, 3, new Dictionary<string, string>()).Write(basename, lists, 1);
    }
}
