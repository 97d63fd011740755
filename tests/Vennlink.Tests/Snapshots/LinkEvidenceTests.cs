using CsCheck;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Tests.Build;
using Vennlink.Urls;

namespace Vennlink.Tests.Snapshots;

public sealed class LinkEvidenceTests
{
    private static readonly string[] Names = ["com.a", "com.b", "com.b.www", "net.c", "org.d", "org.e"];

    private static readonly Gen<(int Source, int Target)[]> Arcs =
        Gen.Select(Gen.Int[0, Names.Length - 1], Gen.Int[0, Names.Length - 1])
        .Where(arc => arc.Item1 != arc.Item2).Array[1, 15].Select(arcs => arcs.Distinct().Order().ToArray());

    [Fact]
    public void A_graph_gives_the_same_links_with_provenance_and_without() => Arcs.Sample(
        arcs =>
        {
            using GraphFixture graphs = new(Names);
            using Snapshot alone = graphs.Build(arcs, isSorted: true, null, hostCount: null);
            using Snapshot throughCaptures = graphs.BuildThroughCaptures(arcs);
            string[] external =
                [.. arcs.Where(arc => Site(arc.Source) != Site(arc.Target)).Select(Text).Order(StringComparer.Ordinal)];
            Assert.Equal(external, Links(alone.Evidence));
            Assert.Equal([.. arcs.Select(Text).Order(StringComparer.Ordinal)], Links(throughCaptures.Evidence));
            foreach ((int source, int target) in arcs.Where(arc => Site(arc.Source) != Site(arc.Target)))
            {
                Assert.Equal(Between(alone, source, target), Between(throughCaptures, source, target));
                Assert.Equal([Text((source, target))], Between(alone, source, target));
            }
        },
        iter: 20, threads: 1);

    [Fact]
    public void Pages_and_their_hosts_are_counted_as_they_were_crawled()
    {
        using SnapshotFixture web = SnapshotFixture.Build(
            [new("a.com/", "t.org/", Title: "A"), new("a.com/", "a.com/x"), new("a.com/x", "t.org/", IsLost: true),
                new("www.a.com/", "t.org/")],
            pagesWithoutLinks: ["b.net/"]);
        ILinkEvidence evidence = web.Snapshot.Evidence;
        List<(string Page, long? Links, long Lost)> pages = [];
        evidence.ForEachPage(page => pages.Add((UrlKey.ToText(page.Key.Span), page.LinkCount, page.LostLinkCount)),
            TestContext.Current.CancellationToken);
        Assert.Equal([("a.com/", 2L, 0L), ("a.com/x", 0L, 1L), ("www.a.com/", 1L, 0L), ("b.net/", 0L, 0L)], pages);
        using IHostPages hosts = evidence.OpenHosts();
        Assert.Equal((2L, 2L), hosts.Count(UrlKey.HostKey(SnapshotFixture.Key("a.com/"))));
        Assert.Equal((1L, 1L), hosts.Count(UrlKey.HostKey(SnapshotFixture.Key("www.a.com/"))));
        Assert.Equal((1L, 0L), hosts.Count(UrlKey.HostKey(SnapshotFixture.Key("b.net/"))));
        Assert.Equal((0L, 0L), hosts.Count(UrlKey.HostKey(SnapshotFixture.Key("t.org/"))));
    }

    [Theory]
    [InlineData("a.com/", PageOrigin.Crawl, true)]
    [InlineData("b.net/", PageOrigin.Crawl, true)]
    [InlineData("t.org/", PageOrigin.Target, false)]
    [InlineData("u.org/", PageOrigin.Unknown, false)]
    public void A_page_is_known_by_what_was_read_of_it(string page, PageOrigin origin, bool isThere)
    {
        using SnapshotFixture web = SnapshotFixture.Build([new("a.com/", "t.org/")], pagesWithoutLinks: ["b.net/"]);
        PageStanding standing = web.Snapshot.Evidence.Find(SnapshotFixture.Key(page));
        Assert.Equal((origin, isThere, isThere),
            (standing.Origin, standing.Authority is not null, standing.RelativeRank is not null));
        Assert.Equal(isThere, web.Snapshot.Evidence.HasPage(SnapshotFixture.Key(page)));
        Assert.Equal(origin != PageOrigin.Unknown, web.Snapshot.IsKnown(TargetScope.Page, SnapshotFixture.Key(page)));
    }

    [Fact]
    public void A_vertex_of_a_graph_is_known_as_the_host_it_stands_for()
    {
        using GraphFixture graphs = new(Names);
        using Snapshot snapshot = graphs.Build([(0, 3)], isSorted: true, null, hostCount: null);
        Assert.Equal(PageOrigin.Host, snapshot.Evidence.Find(GraphFixture.PageKey(Names[0])).Origin);
        Assert.NotNull(snapshot.Evidence.Find(GraphFixture.PageKey(Names[0])).Authority);
        Assert.Equal(new PageStanding(PageOrigin.Host, null, null),
            snapshot.Evidence.Find(GraphFixture.PageKey(Names[3])));
        Assert.Equal(default, snapshot.Evidence.Find(GraphFixture.PageKey("org.nobody")));
        List<string> pages = [];
        snapshot.Evidence.ForEachPage(page =>
            pages.Add(UrlKey.ToText(page.Key.Span)), TestContext.Current.CancellationToken);
        Assert.Equal(Names.Select(name => GraphFixture.Reversed(name) + "/"), pages);
        using IHostPages hosts = snapshot.Evidence.OpenHosts();
        Assert.Equal((1L, (long?)null), hosts.Count(GraphFixture.Key(Names[0]).Span));
    }

    private static string[] Links(ILinkEvidence evidence)
    {
        List<string> links = [];
        evidence.ForEachLink(default, null, (source, link) => links.Add($"{UrlKey.ToText(source)} {UrlKey.ToText(link.TargetKey)}"),
            TestContext.Current.CancellationToken);
        return [.. links.Order(StringComparer.Ordinal)];
    }

    private static string[] Between(Snapshot snapshot, int source, int target)
    {
        Assert.True(snapshot.TryFindPage(GraphFixture.PageKey(Names[source]), out PageId page));
        return [.. snapshot.Evidence.LinksBetween([page], TargetScope.Subdomain, GraphFixture.Key(Names[target]), null,
            TestContext.Current.CancellationToken)
            .Select(link => $"{UrlKey.ToText(link.SourceKey.Span)} {UrlKey.ToText(link.TargetKey.Span)}")];
    }

    private static string Text((int Source, int Target) arc) =>
        $"{GraphFixture.Reversed(Names[arc.Source])}/ {GraphFixture.Reversed(Names[arc.Target])}/";

    private static string Site(int vertex) => string.Join('.', Names[vertex].Split('.').Take(2));
}
