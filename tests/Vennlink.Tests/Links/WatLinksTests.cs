using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Records;
using Vennlink.Links;
using Vennlink.Links.Extraction;
using Vennlink.Urls;

namespace Vennlink.Tests.Links;

public sealed class WatLinksTests
{
    [Fact]
    public void Anchors_and_areas_are_links_other_paths_are_not() => Assert.Equal(
        "example.com/dir/1 Nofollow 'one two'\nb.example/ ''\n",
        PageText.Lines(Read(Html("""
            {"Links":[{"path":"A@/href","url":"1","text":" one\n two","rel":"nofollow"},{"path":"IMG@/src","url":"2"},
            {"path":"FORM@/action","url":"3"},{"url":"//b.example","path":"AREA@/href"},{"path":"A@/href"},{"path":"A@/href","url":"mailto:x"}]}
            """)).Links));

    [Fact]
    public void The_head_counts_wherever_it_stands()
    {
        PageLinks links = Read(Html("""
            {"Links":[{"path":"A@/href","url":"1"}],"Head":{"Link":[{"path":"LINK@/href","rel":"icon","url":"i"},
            {"path":"LINK@/href","rel":"canonical","url":"c"}],"Metas":[{"name":"robots","content":"NOINDEX,NOFOLLOW"},{"property":"x"}],
            "Title":" A &amp; \u00e9\ud83d\ude00 ","Base":"/base/"}}
            """)).Links;
        Assert.Equal("example.com/base/c Canonical ''\nexample.com/base/1 ''\n", PageText.Lines(links));
        Assert.Equal("A & é😀", PageText.Title(links));
        Assert.True(links.PageNofollow);
    }

    [Theory]
    [InlineData("/?a=1&amp;b=2", "example.com/?a=1&b=2")]
    [InlineData("/?a=1&copy=2", "example.com/?a=1&copy=2")]
    [InlineData("/\\ud800", "example.com/%EF%BF%BD")]
    [InlineData("\\/x\\u0041\\t", "example.com/xA")]
    public void Values_are_unescaped_and_decoded(string url, string expected) =>
        Assert.Equal(
            expected, PageText.Target(Read(Html($$"""{"Links":[{"path":"A@/href","url":"{{url}}"}]}""")).Links, 0));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"Container\":{}}")]
    [InlineData("{\"Envelope\":1}")]
    [InlineData("{\"Envelope\":{}} x")]
    public void Other_json_and_broken_json_is_refused(string json)
    {
        (bool ok, PageLinks links) = Read(json);
        Assert.False(ok);
        Assert.Equal(0, links.Count);
    }

    [Fact]
    public void Deep_json_is_refused_and_odd_shapes_are_passed_over()
    {
        string deep = string.Concat(Enumerable.Repeat("[", 10_000));
        Assert.False(Read("{\"Envelope\":" + deep).Ok);
        (bool ok, PageLinks links) = Read(Html("""{"Head":[1],"Links":{"path":"A@/href","url":"1"}}"""));
        Assert.True(ok);
        Assert.Equal(1, links.Count);
        Assert.True(Read(Html("""{"Head":{"Title":1,"Base":[],"Metas":"x","Link":2},"Links":[1,[2],{"url":{}},{"path":1,"url":"x"}]}""")).Ok);
        Assert.True(Read("""{"Envelope":{"Payload-Metadata":{"HTTP-Response-Metadata":{}}}}""").Ok);
    }

    [Fact]
    public void Cut_anywhere_it_is_refused()
    {
        byte[] json = Encoding.UTF8.GetBytes(
            Html("""{"Links":[{"path":"A@/href","url":"\u00e91","text":"x"}],"Head":{"Title":"a\n"}}"""));
        var links = new PageLinks();
        var reader = new WatLinks();
        UrlRecord url = PageText.Url("https://example.com/");
        for (int length = 0; length < json.Length; length++)
        {
            Assert.False(reader.TryExtract(json.AsSpan(0, length), url, links));
        }

        Assert.True(reader.TryExtract(json, url, links));
    }

    [Fact]
    public void The_wat_of_a_page_has_the_targets_and_rel_flags_of_its_warc()
    {
        string folder = SharedData.Require("crawls/common-crawl/npm-warc");
        string warc = Directory.GetFiles(folder, "*.warc").Single();
        Dictionary<string, PageLinks> pages = ReadArchive(warc);
        int compared = 0;
        foreach ((string url, PageLinks wat) in ReadArchive(warc + ".wat"))
        {
            if (wat.Count == 0)
            {
                continue;
            }

            compared++;
            PageLinks page = pages[url];
            Assert.Equal(Targets(page), Targets(wat));
            Assert.Equal(PageText.Title(page), PageText.Title(wat));
        }

        Assert.Equal(1, compared);
    }

    private static (bool Ok, PageLinks Links) Read(string json)
    {
        var links = new PageLinks();
        bool ok = new WatLinks()
            .TryExtract(Encoding.UTF8.GetBytes(json), PageText.Url("https://example.com/dir/page"), links);
        return (ok, links);
    }

    private static string Html(string metadata) =>
        "{\"Container\":{\"Links\":[1]},\"Envelope\":{\"Format\":\"WARC/1.0\",\"Payload-Metadata\":"
        + "{\"HTTP-Response-Metadata\":{\"Headers\":{\"Set-Cookie\":[\"a\",\"b\"]},\"HTML-Metadata\":" + metadata
        + "}}}}";

    private static IEnumerable<string> Targets(PageLinks links) =>
        Enumerable.Range(0, links.Count).Select(i => $"{PageText.Target(links, i)} {links.Kind(i)} {links.Rel(i)}");

    private static Dictionary<string, PageLinks> ReadArchive(string path)
    {
        var pages = new Dictionary<string, PageLinks>();
        using ArchiveReader reader = ArchiveReader.TryOpen(File.OpenRead(path), new ArchiveLimits(), new SkipCounts())!;
        var record = new ArchiveRecord();
        while (reader.TryRead(record))
        {
            string target = Encoding.UTF8.GetString(record.TargetUri.Span);
            var links = new PageLinks();
            if (record.Kind == ArchiveRecordKind.Wat)
            {
                Assert.True(new WatLinks().TryExtract(record.Body.Span, PageText.Url(target), links));
            }
            else
            {
                new HtmlLinks().Extract(record.Body.Span, record.ContentType.Span, PageText.Url(target), links);
            }

            pages[target] = links;
        }

        return pages;
    }
}
