using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Ranking;

namespace Vennlink.Tests.Query;

public sealed class TopScoresTests
{
    // A thousand sites, of which those with a low number are linked the most; many have the same scores, so that keys
    // decide.
    private static readonly WebLink[] Web =
    [
        .. from source in Enumerable.Range(0, 1000)
           from target in Enumerable.Range(1, 3).Select(step => source * step * 7 % 1000 / (1 + (source % 13)))
           where target != source
           select new WebLink($"s{source:D3}.example/p{source % 3}", $"s{target:D3}.example/p0"),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(400)]
    [InlineData(5000)]
    public void The_first_sites_are_those_of_a_sorted_list_of_all(int limit)
    {
        using SnapshotFixture web = SnapshotFixture.Build(Web);
        TopDomain[] all =
        [
            .. web.Snapshot.Targets(Vennlink.Snapshots.Targets.TargetScope.RootDomain).Select(key =>
            {
                Assert.True(web.Snapshot.TryFindScores(key.Span, out Vennlink.Snapshots.Sources.DomainScores scores));
                return new TopDomain(Vennlink.Urls.UrlKey.ToText(key.Span), scores);
            }),
        ];
        TopScores top = new(web.Snapshot);

        // The list is in key order, and sorting is stable.
        Assert.Equal(
            all.OrderByDescending(domain => domain.Scores.DomainAuthority).Take(limit),
            top.Domains(TopOrder.DomainAuthority, limit, TestContext.Current.CancellationToken));
        Assert.Equal(
            all.OrderByDescending(domain => domain.Scores.LinkingDomainCount).Take(limit),
            top.Domains(TopOrder.LinkingDomains, limit, TestContext.Current.CancellationToken));
        Assert.True(all.Select(domain => domain.Scores.DomainAuthority).Distinct().Count() > 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(5000)]
    public void The_first_pages_are_those_of_a_sorted_list_of_all_crawled_ones(int limit)
    {
        using SnapshotFixture web = SnapshotFixture.Build(Web, pagesWithoutLinks: ["s001.example/dead-end"]);
        ScoreExplainer explainer = new(web.Snapshot);
        TargetParser parser = new(web.Snapshot);
        List<(string Page, int Authority)> all = [];
        web.Snapshot.Evidence.ForEachPage(
            known =>
            {
                string page = Vennlink.Urls.UrlKey.ToText(known.Key.Span);
                parser.TryParse(page, Vennlink.Snapshots.Targets.TargetScope.Page, out Target? target);
                all.Add((page, explainer.Explain(target!, TestContext.Current.CancellationToken).Page!.PageAuthority!.Value));
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(
            all.OrderByDescending(page => page.Authority).Take(limit),
            new TopScores(web.Snapshot).Pages(limit, TestContext.Current.CancellationToken)
                .Select(page => (page.Page, page.PageAuthority)));
    }

    [Fact]
    public void A_page_comes_with_its_title_its_rank_and_the_Domain_Authority_of_its_site()
    {
        WebLink[] popular =
            [.. Enumerable.Range(0, 30).Select(site => new WebLink($"s{site}.example/", "hub.example/"))];
        using SnapshotFixture web =
            SnapshotFixture.Build(
                [.. popular, new("hub.example/", "elsewhere.example/", Title: "The hub"),
                    new("hub.example/quiet", "elsewhere.example/", Title: "A corner of it")]);
        TopPage[] pages = [.. new TopScores(web.Snapshot).Pages(50, TestContext.Current.CancellationToken)];
        const float Rank = 1 + (30 * 0.85f);
        int domainAuthority = AuthorityScale.DomainAuthority(Rank, 30);

        Assert.Equal(new TopPage("hub.example/", "The hub", AuthorityScale.PageAuthority(Rank), domainAuthority, Rank),
            pages[0] with { RelativeRank = Rank });
        Assert.Equal(Rank, pages[0].RelativeRank, 1e-3f);
        Assert.Equal(new TopPage("hub.example/quiet", "A corner of it", 1, domainAuthority, 1),
            pages.Single(page => page.Page == "hub.example/quiet"));
    }
}
