using System.Globalization;
using Vennlink.Build;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Ranking;

/// <summary>
/// Page Authority of real pages beside their PageRank as the paper has it, and beside how many pages link to them;
/// docs/page-authority.md has the figures.
/// </summary>
public sealed class PageAuthorityTests
{
    [Theory]
    [InlineData("california", true)]
    [InlineData("california", false)]
    [InlineData("awesome", false)]
    public void The_rank_behind_Page_Authority_orders_pages_of_a_list_as_PageRank_does(string table, bool isAllCrawled)
    {
        IReadOnlyList<TableLink> links = LinkTables.Read(table);
        using SnapshotFixture web = SnapshotFixture.Build(
            links.Select(link => new WebLink(link.Source, link.Target)), memoryBytes: 64 << 20,
            pagesWithoutLinks: isAllCrawled ? links.Select(link => link.Target) : null);
        Check(isAllCrawled ? $"{table}, all pages crawled" : table, web.Folder);
    }

    [Theory]
    [InlineData("aut-example.warc.gz")]
    [InlineData("trafilatura-dev.warc.gz")]
    public void The_rank_behind_Page_Authority_orders_pages_of_a_crawl_as_PageRank_does(string crawl)
    {
        string input = SharedData.Require($"crawls/{crawl}");
        using TemporaryFolder folder = new();
        string index = folder.File("index");
        IndexBuild.Run(
            new BuildOptions { IndexFolder = index, Inputs = [input], MemoryBytes = 64 << 20, ThreadCount = 2 }, null,
            TestContext.Current.CancellationToken);
        Check(crawl, IndexFolder.CurrentSnapshot(index)!);
    }

    private static void Check(string name, string folder)
    {
        // Numbers for all pages there are, the crawled ones first.
        Dictionary<string, uint> nodes = [];
        List<double> authorities = [];
        List<double> ranks = [];
        List<(string Source, string Target)> links = [];
        using LivePages live = LivePages.Open(folder);
        using PageScores scores = new(folder, live.PageCount);
        using LivePageCursor cursor = live.Read();
        while (cursor.MoveNext())
        {
            string source = UrlKey.ToText(cursor.Current.Key);
            nodes.Add(source, (uint)nodes.Count);
            authorities.Add(scores.Authority(cursor.Ordinal));
            ranks.Add(scores.RelativeRank(cursor.Ordinal));
            for (int link = 0; link < cursor.Current.LinkCount; link++)
            {
                LinkFacts facts = cursor.Current[link].Facts;
                if (!facts.IsLost && (facts.Rel & LinkRel.NotFollowed) == 0)
                {
                    links.Add((source, UrlKey.ToText(cursor.Current[link].TargetKey)));
                }
            }
        }

        links.ForEach(link => nodes.TryAdd(link.Target, (uint)nodes.Count));
        (uint Source, uint Target)[] arcs = [.. links.Where(link => link.Source != link.Target)
            .Select(link => (nodes[link.Source], nodes[link.Target])).Distinct()];
        double[] pageRank = NaiveRanks.PageRank(nodes.Count, arcs, 0.85, 60)[..authorities.Count];
        double[] inDegree = new double[nodes.Count];
        foreach ((_, uint target) in arcs)
        {
            inDegree[target]++;
        }

        string Figures(IReadOnlyList<double> values) => string.Create(
            CultureInfo.InvariantCulture,
            $"with PageRank {RankCorrelation.Spearman(values, pageRank):F4}, with in-degree "
                + $"{RankCorrelation.Spearman(values, inDegree[..authorities.Count]):F4}");
        TestContext.Current.SendDiagnosticMessage(
            $"{name}: {authorities.Count} pages, {nodes.Count} with those linked to, {arcs.Length} arcs; rank "
                + $"{Figures(ranks)}; Page Authority {Figures(authorities)}; PageRank {Figures(pageRank)}");

        // The rank in the index is PageRank times a number, up to how far both were computed; where no page is linked
        // to, all are alike.
        if (pageRank.Max() > pageRank.Min() * (1 + 1e-9))
        {
            Assert.InRange(RankCorrelation.Spearman(ranks, pageRank), 0.99, 1);
        }
    }
}
