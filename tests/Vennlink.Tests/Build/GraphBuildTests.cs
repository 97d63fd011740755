using CsCheck;
using Vennlink.Build;
using Vennlink.Links;
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
/// A graph of root domains is built without captures; the way through captures is the twin it is compared with.
/// </summary>
public sealed class GraphBuildTests : IDisposable
{
    private const long Memory = GraphFixture.Memory;

    // In the order of text: a dash is below the dot, and above it in key order.
    private static readonly string[] Names =
        [.. Enumerable.Range(0, 40)
            .SelectMany(index =>
                new[] { $"com.a{index}", $"com.a{index}-b", $"net.x{index}", $"uk.co.n{index}", $"org.{index}" })
                    .Append("uk.co-op").Order(StringComparer.Ordinal)];

    private readonly GraphFixture _graphs = new(Names);

    public void Dispose() => _graphs.Dispose();

    [Fact]
    public void Every_list_and_Domain_Authority_is_what_the_way_through_captures_gives() => Gen.Select(
        Gen.Select(Gen.Int[0, Names.Length - 1], Gen.Int[0, Names.Length - 1]).Array[1, 3000], Gen.Bool).Sample(
        (arcs, isSorted) =>
        {
            using Snapshot graph = _graphs.Build(arcs, isSorted, ranks: null, "1");
            using Snapshot captures = _graphs.BuildThroughCaptures(arcs);
            Assert.True(graph.IsDomainGraph);
            Assert.False(captures.IsDomainGraph);
            AssertSameAnswers(captures, graph);
            Assert.Empty(graph.Verify(CancellationToken.None));
        },
        iter: 12);

    [Fact]
    public void The_bytes_do_not_depend_on_threads_memory_parts_or_the_order_of_the_edges()
    {
        (int, int)[] arcs = RandomArcs(4000);
        string folder = _graphs.WriteGraph(arcs, isSorted: true, null, "1", partCount: 1);
        string plain = _graphs.BuildIn(folder, Memory, 1);
        foreach ((long memory, int threads, int parts, bool isSorted) in new[] { (Memory, 4, 1, true),
            (64L << 20, 2, 1, true) })
        {
            Assert.Equal(Digests(plain),
                Digests(_graphs.BuildIn(_graphs.WriteGraph(arcs, isSorted, null, "1", parts), memory, threads)));
        }

        // Other files have another digest, which the manifest and only it tells.
        foreach ((int parts, bool isSorted) in new[] { (3, true), (1, false), (5, false) })
        {
            Assert.Equal(
                Digests(plain).Where(file => file.Name != "manifest.json"),
                Digests(_graphs.BuildIn(_graphs.WriteGraph(arcs, isSorted, null, "1", parts), Memory, 3))
                    .Where(file => file.Name != "manifest.json"));
        }
    }

    [Fact]
    public void Ranks_beside_the_graph_give_the_scores_and_so_the_order()
    {
        (int, int)[] arcs = RandomArcs(2000);
        double[] ranks = [.. Names.Select((_, index) => index == 7 ? 0.5 : 0.001 / (1 + index))];
        using Snapshot snapshot = _graphs.Build(arcs, isSorted: true, ranks, "1");
        Assert.Contains("published", snapshot.Manifest.Options["scores"], StringComparison.Ordinal);

        Span<byte> key = stackalloc byte[256];
        int length = snapshot.DomainKey(new DomainId(0), key);
        Assert.Equal(Reversed(Names[7]), UrlKey.ToText(key[..length]));
        int[] linkingCounts = LinkingCounts(arcs);
        for (uint domain = 0; domain < snapshot.SourceDomainCount; domain++)
        {
            length = snapshot.DomainKey(new DomainId(domain), key);
            int index = Array.IndexOf(Names, Reversed(UrlKey.ToText(key[..length])));
            Assert.True(snapshot.TryFindScores(key[..length], out DomainScores scores));
            Assert.Equal(ranks[index] / ranks.Min(), scores.RelativeRank, 1e-5 * scores.RelativeRank);
            Assert.Equal(linkingCounts[index], (int)scores.LinkingDomainCount);
            Assert.Equal(AuthorityScale.DomainAuthority(scores.RelativeRank, linkingCounts[index]),
                snapshot.DomainAuthority(new DomainId(domain)));
            Assert.Equal(snapshot.DomainAuthority(new DomainId(domain)), snapshot.PageAuthority(new PageId(domain)));
        }

        Assert.Empty(snapshot.Verify(CancellationToken.None));
    }

    [Fact]
    public void Without_ranks_they_are_computed_each_arc_once_however_the_edges_stand()
    {
        // Many arcs stand there twice, and some lead from a vertex to itself.
        (int Source, int Target)[] arcs = RandomArcs(4000);
        (uint, uint)[] distinct = [.. arcs.Where(arc => arc.Source != arc.Target).Distinct()
            .Select(arc => ((uint)arc.Source, (uint)arc.Target))];
        double[] ranks =
            NaiveRanks.RelativePageRank(Names.Length, [.. distinct.Select(arc => (arc.Item1, arc.Item2, 1.0))], 0.85);
        int[] linkingCounts = LinkingCounts(arcs);
        foreach (int partCount in new[] { 1, 3 })
        {
            using Snapshot snapshot = GraphFixture.Open(
                _graphs.BuildIn(_graphs.WriteGraph(arcs, isSorted: false, null, "1", partCount), Memory, 3));
            Assert.DoesNotContain("published", snapshot.Manifest.Options["scores"], StringComparison.Ordinal);
            for (int index = 0; index < Names.Length; index++)
            {
                Assert.True(snapshot.TryFindScores(Key(Names[index]).Span, out DomainScores scores));

                // What the rounds of an index leave out of the sum of all ranks is half a per cent at most; of one rank
                // it may be a little more.
                Assert.InRange(scores.RelativeRank, ranks[index] * 0.99, ranks[index] * (1 + 1e-6));
                Assert.Equal(linkingCounts[index], (int)scores.LinkingDomainCount);
            }
        }
    }

    [Fact]
    public void Evidence_is_the_arc_and_the_file_it_came_from()
    {
        using Snapshot snapshot = _graphs.Build([(0, 1), (2, 1)], isSorted: true, null, "1");
        Target target = new(TargetScope.RootDomain, Key(Names[1]), Reversed(Names[1]));
        EvidenceRow row = Assert.Single(
            new Evidence(snapshot).Find(SourceScope.RootDomain, Key(Names[2]), target, null, CancellationToken.None));
        Assert.Equal((Reversed(Names[2]) + "/", Reversed(Names[1]) + "/", "edges.txt.gz"),
            (row.SourcePage, row.TargetPage, row.File));
        Assert.Equal((LinkKind.Arc, null, null, null, null), (row.Kind, row.OffsetBytes, row.OffsetIsDecompressed,
            row.FirstSeenSeconds, row.RecordId));
        Assert.All(
            new ScoreExplainer(snapshot).Explain(target, CancellationToken.None).Domain!.StrongestLinkingRootDomains,
            linking => Assert.Null(linking.IsFollowed));
        Assert.Empty(
            new Evidence(snapshot).Find(SourceScope.RootDomain, Key(Names[3]), target, null, CancellationToken.None));
    }

    [Fact]
    public void Vertices_without_arcs_are_known_and_link_to_nobody()
    {
        using Snapshot snapshot = _graphs.Build([(0, 1)], isSorted: true, null, "1");
        Assert.Equal((1u, 1u), (snapshot.SourcePageCount, snapshot.SourceDomainCount));
        Assert.True(snapshot.IsKnown(TargetScope.RootDomain, Key(Names[50]).Span));
        Assert.True(snapshot.IsKnown(TargetScope.Page, PageKey(Names[50])));
        Assert.False(snapshot.IsKnown(TargetScope.RootDomain, Key("com.nobody").Span));
    }

    [Fact]
    public void A_graph_without_arcs_is_an_index_without_sources()
    {
        using Snapshot snapshot = _graphs.Build([], isSorted: true, null, "1");
        Assert.Equal(0u, snapshot.SourcePageCount);
        Assert.Empty(snapshot.Verify(CancellationToken.None));
    }

    [Fact]
    public void Names_that_are_no_hosts_are_counted_and_their_arcs_dropped()
    {
        string folder = _graphs.NewFolder();
        Write(Path.Combine(folder, "vertices.txt.gz"), "0\tcom.a\t1\n1\tcom.b b\t1\n2\tcom.c\t1\n");
        Write(Path.Combine(folder, "edges.txt.gz"), "0\t1\n0\t2\n1\t2\n2\t2\n7\t1\n2\tx\n");
        string index = _graphs.BuildIn(folder, Memory, 1, out BuildReport report);
        using Snapshot snapshot = GraphFixture.Open(index);
        Assert.Equal(1, report.Skipped["bad_url"]);
        Assert.Equal(1, report.Skipped["self_arc"]);
        Assert.Equal(2, report.Skipped["bad_arc"]);
        Assert.Equal(1, report.Counts["external_arcs"]);
        Assert.Equal(2, report.Counts["live_pages"]);
    }

    [Fact]
    public void Too_little_memory_is_refused_with_what_it_takes()
    {
        string folder = _graphs.WriteGraph([(0, 1)], isSorted: true, null, "1", 1);
        BuildRefusedException refusal = Assert.Throws<BuildRefusedException>(() => _graphs.BuildIn(folder, 1 << 20, 1));
        Assert.Contains("needs at least", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_can_be_added_to_a_graph_alone_and_the_refusal_says_why()
    {
        string index = _graphs.BuildIn(_graphs.WriteGraph([(0, 1)], isSorted: true, null, "1", 1), Memory, 1);
        string more = _graphs.WriteGraph([(1, 2)], isSorted: true, null, "1", 1);
        BuildRefusedException refusal = Assert.Throws<BuildRefusedException>(() =>
            IndexBuild.Run(Options(more, index, Memory, 1) with { Add = true }, null, CancellationToken.None));
        Assert.Contains("web graph alone", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_build_again_is_done_at_once_and_another_is_refused()
    {
        string folder = _graphs.WriteGraph(RandomArcs(100), isSorted: true, null, "1", 1);
        string index = _graphs.BuildIn(folder, Memory, 1);
        Assert.Throws<BuildRefusedException>(() =>
            IndexBuild.Run(Options(_graphs.WriteGraph([(0, 1)], true, null, "1", 1), index, Memory, 1), null,
                CancellationToken.None));
        Assert.Empty(Directory.EnumerateFileSystemEntries(index).Select(Path.GetFileName)
            .Except(["CURRENT", "snapshots", "segments", "vennlink.lock"]));
    }

    private static int[] LinkingCounts((int Source, int Target)[] arcs)
    {
        ILookup<int, int> sources = arcs.Where(arc => arc.Source != arc.Target).Distinct()
            .ToLookup(arc => arc.Target, arc => arc.Source);
        return [.. Names.Select((_, index) => sources[index].Count())];
    }

    private static (int, int)[] RandomArcs(int count)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, count)
            .Select(_ => (random.Next(Names.Length), (int)(Names.Length * Math.Pow(random.NextDouble(), 3))))];
    }

    private static void AssertSameAnswers(Snapshot expected, Snapshot actual)
    {
        Assert.Equal((expected.SourcePageCount, expected.SourceDomainCount),
            (actual.SourcePageCount, actual.SourceDomainCount));
        foreach (string name in Names)
        {
            Assert.Equal(expected.TryFindDomain(Key(name).Span, out DomainId first),
                actual.TryFindDomain(Key(name).Span, out DomainId second));
            Assert.Equal(first, second);
            GraphFixture.AssertSameScores(expected, actual, Key(name).Span);
            foreach (TargetScope scope in Enum.GetValues<TargetScope>())
            {
                byte[] key =
                    scope is TargetScope.Page or TargetScope.Subfolder ? PageKey(name) : Key(name).ToArray();
                foreach (SourceScope sources in Enum.GetValues<SourceScope>())
                {
                    Assert.Equal(GraphFixture.Names(expected, scope, key, sources),
                        GraphFixture.Names(actual, scope, key, sources));
                }
            }
        }

        Assert.Equal(expected.Manifest.Counts["external_arcs"], actual.Manifest.Counts["external_arcs"]);
        Assert.Equal(expected.Manifest.Counts["target_domains"], actual.Manifest.Counts["target_domains"]);
    }
}
