using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Links;
using Vennlink.Urls;
using Vennlink.Webs;

namespace Vennlink.Tests.Webs;

public sealed class PageWebTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Links_a_page_are_as_many_as_they_shall_be()
    {
        PageCounts counts = new PageListFiles(new PageWeb(20_000, 1), _folder.Path, 2, _ => { })
            .Write(3, CancellationToken.None);
        Assert.Equal(20_000, counts.Pages);
        Assert.InRange(counts.ExternalLinks, 15.7 * counts.Pages, 16.3 * counts.Pages);
        Assert.InRange(counts.InternalLinks, 83.0 * counts.Pages, 87.0 * counts.Pages);
        Assert.InRange(counts.NofollowLinks, 0.135 * counts.ExternalLinks, 0.145 * counts.ExternalLinks);

        List<(string Source, string Target, string Anchor, LinkRel Rel)> rows = Read(_folder.Path);
        Assert.Equal(counts.InternalLinks + counts.ExternalLinks, rows.Count);
        Assert.Equal(20_000, rows.Select(row => row.Source).Distinct().Count());
        Assert.Contains(rows, row => row.Anchor.Contains("\"best\", ", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Rel == (LinkRel.Ugc | LinkRel.Nofollow));
    }

    [Fact]
    public void Every_url_parses_and_is_what_its_site_says()
    {
        new PageListFiles(new PageWeb(1_000, 5), _folder.Path, 1, _ => { }).Write(1, CancellationToken.None);
        UrlParser parser = new();
        UrlRecord url = new();
        Assert.All(Read(_folder.Path).SelectMany(row => new[] { row.Source, row.Target }).Distinct(), text =>
            Assert.True(ListedUrl.TryParse(Encoding.UTF8.GetBytes(text), parser, url), text));
    }

    [Fact]
    public void Footer_links_stand_on_every_page_of_a_site()
    {
        PageWeb web = new(5_000, 2);
        new PageListFiles(web, _folder.Path, 2, _ => { }).Write(1, CancellationToken.None);
        PageSite site = Enumerable.Range(0, 5_000).Select(web.SiteOf).MaxBy(site => site.PageCount);
        Assert.InRange(site.PageCount, 20, 50);
        List<(string Source, string Target, string Anchor, LinkRel Rel)> rows = Read(_folder.Path);
        IGrouping<string,
            (string Source, string Target, string Anchor, LinkRel Rel)>[] pages = [.. rows.GroupBy(row => row.Source)];
        IEnumerable<IGrouping<string, (string Source, string Target, string Anchor, LinkRel Rel)>> ofSite =
            pages[site.FirstPage..(site.FirstPage + site.PageCount)];
        HashSet<string> everywhere = [.. ofSite.First().Select(row => row.Target)];
        foreach (IGrouping<string, (string Source, string Target, string Anchor, LinkRel Rel)> page in ofSite)
        {
            everywhere.IntersectWith(page.Select(row => row.Target));
        }

        // Twenty links of navigation at least, and two to others.
        Assert.True(everywhere.Count >= 20);
        string own = new Uri(ofSite.First().Key).Host.Replace("www.", "", StringComparison.Ordinal);
        Assert.Contains(everywhere, target => !target.Contains(own, StringComparison.Ordinal));
    }

    [Fact]
    public void Sites_cut_the_pages_without_gaps_and_have_domains_of_their_own()
    {
        PageWeb web = new(50_000, 3);
        HashSet<int> domains = [];
        List<int> sizes = [];
        for (int page = 0; page < web.PageCount;)
        {
            PageSite site = web.SiteOf(page);
            Assert.Equal(page, site.FirstPage);
            Assert.Equal(site, web.SiteOf(page + site.PageCount - 1));
            Assert.True(domains.Add(site.Domain));
            sizes.Add(site.PageCount);
            page += site.PageCount;
        }

        Assert.Equal(50_000, sizes.Sum());
        Assert.InRange(sizes.Average(), 5, 40);
        Assert.True(sizes.Max() > 20 * sizes.Average());
    }

    [Fact]
    public void Bytes_do_not_depend_on_the_number_of_threads_but_on_the_seed()
    {
        byte[] one = Write(seed: 1, threadCount: 1);
        Assert.Equal(one, Write(seed: 1, threadCount: 4));
        Assert.NotEqual(one, Write(seed: 2, threadCount: 4));

        byte[] Write(ulong seed, int threadCount)
        {
            new PageListFiles(new PageWeb(2_000, seed), _folder.Path, threadCount, _ => { })
                .Write(2, CancellationToken.None);
            return [.. File.ReadAllBytes(_folder.File("links-00000.csv.gz")),
                .. File.ReadAllBytes(_folder.File("links-00001.csv.gz"))];
        }
    }

    [Fact]
    public void A_later_crawl_finds_pages_that_were_not_there_on_old_sites_and_new()
    {
        PageListFiles files = new(new PageWeb(5_000, 4), _folder.Path, 2, _ => { });
        files.Write(1, CancellationToken.None);
        files.WriteLater(200, CancellationToken.None);
        HashSet<string> before = [.. Read(_folder.Path).Select(row => row.Source)];
        HashSet<string> later = [.. Read(_folder.File("new")).Select(row => row.Source)];
        Assert.Equal(200, later.Count);
        Assert.Empty(later.Intersect(before));
        HashSet<string> hosts = [.. before.Select(page => new Uri(page).Host)];
        Assert.Equal(100, later.Count(page => hosts.Contains(new Uri(page).Host)));
    }

    private static List<(string Source, string Target, string Anchor, LinkRel Rel)> Read(string folder)
    {
        SkipCounts skips = new();
        List<(string, string, string, LinkRel)> rows = [];
        foreach (string file in Directory.GetFiles(folder, "*.csv.gz").Order(StringComparer.Ordinal))
        {
            using LinkListReader reader = LinkListReader.Open(File.OpenRead(file), file, LinkListOptions.None, skips);
            LinkListRow row = new();
            while (reader.TryRead(row))
            {
                rows.Add((Text(row.Source), Text(row.Target), Text(row.Anchor), row.Rel));
            }
        }

        Assert.Equal(0, skips[SkipReason.BadRow]);
        return rows;

        static string Text(ReadOnlyMemory<byte> field) => Encoding.UTF8.GetString(field.Span);
    }
}
