using Vennlink.Archives;
using Vennlink.Segments;
using Vennlink.Segments.Stored;
using Vennlink.Tests.Inputs;

namespace Vennlink.Tests.Segments;

/// <summary>What the record around an HTML page adds to what stands on the page.</summary>
public sealed class HtmlCapturesTests
{
    private const string Page =
        "<title> The  page </title><a href=/x>one <b>link</b></a><a href='mailto:a@b.example'>mail</a><a "
            + "href='http://['>bad</a>"
        + "<link rel=canonical href=/c><a href=//t.example rel='ugc sponsored'>two</a>";

    [Fact]
    public void A_page_has_title_links_and_canonical_in_document_order_and_counts_what_is_no_page()
    {
        using TemporaryFolder folder = new();
        InputInfo info = Read(folder, "HTTP/1.1 200 OK|Content-Type: text/html", Page);
        Assert.Equal(
            [
                "Html e.example/a/b 1000 200 'The page'",
                "  Anchor e.example/x [None] 'one link'",
                "  Canonical e.example/c [None] ''",
                "  Anchor t.example/ [Ugc, Sponsored] 'two'",
            ],
            IndexInputTests.Dump(folder.File("segment")));
        Assert.Equal((1L, 1L), (info.Skips[SkipReason.OtherScheme], info.Skips[SkipReason.UnparsableLink]));
    }

    [Fact]
    public void The_x_robots_tag_and_the_link_header_speak_for_the_page()
    {
        using TemporaryFolder folder = new();
        Read(folder,
            "HTTP/1.1 200 OK|Content-Type: text/html|X-Robots-Tag: googlebot: noindex|X-Robots-Tag: *: "
                + "nofollow|Link: </d>; rel=\"canonical\", <x>; rel=next",
                "<a href=/x>x</a><link rel=canonical href=/c>");
        Assert.Equal(
            [
                "Html e.example/a/b 1000 200 ''",
                "  Anchor e.example/x [PageNofollow] 'x'",
                "  Canonical e.example/c [None] ''",
                "  Canonical e.example/d [None] ''",
            ],
            IndexInputTests.Dump(folder.File("segment")));
    }

    [Fact]
    public void Meta_robots_makes_every_anchor_nofollow()
    {
        using TemporaryFolder folder = new();
        Read(folder, "HTTP/1.1 203 OK|Content-Type: application/xhtml+xml",
            "<meta name=robots content='noindex,nofollow'><a href=/x rel=ugc>x</a>");
        Assert.Equal(["Html e.example/a/b 1000 203 ''", "  Anchor e.example/x [Ugc, PageNofollow] 'x'"],
            IndexInputTests.Dump(folder.File("segment")));
    }

    [Fact]
    public void A_page_without_a_type_is_sniffed()
    {
        using TemporaryFolder folder = new();
        Read(folder, "HTTP/1.1 200 OK", " <HTML><a href=/x>x</a>");
        Assert.Equal(["Html e.example/a/b 1000 200 ''", "  Anchor e.example/x [None] 'x'"],
            IndexInputTests.Dump(folder.File("segment")));
        Read(folder, "HTTP/1.1 200 OK", "just text <a href=/x>x</a>");
        Assert.Equal(["NotHtml e.example/a/b 1000 200 ''"], IndexInputTests.Dump(folder.File("segment")));
    }

    [Fact]
    public void A_page_that_is_said_to_be_truncated_is_read_as_far_as_it_goes()
    {
        using TemporaryFolder folder = new();
        Read(folder, "HTTP/1.1 200 OK|Content-Type: text/html", "<a href=/x>x</a>", "WARC-Truncated: length\r\n");
        Assert.Equal(["Html e.example/a/b 1000 200 truncated ''", "  Anchor e.example/x [None] 'x'"],
            IndexInputTests.Dump(folder.File("segment")));
    }

    [Fact]
    public void A_page_of_more_links_than_are_kept_is_a_truncated_one()
    {
        // 100,000 links of a few letters on a base of 4,000: 400 MB of targets from 1 MB of page.
        using TemporaryFolder folder = new();
        string page = $"<base href='/{new string('b', 4000)}/'>"
            + string.Concat(Enumerable.Range(0, 100_000).Select(link => $"<a href={link}>"));
        InputInfo info = Read(folder, "HTTP/1.1 200 OK|Content-Type: text/html", page);
        Assert.StartsWith("Html e.example/a/b 1000 200 truncated", IndexInputTests.Dump(folder.File("segment"))[0],
            StringComparison.Ordinal);
        Assert.InRange(info.LinkCount, CaptureLimits.MaxLinksBytes / 4100, CaptureLimits.MaxLinksBytes / 4000);
        Assert.Equal(100_000, info.LinkCount + info.Skips[SkipReason.TooManyLinks]);
    }

    private static InputInfo Read(TemporaryFolder folder, string head, string body, string extra = "")
    {
        string warc = folder.File("a.warc");
        File.WriteAllBytes(
            warc, ArchiveCapturesTests.Warc("response", "https://e.example/a/b", head, body, extra: extra));
        return IndexInputTests.Read(folder, warc);
    }
}
