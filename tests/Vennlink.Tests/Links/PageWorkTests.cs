using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Records;
using Vennlink.Links;
using Vennlink.Links.Extraction;
using Vennlink.Links.Parsing;
using Vennlink.Segments;
using Vennlink.Segments.Reading;

namespace Vennlink.Tests.Links;

/// <summary>
/// The cost of a page grows with its length and no faster: nodes, attributes, steps of the tree builder, and bytes that
/// are read for its links are counted, not seconds.
/// </summary>
public sealed class PageWorkTests
{
    private const int Small = 1 << 15;

    // How often what comes before is repeated: once per piece, so 2n is twice n.
    public static TheoryData<string, string, string> Shapes => new()
    {
        { $"<base href='/{new string('a', 4000)}/'>", "<a href=a>", "long base, many links" },
        { $"<base href='/{new string('a', 1 << 19)}/'>", "<a href=a>", "huge base, many links" },
        { $"<base href='/?{new string('a', 4000)}'>", "<a href=#>", "long query of the base, many links" },
        { $"<p><a href='/{new string('a', 4000)}'>", "<p>x", "a link repeated in each paragraph" },
        { $"<p><a rel='{new string('a', 4000)}' href=/>", "<p>x", "a rel repeated in each paragraph" },
        { "", "<a href=/><table><tr><td>x", "links in links" },
        { "", "<a href=/><object> ", "links around links" },
        { "", "<div>", "nested elements" },
        { "", "<b>", "nested formatting" },
        { "", "<b><i><p>", "formatting reopened" },
        { "", "<i><div></i>", "adoption" },
        { "", "<table><tr>x<td>", "nested tables" },
        { "", "<svg><p></svg>", "foreign content" },
        { "", "</p></b></table></x>", "end tags of nothing" },
        { "<div><div><div><div>", "</b>", "end tags of nothing in elements" },
        { "<p", " a b=c href=d", "attributes" },
        { "", "&amp;&notit;&#x10FFFF&", "references" },
        { "<a href='", "&amp;", "references in a link" },
        { "", "<!--<!-->--", "comments" },
        { "<!--", "--!-", "an open comment" },
        { "<script>", "<!--<script></script", "scripts" },
        { "", "<title>x</title>", "titles" },
        { "", "<meta http-equiv=refresh content=x>", "refreshes that are none" },
        { "", "<meta charset=utf-8>", "encodings" },
        { "", "\u00E9", "an encoding to guess" },
        { "", "<link rel=canonicals href=/>", "canonicals that are none" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Twice_the_page_is_at_most_twice_the_work(string opening, string piece, string what)
    {
        long one = Work(opening, piece, Small);
        long two = Work(opening, piece, 2 * Small);
        long four = Work(opening, piece, 4 * Small);
        Assert.True(two - one <= (1.5 * one) + 10_000, $"{what}: {one}, {two}");
        Growth.AssertLinear(Math.Max(two - one, one), four - two, what, flat: 10_000);
    }

    [Fact]
    public void A_base_that_is_too_long_is_none_and_counted()
    {
        string body = string.Concat(Enumerable.Repeat("<a href=a>", 1000));
        PageLinks links = PageText.Html($"<base href='/{new string('b', LinkResolver.MaxBaseBytes)}/'>{body}");
        Assert.Equal((1000, 1), (links.Count, links.TooLongCount));
        Assert.Equal("example.com/dir/a", PageText.Target(links, 0));

        // One that can be a base although its links are too long to keep: each is counted.
        links = PageText.Html($"<base href='/{new string('b', PageLinks.MaxTargetKeyBytes)}/'>{body}<a href=/c>");
        Assert.Equal((1, 1000), (links.Count, links.TooLongCount));
    }

    [Fact]
    public void Links_beyond_the_work_of_a_page_are_counted()
    {
        string page = $"<p><a href='/{new string('a', 1 << 20)}'>" + string.Concat(Enumerable.Repeat("<p>x", 10_000));
        PageLinks links = PageText.Html(page);
        Assert.Equal(10_001, links.TooLongCount + links.BeyondLongestCount);
        Assert.InRange(links.TooLongCount, 100, 300);
        Assert.InRange(links.Work, PageLinks.MaxWork, PageLinks.MaxWork + (1 << 22));
    }

    [Fact]
    public void The_page_s_own_url_is_a_base_of_bounded_length()
    {
        SkipCounts skips = new();
        ArchiveRecord record = new()
        {
            Kind = ArchiveRecordKind.Response,
            HttpStatus = 200,
            IsHtml = true,
            TargetUri = Encoding.ASCII.GetBytes($"http://{new string('u', 1 << 20)}@e.example/"),
        };
        Assert.False(new ArchiveCaptures(skips).TryConvert(record, new Capture()));
        Assert.Equal(1, skips[SkipReason.UrlTooLong]);
    }

    private static long Work(string opening, string piece, int length)
    {
        StringBuilder text = new(opening);
        int pieces = length / 8;
        for (int i = 0; i < pieces; i++)
        {
            text.Append(piece);
        }

        byte[] page = Encoding.Latin1.GetBytes(text.ToString());
        HtmlTree tree = new();
        HtmlTreeState state = new();
        new HtmlTreeBuilder(page, tree, state, keepAll: true).Build();
        PageLinks links = PageText.Html(page);
        return tree.NodeCount + tree.AttributeCount + state.Steps + links.Work + links.Count;
    }
}
