using CsCheck;
using Vennlink.Links;
using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Snapshots.Targets;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Query;

public sealed class EvidenceTests
{
    private static readonly NaiveSuffixes Suffixes = new(PublicSuffixList.EmbeddedText.Span);

    [Fact]
    public void Evidence_shows_each_live_link_with_anchor_rel_and_file()
    {
        using SnapshotFixture fixture = SnapshotFixture.Build(
        [
            new WebLink("a.example/", "t.example/1", Anchor: "one"),
            new WebLink("a.example/", "t.example/2", LinkRel.Nofollow | LinkRel.Ugc, Anchor: "two"),
            new WebLink("a.example/", "t.example/1", Anchor: "one again"),
            new WebLink("a.example/", "www.t.example/", Anchor: "other host"),
            new WebLink("a.example/", "t.example/gone", IsLost: true),
            new WebLink("a.example/", "a.example/x", Anchor: "inside"),
            new WebLink("b.example/", "t.example/1", Anchor: "someone else"),
        ]);

        EvidenceRow[] rows = Find(fixture, SourceScope.Page, "a.example/", TargetScope.Subdomain, "t.example");
        Assert.Equal(["one", "two", "one again"], rows.Select(row => row.Anchor));
        Assert.Equal(["t.example/1", "t.example/2", "t.example/1"], rows.Select(row => row.TargetPage));
        Assert.Equal([LinkRel.None, LinkRel.Nofollow | LinkRel.Ugc, LinkRel.None], rows.Select(row => row.Rel));
        Assert.All(rows, row =>
            Assert.Equal(("a.example/", LinkKind.Anchor, "links.csv", new string('0', 64)),
                (row.SourcePage, row.Kind, row.File, row.FileDigest)));

        Assert.Equal(4, Find(fixture, SourceScope.RootDomain, "a.example", TargetScope.RootDomain, "t.example").Length);
        Assert.Equal(2, Find(fixture, SourceScope.Page, "a.example/", TargetScope.Page, "t.example/1").Length);
        Assert.Empty(Find(fixture, SourceScope.Page, "a.example/", TargetScope.Page, "t.example/gone"));
        Assert.True(Assert.Single(Find(fixture, SourceScope.Page, "a.example/", TargetScope.Page, "t.example/gone",
            new LinkFilter { State = LinkState.Lost })).IsLost);
        Assert.True(fixture.Snapshot.IsKnown(TargetScope.Page, SnapshotFixture.Key("t.example/gone")));
        Assert.Empty(Find(fixture, SourceScope.Page, "a.example/", TargetScope.Page, "a.example/x"));
        Assert.Empty(Find(fixture, SourceScope.Page, "nobody.example/", TargetScope.Page, "t.example/1"));
        Assert.Empty(Find(fixture, SourceScope.RootDomain, "nobody.example", TargetScope.Page, "t.example/1"));
    }

    [Fact]
    public void Evidence_of_a_random_web_is_every_link_that_counts_to_another_root_domain_that_the_target_covers() =>
        Gen.Select(Gen.Select(CrawledWeb.Url, CrawledWeb.Url, Gen.Bool).Array[1, 50], Gen.Int).Sample((drawn, seed) =>
        {
            Random random = new(seed);
            TableLink[] links = [.. drawn.Select(link =>
                NaiveLinks.WithFacts(random, new TableLink(link.Item1, link.Item2, link.Item3)))];
            using SnapshotFixture fixture = SnapshotFixture.Build(links.Select(link =>
                new WebLink(link.Source, link.Target, link.Rel, "", link.IsLost, link.Anchor, link.Kind, link.FirstSeen,
                    link.LastSeen)));
            foreach (TableLink asked in links.Take(10))
            {
                LinkFilter? filter = random.Next(3) == 0 ? null : NaiveLinks.RandomFilter(random);
                foreach (SourceScope sourceScope in Enum.GetValues<SourceScope>())
                {
                    foreach (TargetScope targetScope in Enum.GetValues<TargetScope>())
                    {
                        string[] expected = [.. links
                            .Where(link => NaiveLinks.Counts(filter ?? new LinkFilter(), link) && RootDomain(link.Source) != RootDomain(link.Target)
                                && SourcePart(sourceScope, link.Source) == SourcePart(sourceScope, asked.Source)
                                && (targetScope == TargetScope.Subfolder
                                    ? NaiveIntersect.Canonical(link.Target)
                                        .StartsWith(Part(targetScope, asked.Target), StringComparison.Ordinal)
                                    : Part(targetScope, link.Target) == Part(targetScope, asked.Target)))
                            .Select(link => Text(NaiveIntersect.Canonical(link.Source),
                                NaiveIntersect.Canonical(link.Target), link.Anchor, link.Rel, link.Kind, link.IsLost,
                                link.FirstSeen)).Order(StringComparer.Ordinal)];
                        EvidenceRow[] rows = Find(fixture, sourceScope, SourcePart(sourceScope, asked.Source),
                            targetScope, Part(targetScope, asked.Target), filter);
                        Assert.Equal(expected, rows.Select(row => Text(row.SourcePage, row.TargetPage, row.Anchor,
                            row.Rel, row.Kind, row.IsLost, row.FirstSeenSeconds)).Order(StringComparer.Ordinal));
                    }
                }
            }
        }, iter: 25, threads: 1);

    private static string Text(
        string source, string target, string anchor, LinkRel rel, LinkKind kind, bool isLost, long? firstSeen) =>
        $"{source} {target} '{anchor}' {rel} {kind} {isLost} {firstSeen}";

    private static string RootDomain(string url) =>
        Suffixes.RootDomainOf(NaiveIntersect.Host(NaiveIntersect.Canonical(url)));

    private static string SourcePart(SourceScope scope, string url) => scope switch
    {
        SourceScope.Page => NaiveIntersect.Canonical(url),
        SourceScope.Subdomain => NaiveIntersect.Host(NaiveIntersect.Canonical(url)),
        _ => RootDomain(url),
    };

    private static string Part(TargetScope scope, string url) => scope switch
    {
        TargetScope.Page => NaiveIntersect.Canonical(url),
        TargetScope.Subdomain => NaiveIntersect.Host(NaiveIntersect.Canonical(url)),
        TargetScope.Subfolder => Folder(NaiveIntersect.Canonical(url)),
        _ => RootDomain(url),
    };

    // That the page stands in.
    private static string Folder(string canonical)
    {
        string path = canonical.Split('?')[0];
        return path[..(path.LastIndexOf('/') + 1)];
    }

    private static EvidenceRow[] Find(SnapshotFixture fixture, SourceScope sourceScope, string source,
        TargetScope targetScope, string target, LinkFilter? links = null)
    {
        byte[] sourceKey = SnapshotFixture.Key(source);
        byte[] targetKey = SnapshotFixture.Key(target);
        return [.. new Evidence(fixture.Snapshot).Find(
            sourceScope,
            sourceScope == SourceScope.Page ? sourceKey : sourceKey.AsMemory(0, UrlKey.HostLength(sourceKey)),
            new Target(
                targetScope,
                targetScope switch
                {
                    TargetScope.Page or TargetScope.Subfolder => targetKey,
                    TargetScope.Subdomain => targetKey.AsMemory(0, UrlKey.HostLength(targetKey) + 1),
                    _ => targetKey.AsMemory(0, UrlKey.HostLength(targetKey)),
                },
                target),
            links,
            CancellationToken.None)];
    }
}
