using System.IO.Compression;
using System.Text;
using Vennlink.Archives.Records;

namespace Vennlink.Tests.Archives;

public class RecordReaderTests
{
    private const string Page = "<html><a href=/x>x</a>";

    [Fact]
    public void Header_names_in_any_case_bare_line_feeds_and_folded_lines_are_read()
    {
        ReadRecord record = Only(
            "WARC/0.17\nwarc-type: Response\nWARC-TARGET-URI:\thttp://example.com/a\n  b\nWarc-Date: "
                + "2020-01-02T03:04:05.678Z\ncontent-length: 95\n\n"
                + "HTTP/1.1 200 OK\ncontent-TYPE: text/html;\n charset=utf-8\nx-robots-TAG: a\n\n" + Page);
        Assert.Equal(("http://example.com/a b", 1577934245L), (record.Uri, record.Time));
        Assert.Equal(("text/html; charset=utf-8", "a", Page), (record.ContentType, record.Robots, record.Body));
    }

    [Fact]
    public void Headers_that_repeat_are_joined_but_for_the_robots_rules()
    {
        ReadRecord record =
            Http("200 OK\nX-Robots-Tag: noindex\nContent-Type: text/plain\nLink: <a>\nLocation: /1\nLocation: "
                + "/2\nx-robots-tag: nofollow\n"
            + "Content-Type: text/html\nContent-Type: none\nLink:\nLink: <b>");
        Assert.Equal(("noindex\nnofollow", "<a>, <b>", "/1", "text/html"),
            (record.Robots, record.Link, record.Location, record.ContentType));
    }

    [Theory]
    [InlineData("HTTP/1.1 200", 200)]
    [InlineData("HTTP/1.1 404 Not Found", 404)]
    [InlineData("http/1.0  301  Moved", 301)]
    [InlineData("HTTP/2 503", 503)]
    [InlineData("\n\nHTTP/1.1 200 OK", 200)]
    public void Status_lines_come_in_many_forms(string line, int status) =>
        Assert.Equal(
            status, Assert.Single(Read(TestRecord.Response("http://a.example/", line + "\nContent-Type: text/html", []))
                .Records).Status);

    [Theory]
    [InlineData("<html>")]
    [InlineData("HTTP/1.1 OK")]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/1.1 2000 OK")]
    [InlineData("HTTPX/1.1 200 OK")]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("")]
    public void Other_first_lines_are_no_HTTP(string line) =>
        Assert.Equal("BadHttp=1", Read(TestRecord.Response("http://a.example/", line, [])).Reasons);

    [Theory]
    [InlineData("http://example.com/", "")]
    [InlineData("HTTPS://example.com/", "")]
    [InlineData("dns:example.com", "NotAPage=1")]
    [InlineData("whois://example.com", "NotAPage=1")]
    [InlineData("urn:uuid:1", "NotAPage=1")]
    [InlineData("ftp://example.com/", "NotAPage=1")]
    [InlineData("example.com/", "BadUrl=1")]
    [InlineData("", "BadUrl=1")]
    [InlineData("<http://example.com/>", "")]
    public void Only_pages_of_the_web_count(string uri, string reasons) =>
        Assert.Equal(reasons, Read(TestRecord.Html(uri, Page)).Reasons);

    [Theory]
    [InlineData("request", "NotAPage=1")]
    [InlineData("warcinfo", "NotAPage=1")]
    [InlineData("metadata", "NotAPage=1")]
    [InlineData("conversion", "NotAPage=1")]
    [InlineData("continuation", "NotAPage=1")]
    [InlineData("anything", "NotAPage=1")]
    public void Records_of_other_types_are_counted(string type, string reasons) =>
        Assert.Equal(reasons, Read(new TestRecord(type, "http://example.com/", "x"u8.ToArray())).Reasons);

    [Theory]
    [InlineData("2020-01-02T03:04:05Z", 1577934245L)]
    [InlineData("2020-01-02T03:04:05.123456789Z", 1577934245L)]
    [InlineData("2020-01-02T04:04:05+01:00", 1577934245L)]
    [InlineData("2020-01-02 03:04:05", 1577934245L)]
    [InlineData("2020-01-02T03:04Z", 1577934240L)]
    [InlineData("2020-01-02", 1577923200L)]
    [InlineData("2020-01", 1577836800L)]
    [InlineData("2020", 1577836800L)]
    [InlineData("20200102030405", 1577934245L)]
    [InlineData("20200102030405123", 1577934245L)]
    [InlineData("202001020304", 1577934240L)]
    [InlineData("20200102", 1577923200L)]
    [InlineData("2016-12-31T23:59:60Z", 1483228800L)]
    [InlineData("2020-02-30T00:00:00Z", null)]
    [InlineData("2008-10-294T05:21:46-0700", null)]
    [InlineData("2020-13-01T00:00:00Z", null)]
    [InlineData("2020-01-01T24:00:00Z", null)]
    [InlineData("0000-00-00T00:00:00Z", null)]
    [InlineData("1969-12-31T23:59:59Z", null)]
    [InlineData("1970-01-01T00:30:00+01:00", null)]
    [InlineData("00000000000000", null)]
    [InlineData("2020010203040", null)]
    [InlineData("99999999999999999999999", null)]
    [InlineData("Thu, 02 Jan 2020 03:04:05 GMT", null)]
    [InlineData("", null)]
    public void Dates_are_ISO_8601_or_a_run_of_digits(string date, long? seconds)
    {
        ReadArchive archive = Read(TestRecord.Html("http://example.com/", Page) with { Date = date });
        Assert.Equal(seconds, Assert.Single(archive.Records).Time);
        Assert.Equal(seconds is null ? "BadDate=1" : "", archive.Reasons);
    }

    public static TheoryData<string, byte[]> Codings => new()
    {
        { "gzip", WarcWriter.Gzip(Bytes(Page)) },
        { "x-gzip", WarcWriter.Gzip(Bytes(Page)) },
        { "GZIP", [.. WarcWriter.Gzip(Bytes(Page[..5])), .. WarcWriter.Gzip(Bytes(Page[5..]))] },
        { "gzip", [.. WarcWriter.Gzip(Bytes(Page)), .. "stray"u8] },
        { "deflate", WarcWriter.Compress(Bytes(Page), output =>
            new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true)) },
        { "deflate", WarcWriter.Compress(Bytes(Page), output =>
            new DeflateStream(output, CompressionLevel.Optimal, leaveOpen: true)) },
        { "br", WarcWriter.Compress(Bytes(Page), output =>
            new BrotliStream(output, CompressionLevel.Optimal, leaveOpen: true)) },
        { "zstd", WarcWriter.Zstd(Bytes(Page), null) },
        { "identity", Bytes(Page) },
        { "deflate, gzip",
            WarcWriter.Gzip(WarcWriter.Compress(Bytes(Page), output =>
                new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true))) },
        // Codings that the body visibly does not have.
        { "gzip", Bytes(Page) },
        { "deflate", Bytes(Page) },
        { "br", Bytes(Page) },
        { "zstd", Bytes(Page) },
        { "utf-8", Bytes(Page) },
        { "gzip, gzip", WarcWriter.Gzip(Bytes(Page)) },
    };

    [Theory]
    [MemberData(nameof(Codings))]
    public void Content_codings_are_undone(string coding, byte[] body)
    {
        ReadArchive archive =
            Read(TestRecord.Response(
                "http://a.example/", $"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Encoding: {coding}", body));
        Assert.Equal((Page, false), (archive.Records[0].Body, archive.Records[0].Truncated));
        Assert.Equal("", archive.Reasons);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("zstd")]
    public void A_coding_that_breaks_off_keeps_what_decoded(string coding)
    {
        byte[] text =
            Bytes(string.Concat(Enumerable.Range(0, 20_000).Select(number => $"<p>{number * 7919 % 104729}")));
        byte[] body = coding switch
        {
            "gzip" => WarcWriter.Gzip(text),
            "deflate" =>
                WarcWriter.Compress(text, output => new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true)),
            "br" => WarcWriter.Compress(text, output =>
                new BrotliStream(output, CompressionLevel.Optimal, leaveOpen: true)),
            _ => WarcWriter.Zstd(text, null),
        };
        string head = $"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Encoding: {coding}";
        ReadArchive archive = Read(TestRecord.Response("http://a.example/", head, body[..(body.Length / 2)]));
        ReadRecord record = Assert.Single(archive.Records);
        Assert.True(record.Truncated);
        Assert.True(coding == "zstd" || record.Body.Length > text.Length / 5);
        Assert.StartsWith(record.Body, Encoding.Latin1.GetString(text), StringComparison.Ordinal);
        Assert.Equal("BadCoding=1", archive.Reasons);
    }

    [Theory]
    [InlineData("5\r\n<html\r\n1;x=y\r\n>\r\n0\r\n\r\n", "<html>", false)]
    [InlineData("5\n<html\n1\n>\n0\n\n", "<html>", false)]
    [InlineData("5  \r\n<html\r\n0\r\nTrailer: x\r\n\r\n", "<html", false)]
    [InlineData("<html>not chunked", "<html>not chunked", false)]
    [InlineData("", "", false)]
    [InlineData("ff\r\n<html>", "<html>", true)]
    [InlineData("5\r\n<html\r\n", "<html", true)]
    [InlineData("5\r\n<html\r\nzz\r\n>", "<html", true)]
    [InlineData("5\r\n<html>more", "<html", true)]
    [InlineData("fffffffffffffffff\r\n<html>", "fffffffffffffffff\r\n<html>", false)]
    [InlineData("ffffffffffffffff\r\n<html>", "ffffffffffffffff\r\n<html>", false)]
    public void Chunks_are_undone_where_there_are_any(string body, string text, bool isBroken)
    {
        ReadArchive archive = Read(
            TestRecord.Response("http://a.example/",
                "HTTP/1.1 200 OK\nContent-Type: text/html\nTransfer-Encoding: chunked", Bytes(body)));
        Assert.Equal((text, isBroken), (archive.Records[0].Body, archive.Records[0].Truncated));
        Assert.Equal(isBroken ? "BadCoding=1" : "", archive.Reasons);
    }

    [Theory]
    [InlineData("text/html", "x", true)]
    [InlineData("TEXT/HTML;charset=x", "x", true)]
    [InlineData("application/xhtml+xml", "x", true)]
    [InlineData("text/plain", "<html>", false)]
    [InlineData("image/png", "<html>", false)]
    [InlineData("", "<html>", true)]
    [InlineData("", "\uFEFF \n<!doctype html>", true)]
    [InlineData("", "<htmlx>", false)]
    [InlineData("", "plain", false)]
    [InlineData("*/*", "<!-- -->", true)]
    [InlineData("unknown/unknown", "<p>", true)]
    public void HTML_is_told_by_type_or_by_first_bytes(string type, string body, bool isHtml)
    {
        ReadRecord record = Assert.Single(Read(TestRecord.Response(
            "http://a.example/", "HTTP/1.1 200 OK" + (type.Length > 0 ? "\nContent-Type: " + type : ""),
            Encoding.UTF8.GetBytes(body))).Records);
        Assert.Equal((isHtml, isHtml), (record.IsHtml, record.Body.Length > 0));
    }

    [Fact]
    public void Resources_are_pages_of_their_own_type()
    {
        ReadRecord record = Assert.Single(
            Read(new TestRecord("resource", "http://a.example/", Bytes(Page), "text/html; charset=x")).Records);
        Assert.Equal((ArchiveRecordKind.Resource, 200, Page, true),
            (record.Kind, record.Status, record.Body, record.IsHtml));
        Assert.Equal("text/html; charset=x", record.ContentType);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("HTTP/1.1 304 Not Modified\r\n\r\n", 304)]
    [InlineData("not http", 0)]
    public void Revisits_come_with_and_without_HTTP_headers(string content, int status)
    {
        ReadRecord record = Assert.Single(
            Read(new TestRecord("revisit", "http://a.example/", Bytes(content),
                More: "WARC-Profile: urn:x\r\nWARC-Truncated: length\r\n")).Records);
        Assert.Equal((ArchiveRecordKind.Revisit, status, false), (record.Kind, record.Status, record.Truncated));
    }

    [Fact]
    public void Known_gaps_mark_a_capture_as_truncated()
    {
        Assert.True(
            Assert.Single(Read(TestRecord.Html("http://a.example/", Page) with { More = "WARC-Truncated: time\r\n" })
                .Records).Truncated);
        Assert.True(Http("200 OK\nContent-Type: text/html\nContent-Length: 1000").Truncated);
        Assert.False(Http("200 OK\nContent-Type: text/html\nContent-Length: 3").Truncated);
        Assert.False(Http("200 OK\nContent-Type: text/html\nContent-Length: 3\nContent-Length: 1000").Truncated);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-10)]
    [InlineData(5)]
    [InlineData(60)]
    [InlineData(300)]
    [InlineData(100_000)]
    [InlineData(long.MaxValue / 2)]
    public void A_wrong_length_loses_no_other_record(long error)
    {
        byte[] record = WarcWriter.Warc(TestRecord.Html("http://a.example/", Page));
        string text = Encoding.Latin1.GetString(record);
        int content = text.IndexOf("HTTP/1.1", StringComparison.Ordinal);
        int length = record.Length - content - 4;
        string wrong =
            text.Replace($"Content-Length: {length}", $"Content-Length: {length + error}", StringComparison.Ordinal);
        foreach (bool isGzip in new[] { false, true })
        {
            byte[] file = Bytes(text + wrong + text + text);
            ReadArchive archive = ReadArchive.Of(isGzip ? WarcWriter.Gzip(file) : file);
            Assert.Equal([false, true, false, false], archive.Records.Select(found => found.Truncated));
            Assert.Equal("BadLength=1", archive.Reasons);
            Assert.All(archive.Records, found =>
                Assert.True(found.Body == Page
                    || (error < 0 && Page.StartsWith(found.Body, StringComparison.Ordinal))));
        }
    }

    [Fact]
    public void A_length_that_ends_inside_the_blank_lines_behind_a_record_passes()
    {
        string text = Encoding.Latin1.GetString(WarcWriter.Warc(TestRecord.Html("http://a.example/", Page)));
        ReadArchive archive = ReadArchive.Of(
            Bytes(text.Replace("Content-Length: 66", "Content-Length: 68", StringComparison.Ordinal) + text));
        Assert.Equal([Page + "\r\n", Page], archive.Records.Select(record => record.Body));
        Assert.Equal("", archive.Reasons);
    }

    [Theory]
    [InlineData("Content-Length: abc")]
    [InlineData("Content-Length: -5")]
    [InlineData("Content-Length: 99999999999999999999")]
    [InlineData("X-None: 1")]
    public void A_record_without_a_usable_length_is_counted_and_the_next_is_found(string line)
    {
        string good = Encoding.Latin1.GetString(WarcWriter.Warc(TestRecord.Html("http://a.example/", Page)));
        ReadArchive archive = ReadArchive.Of(Bytes(
            good + "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://b.example/\r\n" + line
            + "\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx\r\n\r\n" + good));
        Assert.Equal(["http://a.example/", "http://a.example/"], archive.Records.Select(record => record.Uri));
        Assert.Equal("BadRecordHeader=1", archive.Reasons);
    }

    [Fact]
    public void A_header_that_never_ends_is_bounded()
    {
        string good = Encoding.Latin1.GetString(WarcWriter.Warc(TestRecord.Html("http://a.example/", Page)));
        foreach (string filler in new[] { "X-A: b\r\n", "x" })
        {
            string endless = "WARC/1.0\r\nWARC-Type: response\r\n"
                + string.Concat(Enumerable.Repeat(filler, 3_000_000 / filler.Length)) + "\r\n";
            ReadArchive archive = ReadArchive.Of(Bytes(good + endless + good));
            Assert.Equal(2, archive.Records.Count);
            Assert.Equal("BadRecordHeader=1", archive.Reasons);
        }
    }

    [Fact]
    public void A_header_that_another_record_cuts_off_is_counted()
    {
        string good = Encoding.Latin1.GetString(WarcWriter.Warc(TestRecord.Html("http://a.example/", Page)));
        foreach (bool isGzip in new[] { false, true })
        {
            byte[] head = Bytes("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target");
            byte[] file = isGzip
                ? [.. WarcWriter.Gzip(Bytes(good)), .. WarcWriter.Gzip(head), .. WarcWriter.Gzip(Bytes(good))]
                : [.. Bytes(good), .. head, .. Bytes("\r\n" + good)];
            ReadArchive archive = ReadArchive.Of(file);
            Assert.Equal(2, archive.Records.Count);
            Assert.Equal("BadRecordHeader=1", archive.Reasons);
        }
    }

    [Fact]
    public void A_page_that_quotes_a_record_is_read_whole()
    {
        string body = "<html>WARC/1.0\r\n\r\n\nWARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\nabc";
        ReadArchive archive =
            ReadArchive.Of(
                [.. WarcWriter.Warc(TestRecord.Html("http://a.example/", body)),
                    .. WarcWriter.Warc(TestRecord.Html("http://b.example/", body))]);
        Assert.Equal([body, body], archive.Records.Select(record => record.Body));
        Assert.Equal("", archive.Reasons);
    }

    [Fact]
    public void A_body_over_the_limit_is_cut_there()
    {
        ArchiveLimits limits = new(MaxBodyBytes: 1000);
        foreach ((int length, bool isCut) in new[] { (999, false), (1000, false), (1001, true), (500_000, true) })
        {
            byte[] file = [.. WarcWriter.Warc(TestRecord.Html("http://a.example/", new string('x', length))),
                .. WarcWriter.Warc(TestRecord.Html("http://b.example/", Page))];
            ReadArchive archive = ReadArchive.Of(file, limits);
            Assert.Equal([Math.Min(length, 1000), Page.Length], archive.Records.Select(record => record.Body.Length));
            Assert.Equal((isCut, isCut ? "BodyTooLong=1" : ""), (archive.Records[0].Truncated, archive.Reasons));
        }
    }

    [Theory]
    [InlineData("http://a.example/ 192.0.2.1 20200102030405 text/html 47")]
    [InlineData("http://a.example/ 192.0.2.1 20200102030405 text/html 200 ABCDEF - 0 test.arc 47")]
    [InlineData("http://a.example/ 2001:db8::1 20200102030405123 text/html; charset=utf-8 47")]
    [InlineData("http://a.example/ - 20200102030405 no-type 47")]
    [InlineData("http://a.example/ 0.0.0.0 202001020304 unknown 47")]
    public void ARC_lines_of_both_versions_are_read(string line)
    {
        ReadRecord record = Assert.Single(
            ReadArchive.Of(Bytes(line + "\nHTTP/1.1 200 OK\r\nA: b\r\n\r\n<html><a href=/x>x</a>\n")).Records);
        Assert.Equal(("http://a.example/", Page, true), (record.Uri, record.Body, record.IsHtml));
        Assert.Equal(1577934245L / 60, record.Time / 60);
    }

    [Theory]
    [InlineData("{\"Envelope\":{\"WARC-Header-Metadata\":{\"WARC-Type\":\"response\",\"WARC-Date\":\"2020-01-02T03:04:05Z\"},\"Payload-Metadata\":{\"HTTP-Response-Metadata\":{\"Headers\":{\"content-type\":[\"text/plain\",\"text/html\"],\"Location\":[\"/a\",\"/b\"],\"X-Robots-Tag\":[\"noindex\",\"nofollow\"]},\"Response-Message\":{\"Status\":\"301\"}}}}}")]
    [InlineData("{\"Container\":{\"Envelope\":1},\"Envelope\":{\"Payload-Metadata\":{\"x\":[{}],\"HTTP-Response-Metadata\":{\"Response-Message\":{\"Status\":301},\"Headers\":{\"Content-Type\":\"text/plain, text/html\",\"Location\":\"\\u002fa\",\"X-Robots-Tag\":\"noindex, nofollow\"}}},\"ARC-Header-Metadata\":{\"Date\":\"20200102030405\"}}}")]
    public void WATs_tell_of_the_capture_with_single_and_listed_headers(string json)
    {
        ReadArchive archive =
            Read(new TestRecord("metadata", "http://a.example/", Bytes(json),
                "application/json") with
            { Date = "2024-01-01T00:00:00Z" });
        ReadRecord record = Assert.Single(archive.Records);
        Assert.Equal((ArchiveRecordKind.Wat, 301, 1577934245L, json),
            (record.Kind, record.Status, record.Time, record.Body));
        Assert.Equal(("/a", "noindex, nofollow"), (record.Location, record.Robots.ReplaceLineEndings(", ")));
    }

    [Theory]
    [InlineData("{\"Envelope\":{\"WARC-Header-Metadata\":{\"WARC-Type\":\"request\"}}}", "NotAPage=1")]
    [InlineData("{\"Envelope\":{", "BadWatJson=1")]
    [InlineData("[\"Envelope\"]", "BadWatJson=1")]
    [InlineData("{\"Envelope\":1}", "BadWatJson=1")]
    [InlineData("{\"pages\":[]}", "NotAPage=1")]
    public void Other_JSON_is_no_WAT(string json, string reasons) =>
        Assert.Equal(reasons, Read(new TestRecord("metadata", "http://a.example/", Bytes(json), "application/json"))
            .Reasons);

    [Fact]
    public void Each_header_value_is_that_of_its_own_record()
    {
        ReadArchive archive = Read(
            TestRecord.Response("http://a.example/",
                "HTTP/1.1 301 Moved\nLocation: /b\nLink: <c>\nX-Robots-Tag: d\nContent-Type: "
                    + "text/html\nContent-Encoding: gzip", []),
            TestRecord.Response("http://b.example/", "HTTP/1.1 200 OK", Bytes(Page)));
        Assert.Equal(("", "", "", "", Page),
            (archive.Records[1].Location, archive.Records[1].Link, archive.Records[1].Robots,
                archive.Records[1].ContentType, archive.Records[1].Body));
    }

    private static ReadArchive Read(params TestRecord[] records) =>
        ReadArchive.Of([.. records.SelectMany(WarcWriter.Warc)]);

    private static ReadRecord Http(string head) =>
        Assert.Single(Read(TestRecord.Response("http://a.example/", "HTTP/1.1 " + head, Bytes(Page))).Records);

    private static ReadRecord Only(string file) => Assert.Single(ReadArchive.Of(Bytes(file)).Records);

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
