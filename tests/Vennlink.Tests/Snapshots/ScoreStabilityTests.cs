using Vennlink.Merge;
using Vennlink.Snapshots;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Snapshots;

/// <summary>Scores of real graphs stay where they are when something else is added.</summary>
public sealed class ScoreStabilityTests
{
    public static TheoryData<string> Tables => [.. LinkTables.Names];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Pages_that_have_nothing_to_do_with_the_rest_leave_all_of_its_scores_where_they_are(string name)
    {
        WebLink[] links = [.. LinkTables.Read(name).Select(link => new WebLink(link.Source, link.Target))];
        (Dictionary<string, (float Rank, byte Authority)> pages, Dictionary<string, DomainScores> domains) = Scores(links);
        WebLink[] added = [new("http://a-new-site.example/", "http://another-new-site.example/"), new("http://zz.example/", "http://zz.example/nowhere")];
        (Dictionary<string, (float Rank, byte Authority)> laterPages, Dictionary<string, DomainScores> laterDomains) = Scores([.. links, .. added]);
        Assert.Equal(pages.Count + 2, laterPages.Count);
        Assert.Equal(domains.Count + 3, laterDomains.Count);
        Assert.DoesNotContain(pages, page => !IsSame(page.Value.Rank, laterPages[page.Key].Rank) || page.Value.Authority != laterPages[page.Key].Authority);
        Assert.DoesNotContain(domains, domain => !IsSame(domain.Value, laterDomains[domain.Key]));
    }

    // With more nodes, ranks are rounded to a larger unit, far below the bits of a float.
    private static bool IsSame(float before, float after) => Math.Abs(before - after) <= 1e-6 * before;

    private static bool IsSame(DomainScores before, DomainScores after) =>
        IsSame(before.RelativeRank, after.RelativeRank) && IsSame(before.Harmonic, after.Harmonic)
        && before with { RelativeRank = 0, Harmonic = 0 } == after with { RelativeRank = 0, Harmonic = 0 };

    private static (Dictionary<string, (float Rank, byte Authority)> Pages, Dictionary<string, DomainScores> Domains) Scores(WebLink[] links)
    {
        using SnapshotFixture web = SnapshotFixture.Build(links, memoryBytes: 64 << 20);
        using LivePages live = LivePages.Open(web.Folder);
        using PageScores pageScores = new(web.Folder, live.PageCount);
        using DomainScoresReader domainScores = new(web.Folder);
        Dictionary<string, (float Rank, byte Authority)> pages = [];
        using LivePageCursor cursor = live.Read();
        while (cursor.MoveNext())
        {
            pages.Add(UrlKey.ToText(cursor.Current.Key), (pageScores.RelativeRank(cursor.Ordinal), pageScores.Authority(cursor.Ordinal)));
        }

        byte[] key = new byte[4096];
        return (pages, Enumerable.Range(0, (int)domainScores.Count).ToDictionary(
            domain => UrlKey.ToText(key.AsSpan(0, domainScores.Key(domain, key))), domain => domainScores.Read(domain)));
    }
}
