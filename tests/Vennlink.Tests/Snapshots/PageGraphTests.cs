using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Tests.Snapshots;

/// <summary>Which links carry rank, in numbers that a person can work out.</summary>
public sealed class PageGraphTests
{
    private const double Damping = 0.85;

    [Fact]
    public void A_page_divides_what_it_has_among_its_followed_links()
    {
        using SnapshotFixture web = SnapshotFixture.Build(
            [new("a.com/", "b.com/"), new("a.com/", "b.com/"), new("a.com/", "c.com/"), new("d.com/", "c.com/")],
            pagesWithoutLinks: ["b.com/", "c.com/"]);
        AssertRanks(web, ("a.com/", 1), ("b.com/", 1 + (Damping / 2)), ("c.com/", 1 + (Damping / 2) + Damping));
    }

    [Fact]
    public void Links_inside_a_site_carry_rank_those_of_a_page_to_itself_do_not()
    {
        using SnapshotFixture web = SnapshotFixture.Build(
            [new("a.com/", "a.com/"), new("a.com/", "a.com/b"), new("a.com/", "www.a.com/"), new("a.com/b", "a.com/b")],
            pagesWithoutLinks: ["www.a.com/"]);
        AssertRanks(web, ("a.com/", 1), ("a.com/b", 1 + (Damping / 2)), ("www.a.com/", 1 + (Damping / 2)));
    }

    [Fact]
    public void A_redirect_passes_on_all_that_it_gets_and_a_canonical_its_share()
    {
        using SnapshotFixture web = SnapshotFixture.Build(
            [
                new("x.com/", "old.com/"), new("y.com/", "old.com/"),
                new("old.com/", "new.com/", Kind: LinkKind.Redirect),
                new("copy.com/", "original.com/", Kind: LinkKind.Canonical), new("copy.com/", "b.com/"),
            ],
            pagesWithoutLinks: ["new.com/", "original.com/", "b.com/"]);
        AssertRanks(
            web, ("old.com/", 1 + (2 * Damping)), ("new.com/", 1 + (Damping * (1 + (2 * Damping)))),
            ("original.com/", 1 + (Damping / 2)), ("b.com/", 1 + (Damping / 2)));
    }

    [Theory]
    [InlineData(LinkRel.Nofollow)]
    [InlineData(LinkRel.Ugc)]
    [InlineData(LinkRel.Sponsored)]
    [InlineData(LinkRel.PageNofollow)]
    public void A_link_that_is_not_followed_carries_nothing_and_takes_no_share(LinkRel rel)
    {
        using SnapshotFixture web = SnapshotFixture.Build(
            [
                new("a.com/", "b.com/", rel), new("a.com/", "c.com/"), new("a.com/", "a.com/inside", rel),
                new("d.com/", "b.com/", rel), new("d.com/", "b.com/"), new("e.com/", "b.com/", IsLost: true),
            ],
            pagesWithoutLinks: ["b.com/", "c.com/", "a.com/inside"]);
        AssertRanks(web, ("c.com/", 1 + Damping), ("a.com/inside", 1), ("b.com/", 1 + Damping));
        AssertDomain(web, "b.com", 1 + Damping, linkingDomains: 2);
        AssertDomain(web, "c.com", 1 + Damping, linkingDomains: 1);
    }

    [Fact]
    public void What_goes_to_pages_nobody_crawled_is_lost_to_the_others()
    {
        using SnapshotFixture web = SnapshotFixture.Build(
            [new("a.com/", "b.com/"), new("a.com/", "uncrawled.com/x"), new("a.com/", "uncrawled.com/y"),
                new("a.com/", "a.com/uncrawled")], pagesWithoutLinks: ["b.com/"]);
        AssertRanks(web, ("b.com/", 1 + (Damping / 4)));

        // A root domain is there whether or not a page of it was crawled, and two links to it are one arc.
        AssertDomain(web, "uncrawled.com", 1 + (Damping / 2), linkingDomains: 1);
        AssertDomain(web, "b.com", 1 + (Damping / 2), linkingDomains: 1);
    }

    [Fact]
    public void A_site_on_a_platform_inherits_nothing_of_the_platforms_rank()
    {
        WebLink[] web =
        [
            .. Enumerable.Range(0, 500).Select(site => new WebLink($"site{site}.com/", "github.io/")),
            .. Enumerable.Range(0, 500).Select(site => new WebLink($"site{site}.org/", "bob.github.io/")),
            new("alice.github.io/", "elsewhere.net/"), new("nobody.net/", "elsewhere.net/"),
                new("github.io/", "elsewhere.net/"), new("bob.github.io/", "elsewhere.net/"),
        ];
        using SnapshotFixture fixture = SnapshotFixture.Build(web);
        Snapshot snapshot = fixture.Snapshot;
        Assert.True(AuthorityOf(snapshot, "github.io") > 20);
        Assert.True(AuthorityOf(snapshot, "bob.github.io") > 20);
        Assert.Equal(AuthorityOf(snapshot, "nobody.net"), AuthorityOf(snapshot, "alice.github.io"));
        AssertDomain(fixture, "alice.github.io", 1, linkingDomains: 0);

        // Folded into one site when the private section does not count: then there is no alice to be scored.
        using SnapshotFixture folded = SnapshotFixture.Build(web, sections: PublicSuffixSections.Icann);
        AssertDomain(folded, "github.io", 1 + (1000 * Damping), linkingDomains: 1000);
    }

    [Fact]
    public void A_root_domain_links_once_to_another_however_many_of_its_pages_do()
    {
        using SnapshotFixture web = SnapshotFixture.Build(
            [.. Enumerable.Range(0, 50).Select(page => new WebLink($"a.com/{page}", $"b.com/{page}")),
                new("www.a.com/", "c.com/"), new("a.com/1", "a.com/2")]);
        AssertDomain(web, "b.com", 1 + (Damping / 2), linkingDomains: 1);
        AssertDomain(web, "c.com", 1 + (Damping / 2), linkingDomains: 1);
        AssertDomain(web, "a.com", 1, linkingDomains: 0);
    }

    private static int AuthorityOf(Snapshot snapshot, string rootDomain)
    {
        byte[] key = SnapshotFixture.Key(rootDomain);
        Assert.True(snapshot.TryFindDomain(UrlKey.HostKey(key), out DomainId domain));
        return snapshot.DomainAuthority(domain);
    }

    private static void AssertRanks(SnapshotFixture web, params (string Page, double Rank)[] expected)
    {
        using LivePages live = LivePages.Open(web.Folder);
        using PageScores scores = new(web.Folder, live.PageCount);
        foreach ((string page, double rank) in expected)
        {
            byte[] key = SnapshotFixture.Key(page);
            using LivePageCursor cursor = live.Read(key);
            Assert.True(cursor.MoveNext() && cursor.Current.Key.SequenceEqual(key), page);
            Assert.True(Math.Abs(rank - scores.RelativeRank(cursor.Ordinal)) < rank * 1e-6,
                $"{page} has {scores.RelativeRank(cursor.Ordinal)}, not {rank}");
        }
    }

    private static void AssertDomain(SnapshotFixture web, string rootDomain, double rank, uint linkingDomains)
    {
        using DomainScoresReader scores = new(web.Folder);
        Assert.True(scores.TryFind(UrlKey.HostKey(SnapshotFixture.Key(rootDomain)), out long domain), rootDomain);
        DomainScores found = scores.Read(domain);
        Assert.True(Math.Abs(rank - found.RelativeRank) < rank * 1e-6,
            $"{rootDomain} has {found.RelativeRank}, not {rank}");
        Assert.Equal(linkingDomains, found.LinkingDomainCount);
    }
}
