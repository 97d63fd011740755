using System.Text;
using Vennlink.Archives;
using Vennlink.Segments;
using Vennlink.Tests.Inputs;

namespace Vennlink.Tests.Segments;

/// <summary>What each kind of record says of its page, by the table of docs/formats/live-pages.md.</summary>
public sealed class ArchiveCapturesTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK|Content-Type: image/png", "NotHtml e.example/a 1000 200 ''")]
    [InlineData("HTTP/1.1 404 Not Found|Content-Type: text/html", "Gone e.example/a 1000 404 ''")]
    [InlineData("HTTP/1.1 410 Gone", "Gone e.example/a 1000 410 ''")]
    [InlineData("HTTP/1.1 304 Not Modified", "Unchanged e.example/a 1000 304 ''")]
    [InlineData("HTTP/1.1 401 Unauthorized", "NoEffect e.example/a 1000 401 ''")]
    [InlineData("HTTP/1.1 503 Busy", "NoEffect e.example/a 1000 503 ''")]
    [InlineData("HTTP/1.1 204 No Content", "NoEffect e.example/a 1000 204 ''")]
    [InlineData("HTTP/1.1 100 Continue||HTTP/1.1 404 No", "Gone e.example/a 1000 404 ''")]
    [InlineData("HTTP/1.1 103 Early Hints|Link: </x>; rel=canonical||HTTP/1.1 102 Processing||HTTP/1.1 410 No",
        "Gone e.example/a 1000 410 ''")]
    [InlineData("HTTP/1.1 101 Switching Protocols", "NoEffect e.example/a 1000 101 ''")]
    [InlineData("HTTP/1.1 206 Partial|Content-Type: image/png", "NotHtml e.example/a 1000 206 truncated ''")]
    [InlineData(
        "HTTP/1.1 301 Moved|Location: /b#f", "Redirect e.example/a 1000 301 ''|  Redirect e.example/b [None] ''")]
    [InlineData("HTTP/1.1 302 Found|Location: //t.example",
        "Redirect e.example/a 1000 302 ''|  Redirect t.example/ [None] ''")]
    [InlineData(
        "HTTP/1.1 303 Other|Location: ?q", "Redirect e.example/a 1000 303 ''|  Redirect e.example/a?q [None] ''")]
    [InlineData("HTTP/1.1 307 T|Location: https://e.example:8443/a",
        "Redirect e.example/a 1000 307 ''|  Redirect e.example:8443/a [None] ''")]
    [InlineData("HTTP/1.1 308 P|Location: https://www.e.example/a",
        "Redirect e.example/a 1000 308 ''|  Redirect www.e.example/a [None] ''")]
    [InlineData("HTTP/1.1 301 Moved|Location: https://e.example/a", "NoEffect e.example/a 1000 301 ''")]
    [InlineData("HTTP/1.1 301 Moved|Location: #top", "NoEffect e.example/a 1000 301 ''")]
    [InlineData("HTTP/1.1 301 Moved", "NoEffect e.example/a 1000 301 ''")]
    [InlineData("HTTP/1.1 301 Moved|Location: http://[", "NoEffect e.example/a 1000 301 ''")]
    [InlineData("HTTP/1.1 301 Moved|Location: mailto:a@b.example", "NoEffect e.example/a 1000 301 ''")]
    [InlineData("HTTP/1.1 300 Choices|Location: /b", "NoEffect e.example/a 1000 300 ''")]
    public void A_response_says_what_its_status_says(string head, string expected)
    {
        using TemporaryFolder folder = new();
        string warc = folder.File("a.warc");
        File.WriteAllBytes(warc, Warc("response", "http://e.example/a#x", head));
        InputInfo info = IndexInputTests.Read(folder, warc);
        Assert.Equal("warc", info.Format);
        Assert.Equal(expected.Split('|'), IndexInputTests.Dump(folder.File("segment")));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK|Content-Type: text/html", "Unchanged e.example/ 1000 200 ''")]
    [InlineData("HTTP/1.1 404 Not Found", "Gone e.example/ 1000 404 ''")]
    [InlineData("HTTP/1.1 500 Broken", "NoEffect e.example/ 1000 500 ''")]
    [InlineData("HTTP/1.1 301 Moved|Location: /b", "Redirect e.example/ 1000 301 ''|  Redirect e.example/b [None] ''")]
    public void A_revisit_says_unchanged_unless_its_own_head_says_otherwise(string head, string expected)
    {
        using TemporaryFolder folder = new();
        string warc = folder.File("a.warc");
        File.WriteAllBytes(warc, Warc("revisit", "http://e.example/", head));
        IndexInputTests.Read(folder, warc);
        Assert.Equal(expected.Split('|'), IndexInputTests.Dump(folder.File("segment")));
    }

    [Fact]
    public void A_source_that_is_no_page_or_too_long_is_counted()
    {
        using TemporaryFolder folder = new();
        string warc = folder.File("a.warc");
        File.WriteAllBytes(warc,
        [
            .. Warc("response", "http://[/", "HTTP/1.1 404 Not Found"),
            .. Warc("response", "http://e.example/" + new string('a', 5000), "HTTP/1.1 404 Not Found"),
            .. Warc("response", "http://e.example/#" + new string('a', 5000), "HTTP/1.1 404 Not Found"),
            .. Warc("response", "http://e.example/b", "HTTP/1.1 301 Moved|Location: /" + new string('a', 5000)),
        ]);
        InputInfo info = IndexInputTests.Read(folder, warc);
        Assert.Equal(
            (1L, 2L, 2L), (info.Skips[SkipReason.BadUrl], info.Skips[SkipReason.UrlTooLong], info.CaptureCount));
        Assert.Equal(["Gone e.example/ 1000 404 ''", "NoEffect e.example/b 1000 301 ''"],
            IndexInputTests.Dump(folder.File("segment")));
    }

    internal static byte[] Warc(string type, string uri, string head, string body = "",
        string date = "1970-01-01T00:16:40Z", string extra = "")
    {
        byte[] content = Encoding.UTF8.GetBytes($"{head.Replace("|", "\r\n", StringComparison.Ordinal)}\r\n\r\n{body}");
        string header = $"WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: {date}\r\n{extra}"
            + $"Content-Type: application/http; msgtype=response\r\nContent-Length: {content.Length}\r\n\r\n";
        return [.. Encoding.UTF8.GetBytes(header), .. content, .. "\r\n\r\n"u8];
    }
}
