using System.Globalization;
using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Build;
using Vennlink.Research;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Build;

/// <summary>Graphs in WebGraph's form, from the files to the lists of an index.</summary>
public sealed class BvGraphBuildTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-bv-build-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Cnr_2000_is_an_index_of_its_nodes()
    {
        string folder = SharedData.Require("graphs/cnr-2000");
        (int nodeCount, _, int[][] successors) = BvGraph.Read(Path.Combine(folder, "cnr-2000"));
        BuildReport report = Build("index", folder);
        using Snapshot snapshot = Open("index");

        Assert.True(snapshot.IsDomainGraph);
        Assert.Equal(successors.Select((list, node) => list.LongCount(target => target != node)).Sum(),
            report.Counts["external_arcs"]);
        Assert.Equal(successors.Where((list, node) => list.Any(target => target != node)).Count(),
            (int)snapshot.SourceDomainCount);
        ILookup<int, int> sources = successors.SelectMany((list, node) => list.Select(target => (node, target)))
            .ToLookup(arc => arc.target, arc => arc.node);
        foreach (int target in Enumerable.Range(0, 1000).Select(index => index * 317 % nodeCount))
        {
            Assert.Equal(sources[target].Where(source => source != target).Order(), Sources(snapshot, target));
        }
    }

    [Fact]
    public void A_graph_of_named_hosts_is_read_into_captures()
    {
        new NaiveBvGraph(7, 4, 3, new Dictionary<string, string>())
            .Write(Path.Combine(_folder, "sites"), [[1, 2], [], [0, 2]], 1);
        File.WriteAllText(Path.Combine(_folder, "sites.nodes"), "com.example.blog\norg.a\norg.b\n");
        BuildReport report = Build("index", Path.Combine(_folder, "sites.graph"));
        using Snapshot snapshot = Open("index");

        Assert.False(snapshot.IsDomainGraph);
        Assert.Equal(3, report.Counts["external_arcs"]);
        Assert.Equal(1, report.Skipped["self_arc"]);
        Assert.Equal("sites.graph", Assert.Single(snapshot.Manifest.Inputs).Name);
        Assert.True(snapshot.TryFindDomain("com\u0001example"u8, out _));
    }

    [Fact]
    public void A_graph_that_does_not_decode_is_refused_with_the_place()
    {
        new NaiveBvGraph(7, 4, 3, new Dictionary<string, string>())
            .Write(Path.Combine(_folder, "sites"), [[1, 2], [], [0, 1]], 1);
        string graph = Path.Combine(_folder, "sites.graph");
        File.WriteAllBytes(graph, [.. File.ReadAllBytes(graph).Select(value => (byte)~value)]);
        InputException refusal = Assert.Throws<InputException>(() => Build("index", graph));
        Assert.StartsWith($"{graph}: at byte ", refusal.Message, StringComparison.Ordinal);

        // Once also where the graph is one input of several, and where it is another of its files that is wrong.
        string list = Path.Combine(_folder, "links.csv");
        File.WriteAllText(list, "source,target\na.com,b.com\n");
        refusal = Assert.Single(Assert.Throws<UnreadableInputsException>(() =>
            Build("both", graph, options => options with { Inputs = [graph, list] })).Problems);
        Assert.StartsWith($"{graph}: at byte ", refusal.Message, StringComparison.Ordinal);
        string properties = Path.Combine(_folder, "sites.properties");
        File.WriteAllText(properties, "nodes=none");
        Assert.StartsWith($"{properties}: nodes is ", Assert.Throws<InputException>(() => Build("third", graph))
            .Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_without_its_properties_is_refused_by_name_unless_it_is_said_to_be_a_list()
    {
        string graph = Path.Combine(_folder, "sites.graph");
        File.WriteAllText(graph, "left,right\na.com,b.com\n");
        InputException refusal = Assert.Throws<InputException>(() => Build("refused", graph));
        Assert.Contains("sites.graph: sites.properties is missing: a BVGraph cannot be read without it",
            refusal.Message, StringComparison.Ordinal);
        EdgeRankingOptions ranking = new()
        {
            Input = graph,
            Output = Path.Combine(_folder, "ranks.tsv"),
            MemoryBytes = 64 << 20,
            ThreadCount = 1
        };
        InputException problem = Assert.Throws<InputException>(() =>
            EdgeRanking.Run(ranking, null, TestContext.Current.CancellationToken));
        Assert.Contains("sites.properties is missing", problem.Message, StringComparison.Ordinal);

        LinkListColumns columns = new("left", "right");
        Assert.Equal(1, Build("index", graph, options => options with { Lists = new() { Columns = columns } }).Counts["external_arcs"]);
    }

    [Fact]
    public void Ranks_and_level_can_be_given()
    {
        File.WriteAllText(Path.Combine(_folder, "vertices.txt"), "0\tcom.a\n1\tcom.b\n2\tcom.c\n");
        File.WriteAllText(Path.Combine(_folder, "edges.txt"), "0\t1\n1\t2\n2\t0\n");
        string elsewhere =
            Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName, "scores.tsv");
        File.WriteAllText(
            elsewhere, "#harmonicc_val\t#pr_val\t#host_rev\n1\t0.0001\tcom.a\n1\t0.0001\tcom.b\n1\t0.9\tcom.c\n");
        string edges = Path.Combine(_folder, "edges.txt");
        Build("index", edges, options => options with { RanksFile = elsewhere, GraphOfDomains = true });
        using Snapshot snapshot = Open("index");

        Assert.True(snapshot.IsDomainGraph);
        byte[] key = new byte[64];
        Assert.Equal("c.com", UrlKey.ToText(key.AsSpan(0, snapshot.DomainKey(new DomainId(0), key))));
        Build("hosts", edges, options => options with { RanksFile = elsewhere });
        using Snapshot hosts = Open("hosts");
        Assert.False(hosts.IsDomainGraph);
        Assert.Equal("c.com/", UrlKey.ToText(key.AsSpan(0, hosts.PageKey(new PageId(0), key))));

        string list = Path.Combine(_folder, "elsewhere", "links.csv");
        File.WriteAllText(list, "source,target\na.com,b.com\n");
        BuildRefusedException refusal = Assert.Throws<BuildRefusedException>(
            () => Build("both", edges, options => options with { Inputs = [edges, list], RanksFile = elsewhere }));
        Assert.Contains("scores.tsv: --ranks needs one graph of hosts or root domains as the only input",
            refusal.Message, StringComparison.Ordinal);
        refusal = Assert.Throws<BuildRefusedException>(() =>
            Build("both", list, options => options with { RanksFile = elsewhere + "x" }));
        Assert.EndsWith("scores.tsvx: no such file", refusal.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<int> Sources(Snapshot snapshot, int target)
    {
        List<int> sources = [];
        byte[] key = new byte[64];
        using PostingCursor list = snapshot.OpenList(
            TargetScope.RootDomain,
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"node\u0001{target:D6}")),
            SourceScope.RootDomain);
        for (uint id = list.Current; id != PostingCursor.End; id = list.Advance())
        {
            string name = UrlKey.ToText(key.AsSpan(0, snapshot.DomainKey(new DomainId(id), key)));
            sources.Add(int.Parse(name.AsSpan(0, 6), CultureInfo.InvariantCulture));
        }

        return sources.Order();
    }

    private BuildReport Build(string index, string graph, Func<BuildOptions, BuildOptions>? change = null)
    {
        BuildOptions options = new()
        {
            IndexFolder = Path.Combine(_folder, index),
            Inputs = [graph],
            MemoryBytes = 256 << 20,
            ThreadCount = 2
        };
        return IndexBuild.Run(change?.Invoke(options) ?? options, null, CancellationToken.None);
    }

    private Snapshot Open(string index) =>
        Snapshot.Open(
            IndexFolder.SnapshotFolder(
                Path.Combine(_folder, index), IndexFolder.CurrentId(Path.Combine(_folder, index))!));
}
