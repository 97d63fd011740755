using Vennlink.Tests.Inputs;

namespace Vennlink.Tests.Segments;

/// <summary>What a page says that leaves for another by itself.</summary>
public sealed class RefreshCapturesTests
{
    private const string Html = "HTTP/1.1 200 OK|Content-Type: text/html";
    private const string Body = "<title>t</title><a href=/x>x</a>";

    [Theory]
    [InlineData(Html, "<meta http-equiv=refresh content='0;url=/b'>" + Body,
        "Redirect e.example/a 1000 200 ''|  Refresh e.example/b [None] ''")]
    [InlineData(Html + "|Refresh: 1; url=//t.example/\u00E9", Body,
        "Redirect e.example/a 1000 200 ''|  Refresh t.example/%C3%A9 [None] ''")]
    [InlineData(Html + "|Refresh: 5; url=/b|Refresh: 0; url=/c", "<meta http-equiv=refresh content='0;/d'>" + Body,
        "Html e.example/a 1000 200 't'|  Anchor e.example/x [None] 'x'|  Refresh e.example/b [None] ''")]
    [InlineData(Html + "|Refresh: 5", "<meta http-equiv=refresh content='0;/d'>" + Body,
        "Html e.example/a 1000 200 't'|  Anchor e.example/x [None] 'x'")]
    [InlineData(Html + "|Refresh: nonsense", "<meta http-equiv=refresh content='2;/d'>" + Body,
        "Html e.example/a 1000 200 't'|  Anchor e.example/x [None] 'x'|  Refresh e.example/d [None] ''")]

    // Its own document again is a reload, and says nothing; by another scheme it is one page, as with redirects.
    [InlineData(Html + "|Refresh: 0; url=http://e.example/a#b", Body,
        "Html e.example/a 1000 200 't'|  Anchor e.example/x [None] 'x'")]
    [InlineData(Html + "|Refresh: 0; url=https://e.example/a", Body, "NoEffect e.example/a 1000 200 ''")]
    [InlineData(Html + "|Refresh: 9; url=https://e.example/a", Body,
        "Html e.example/a 1000 200 't'|  Anchor e.example/x [None] 'x'")]

    // Not HTML: what it shows before it leaves has no links.
    [InlineData("HTTP/1.1 200 OK|Refresh: 0; url=/b", "",
        "Redirect e.example/a 1000 200 ''|  Refresh e.example/b [None] ''")]
    [InlineData("HTTP/1.1 200 OK|Content-Type: image/png|Refresh: 7; url=/b", "", "NotHtml e.example/a 1000 200 ''")]

    // The part that was read says it all; a page that is gone has no say.
    [InlineData("HTTP/1.1 206 Partial|Content-Type: text/html", "<meta http-equiv=refresh content='0;/b'>",
        "Redirect e.example/a 1000 206 ''|  Refresh e.example/b [None] ''")]
    [InlineData("HTTP/1.1 404 Gone|Content-Type: text/html|Refresh: 0; url=/b", Body, "Gone e.example/a 1000 404 ''")]
    public void A_short_refresh_is_a_redirect_and_a_long_one_a_link(string head, string body, string expected)
    {
        using TemporaryFolder folder = new();
        string warc = folder.File("a.warc");
        File.WriteAllBytes(warc, ArchiveCapturesTests.Warc("response", "http://e.example/a", head, body));
        IndexInputTests.Read(folder, warc);
        Assert.Equal(expected.Split('|'), IndexInputTests.Dump(folder.File("segment")));
    }

    [Fact]
    public void Bytes_of_headers_that_are_no_utf_8_are_escaped()
    {
        using TemporaryFolder folder = new();
        string warc = folder.File("a.warc");
        byte[] records =
        [
            .. ArchiveCapturesTests.Warc("response", "http://e.example/1#", Html + "|Link: <#>;rel=canonical"),
            .. ArchiveCapturesTests.Warc("response", "http://e.example/2", "HTTP/1.1 301 Moved|Location: /#"),
            .. ArchiveCapturesTests.Warc("response", "http://e.example/3", Html + "|Refresh: 0;/#"),
        ];
        records.AsSpan().Replace((byte)'#', (byte)0xE9);
        File.WriteAllBytes(warc, records);
        IndexInputTests.Read(folder, warc);
        Assert.Equal(
            [
                "Html e.example/1%E9 1000 200 ''", "  Canonical e.example/%E9 [None] ''",
                "Redirect e.example/2 1000 301 ''", "  Redirect e.example/%E9 [None] ''",
                "Redirect e.example/3 1000 200 ''", "  Refresh e.example/%E9 [None] ''",
            ],
            IndexInputTests.Dump(folder.File("segment")));
    }
}
