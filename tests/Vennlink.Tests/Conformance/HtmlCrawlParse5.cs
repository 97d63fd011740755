using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Vennlink.Links;
using Vennlink.Links.Charsets;
using Vennlink.Links.Extraction;
using Vennlink.Links.Parsing;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Conformance;

/// <summary>Real pages against what parse5 8.1.1 and the URL class of Node 20 made of them. No page differs.</summary>
public sealed class HtmlCrawlParse5
{
    private const string Crawl = "crawls/trafilatura-dev.warc.gz";
    private const string LinkAnswers = "crawls/trafilatura-dev-links-parse5.tsv.gz";
    private const string PageAnswers = "crawls/trafilatura-dev-pages-parse5.tsv.gz";

    [Fact]
    public void Links_equal_those_of_parse5_on_every_page()
    {
        ILookup<string, string[]> answers = Rows(LinkAnswers).ToLookup(row => row[0]);
        var differences = new Differences();
        var expected = new PageLinks();
        var url = new UrlRecord();
        var parser = new UrlParser();
        var key = new byte[8192];
        foreach (Page page in Pages())
        {
            expected.Clear();
            foreach (string[] row in answers[page.Url])
            {
                string resolved = row[3];
                if (resolved.Length == 0)
                {
                    expected.UnparsableCount++;
                    continue;
                }

                Assert.True(parser.TryParse(Encoding.UTF8.GetBytes(resolved), null, url), resolved);
                if (!url.IsHttp)
                {
                    expected.OtherSchemeCount++;
                    continue;
                }

                expected.Add(key.AsSpan(0, url.WriteKey(key)), LinkKind.Anchor, Rel(row[4]), default);
            }

            string actual = Describe(page.Links);
            string wanted = Describe(expected);
            differences.Check(page.Url, wanted, actual);
        }

        differences.AssertNone();
    }

    // The answers hold the text of a link without scripts and styles, cut at 120 characters: a noscript's text, but no
    // alt text, which are left to HtmlLinksTests. Node 20 reads some pages of windows-1252 as Latin-1, and has C1
    // controls there for dashes and quotes.
    [Fact]
    public void Text_contents_of_links_equal_those_of_parse5_on_every_page()
    {
        ILookup<string, string[]> answers = Rows(LinkAnswers).ToLookup(row => row[0]);
        var differences = new Differences();
        var tree = new HtmlTree();
        var decoder = new CharsetDecoder();
        foreach (Page page in Pages())
        {
            CharsetSniffer.Detect(page.Body, default, out _, out int mark);
            byte[] html = decoder.ToUtf8(page.Body.AsSpan(mark), page.Charset).ToArray();
            new HtmlTreeBuilder(html, tree, new HtmlTreeState(), keepAll: true).Build();
            string[] texts = [.. Anchors(tree, HtmlTree.Document).Select(node => TextContent(tree, html, node))];
            string expected = string.Join('\n', answers[page.Url].Select(row => row[5]));
            if (!ReferenceEquals(page.Charset, Charset.Windows1252)
                || expected != string.Join('\n', texts.Select(text => Shown(AsLatin1(text)))))
            {
                differences.Check(page.Url, expected, string.Join('\n', texts.Select(Shown)));
            }
        }

        differences.AssertNone();
    }

    private static IEnumerable<int> Anchors(HtmlTree tree, int node)
    {
        while (node != HtmlTree.None)
        {
            HtmlNode at = tree[node];
            bool isLink = at.Kind == HtmlNodeKind.Element && (HtmlTag)at.Tag is HtmlTag.A or HtmlTag.Area;
            if (isLink && tree.AttributesOf(node).ToArray().Any(attribute => attribute.Known == HtmlAttributeName.Href))
            {
                yield return node;
            }

            bool goesBelow = at.FirstChild != HtmlTree.None && at.Tag != (int)HtmlTag.Template;
            node = goesBelow ? at.FirstChild : tree.NextOutside(node, HtmlTree.Document);
        }
    }

    private static string TextContent(HtmlTree tree, byte[] html, int root)
    {
        var text = new StringBuilder();
        for (int node = tree[root].FirstChild; node != HtmlTree.None;)
        {
            HtmlNode at = tree[node];
            if (at.Kind == HtmlNodeKind.Text)
            {
                text.Append(HtmlDump.Decode(html.AsSpan(at.Start, at.Length), at.TextForm));
            }

            bool isUnseen = (HtmlTag)(at.Tag & HtmlNode.LocalNameMask) is HtmlTag.Script or HtmlTag.Style
                or HtmlTag.Template;
            node = at.FirstChild != HtmlTree.None && !isUnseen ? at.FirstChild : tree.NextOutside(node, root);
        }

        return text.ToString();
    }

    private static string AsLatin1(string text) =>
        string.Concat(text.Select(c => Charset.Windows1252.UpperHalf.IndexOf(c) is >= 0 and < 32 and var index
            ? (char)(0x80 + index) : c));

    // JavaScript's white space, collapsed and trimmed.
    private static string Shown(string text)
    {
        string collapsed = Regex.Replace(text, @"[\s\uFEFF-[\u0085]]+", " ").Trim(' ');
        return collapsed.Length > 120 ? collapsed[..120] : collapsed;
    }

    [Fact]
    public void Titles_equal_those_of_parse5_on_every_page()
    {
        Dictionary<string, string[]> answers = Rows(PageAnswers).ToDictionary(row => row[0]);
        var differences = new Differences();
        foreach (Page page in Pages())
        {
            string[] row = answers[page.Url];
            differences.Check(page.Url, row[2], Encoding.UTF8.GetString(page.Links.Title));
        }

        differences.AssertNone();
    }

    [Fact]
    public void Bases_and_canonicals_equal_those_of_parse5_on_every_page()
    {
        Dictionary<string, string[]> answers = Rows(PageAnswers).ToDictionary(row => row[0]);
        var differences = new Differences();
        foreach (Page page in Pages())
        {
            string[] row = answers[page.Url];
            string canonical = "";
            for (int i = 0; i < page.Links.Count; i++)
            {
                canonical = page.Links.Kind(i) == LinkKind.Canonical ? UrlKey.ToText(page.Links.TargetKey(i))
                    : canonical;
            }

            differences.Check(page.Url, $"{row[3]} {CanonicalText(row[4], row[3].Length > 0 ? row[3] : page.Url)}",
                $"{(page.Base == page.Url ? "" : page.Base)} {canonical}");
        }

        differences.AssertNone();
    }

    // The answers hold the href of a canonical as written, and a base only where it is another URL than the page's.
    private static string CanonicalText(string href, string baseHref)
    {
        var url = new UrlRecord();
        var baseUrl = new UrlRecord();
        Assert.True(new UrlParser().TryParse(Encoding.UTF8.GetBytes(baseHref), null, baseUrl));
        if (href.Length == 0 || !new UrlParser().TryParse(Encoding.UTF8.GetBytes(href), baseUrl, url) || !url.IsHttp)
        {
            return "";
        }

        var canonical = new byte[url.MaxKeyBytes];
        return Encoding.ASCII.GetString(canonical.AsSpan(0, url.WriteCanonical(canonical)));
    }

    private static string Describe(PageLinks links)
    {
        var text = new StringBuilder();
        for (int i = 0; i < links.Count; i++)
        {
            if (links.Kind(i) == LinkKind.Anchor)
            {
                text.Append(UrlKey.ToText(links.TargetKey(i))).Append(' ').Append(links.Rel(i)).Append('\n');
            }
        }

        return text.Append(
            CultureInfo.InvariantCulture, $"{links.OtherSchemeCount} other, {links.UnparsableCount} bad\n").ToString();
    }

    private static string Unescape(string cell) =>
        cell.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal);

    private static LinkRel Rel(string rel)
    {
        LinkRel flags = LinkRel.None;
        foreach (string token in Unescape(rel)
            .Split((char[])[' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            flags |= token.ToLowerInvariant() switch
            {
                "nofollow" => LinkRel.Nofollow,
                "ugc" => LinkRel.Ugc,
                "sponsored" => LinkRel.Sponsored,
                _ => LinkRel.None,
            };
        }

        return flags;
    }

    private static IEnumerable<string[]> Rows(string answers)
    {
        using var reader =
            new StreamReader(new GZipStream(File.OpenRead(SharedData.Require(answers)), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split('\t');
        }
    }

    private static IEnumerable<Page> Pages()
    {
        var html = new HtmlLinks();
        var links = new PageLinks();
        var url = new UrlRecord();
        foreach ((string target, string contentType, byte[] body) in NaiveWarc.Responses(SharedData.Require(Crawl)))
        {
            Assert.True(new UrlParser().TryParse(Encoding.UTF8.GetBytes(target), null, url), target);
            html.Extract(body, Encoding.ASCII.GetBytes(contentType), url, links);
            yield return new Page(target, body, html.Charset, html.HasBase ? Encoding.ASCII.GetString(html.Base.Href)
                : "", links);
        }
    }

    private sealed record Page(string Url, byte[] Body, Charset Charset, string Base, PageLinks Links);

    /// <summary>Collects pages that differ.</summary>
    private sealed class Differences
    {
        private readonly StringBuilder _text = new();
        private int _count;

        public void Check(string page, string expected, string actual)
        {
            if (expected == actual)
            {
                return;
            }

            _count++;
            string[] ours = actual.Split('\n');
            string[] theirs = expected.Split('\n');
            int at = 0;
            while (at < ours.Length && at < theirs.Length && ours[at] == theirs[at])
            {
                at++;
            }

            _text.Append(
                CultureInfo.InvariantCulture, $"{page}\n  at {at}: {theirs.Length} expected, {ours.Length} found\n");
            _text.Append(CultureInfo.InvariantCulture, $"  - {string.Join("\n  - ", theirs.Skip(at).Take(3))}\n");
            _text.Append(CultureInfo.InvariantCulture, $"  + {string.Join("\n  + ", ours.Skip(at).Take(3))}\n");
        }

        public void AssertNone() => Assert.True(_count == 0, $"{_count} pages differ\n{_text}");
    }
}
