using System.Text;
using Vennlink.Archives.Records;

namespace Vennlink.Tests.Archives;

public sealed class RevisitedPagesTests
{
    private const string Body = "<a href=next>x</a>";

    private static readonly TestRecord Page = TestRecord.Html("http://e.example/deep/index.html", Body) with
    {
        More = "WARC-Payload-Digest: sha1:AAAA\r\n",
    };

    [Theory]
    [InlineData(Packing.Plain)]
    [InlineData(Packing.GzipPerRecord)]
    [InlineData(Packing.ZstdPerRecord)]
    [InlineData(Packing.Lz4PerRecord)]
    public void A_revisit_of_another_URL_has_the_payload_that_stands_before_it(Packing packing)
    {
        (byte[] file, long[] offsets) = WarcWriter.Write(
            packing, [Page, Revisit("http://e.example/"), Page with { Uri = "http://e.example/last" }]);
        List<ReadRecord> records = ReadArchive.Of(file).Records;

        Assert.Equal(["http://e.example/deep/index.html", "http://e.example/last", "http://e.example/"],
            records.Select(record => record.Uri));
        Assert.All(records, record => Assert.Equal((ArchiveRecordKind.Response, Body, 200, true, "text/html"),
            (record.Kind, record.Body, record.Status, record.IsHtml, record.ContentType)));
        Assert.Equal(offsets[1], records[2].Offset);
    }

    [Fact]
    public void What_the_revisit_says_itself_stands_before_what_the_page_said()
    {
        TestRecord revisit = Revisit("http://e.example/") with
        {
            Content = Encoding.ASCII.GetBytes("HTTP/1.1 203 OK\r\nContent-Type: text/html; charset=x\r\n\r\n"),
        };
        ReadRecord record = ReadArchive.Of(WarcWriter.Write(Packing.Plain, [Page, revisit]).File).Records[1];
        Assert.Equal((203, "text/html; charset=x", Body), (record.Status, record.ContentType, record.Body));
    }

    [Theory]
    [InlineData("sha1:BBBB", "http://e.example/deep/index.html", "")]
    [InlineData("sha1:AAAA", "http://e.example/", "")]
    [InlineData("sha1:AAAA", "http://e.example/deep/index.html", "HTTP/1.1 301 Moved\r\nLocation: /b\r\n\r\n")]
    public void Any_other_revisit_stays_one(string digest, string refersTo, string head)
    {
        TestRecord revisit = Revisit("http://e.example/", digest, refersTo) with
        {
            Content = Encoding.ASCII.GetBytes(head),
        };
        List<ReadRecord> records = ReadArchive.Of(WarcWriter.Write(Packing.Plain, [Page, revisit]).File).Records;
        Assert.Equal([ArchiveRecordKind.Response, ArchiveRecordKind.Revisit], records.Select(record => record.Kind));
    }

    [Theory]
    [InlineData(Packing.OneGzip)]
    [InlineData(Packing.ZstdWithDictionary)]
    public void Where_records_cannot_be_opened_alone_revisits_stay_revisits(Packing packing)
    {
        List<ReadRecord> records = ReadArchive.Of(
            WarcWriter.Write(packing, [Page, Page, Revisit("http://e.example/")]).File).Records;
        Assert.Equal(ArchiveRecordKind.Revisit, records[2].Kind);
    }

    private static TestRecord Revisit(
        string uri, string digest = "sha1:AAAA", string refersTo = "http://e.example/deep/index.html") =>
        new("revisit", uri, [])
        {
            More = $"WARC-Payload-Digest: {digest}\r\nWARC-Refers-To-Target-URI: <{refersTo}>\r\n",
        };
}
