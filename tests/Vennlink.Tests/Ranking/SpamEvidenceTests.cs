using System.Text;
using CsCheck;
using Vennlink.Build;
using Vennlink.Graph.Arcs;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Ranking.Spam;
using Vennlink.Research;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Tests.Build;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Ranking;

/// <summary>
/// What pages and links say of root domains: as the builds gather it, as training does, and as sets of strings have it.
/// </summary>
public sealed class SpamEvidenceTests
{
    /// <summary>A model with weights for everything that an index can tell.</summary>
    internal static readonly string AllFeatures = $"{SpamModel.Head}\nstart -0.5\nname_length 5 0.7\nword shop 0.4\n"
        + string.Concat(SpamEvidence.Features.Select((feature, number) => FormattableString.Invariant($"{SpamFeatureNames.Of(feature)} 1 0.{number + 1}\n{SpamFeatureNames.Of(feature)} {12 + (7 * number)} -0.{number + 2}1\n")));

    internal static readonly SpamModel Model = SpamModel.Parse(Encoding.ASCII.GetBytes(AllFeatures));

    private static readonly NaiveSpamScore Naive = new(AllFeatures);

    private static readonly string[] Hosts =
    [
        "shop.com", "www.shop.com", "blog.shop.com", "b.org", "c-two.net", "a.amazonaws.com", "x.s3.amazonaws.com",
        "s3.amazonaws.com", "github.io", "alice.github.io", "www.facebook.com", "x.com", "10.0.0.1", "d.example:8080",
    ];

    private static readonly LinkRel[] Rels =
        [LinkRel.None, LinkRel.None, LinkRel.Nofollow, LinkRel.Ugc, LinkRel.PageNofollow];

    private static readonly Gen<string> Page = Gen.Select(Gen.Int[0, Hosts.Length - 1], Gen.Int[0, 3], (host, path) =>
        $"{Hosts[host]}/{(path == 0 ? "" : $"p{path}")}");

    private static readonly Gen<WebLink[]> Web =
        Gen.Select(Page, Page, Gen.Int[0, 4], Gen.Int[0, 9], Gen.Int[0, 3])
            .Select((source, target, rel, lost, title) =>
                new WebLink(source, target, Rels[rel], title == 0 ? $"Title of {source}" : string.Empty, lost == 0))
            .Array[1, 150];

    // Hosts of a few root domains, reversed, in the order of text.
    private static readonly string[] Names =
        [.. new[] { "com.aaa", "com.aaa.www", "com.bbb", "com.bbb-shop", "com.bbb.x", "io.github", "io.github.alice",
            "net.shop", "net.shop.m", "org.c", "org.d" }.Order(StringComparer.Ordinal)];

    private static readonly Gen<(int Source, int Target)[]> Arcs =
        Gen.Select(Gen.Int[0, Names.Length - 1], Gen.Int[0, Names.Length - 1]).Array[1, 60];

    [Fact]
    public void A_crawl_says_what_sets_of_links_say_to_builds_and_to_training() => Web.Sample(
        web =>
        {
            using SnapshotFixture fixture = SnapshotFixture.Build(web, spam: new SpamScorer(Model, SpamLists.None));
            Compare(fixture.Snapshot, NaiveSpamEvidence.OfCrawl(web, PublicSuffixList.Embedded));
        },
        iter: 40);

    [Fact]
    public void A_graph_of_root_domains_says_what_sets_of_arcs_say_to_builds_and_to_training() => Arcs.Sample(
        arcs =>
        {
            string[] domains = [.. Names.Select(GraphFixture.Reversed)];
            using GraphFixture graph = new(Names);
            using Snapshot snapshot = Build(graph, arcs, hostCount: "1");
            Compare(snapshot,
                NaiveSpamEvidence.OfGraph(domains, arcs.Select(arc => (domains[arc.Source], domains[arc.Target]))));
        },
        iter: 15);

    [Fact]
    public void A_graph_of_hosts_says_what_sets_of_arcs_between_root_domains_say_to_builds_and_to_training() =>
        Arcs.Sample(
        arcs =>
        {
            string[] domains =
                [.. Names.Select(name =>
                    UrlKey.ToText(PublicSuffixList.Embedded.RootDomainKey(GraphFixture.Key(name).Span)))];
            using GraphFixture graph = new(Names);
            using Snapshot snapshot = Build(graph, arcs, hostCount: null);
            Compare(snapshot,
                NaiveSpamEvidence.OfGraph(domains, arcs.Select(arc => (domains[arc.Source], domains[arc.Target]))));
        },
        iter: 15);

    [Fact]
    public void Arcs_in_many_ranges_have_theirs_back_found_with_any_number_of_threads()
    {
        // A ring in which every third link goes both ways, over two ranges.
        uint count = (1 << 20) + 99;
        using TemporaryFolder folder = new();
        using ArcSpill arcs = new(folder.Path, Vennlink.Graph.Arcs.ArcSpill.EqualRanges(count));
        Vennlink.Graph.Arcs.ArcSpill.Writer writer = arcs.OpenWriter();
        for (uint node = 0; node < count; node++)
        {
            uint next = (node + 1) % count;
            uint before = (node + count - 1) % count;
            uint[] targets = before % 3 == 0 ? [next, before] : [next];
            writer.Add(node, [.. targets.Order()]);
        }

        writer.Complete();
        foreach (int threads in new[] { 1, 3 })
        {
            using ArcSurvey links =
                new(arcs, countsMutual: true, folder.Path, 1 << 20, threads, TestContext.Current.CancellationToken);
            for (uint node = 0; node < count; node++)
            {
                bool isLinkedBack = node % 3 == 0;
                bool linksBack = (node + count - 1) % count % 3 == 0;
                int linked = linksBack ? 2 : 1;
                SpamEvidence expected = default(SpamEvidence)
                    .With(SpamFeature.LinkedDomains, SpamEvidence.OfCount(linked))
                    .With(SpamFeature.MutualDomains,
                        SpamEvidence.OfShare((isLinkedBack ? 1 : 0) + (linksBack ? 1 : 0), linked));
                if (links.Of(node) != expected)
                {
                    Assert.Fail($"node {node}: {links.Of(node)}, expected {expected}");
                }
            }
        }
    }

    // Models persist these bytes.
    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 5)]
    [InlineData(2, 7)]
    [InlineData(3, 9)]
    [InlineData(4, 10)]
    [InlineData(5, 11)]
    [InlineData(6, 12)]
    [InlineData(7, 13)]
    [InlineData(8, 13)]
    [InlineData(9, 14)]
    [InlineData(15, 17)]
    [InlineData(100, 27)]
    [InlineData(1000, 40)]
    [InlineData(1_000_000, 80)]
    [InlineData(uint.MaxValue, 129)]
    [InlineData(1L << 62, 249)]
    [InlineData(long.MaxValue, 253)]
    public void The_byte_of_a_count_is_the_kept_one(long count, byte expected)
    {
        Assert.Equal(expected, SpamEvidence.OfCount(count));
        Assert.True(count > 1L << 53 || SpamEvidence.MinCount(expected) <= Math.Max(0, count));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1, 1)]
    [InlineData(1, 200, 1)]
    [InlineData(1, 100, 2)]
    [InlineData(1, 3, 34)]
    [InlineData(2, 3, 67)]
    [InlineData(199, 200, 100)]
    [InlineData(1, 1, 101)]
    [InlineData((1L << 56) - 1, (1L << 56) - 1, 101)]
    public void The_byte_of_a_share_is_the_kept_one(long part, long whole, byte expected) =>
        Assert.Equal(expected, SpamEvidence.OfShare(part, whole));

    [Fact]
    public void Pages_that_were_not_found_say_nothing_and_listed_ones_nothing_of_titles()
    {
        using TemporaryFolder folder = new();
        using (LivePagesWriter writer = new(folder.Path))
        {
            LivePage page = new();
            foreach ((string url, int status, string title) in new[] { ("a.com/", 200, "Twelve bytes"),
                ("a.com/1", 404, ""), ("a.com/2", 301, ""), ("a.com/3", 0, ""), ("b.com/", 0, "From a list"),
                ("c.com/", 500, "Error") })
            {
                page.Reset(SnapshotFixture.Key(url));
                page.HttpStatus = status;
                page.SetTitle(Encoding.UTF8.GetBytes(title));
                page.Add(
                    SnapshotFixture.Key("t.org/"), [], new LinkFacts(LinkKind.Anchor, LinkRel.None, false, 0, 0, 0, 0));
                writer.Add(page);
            }

            writer.Complete();
        }

        using LivePages live = LivePages.Open(folder.Path);
        using PageSurvey evidence =
            new(live, PublicSuffixList.Embedded, folder.Path, 1 << 20, TestContext.Current.CancellationToken);
        SpamEvidence listed = default(SpamEvidence).With(SpamFeature.Pages, SpamEvidence.OfCount(1))
            .With(SpamFeature.ExternalLinks, SpamEvidence.OfCount(1))
            .With(SpamFeature.NotFollowedLinks, 1).With(SpamFeature.ProfileLinks, 1);
        Assert.Equal(listed.With(SpamFeature.Pages, SpamEvidence.OfCount(2)).With(SpamFeature.TitleLength, 13)
            .With(SpamFeature.EmptyTitles, 1), evidence.Of("com\u0001a"u8));
        Assert.Equal(listed, evidence.Of("com\u0001b"u8));
        Assert.Equal(default, evidence.Of("com\u0001c"u8));
        Assert.Equal(default, evidence.Of("org\u0001t"u8));
    }

    [Fact]
    public void Only_what_the_model_weighs_is_stored()
    {
        WebLink[] web = [new("shop.com/", "b.org/", Title: "A shop"), new("b.org/", "shop.com/")];
        SpamModel model =
            SpamModel.Parse(Encoding.ASCII.GetBytes($"{SpamModel.Head}\nstart 0\npages 1 0\nmutual_domains 51 1\n"));
        using SnapshotFixture some = SnapshotFixture.Build(web, spam: new SpamScorer(model, SpamLists.None));
        using SnapshotFixture none = SnapshotFixture.Build(web);
        Assert.Equal(default(SpamEvidence).With(SpamFeature.MutualDomains, 101),
            some.Snapshot.EvidenceOf("com\u0001shop"u8));
        Assert.Equal(default, none.Snapshot.EvidenceOf("com\u0001shop"u8));
        Assert.True(some.Snapshot.TryFindScores("com\u0001shop"u8, out DomainScores scores));
        Assert.Equal(73, scores.SpamScore);
    }

    [Fact]
    public void The_bytes_do_not_depend_on_memory_threads_and_the_order_of_inputs()
    {
        using TemporaryFolder folder = new();
        string model = folder.File("model.txt");
        File.WriteAllText(model, AllFeatures);
        string[] lists = [.. Enumerable.Range(0, 3).Select(part => folder.File($"links-{part}.csv"))];
        foreach ((int part, string list) in lists.Index())
        {
            Random random = new(part);
            string Any() => $"http://site{random.Next(3000)}.com/{random.Next(3)}";
            File.WriteAllText(
                list, "source,target,rel\n"
                + string.Concat(Enumerable.Range(0, 20_000)
                    .Select(_ => $"{Any()},{Any()},{(random.Next(4) == 0 ? "nofollow" : "")}\n")));
        }

        string[] ids =
            [.. new[] { (lists, 64L << 20, 1), ([.. lists.Reverse()], 256L << 20, 3) }.Select((build, number) =>
        {
            string index = folder.File($"index-{number}");
            IndexBuild.Run(
                new BuildOptions { IndexFolder = index, Inputs = build.Item1, MemoryBytes = build.Item2,
                    ThreadCount = build.Item3, SpamModelFile = model }, null, TestContext.Current.CancellationToken);
            return string.Join('\n', GraphFixture.Digests(index));
        })];
        Assert.Equal(ids[0], ids[1]);
    }

    private static Snapshot Build(GraphFixture graph, (int Source, int Target)[] arcs, string? hostCount)
    {
        string input = graph.WriteGraph(arcs, isSorted: arcs.Length % 2 == 0, null, hostCount, partCount: 1);
        string model = Path.Combine(graph.NewFolder(), "model.txt");
        File.WriteAllText(model, AllFeatures);
        string index = Path.Combine(graph.NewFolder(), "index");
        IndexBuild.Run(GraphFixture.Options(input, index, GraphFixture.Memory, 2) with { SpamModelFile = model }, null,
            CancellationToken.None);
        return GraphFixture.Open(index);
    }

    private static void Compare(Snapshot snapshot, Dictionary<string, Dictionary<string, int>> expected)
    {
        using TemporaryFolder folder = new();
        int count = 0;
        SnapshotEvidence.ForEach(
            snapshot, SpamEvidence.Features, folder.Path, 1 << 20, 2, (key, evidence) =>
            {
                string domain = UrlKey.ToText(key);
                Assert.Equal(expected[domain].OrderBy(feature => feature.Key, StringComparer.Ordinal),
                    Known(evidence).OrderBy(feature => feature.Key, StringComparer.Ordinal));
                Assert.Equal(evidence, snapshot.EvidenceOf(key));
                Assert.True(snapshot.TryFindScores(key, out DomainScores scores));
                Assert.Equal(Naive.Of(domain, expected[domain]), scores.SpamScore);
                count++;
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(expected.Count, count);
        Assert.Empty(snapshot.Verify(TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static Dictionary<string, int> Known(SpamEvidence evidence) =>
        SpamEvidence.Features.Where(feature => evidence[feature] != 0)
            .ToDictionary(SpamFeatureNames.Of, feature => (int)evidence[feature]);
}
