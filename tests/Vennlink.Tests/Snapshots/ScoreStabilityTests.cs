using CsCheck;
using Vennlink.Build;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Tests.Oracles;
using Vennlink.Tests.Ranking;
using Vennlink.Urls;

namespace Vennlink.Tests.Snapshots;

/// <summary>Scores of real graphs stay where they are when something else is added.</summary>
public sealed class ScoreStabilityTests
{
    /// <summary>
    /// Tables, with the model that the library is shipped with and with one that weighs all that pages and links say.
    /// </summary>
    public static TheoryData<string, bool> Tables =>
        [.. LinkTables.Names.SelectMany(name => new[] { (name, false), (name, true) })];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Pages_that_have_nothing_to_do_with_the_rest_leave_all_of_its_scores_where_they_are(
        string name, bool weighsEvidence)
    {
        SpamModel spam = weighsEvidence ? SpamEvidenceTests.Model : SpamModel.Embedded;
        WebLink[] links = [.. LinkTables.Read(name).Select(link => new WebLink(link.Source, link.Target))];
        (Dictionary<string, (float Rank, byte Authority)> pages, Dictionary<string, DomainScores> domains) =
            Scores(links, spam);
        WebLink[] added = [new("http://a-new-site.example/", "http://another-new-site.example/"),
            new("http://zz.example/", "http://zz.example/nowhere")];
        (Dictionary<string, (float Rank, byte Authority)> laterPages, Dictionary<string, DomainScores> laterDomains) =
            Scores([.. links, .. added], spam);
        Assert.Equal(pages.Count + 2, laterPages.Count);
        Assert.Equal(domains.Count + 3, laterDomains.Count);
        Assert.DoesNotContain(pages, page => !IsSame(page.Value.Rank, laterPages[page.Key].Rank)
            || page.Value.Authority != laterPages[page.Key].Authority);
        Assert.DoesNotContain(domains, domain => !IsSame(domain.Value, laterDomains[domain.Key]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_page_beside_a_crawl_leaves_all_of_its_scores_where_they_are(bool weighsEvidence)
    {
        using TemporaryFolder folder = new();
        string crawl = SharedData.InRepository("samples/aut-example.arc.gz");
        string page = folder.File("page.csv");
        File.WriteAllText(page, "source,target\nhttp://a-new-site.example/,http://another-new-site.example/\n");
        string model = folder.File("model.txt");
        File.WriteAllText(model, SpamEvidenceTests.AllFeatures);
        (Dictionary<string, (float Rank, byte Authority)> Pages, Dictionary<string, DomainScores> Domains) Build(
            string name, params string[] inputs)
        {
            string index = folder.File(name);
            IndexBuild.Run(
                new BuildOptions
                {
                    IndexFolder = index,
                    Inputs = inputs,
                    MemoryBytes = 256L << 20,
                    ThreadCount = 2,
                    SpamModelFile = weighsEvidence ? model : null
                }, null, CancellationToken.None);
            return Scores(IndexFolder.SnapshotFolder(index, IndexFolder.CurrentId(index)!));
        }

        (Dictionary<string, (float Rank, byte Authority)> pages, Dictionary<string, DomainScores> domains) =
            Build("crawl", crawl);
        (Dictionary<string, (float Rank, byte Authority)> laterPages, Dictionary<string, DomainScores> laterDomains) =
            Build("more", crawl, page);
        Assert.Equal((pages.Count + 1, domains.Count + 2), (laterPages.Count, laterDomains.Count));
        Assert.DoesNotContain(pages, page => !IsSame(page.Value.Rank, laterPages[page.Key].Rank)
            || page.Value.Authority != laterPages[page.Key].Authority);
        Assert.DoesNotContain(domains, domain => !IsSame(domain.Value, laterDomains[domain.Key]));
    }

    // Root domains of the second lie between, below and above those of the first, in their suffixes and in suffixes
    // below them.
    private static readonly string[] Hosts = ["shop.com", "www.shop.com", "a.amazonaws.com", "x.s3.amazonaws.com",
        "alice.github.io", "b.co.uk", "m.b.co.uk", "c.example"];

    private static readonly string[] OtherHosts =
        ["aaa.com", "zzz.com", "shop-a.com", "shop.com.au", "shop.co.uk", "s3.amazonaws.com", "y.s3.amazonaws.com",
            "w.s3.amazonaws.com", "github.io", "bob.github.io", "co.uk", "uk", "d.example"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_web_beside_another_leaves_all_of_its_scores_where_they_are(bool weighsEvidence)
    {
        SpamModel spam = weighsEvidence ? SpamEvidenceTests.Model : SpamModel.Embedded;
        Gen.Select(Web(Hosts), Web(OtherHosts)).Sample(
            (links, added) =>
            {
                (Dictionary<string, (float Rank, byte Authority)> pages, Dictionary<string, DomainScores> domains) =
                    Scores(links, spam);
                (Dictionary<string, (float Rank, byte Authority)> laterPages,
                    Dictionary<string, DomainScores> laterDomains) = Scores([.. links, .. added], spam);
                Assert.True(laterDomains.Count > domains.Count);
                Assert.DoesNotContain(pages, page => !IsSame(page.Value.Rank, laterPages[page.Key].Rank)
                    || page.Value.Authority != laterPages[page.Key].Authority);
                Assert.DoesNotContain(domains, domain => !IsSame(domain.Value, laterDomains[domain.Key]));
            },
            iter: 15);
    }

    private static Gen<WebLink[]> Web(string[] hosts)
    {
        Gen<string> page = Gen.Select(Gen.Int[0, hosts.Length - 1], Gen.Int[0, 2], (host, path) =>
            $"{hosts[host]}/{path}");
        return Gen.Select(page, page, Gen.Int[0, 4], (source, target, rel) =>
            new WebLink(source, target, rel == 0 ? LinkRel.Nofollow : LinkRel.None)).Array[1, 80];
    }

    // With more nodes, ranks are rounded to a larger unit, far below the bits of a float.
    private static bool IsSame(float before, float after) => Math.Abs(before - after) <= 1e-6 * before;

    private static bool IsSame(DomainScores before, DomainScores after) =>
        IsSame(before.RelativeRank, after.RelativeRank)
        && before with { RelativeRank = 0 } == after with { RelativeRank = 0 };

    private static (Dictionary<string, (float Rank, byte Authority)> Pages,
        Dictionary<string, DomainScores> Domains) Scores(WebLink[] links, SpamModel spam)
    {
        using SnapshotFixture web =
            SnapshotFixture.Build(links, memoryBytes: 64 << 20, spam: new SpamScorer(spam, SpamLists.None));
        return Scores(web.Folder);
    }

    private static (Dictionary<string, (float Rank, byte Authority)> Pages,
        Dictionary<string, DomainScores> Domains) Scores(string folder)
    {
        using LivePages live = LivePages.Open(folder);
        using PageScores pageScores = new(folder, live.PageCount);
        using DomainScoresReader domainScores = new(folder);
        Dictionary<string, (float Rank, byte Authority)> pages = [];
        using LivePageCursor cursor = live.Read();
        while (cursor.MoveNext())
        {
            pages.Add(UrlKey.ToText(cursor.Current.Key),
                (pageScores.RelativeRank(cursor.Ordinal), pageScores.Authority(cursor.Ordinal)));
        }

        byte[] key = new byte[4096];
        return (pages, Enumerable.Range(0, (int)domainScores.RecordCount).ToDictionary(
            domain => UrlKey.ToText(key.AsSpan(0, domainScores.Key(domain, key))), domain =>
            domainScores.Read(domain)));
    }
}
