using System.Globalization;
using CsCheck;
using Vennlink.Build;
using Vennlink.Links;
using Vennlink.Query;
using Vennlink.Query.Edges;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Query.Edges;

/// <summary>Nodes and edges of crawls, recrawls and graphs, beside links that are looked at one by one.</summary>
public sealed class EdgeOracleTests
{
    private static readonly SourceScope[] Levels = [SourceScope.Page, SourceScope.Subdomain, SourceScope.RootDomain];

    [Fact]
    public void Edges_of_random_recrawls_are_their_links_summed_up() =>
        Gen.Select(CrawledWeb.Readings, Gen.Int).Sample((readings, seed) =>
        {
            Random random = new(seed);
            using TemporaryFolder folder = new();
            using Snapshot snapshot = Build(folder, readings, out List<TableLink> links);
            foreach (SourceScope level in Levels)
            {
                LinkFilter? filter = random.Next(3) == 0 ? null : NaiveLinks.RandomFilter(random);
                List<TableLink> counting =
                    [.. links.Where(link => filter is null ? !link.IsLost : NaiveLinks.Counts(filter, link))];
                IndexEdges edges = new(snapshot, level, filter);
                List<string> found = [];
                edges.ForEachEdge((source, target, facts) => found.Add(Line(source, target, facts)), default);
                Assert.Equal(Naive(snapshot, level, counting).Order(StringComparer.Ordinal),
                    found.Order(StringComparer.Ordinal));
                List<string> nodes = [];
                edges.ForEachNode((node, _) => nodes.Add(UrlKey.ToText(node.Span)), default);
                Assert.Equal(nodes.Distinct(), nodes);
                Assert.Empty(counting.SelectMany(link => new[] { link.Source, link.Target })
                    .Select(url => Node(snapshot, level, url)).Except(nodes));
            }
        }, iter: 25, threads: 1);

    [Fact]
    public void Around_an_answer_are_its_sources_their_targets_and_the_edges_between_them() =>
        Gen.Select(CrawledWeb.Readings, Gen.Int).Sample((readings, seed) =>
        {
            Random random = new(seed);
            using TemporaryFolder folder = new();
            using Snapshot snapshot = Build(folder, readings, out List<TableLink> links);
            foreach (SourceScope level in Levels)
            {
                AssertAround(snapshot, links.Where(link => !link.IsLost), level, [.. Enumerable.Range(0, 2).Select(_ =>
                    RandomTarget(snapshot, random, [.. links.Select(link => link.Target)]))]);
            }
        }, iter: 25, threads: 1);

    [Fact]
    public void A_graph_of_hosts_has_the_edges_of_its_arcs() => Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6]).Array[1, 20]
        .Sample(pairs =>
        {
            string[] names = ["com.a", "com.a.blog", "com.b", "com.b.www", "com.c", "org.d", "org.d.x"];
            using TemporaryFolder folder = new();
            Directory.CreateDirectory(folder.File("graph"));
            File.WriteAllLines(folder.File("graph/t-host-vertices.txt"), names.Select((name, id) => $"{id}\t{name}"));
            (int Source, int Target)[] arcs = [.. pairs.Where(pair => pair.Item1 != pair.Item2).Distinct().Order()];
            File.WriteAllLines(folder.File("graph/t-host-edges.txt"), arcs.Select(arc => $"{arc.Source}\t{arc.Target}"));
            IndexBuild.Run(new BuildOptions
            {
                IndexFolder = folder.File("index"),
                Inputs = [folder.File("graph")],
                MemoryBytes = 64 << 20,
                ThreadCount = 1,
            }, null, CancellationToken.None);
            using Snapshot snapshot = Snapshot.Open(IndexFolder.CurrentSnapshot(folder.File("index"))!);

            // Arcs between hosts of one root domain are not kept.
            TableLink[] links = [.. arcs.Where(arc => Site(arc.Source) != Site(arc.Target))
                .Select(arc => new TableLink(Url(arc.Source), Url(arc.Target)))];
            foreach (SourceScope level in Levels)
            {
                List<string> found = [];
                IndexEdges edges = new(snapshot, level, null);
                edges.ForEachEdge((source, target, _) =>
                    found.Add($"{UrlKey.ToText(source)} {UrlKey.ToText(target)}"), default);
                Assert.Equal(Pairs(snapshot, level, links), found.Order(StringComparer.Ordinal));
                List<string> nodes = [];
                edges.ForEachNode((node, _) => nodes.Add(UrlKey.ToText(node.Span)), default);
                Assert.Equal(names.Select((_, id) => Node(snapshot, level, Url(id))).Distinct()
                    .Order(StringComparer.Ordinal), nodes.Order(StringComparer.Ordinal));
                AssertAround(snapshot, links, level, [Resolve(snapshot, "a.com", TargetScope.RootDomain)!,
                    Resolve(snapshot, "d.org", TargetScope.Subdomain)!]);
            }

            string Url(int id) => $"http://{string.Join('.', names[id].Split('.').Reverse())}/";
            string Site(int id) => string.Join('.', names[id].Split('.').Take(2));
        }, iter: 25, threads: 1);

    [Fact]
    public void Lost_links_of_random_recrawls_are_those_seen_and_no_longer_there_with_first_and_last_seen() =>
        CrawledWeb.Readings.Sample(readings =>
        {
            using TemporaryFolder folder = new();
            using Snapshot snapshot = Build(folder, readings, out _);
            HashSet<(string, string)> live = [.. CrawledWeb.LiveLinks(readings).Select(link =>
                (NaiveIntersect.Canonical(link.Source), NaiveIntersect.Canonical(link.Target)))];
            string[] lost = [.. readings.SelectMany((reading, time) => SeenIn(reading).Select(target =>
                    (Source: NaiveIntersect.Canonical(reading.Page), Target: NaiveIntersect.Canonical(target), Time: time)))
                .GroupBy(seen => (seen.Source, seen.Target)).Where(seen => !live.Contains(seen.Key))
                .Select(seen => string.Create(CultureInfo.InvariantCulture,
                    $"{seen.Key.Source} {seen.Key.Target} {seen.Min(one => one.Time)} {seen.Max(one => one.Time)}"))];
            List<(string Source, string Target, LinkFacts Facts)> found = [];
            snapshot.Evidence.ForEachLink(default, new LinkFilter { State = LinkState.Lost }, (source, link) =>
                found.Add((UrlKey.ToText(source), UrlKey.ToText(link.TargetKey), link.Facts)), default);
            Assert.All(found, link => Assert.True(link.Facts.IsLost));

            // A link that changed its rel is lost and live; what is asked here is where no link is left.
            Assert.Equal(lost.Order(StringComparer.Ordinal),
                found.GroupBy(link => (link.Source, link.Target)).Where(links => !live.Contains(links.Key))
                    .Select(links => string.Create(CultureInfo.InvariantCulture,
                        $"{links.Key.Source} {links.Key.Target} {links.Min(link => link.Facts.FirstSeenSeconds) - 1_700_000_000} {links.Max(link => link.Facts.LastSeenSeconds) - 1_700_000_000}"))
                    .Order(StringComparer.Ordinal));
        }, iter: 60, threads: 1);

    private static IEnumerable<string> SeenIn(Crawled reading) => reading.As switch
    {
        CrawledAs.Html or CrawledAs.TruncatedHtml => reading.Links.Select(link => link.Target),
        CrawledAs.Redirect when reading.Links[0].Target != reading.Page => [reading.Links[0].Target],
        _ => [],
    };

    // The nodes by the definition, from the rows that the engine gives; that these are right is tested elsewhere.
    private static void AssertAround(
        Snapshot snapshot, IEnumerable<TableLink> links, SourceScope level, Target?[] targets)
    {
        IntersectQuery query = new() { PositiveTargets = [.. targets.OfType<Target>()], SourceScope = level };
        if (query.PositiveTargets.Count == 0)
        {
            return;
        }

        LinkIntersect engine = new(snapshot);
        FoundQuery found = engine.Find(query, CancellationToken.None);
        HashSet<string> sources = [.. engine.Describe(found, engine.Stream(found, CancellationToken.None))
            .Select(row => row.Page)];
        (string Source, string Target, TableLink Link)[] ends =
            [.. links.Select(link => (Node(snapshot, level, link.Source), Node(snapshot, level, link.Target), link))];
        HashSet<string> reached = [.. ends.Where(end => sources.Contains(end.Source)
            && query.PositiveTargets.Any(target => IsOf(snapshot, end.Link.Target, target))).Select(end => end.Target)];
        AnswerEdges around = AnswerEdges.Find(snapshot, engine, found, null, CancellationToken.None);
        Assert.Equal(
            sources.Union(reached).Order(StringComparer.Ordinal)
                .Select(node => (node, sources.Contains(node), reached.Contains(node))),
            around.Nodes.Select(node => (UrlKey.ToText(node.Key.Span), node.IsSource, node.IsTarget))
                .OrderBy(node => node.Item1, StringComparer.Ordinal));
        TableLink[] between = [.. ends.Where(end => sources.Union(reached).Contains(end.Source)
            && sources.Union(reached).Contains(end.Target)).Select(end => end.Link)];
        List<string> edges = [];
        around.ForEachEdge((source, target, facts) => edges.Add(Line(source, target, facts)), CancellationToken.None);
        Assert.Equal((snapshot.Evidence.KnowsLinks ? Naive(snapshot, level, between)
            : Pairs(snapshot, level, between).Select(pair => $"{pair} 1  1  ")).Order(StringComparer.Ordinal),
            edges.Order(StringComparer.Ordinal));
    }

    private static Snapshot Build(TemporaryFolder folder, Crawled[] readings, out List<TableLink> links)
    {
        IndexBuild.Run(new BuildOptions
        {
            IndexFolder = folder.File("index"),
            Inputs = [.. Enumerable.Range(0, 3).SelectMany(file => CrawledWeb.Write(readings, file, folder.Path))],
            MemoryBytes = 64 << 20,
            ThreadCount = 1,
        }, null, CancellationToken.None);
        string snapshotFolder = IndexFolder.CurrentSnapshot(folder.File("index"))!;
        links = OracleWeb.ReadLinks(snapshotFolder);
        return Snapshot.Open(snapshotFolder);
    }

    private static IEnumerable<string> Naive(Snapshot snapshot, SourceScope level, IEnumerable<TableLink> links) =>
        links.GroupBy(link => (Source: Node(snapshot, level, link.Source), Target: Node(snapshot, level, link.Target)))
            .Where(edge => edge.Key.Source != edge.Key.Target)
            .Select(edge => string.Create(CultureInfo.InvariantCulture,
                $"{edge.Key.Source} {edge.Key.Target} {edge.Count()} {edge.Count(link => link.Rel == LinkRel.None)} {edge.Select(link => link.Source).Distinct().Count()} {edge.Min(link => link.FirstSeen)} {edge.Max(link => link.LastSeen)}"));

    private static IEnumerable<string> Pairs(Snapshot snapshot, SourceScope level, IEnumerable<TableLink> links) =>
        links.Select(link => (Source: Node(snapshot, level, link.Source), Target: Node(snapshot, level, link.Target)))
            .Where(edge => edge.Source != edge.Target).Select(edge => $"{edge.Source} {edge.Target}").Distinct()
            .Order(StringComparer.Ordinal);

    private static string Line(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, EdgeFacts facts) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{UrlKey.ToText(source)} {UrlKey.ToText(target)} {facts.LinkCount} {facts.FollowedCount} {facts.PageCount} {facts.FirstSeenSeconds} {facts.LastSeenSeconds}");

    private static string Node(Snapshot snapshot, SourceScope level, string url)
    {
        byte[] key = SnapshotFixture.Key(url);
        return UrlKey.ToText(level switch
        {
            SourceScope.Page => key,
            SourceScope.Subdomain => UrlKey.HostKey(key),
            _ => snapshot.PublicSuffixes.RootDomainKey(key),
        });
    }

    private static bool IsOf(Snapshot snapshot, string url, Target target) => target.Scope switch
    {
        TargetScope.Page => Node(snapshot, SourceScope.Page, url) == target.Meaning,
        TargetScope.Subdomain => Node(snapshot, SourceScope.Subdomain, url) == target.Meaning,
        _ => Node(snapshot, SourceScope.RootDomain, url) == target.Meaning
            || Node(snapshot, SourceScope.Subdomain, url) == target.Meaning,
    };

    private static Target? RandomTarget(Snapshot snapshot, Random random, string[] urls)
    {
        TargetScope[] scopes = [TargetScope.Page, TargetScope.Subdomain, TargetScope.RootDomain];
        return urls.Length == 0 ? null
            : Resolve(snapshot, urls[random.Next(urls.Length)], scopes[random.Next(scopes.Length)]);
    }

    private static Target? Resolve(Snapshot snapshot, string url, TargetScope scope)
    {
        new TargetParser(snapshot).TryParse(url, scope, out Target? target);
        return target;
    }
}
