using System.Globalization;
using System.Text;
using CsCheck;
using Vennlink.Archives;
using Vennlink.Archives.Records;
using Vennlink.Links;
using Vennlink.Links.Extraction;
using Vennlink.Links.Parsing;
using Vennlink.Urls;

namespace Vennlink.Tests.Links;

/// <summary>
/// What is common has a fast path in every part of link extraction; each is compared with the long one here.
/// </summary>
public sealed class HtmlFastPathTests
{
    private static readonly UrlRecord[] Documents =
    [
        PageText.Url("https://example.com/dir/page?q=1#f"), PageText.Url("http://example.com:8080/a//b/../c/"),
        PageText.Url("http://a.b.example/"),
        PageText.Url("http://user:p@10.0.0.1/x/y"), PageText.Url("https://[::1]:99/x//"),
            PageText.Url("ftp://example.com/a/b"), PageText.Url("mailto:x@example.com"),
    ];

    // Pieces in which a wrong step shows: names and quotes that end in odd places, dots, slashes, spaces, references.
    private static readonly string[] Pieces =
    [
        "<a href=\"", "<a href='", "<a href=", "<a class=x href=\"", "<A HREF = \"",
        "<a title='>' rel=nofollow href=\"", "\">", "'>", ">", "</a>", "</A >", "</a/>", "x.html",
        "../", "./", "..", ".", "/", "//", "///", "/.", "/..", "%2e", "%2E%2e/", "#f", "#", "?q=1", "?", "&amp;", "&",
        "&lt;", "http://", "https://", "HTTP://", "http:", "example.com", "EXAMPLE.com", "b.example.", "0x7f.1",
        "1.2.3.4", "bücher.example", "/p", ":80", ":", "@", "\\", "\t", "\n", "\r\n", " ", "  ", "\0", "\u00a0",
        "\u2003",
        "\ufeff", "é", "text", "more text, in some words", " a ", "\v", "\f", "'", "`", "{", "|", "[", "javascript:x",
        "mailto:a@b", "<base href=\"", "<base href=/b/c/>",
        "<span>", "</span>", "<b>", "</b>", "<p>", "<div>", "</div>", "<br>", "<img alt=\" z \">", "<img alt=z>",
            "<table>", "<td>", "</table>", "<code>", "</code>",
        "<span class=\"a\" title='b'>", "<li id=\"l\">", "</li>", "<h1", "<h\u0011>", "<a\0>", "<x-y>",
            "<annotation-xml>", "=", "a=b/", " b = 'c'", "/>", "<!-- c -->", "<title>t",
        "</title>", "<svg>", "</svg>", "<template>", "</template>", "<a x/href=\"", "<a x=\"y\"href=\"",
            "<a x='y'href='z'", "<a/href=", "<a/href=x>", "<a x=y/href=z>",
        "<a x=\"y\"/href='z'>", "<a\thref\n=\r'", "<a href=x href=y>", "<a href/rel=nofollow href=", "<a =href=x>",
            "<a 'href=x>", "<a \"href=\"x\">", "<base/href=/b/>", "<base x=''href=c>",
    ];

    private static readonly Gen<string> Soup = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 60]
        .Select(string.Concat);

    // A tag with an href put together of pieces.
    private static readonly Gen<string> Link = Gen.Select(
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i].Replace('"', '.').Replace('<', '.').Replace('>', '.'))
        .Array[0, 5].Select(string.Concat),
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 4].Select(string.Concat),
        (href, text) => $"<a href=\"{href}\">{text}</a>");

    [Fact]
    public void A_page_of_odd_pieces_has_the_same_links_by_the_long_way() =>
        Gen.Select(Soup, Gen.Int[0, Documents.Length - 1]).Sample(
        (html, document) => AssertSame(Encoding.UTF8.GetBytes(html), Documents[document]), iter: 10_000);

    [Fact]
    public void A_page_of_odd_links_has_the_same_links_by_the_long_way() =>
        Gen.Select(Link.Array[1, 12].Select(string.Concat), Gen.Int[0, Documents.Length - 1]).Sample(
        (html, document) => AssertSame(Encoding.UTF8.GetBytes(html), Documents[document]), iter: 10_000);

    [Fact]
    public void Tokens_of_a_page_of_odd_pieces_are_the_same_byte_for_byte() => Gen.Select(Soup, Gen.Bool).Sample(
        (html, keepAll) =>
        {
            byte[] page = Encoding.UTF8.GetBytes(html);
            return Tokens(page, keepAll, bytewise: false) == Tokens(page, keepAll, bytewise: true);
        },
        iter: 10_000);

    [Fact]
    public void Real_pages_with_damage_have_the_same_links_by_the_long_way()
    {
        List<(UrlRecord Url, byte[] Body)> pages = RealPages();
        Gen.Select(Gen.Int[0, pages.Count - 1], Gen.Double[0, 1], Gen.Int[50, 5000],
            Gen.Select(Gen.Double[0, 1], Gen.Int[0, Pieces.Length - 1]).Array[0, 12])
            .Sample((index, start, length, damages) =>
                AssertSame(Damaged(pages[index].Body, start, length, damages), pages[index].Url), iter: 10_000);
    }

    private static byte[] Damaged(byte[] body, double start, int length, (double At, int Piece)[] damages)
    {
        int first = (int)(start * Math.Max(0, body.Length - length));
        List<byte> page = [.. body.AsSpan(first, Math.Min(length, body.Length - first))];
        foreach ((double at, int piece) in damages)
        {
            page.InsertRange((int)(at * page.Count), Encoding.UTF8.GetBytes(Pieces[piece]));
        }

        return [.. page];
    }

    private static List<(UrlRecord Url, byte[] Body)> RealPages()
    {
        List<(UrlRecord, byte[])> pages = [];
        using ArchiveReader reader = ArchiveReader.TryOpen(
            File.OpenRead(SharedData.Require("crawls/trafilatura-dev.warc.gz")), new ArchiveLimits(),
            new SkipCounts())!;
        ArchiveRecord record = new();
        UrlParser parser = new();
        while (reader.TryRead(record))
        {
            UrlRecord url = new();
            if (record.IsHtml && parser.TryParse(record.TargetUri.Span, null, url))
            {
                pages.Add((url, record.Body.ToArray()));
            }
        }

        return pages;
    }

    private static void AssertSame(byte[] page, UrlRecord document)
    {
        PageLinks shortly = new();
        PageLinks longly = new();
        new HtmlLinks().Extract(page, default, document, shortly);
        new HtmlLinks(longWay: true).Extract(page, default, document, longly);
        Assert.Equal(All(longly), All(shortly));
    }

    private static string All(PageLinks links) =>
        $"{PageText.Title(links)} {links.PageNofollow} {links.UnparsableCount} {links.OtherSchemeCount} "
            + $"{links.TooLongCount} {links.BeyondLongestCount}\n" +
        PageText.Lines(links);

    private static string Tokens(byte[] page, bool keepAll, bool bytewise)
    {
        HtmlTree tree = new();
        HtmlTokenizer tokenizer = new(page, tree, keepAll, bytewise);
        StringBuilder text = new();
        HtmlTokenKind kind;
        while ((kind = tokenizer.Read()) != HtmlTokenKind.EndOfFile)
        {
            text.Append(kind);
            if (kind is HtmlTokenKind.StartTag or HtmlTokenKind.EndTag)
            {
                text.Append(
                    CultureInfo.InvariantCulture, $" {tokenizer.Tag} {tokenizer.SelfClosing} {tokenizer.Markup}");
                foreach (HtmlAttribute attribute in tree.Attributes(tokenizer.AttributeStart, tokenizer.AttributeCount))
                {
                    text.Append(attribute);
                }
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $" {tokenizer.Start} {tokenizer.Length}");
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
