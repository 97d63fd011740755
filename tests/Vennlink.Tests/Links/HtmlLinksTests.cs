using Vennlink.Links;
using Vennlink.Links.Extraction;

namespace Vennlink.Tests.Links;

public sealed class HtmlLinksTests
{
    [Fact]
    public void Anchors_and_areas_with_href_are_links_in_document_order() => Assert.Equal(
        "a.example/ 'one'\nb.example/ 'map'\nexample.com/dir/c 'two'\n",
        PageText.Lines(PageText.Html("""
            <a href="http://a.example">one</a><a name=x>no href</a>
            <map><area href=//b.example alt=map></map><a href=c>two</a>
            """)));

    [Fact]
    public void Document_order_is_that_of_the_tree_not_of_the_tags() => Assert.Equal(
        "example.com/dir/2 'before the table'\nexample.com/dir/1 'cell'\n",
        PageText.Lines(
            PageText.Html("<table><tr><td><a href=1>cell</a></td></tr><a href=2>before the table</a></table>")));

    [Fact]
    public void A_link_that_stays_open_is_repeated_as_browsers_repeat_it() => Assert.Equal(
        "example.com/dir/1 'a'\nexample.com/dir/1 'b c'\n",
        PageText.Lines(PageText.Html("<p><a href=1>a</p>b<br>c")));

    [Fact]
    public void A_table_stays_in_its_link_when_another_link_begins_in_it() => Assert.Equal(
        "example.com/dir/1 'x y'\nexample.com/dir/2 'x'\n",
        PageText.Lines(PageText.Html("<a href=1><table><a href=2>x<th>y")));

    [Theory]
    [InlineData("<noscript><a href=1>x</a></noscript>")]
    [InlineData("<template><a href=1>x</a></template>")]
    [InlineData("<script>document.write('<a href=1>x</a>')</script>")]
    [InlineData("<style><a href=1>x</a></style>")]
    [InlineData("<textarea><a href=1>x</a></textarea>")]
    [InlineData("<!-- <a href=1>x</a> -->")]
    [InlineData("<svg><a href=1>x</a></svg>")]
    [InlineData("<iframe><a href=1>x</a></iframe>")]
    [InlineData("<xmp><a href=1>x</a></xmp>")]
    [InlineData("<frameset><frame><noframes><a href=1>x</a></noframes></frameset>")]
    public void What_is_text_or_inert_or_not_html_is_no_link(string html) => Assert.Equal(0, PageText.Html(html).Count);

    [Theory]
    [InlineData("<b>bold</b> and  \n <i>thin</i>", "bold and thin")]
    [InlineData("one<br>two", "one two")]
    [InlineData("<div>one</div><div>two</div>", "one two")]
    [InlineData("w<b>o</b>rd", "word")]
    [InlineData("<img src=x alt='A &amp; B'>", "A & B")]
    [InlineData("<img src=x alt=logo>Home", "logo Home")]
    [InlineData("<img src=x>Home", "Home")]
    [InlineData("<input type=IMAGE alt=go><input alt=no>", "go")]
    [InlineData("a<script>x</script><style>y</style><noscript>z</noscript><template>t</template>b", "ab")]
    [InlineData("<svg><style>x</style><title>icon</title></svg>", "icon")]
    [InlineData("&nbsp; caf&eacute;\u3000&hellip;&nbsp;", "café …")]
    [InlineData("", "")]
    [InlineData("a\0b", "ab")]
    public void Anchor_text_is_what_a_person_sees(string inside, string expected) =>
        Assert.Equal(expected, PageText.Anchor(PageText.Html($"<a href=1>{inside}</a>"), 0));

    [Fact]
    public void Anchor_text_is_cut_at_a_character_boundary()
    {
        PageLinks links = PageText.Html($"<a href=1>x{new string('é', 2000)}</a>");
        Assert.Equal("x" + new string('é', 511), PageText.Anchor(links, 0));
    }

    [Fact]
    public void Ill_formed_bytes_become_replacement_characters()
    {
        PageLinks links = PageText.Html([.. "<title>a"u8, 0xFF, .. "</title><a href=1>b"u8, 0xE2, 0x82, .. "</a>"u8],
            contentType: "text/html; charset=utf-8");
        Assert.Equal("a\uFFFD", PageText.Title(links));
        Assert.Equal("b\uFFFD", PageText.Anchor(links, 0));
    }

    [Theory]
    [InlineData("nofollow", LinkRel.Nofollow)]
    [InlineData("NoFollow\tUGC", LinkRel.Nofollow | LinkRel.Ugc)]
    [InlineData("sponsored,noopener", LinkRel.Sponsored)]
    [InlineData("nofollowed", LinkRel.None)]
    [InlineData("noopener&#32;nofollow", LinkRel.Nofollow)]
    public void Rel_is_a_list_of_words(string rel, LinkRel expected) =>
        Assert.Equal(expected, PageText.Html($"<a rel='{rel}' href=1>x</a>").Rel(0));

    [Theory]
    [InlineData("<meta name=robots content=nofollow>", true)]
    [InlineData("<meta name=ROBOTS content='noindex, NOFOLLOW'>", true)]
    [InlineData("<meta name=robots content=none>", true)]
    [InlineData("<meta name=robots content=index><p><meta name=robots content=nofollow>", true)]
    [InlineData("<meta name=robots content='index,follow'>", false)]
    [InlineData("<meta name=description content=nofollow>", false)]
    [InlineData("<template><meta name=robots content=nofollow></template>", false)]
    [InlineData("<noscript><meta name=robots content=nofollow></noscript>", false)]
    public void Meta_robots_can_forbid_to_follow(string html, bool expected) =>
        Assert.Equal(expected, PageText.Html(html).PageNofollow);

    [Theory]
    [InlineData("<title> A  &amp;\n B </title><title>second</title>", "A & B")]
    [InlineData("<body><title>in the body</title>", "in the body")]
    [InlineData("<svg><title>icon</title></svg><title>page</title>", "page")]
    [InlineData("<title><b>raw</b></title>", "<b>raw</b>")]
    [InlineData("<template><title>no</title></template>", "")]
    [InlineData("<title>never closed <p>x", "never closed <p>x")]
    [InlineData("<title></title><title>second</title>", "")]
    public void The_title_is_that_of_the_first_title_element(string html, string expected) =>
        Assert.Equal(expected, PageText.Title(PageText.Html(html)));

    [Theory]
    [InlineData("<base href=/other/><a href=x>", "example.com/other/x")]
    [InlineData("<a href=x></a><base href=//cdn.example>", "cdn.example/x")]
    [InlineData("<base target=_top><base href=/1/><base href=/2/><a href=x>", "example.com/1/x")]
    [InlineData("<base href=http://[bad><base href=/2/><a href=x>", "example.com/dir/x")]
    [InlineData("<base href=javascript:x><a href=x>", "example.com/dir/x")]
    [InlineData("<template><base href=/1/></template><a href=x>", "example.com/dir/x")]
    [InlineData("<base href=''><a href=''>", "example.com/dir/page")]
    public void The_first_base_with_href_resolves_all_links(string html, string expected) =>
        Assert.Equal(expected, PageText.Target(PageText.Html(html), 0));

    [Theory]
    [InlineData("#top", "example.com/dir/page")]
    [InlineData("", "example.com/dir/page")]
    [InlineData("  /a\n\tb?q=1&amp;r=2#f  ", "example.com/ab?q=1&r=2")]
    [InlineData("?a=1&copy=2&copy;=3&lt", "example.com/dir/page?a=1&copy=2%C2%A9=3%3C")]
    public void Hrefs_are_decoded_stripped_and_resolved(string href, string expected) =>
        Assert.Equal(expected, PageText.Target(PageText.Html($"<a href=\"{href}\">x</a>"), 0));

    [Fact]
    public void Links_that_cannot_be_kept_are_counted()
    {
        PageLinks links = PageText.Html($"""
            <a href=mailto:x@example.com></a><a href=javascript:void(0)></a><a href=tel:1></a>
            <a href=http://[></a><a href=http://></a><a href=/{new string('x', 5000)}></a><a href=ok></a>
            """);
        Assert.Equal(1, links.Count);
        Assert.Equal(3, links.OtherSchemeCount);
        Assert.Equal(2, links.UnparsableCount);
        Assert.Equal(1, links.TooLongCount);
    }

    [Fact]
    public void The_first_canonical_is_a_link_of_its_own_kind() => Assert.Equal(
        "example.com/c Canonical ''\nexample.com/dir/1 'x'\n",
        PageText.Lines(PageText.Html("<link rel='x CANONICAL' href=/c><link rel=canonical href=/d><a href=1>x</a>")));

    [Fact]
    public void A_reader_is_as_good_as_new_after_any_page()
    {
        var reader = new HtmlLinks();
        var links = new PageLinks();
        var url = PageText.Url("https://example.com/");
        reader.Extract("<meta name=robots content=none><base href=http://b.example/><title>t</title><x-y><a href=mailto:x>x<table><b>"u8, default, url, links);
        reader.Extract("<a href=1>y</a>"u8, default, url, links);
        Assert.Equal("example.com/1 'y'\n", PageText.Lines(links));
        Assert.Equal("", PageText.Title(links));
        Assert.False(links.PageNofollow);
        Assert.Equal(0, links.OtherSchemeCount);
    }

    [Fact]
    public void Pages_in_a_legacy_encoding_write_queries_in_it()
    {
        byte[] page = [.. "<meta charset=iso-8859-1><a href='/"u8, 0xE9, .. "?"u8, 0xE9, .. "'>"u8, 0xE9, .. "</a>"u8];
        Assert.Equal("example.com/%C3%A9?%E9 'é'\n", PageText.Lines(PageText.Html(page)));
    }
}
