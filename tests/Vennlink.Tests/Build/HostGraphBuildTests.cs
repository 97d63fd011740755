using CsCheck;
using Vennlink.Build;
using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Ranking;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;
using static Vennlink.Tests.Build.GraphFixture;

namespace Vennlink.Tests.Build;

/// <summary>
/// A graph of hosts is built without captures; the way through captures is the twin it is compared with.
/// </summary>
public sealed class HostGraphBuildTests : IDisposable
{
    // In the order of text. Root domains with several hosts; public suffixes inside root domains, as hosts, and with
    // hosts; wildcard and exception; addresses.
    private static readonly string[] Names =
    [
        .. Enumerable.Range(0, 12).SelectMany(index => new[]
            {
                $"com.a{index}", $"com.a{index}.www", $"com.a{index}.b-c.x", $"com.a{index}-b.www",
                    $"net.x{index}.blog", $"net.x{index}.www", $"uk.co.n{index}", $"uk.co.n{index}.www",
                $"com.amazonaws.s3.bucket{index}", $"com.amazonaws.z{index}", $"com.amazonaws.s3.bucket{index}.sub",
                $"com.blogspot.b{index}", $"com.blogspot.b{index}.x", $"io.github.u{index}",
            })
            .Concat(
            [
                "com", "com.amazonaws", "com.amazonaws.s3", "com.blogspot", "io.github", "uk.co", "localhost",
                "1.2.3.4", "1.2.3.5", "ck.www", "ck.www.a", "ck.foo", "ck.foo.bar", "ck.foo.bar.q", "uk.co-op",
                "uk.co-op.www", "unheard.of", "unheard.of.www", "com.only.www", "com.only.www.deep",
            ])
            .Order(StringComparer.Ordinal),
    ];

    private static readonly PublicSuffixList Suffixes =
        PublicSuffixList.Parse(PublicSuffixList.EmbeddedText.Span, PublicSuffixSections.All, []);

    private readonly GraphFixture _graphs = new(Names);

    public void Dispose() => _graphs.Dispose();

    [Fact]
    public void Every_list_and_Domain_Authority_is_what_the_way_through_captures_gives() => Gen.Select(
        Gen.Select(Gen.Int[0, Names.Length - 1], Gen.Int[0, Names.Length - 1]).Array[1, 4000], Gen.Int[1, 4],
        Gen.Bool).Sample(
        (pairs, skew, isSorted) =>
        {
            // Skewed: some hosts with sources from everywhere, most with few; or neighbours, which are of one root
            // domain or of nested ones.
            (int, int)[] arcs =
                [.. pairs.Select(pair =>
                    (pair.Item1, (int)(Names.Length * Math.Pow((double)pair.Item2 / Names.Length, skew))))
                .Concat(pairs.Take(pairs.Length / 4)
                    .Select(pair => (pair.Item1, Math.Clamp(pair.Item1 + (pair.Item2 % 7) - 3, 0, Names.Length - 1))))];
            using Snapshot graph = _graphs.Build(arcs, isSorted, ranks: null, hostCount: null);
            using Snapshot captures = _graphs.BuildThroughCaptures(arcs);
            Assert.Equal("hosts", graph.Manifest.Options["graph"]);
            Assert.False(captures.Manifest.Options.ContainsKey("graph"));
            AssertSameAnswers(captures, graph);
            Assert.Empty(graph.Verify(CancellationToken.None));
        },
        iter: 25);

    [Fact]
    public void Lists_long_enough_to_store_their_domains_are_those_of_captures()
    {
        string[] names =
            [.. Enumerable.Range(0, 3000).SelectMany(index => new[] { $"com.n{index:D4}.a", $"com.n{index:D4}.b" })
                .Concat(["org.target", "org.target.www"]).Order(StringComparer.Ordinal)];
        using GraphFixture graphs = new(names);
        (int, int)[] arcs = [.. Enumerable.Range(0, 5990)
            .SelectMany(source => new[] { (source, 6000 + (source % 3 == 0 ? 1 : 0)), (source, source * 7 % 6000) })];
        using Snapshot graph = graphs.Build(arcs, isSorted: true, ranks: null, hostCount: null);
        using Snapshot captures = graphs.BuildThroughCaptures(arcs);
        foreach (SourceScope sources in Enum.GetValues<SourceScope>())
        {
            List<uint> list = List(graph, TargetScope.RootDomain, Key("org.target").ToArray(), sources);
            Assert.Equal(sources == SourceScope.RootDomain ? 2995 : 5990, list.Count);
            Assert.Equal(
                GraphFixture.Names(captures, TargetScope.RootDomain, Key("org.target").ToArray(), sources),
                GraphFixture.Names(graph, TargetScope.RootDomain, Key("org.target").ToArray(), sources));
        }

        Assert.Empty(graph.Verify(CancellationToken.None));
    }

    [Fact]
    public void The_bytes_do_not_depend_on_threads_memory_parts_or_the_order_of_the_edges()
    {
        // More hosts than are encoded at a time, and a root domain with others inside it across that limit.
        string[] names =
            [.. Enumerable.Range(0, 24_000).SelectMany(index => new[] { $"com.m{index:D5}", $"com.m{index:D5}.www" })
            .Concat(Enumerable.Range(0, 30_000)
                .SelectMany(index => new[] { $"com.amazonaws.s3.b{index:D5}", $"com.amazonaws.s{index:D5}" }))
                    .Append("com.amazonaws").Order(StringComparer.Ordinal)];
        using GraphFixture graphs = new(names);
        Random random = new(3);
        (int, int)[] arcs = [.. Enumerable.Range(0, 150_000)
            .Select(_ => (random.Next(names.Length), (int)(names.Length * Math.Pow(random.NextDouble(), 2))))];
        string plain = graphs.BuildIn(graphs.WriteGraph(arcs, isSorted: true, null, null, partCount: 1), Memory, 1);
        using Snapshot snapshot = GraphFixture.Open(plain);
        Assert.Empty(snapshot.Verify(CancellationToken.None));
        foreach ((long memory, int threads, int parts, bool isSorted) in new[] { (Memory, 4, 1, true),
            (40L << 20, 2, 5, true), (Memory, 3, 1, false) })
        {
            Assert.Equal(
                Digests(plain).Where(file => file.Name != "manifest.json"),
                Digests(graphs.BuildIn(graphs.WriteGraph(arcs, isSorted, null, null, parts), memory, threads))
                    .Where(file => file.Name != "manifest.json"));
        }
    }

    [Fact]
    public void Ranks_beside_the_graph_score_hosts_and_a_root_domain_is_as_good_as_its_best_host()
    {
        Random random = new(4);
        (int, int)[] arcs =
            [.. Enumerable.Range(0, 2000).Select(_ => (random.Next(Names.Length), random.Next(Names.Length)))];
        double[] ranks = [.. Names.Select((_, index) => Math.Pow(random.NextDouble(), 6))];
        using Snapshot snapshot = _graphs.Build(arcs, isSorted: true, ranks, hostCount: null);
        double least = ranks.Min();
        Dictionary<string, double> pageRanks = Names.Select((name, index) => (name, index))
            .ToDictionary(pair => Reversed(pair.name), pair => (float)ranks[pair.index] / least);
        Dictionary<string, double> domainRanks = Names.GroupBy(name =>
            UrlKey.ToText(Suffixes.RootDomainKey(Key(name).Span)))
            .ToDictionary(group => group.Key, group => group.Max(name => pageRanks[Reversed(name)]));
        ILookup<string, string> linking = LinkingDomains(arcs);
        Span<byte> key = stackalloc byte[256];
        for (uint page = 0; page < snapshot.SourcePageCount; page++)
        {
            int length = snapshot.PageKey(new PageId(page), key);
            Assert.Equal(AuthorityScale.PageAuthority(pageRanks[UrlKey.ToText(UrlKey.HostKey(key[..length]))]),
                snapshot.PageAuthority(new PageId(page)));
            string domain = UrlKey.ToText(Suffixes.RootDomainKey(key[..length]));
            Assert.Equal(AuthorityScale.DomainAuthority(domainRanks[domain], linking[domain].Count()),
                snapshot.DomainAuthority(snapshot.DomainOf(new PageId(page))));
        }

        Assert.Empty(snapshot.Verify(CancellationToken.None));
    }

    // Edges in no order, many of them twice: hosts are ranked on the graph of hosts, root domains on one arc for each
    // pair.
    [Fact]
    public void Without_ranks_hosts_and_root_domains_are_ranked_on_graphs_of_their_own()
    {
        Random random = new(5);
        (int Source, int Target)[] arcs = [.. Enumerable.Range(0, 3000)
            .Select(_ => (random.Next(Names.Length), (int)(Names.Length * Math.Pow(random.NextDouble(), 2))))];
        (uint, uint, double)[] hostArcs = [.. arcs.Where(arc => arc.Source != arc.Target).Distinct()
            .Select(arc => ((uint)arc.Source, (uint)arc.Target, 1.0))];
        double[] pageRanks = NaiveRanks.RelativePageRank(Names.Length, hostArcs, 0.85);
        ILookup<string, string> linking = LinkingDomains(arcs);
        string[] domains = [.. Names.Select(RootOf).Distinct()];
        (uint Source, uint Target)[] domainArcs =
            [.. linking.SelectMany(target =>
                target.Select(source =>
                    ((uint)Array.IndexOf(domains, source), (uint)Array.IndexOf(domains, target.Key))))];
        double[] domainRanks = NaiveRanks.RelativePageRank(
            domains.Length, [.. domainArcs.Select(arc => (arc.Source, arc.Target, 1.0))], 0.85);

        // What the rounds of an index leave out of the sum of all ranks is half a per cent at most; of one rank it may
        // be a little more.
        const double Least = 0.99;
        foreach (int partCount in new[] { 1, 4 })
        {
            using Snapshot snapshot = GraphFixture.Open(
                _graphs.BuildIn(_graphs.WriteGraph(arcs, isSorted: false, null, null, partCount), Memory, 3));
            byte[] key = new byte[256];
            for (uint page = 0; page < snapshot.SourcePageCount; page++)
            {
                int index = Array.IndexOf(Names,
                    Reversed(UrlKey.ToText(UrlKey.HostKey(key.AsSpan(0, snapshot.PageKey(new PageId(page), key))))));
                Assert.InRange(snapshot.PageAuthority(new PageId(page)),
                    AuthorityScale.PageAuthority(pageRanks[index] * Least),
                    AuthorityScale.PageAuthority(pageRanks[index] * (1 + 1e-6)));
            }

            for (int domain = 0; domain < domains.Length; domain++)
            {
                Assert.True(snapshot.TryFindScores(UrlKeyOf(domains[domain]), out DomainScores scores));
                Assert.InRange(scores.RelativeRank, domainRanks[domain] * Least, domainRanks[domain] * (1 + 1e-6));
                Assert.Equal(linking[domains[domain]].Count(), (int)scores.LinkingDomainCount);
            }

            Assert.Empty(snapshot.Verify(CancellationToken.None));
        }

        static byte[] UrlKeyOf(string domain) => Key(Reversed(domain)).ToArray();
    }

    [Fact]
    public void Evidence_for_a_root_domain_names_each_host_that_is_linked()
    {
        int Id(string name) => Array.IndexOf(Names, name);
        using Snapshot snapshot = _graphs.Build(
            [
                (Id("com.a1"), Id("com.amazonaws")), (Id("com.a1"), Id("com.amazonaws.z3")),
                (Id("com.a1"), Id("com.amazonaws.s3.bucket4")), (Id("com.a1.www"), Id("com.amazonaws.z3")),
                (Id("com.a2"), Id("com.amazonaws.z5")), (Id("com.a1"), Id("com.a1.www")), (Id("com.a1"), Id("com")),
            ],
            isSorted: true, null, hostCount: null);
        Assert.Equal(
            [("a1.com/", "amazonaws.com/"), ("a1.com/", "z3.amazonaws.com/"), ("www.a1.com/", "z3.amazonaws.com/")],
            Rows("com.a1", TargetScope.RootDomain, "com.amazonaws").Order());
        Assert.Equal([("a1.com/", "bucket4.s3.amazonaws.com/")],
            Rows("com.a1", TargetScope.RootDomain, "com.amazonaws.s3.bucket4"));
        Assert.Equal([("a1.com/", "com/")], Rows("com.a1", TargetScope.RootDomain, "com"));
        Assert.Equal(2, Rows("com.a1", TargetScope.Subdomain, "com.amazonaws.z3").Count);
        Assert.Empty(Rows("com.a2", TargetScope.Subdomain, "com.amazonaws.z3"));
        Assert.Empty(Rows("com.a1", TargetScope.RootDomain, "com.a1"));

        List<(string, string)> Rows(string source, TargetScope scope, string target) =>
            [.. new Evidence(snapshot).Find(SourceScope.RootDomain, Key(source), new Target(scope, Key(target), target),
                null, CancellationToken.None).Select(row => (row.SourcePage, row.TargetPage))];
    }

    [Fact]
    public void Hosts_without_arcs_are_known_with_their_root_domains_and_arcs_inside_one_are_only_counted()
    {
        int www = Array.IndexOf(Names, "com.a1.www");
        string index =
            _graphs.BuildIn(_graphs.WriteGraph([(www, Array.IndexOf(Names, "com.a1"))], isSorted: true, null, null, 1),
                Memory, 1, out BuildReport report);
        using Snapshot snapshot = GraphFixture.Open(index);
        Assert.Equal((1, 0), (report.Counts["links"], report.Counts["external_links"]));
        Assert.Equal(0u, snapshot.SourcePageCount);
        Assert.True(snapshot.IsKnown(TargetScope.RootDomain, Key("com.only").Span));
        Assert.True(snapshot.IsKnown(TargetScope.Subdomain, Key("com.only.www").Span));
        Assert.False(snapshot.IsKnown(TargetScope.Subdomain, Key("com.only").Span));
        Assert.False(snapshot.IsKnown(TargetScope.RootDomain, Key("com.only.www").Span));
        Assert.Empty(snapshot.Verify(CancellationToken.None));
    }

    private static string RootOf(string name) => UrlKey.ToText(Suffixes.RootDomainKey(Key(name).Span));

    // Other root domains by the root domain that they link to.
    private static ILookup<string, string> LinkingDomains((int Source, int Target)[] arcs) =>
        arcs.Select(arc => (Source: RootOf(Names[arc.Source]), Target: RootOf(Names[arc.Target])))
            .Where(arc => arc.Source != arc.Target).Distinct()
            .ToLookup(arc => arc.Target, arc => arc.Source);

    private static void AssertSameAnswers(Snapshot expected, Snapshot actual)
    {
        Assert.Equal((expected.SourcePageCount, expected.SourceDomainCount),
            (actual.SourcePageCount, actual.SourceDomainCount));
        foreach (string name in Names)
        {
            ReadOnlyMemory<byte> host = Key(name);
            byte[] root = Suffixes.RootDomainKey(host.Span).ToArray();
            Assert.Equal(expected.TryFindDomain(root, out DomainId first),
                actual.TryFindDomain(root, out DomainId second));
            Assert.Equal(first, second);
            GraphFixture.AssertSameScores(expected, actual, root);
            Assert.Equal(expected.TryFindPage(PageKey(name), out _), actual.TryFindPage(PageKey(name), out _));
            foreach ((TargetScope scope, byte[] key) in new[] { (TargetScope.Page, PageKey(name)),
                (TargetScope.Subdomain, host.ToArray()), (TargetScope.RootDomain, root),
                (TargetScope.RootDomain, host.ToArray()) })
            {
                foreach (SourceScope sources in Enum.GetValues<SourceScope>())
                {
                    Assert.Equal(GraphFixture.Names(expected, scope, key, sources),
                        GraphFixture.Names(actual, scope, key, sources));
                }
            }
        }

        foreach (string count in new[] { "external_arcs", "source_pages", "source_domains", "target_pages",
            "target_hosts", "target_domains" })
        {
            Assert.Equal(expected.Manifest.Counts[count], actual.Manifest.Counts[count]);
        }
    }
}
