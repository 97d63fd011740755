using Vennlink.Links;
using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Tests.Query;

public sealed class ScoreExplainerTests
{
    // hub.example is linked from three sites, by one of them with nofollow only, and links to nobody.
    private static readonly WebLink[] Web =
    [
        new("a.example/", "hub.example/"),
        new("a.example/", "hub.example/x"),
        new("a.example/more", "hub.example/"),
        new("www.b.example/", "hub.example/"),
        new("c.example/", "hub.example/", LinkRel.Nofollow),
        new("d.example/", "a.example/"),
        new("a.example/", "a.example/more"),
        new("hub.example/", "hub.example/inside"),
    ];

    [Fact]
    public void Points_add_up_to_the_authority_before_it_is_a_whole_number()
    {
        using SnapshotFixture web = SnapshotFixture.Build(Web);
        foreach (string site in (string[])["a.example", "b.example", "c.example", "d.example", "hub.example"])
        {
            DomainExplanation domain = Explain(web, site).Domain!;
            Assert.Equal(domain.DomainAuthority,
                (int)(domain.DomainAuthorityComponents.Sum(component => component.Points) + 0.005));
        }

        foreach (string page in (string[])["a.example/", "a.example/more", "hub.example/"])
        {
            PageExplanation explained = Explain(web, page).Page!;
            Assert.Equal(explained.PageAuthority,
                (int)Math.Ceiling(explained.PageAuthorityComponents.Sum(component => component.Points) - 0.005));
        }
    }

    [Fact]
    public void A_site_that_never_links_out_is_explained()
    {
        using SnapshotFixture web = SnapshotFixture.Build(Web);
        Explanation explanation = Explain(web, "hub.example");
        DomainExplanation domain = explanation.Domain!;
        Assert.True(explanation.IsInIndex);
        Assert.Null(explanation.Page);
        Assert.Equal((3, 2, 4, 0),
            (domain.LinkingRootDomains, domain.FollowedLinkingRootDomains, domain.LinkingPages, domain.SourcePages));
        Assert.Equal(["a.example", "b.example", "c.example"],
            domain.StrongestLinkingRootDomains.Select(linking => linking.RootDomain));
        Assert.Equal([true, true, false], domain.StrongestLinkingRootDomains.Select(linking => linking.IsFollowed));
        Assert.True(domain.DomainAuthority > Explain(web, "a.example").Domain!.DomainAuthority);
        Assert.Equal("2", domain.DomainAuthorityComponents.Single(component =>
            component.Name == "followed_linking_root_domains").Value);
    }

    [Fact]
    public void A_link_that_is_not_followed_gives_no_points()
    {
        using SnapshotFixture web =
            SnapshotFixture.Build([.. Web, new("e.example/", "only-nofollow.example/", LinkRel.Ugc)]);
        DomainExplanation domain = Explain(web, "only-nofollow.example").Domain!;
        Assert.Equal((1, 1f), (domain.DomainAuthority, domain.RelativeRank));
        Assert.Equal((1, 0), (domain.LinkingRootDomains, domain.FollowedLinkingRootDomains));
    }

    [Fact]
    public void A_page_has_its_own_authority_and_the_explanation_of_its_site()
    {
        using SnapshotFixture web = SnapshotFixture.Build(Web);
        Explanation explanation = Explain(web, "https://hub.example");
        Assert.Null(explanation.Page);
        explanation = Explain(web, "https://hub.example/");
        Assert.Equal("hub.example/", explanation.Target);
        Assert.Equal((3, 4), (explanation.Page!.LinkingRootDomains, explanation.Page.LinkingPages));
        Assert.Equal(["a.example/", "a.example/more", "www.b.example/", "c.example/"],
            explanation.Page.StrongestLinkingPages.Select(page => page.Page).Order()
            .OrderBy(page => page.Contains("c.ex", StringComparison.Ordinal)));
        Assert.Equal("hub.example", explanation.Domain!.RootDomain);
    }

    [Fact]
    public void Of_a_page_that_was_not_crawled_it_is_said()
    {
        using SnapshotFixture web = SnapshotFixture.Build(Web);
        PageExplanation page = Explain(web, "hub.example/x").Page!;
        Assert.Null(page.PageAuthority);
        Assert.Null(page.RelativeRank);
        Assert.Empty(page.PageAuthorityComponents);
        Assert.Contains("not crawled", page.Words, StringComparison.Ordinal);
        Assert.Equal(1, page.LinkingPages);
    }

    // One link of 200 on a page of its own site: 0.85/200 above what nobody links to, which are 4 points of Page
    // Authority.
    [Fact]
    public void A_rank_little_above_the_least_is_not_rounded_to_it()
    {
        using SnapshotFixture web =
            SnapshotFixture.Build(
                [.. Enumerable.Range(0, 200).Select(number => new WebLink("a.example/", $"a.example/{number}"))],
                pagesWithoutLinks: ["a.example/7"]);
        PageExplanation page = Explain(web, "a.example/7").Page!;
        ScoreComponent rank = page.PageAuthorityComponents.Single(component => component.Name == "relative_rank");
        Assert.Equal("1.0043", rank.Value);
        Assert.InRange(rank.Points, 3, 4);
        Assert.Equal(
            "Its PageRank is 1.0043 times that of a page nobody links to. Followed links count, those of its own "
                + "site too.", rank.Words);
        Assert.Equal(0, page.LinkingPages);
    }

    [Fact]
    public void What_the_index_does_not_know_it_says()
    {
        using SnapshotFixture web = SnapshotFixture.Build(Web);
        Assert.Equal(new Explanation("nobody.example", false, null, null), Explain(web, "nobody.example"));
        Explanation page = Explain(web, "hub.example/unknown");
        Assert.False(page.IsInIndex);
        Assert.Equal("It is not in the index.", page.Page!.Words);
        Assert.NotNull(page.Domain);
    }

    [Fact]
    public void It_ends_when_nobody_waits_for_it_any_more()
    {
        using SnapshotFixture web = SnapshotFixture.Build(Web);
        foreach (string text in (string[])["a.example", "hub.example/"])
        {
            Assert.Equal(TargetProblem.None, new TargetParser(web.Snapshot)
                .TryParse(text, ScoreExplainer.ScopeOf(text), out Target? target));
            Assert.Throws<OperationCanceledException>(() =>
                new ScoreExplainer(web.Snapshot).Explain(target!, new CancellationToken(canceled: true)));
        }
    }

    [Theory]
    [InlineData("example.com", TargetScope.RootDomain)]
    [InlineData("https://example.com", TargetScope.RootDomain)]
    [InlineData("example.com/", TargetScope.Page)]
    [InlineData("https://example.com/a", TargetScope.Page)]
    [InlineData("", TargetScope.RootDomain)]
    [InlineData("://", TargetScope.RootDomain)]
    public void A_slash_behind_the_host_makes_a_page(string text, TargetScope scope) =>
        Assert.Equal(scope, ScoreExplainer.ScopeOf(text));

    private static Explanation Explain(SnapshotFixture web, string text)
    {
        Assert.Equal(TargetProblem.None, new TargetParser(web.Snapshot)
            .TryParse(text, ScoreExplainer.ScopeOf(text), out Target? target));
        return new ScoreExplainer(web.Snapshot).Explain(target!, TestContext.Current.CancellationToken);
    }
}
