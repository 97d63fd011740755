using System.Text;
using Vennlink.Archives.Records;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Archives;

/// <summary>Values of Content-Type as the Fetch and MIME Sniffing standards read them, each line one header.</summary>
public sealed class MediaTypeTests
{
    [Theory]
    [InlineData("text/html", "text/html")]
    [InlineData("Text/HTML ; Charset=UTF-8", "Text/HTML; charset=UTF-8")]
    [InlineData("text/html;charset=\"utf-8\"", "text/html; charset=utf-8")]
    [InlineData("text/html; x=\"a;charset=b,\\\"\"; charset=c", "text/html; charset=c")]
    [InlineData("text/html; charset; charset=; charset=a; charset=b", "text/html; charset=a")]
    [InlineData("text/html; charset=\"iso_8859-2:1987\"", "text/html; charset=\"iso_8859-2:1987\"")]
    [InlineData("text/html charset=utf-8", "")]
    [InlineData("text / html", "")]
    [InlineData("no-type", "")]
    [InlineData("text/", "")]
    [InlineData("/html", "")]
    [InlineData("", "")]
    [InlineData(";,;", "")]

    // Of several headers the last counts; one that repeats the type without a charset keeps the first one's.
    [InlineData("text/html;charset=gbk|text/html", "text/html; charset=gbk")]
    [InlineData("text/html;charset=gbk|*/*", "text/html; charset=gbk")]
    [InlineData("text/html;charset=gbk|nonsense", "text/html; charset=gbk")]
    [InlineData("text/html;charset=gbk|text/plain", "text/plain")]
    [InlineData("text/html;charset=gbk|text/plain|text/html", "text/html")]
    [InlineData("text/plain;charset=gbk|text/html;charset=windows-1254", "text/html; charset=windows-1254")]
    [InlineData("text/html;charset=gbk|text/html;charset=windows-1254", "text/html; charset=windows-1254")]
    [InlineData("text/html;charset=gbk|text/html;charset=windows-1254|text/html", "text/html; charset=gbk")]
    [InlineData("text/html;charset=\"gbk|\", text/plain", "text/plain")]
    [InlineData("*/*", "")]
    public void The_standards_are_followed(string headers, string expected)
    {
        ByteList text = new();
        MediaType.Extract(Encoding.Latin1.GetBytes(headers.Replace("|", ", ", StringComparison.Ordinal)))
            .WriteTo(text);
        Assert.Equal(expected, Encoding.Latin1.GetString(text.Span));
    }

    [Theory]
    [InlineData("Content-Type: text/html", "text/html; charset=\"windows-1251\"",
        "text/html; charset=windows-1251")]
    [InlineData("Content-Type: text/html;charset=koi8-r", "text/html; charset=windows-1251",
        "text/html; charset=koi8-r")]
    [InlineData("Content-Type: text/html x", "text/html", "text/html")]
    [InlineData("Content-Type: text/html x", "no-type", "")]
    [InlineData("X: y", "text/html; charset=koi8-r", "text/html; charset=koi8-r")]
    [InlineData("Content-Type: image/png", "text/html", "image/png")]
    public void What_the_archive_says_counts_where_http_says_nothing(string header, string identified, string expected)
    {
        TestRecord record = TestRecord.Response("http://e.example/", "HTTP/1.1 200 OK\n" + header, "<p>x"u8.ToArray());
        record = record with { More = $"WARC-Identified-Payload-Type: {identified}\r\n" };
        Assert.Equal(expected, Assert.Single(ReadArchive.Of(WarcWriter.Warc(record)).Records).ContentType);
    }

    [Theory]
    [InlineData("text/html charset=utf-8", "<title>x</title>", true)]
    [InlineData("text/html charset=utf-8", "plain", false)]
    [InlineData("text/plain", "<title>x</title>", false)]
    public void Where_no_type_is_stated_the_body_decides(string type, string body, bool isHtml)
    {
        byte[] warc = WarcWriter.Warc(TestRecord.Response("http://e.example/",
            $"HTTP/1.1 200 OK\nContent-Type: {type}", Encoding.UTF8.GetBytes(body)));
        Assert.Equal(isHtml, Assert.Single(ReadArchive.Of(warc).Records).IsHtml);
    }
}
