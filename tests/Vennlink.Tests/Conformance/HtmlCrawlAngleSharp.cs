using System.Globalization;
using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Records;
using Vennlink.Links;
using Vennlink.Links.Charsets;
using Vennlink.Links.Extraction;
using Vennlink.Tests.Links;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Conformance;

/// <summary>
/// Real pages against AngleSharp's tree: the crawls that no parse5 answers exist for. No page differs.
/// </summary>
public sealed class HtmlCrawlAngleSharp
{
    [Theory]
    [InlineData("crawls/aut-example.warc.gz", 135)]
    [InlineData("crawls/aut-example.arc.gz", 135)]
    [InlineData("crawls/pywb-iana.warc.gz", 18)]
    [InlineData("crawls/common-crawl/npm-warc/CC-MAIN-20140820021334-00006-ip-10-180-136-8.ec2.internal.warc", 3)]
    [InlineData("crawls/common-crawl/whirlwind/whirlwind.warc.gz", 1)]
    [InlineData("crawls/ukwa-discovery/BL-20140325121225068-00000-32090~opera~8443.warc.gz", 36)]
    [InlineData("crawls/ukwa-discovery/BL-20140325122341434-00000-32090~opera~8443.warc.gz", 7)]
    [InlineData("crawls/ukwa-discovery/flashfrozen-jwat-recompressed.warc.gz", 2)]
    public void Links_titles_bases_and_canonicals_equal_those_of_angle_sharp(string crawl, int expectedPages)
    {
        var failures = new StringBuilder();
        int pages = 0;
        var html = new HtmlLinks();
        var links = new PageLinks();
        var decoder = new CharsetDecoder();
        using ArchiveReader reader =
            ArchiveReader.TryOpen(File.OpenRead(SharedData.Require(crawl)), new ArchiveLimits(), new SkipCounts())!;
        var record = new ArchiveRecord();
        while (reader.TryRead(record))
        {
            if (record.Kind != ArchiveRecordKind.Response || !record.ContentType.Span.StartsWith("text/html"u8)
                || record.Body.IsEmpty)
            {
                continue;
            }

            pages++;
            string target = Encoding.UTF8.GetString(record.TargetUri.Span);
            UrlRecord url = PageText.Url(target);
            html.Extract(record.Body.Span, record.ContentType.Span, url, links);
            CharsetSniffer.Detect(record.Body.Span, record.ContentType.Span, out _, out int mark);
            AngleSharpLinks.Answer answer =
                AngleSharpLinks.Read(decoder.ToUtf8(record.Body.Span[mark..], html.Charset).ToArray());
            string expected = Describe(answer, url, html.Charset);
            string actual =
                $"{PageText.Title(links)}\n{Targets(links)}{links.OtherSchemeCount} other, {links.UnparsableCount} bad";
            if (expected != actual)
            {
                string[] ours = actual.Split('\n');
                string[] theirs = expected.Split('\n');
                int at = Enumerable.Range(0, Math.Min(ours.Length, theirs.Length))
                    .FirstOrDefault(i => ours[i] != theirs[i], Math.Min(ours.Length, theirs.Length));
                failures.Append(CultureInfo.InvariantCulture,
                    $"{target}\n  - {string.Join("\n  - ", theirs.Skip(at).Take(3))}\n  + "
                        + $"{string.Join("\n  + ", ours.Skip(at).Take(3))}\n");
            }
        }

        Assert.True(failures.Length == 0, failures.ToString());
        Assert.Equal(expectedPages, pages);
    }

    private static string Targets(PageLinks links)
    {
        var text = new StringBuilder();
        for (int i = 0; i < links.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{PageText.Target(links, i)} {links.Kind(i)} {links.Rel(i)}\n");
        }

        return text.ToString();
    }

    private static string Describe(AngleSharpLinks.Answer answer, UrlRecord url, Charset charset)
    {
        var resolver = new LinkResolver();
        resolver.Start(url);
        if (answer.Base is { } baseHref)
        {
            resolver.SetBase(Encoding.UTF8.GetBytes(baseHref), new PageLinks());
        }

        var links = new PageLinks();
        if (answer.Canonical is { } canonical)
        {
            resolver.Add(Encoding.UTF8.GetBytes(canonical), LinkKind.Canonical, LinkRel.None, default,
                charset.QueryEncoding, links);
        }

        foreach ((string href, string rel) in answer.Links)
        {
            resolver.Add(Encoding.UTF8.GetBytes(href), LinkKind.Anchor, RelTokens.Flags(Encoding.UTF8.GetBytes(rel)),
                default, charset.QueryEncoding, links);
        }

        string title = string.Join(
            ' ', answer.Title.Split([' ', '\t', '\n', '\f', '\r'], StringSplitOptions.RemoveEmptyEntries)).Trim();
        return $"{title}\n{Targets(links)}{links.OtherSchemeCount} other, {links.UnparsableCount} bad";
    }
}
