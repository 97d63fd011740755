using System.Text;
using Vennlink.Archives;
using Vennlink.Segments;
using Vennlink.Tests.Archives;
using Vennlink.Tests.Inputs;

namespace Vennlink.Tests.Segments;

public sealed class OtherMethodsTests
{
    private static readonly TestRecord Page = TestRecord.Html("http://e.example/", "<a href=http://t.example/>x</a>");

    [Theory]
    [InlineData("POST", true, true, 1)]
    [InlineData("POST", true, false, 1)]
    [InlineData("POST", false, true, 1)]
    [InlineData("POST", false, false, 1)]
    [InlineData("HEAD", true, true, 1)]
    [InlineData("options", true, false, 1)]
    [InlineData("GET", true, true, 0)]
    [InlineData("get", true, false, 0)]
    [InlineData("{}", true, false, 0)]
    public void An_answer_to_another_method_is_no_page(
        string method, bool requestNames, bool requestIsFirst, int dropped)
    {
        TestRecord answer = TestRecord.Response(
            "http://e.example/", "HTTP/1.1 200 OK\nContent-Type: text/x-component", "0:{}"u8.ToArray()) with
        {
            Date = "2020-01-02T03:04:08Z",
            More = "WARC-Record-ID: <urn:x:answer>\r\n" + (requestNames ? "" : "WARC-Concurrent-To: <urn:x:other>\r\n"
                + "WARC-Concurrent-To: urn:x:request\r\n"),
        };
        TestRecord request = new("request", "http://e.example/#part", Encoding.ASCII.GetBytes(
            $"{method} / HTTP/1.1\r\nHost: e.example\r\n\r\n"), "application/http; msgtype=request")
        {
            More = "WARC-Record-ID: <urn:x:request>\r\n"
                + (requestNames ? "WARC-Concurrent-To: <urn:x:answer>\r\n" : ""),
        };
        InputInfo info = Read(Page, requestIsFirst ? request : answer, requestIsFirst ? answer : request);

        Assert.Equal(((long)dropped, 2L - dropped, 1L, 1L),
            (info.Skips[SkipReason.OtherMethod], info.CaptureCount, info.LinkCount, info.Skips[SkipReason.NotAPage]));
    }

    [Fact]
    public void The_requests_of_one_page_say_nothing_of_another()
    {
        TestRecord answer = Page with { Uri = "http://f.example/", More = "WARC-Record-ID: <urn:x:answer>\r\n" };
        TestRecord request = new(
            "request", "http://e.example/", "POST / HTTP/1.1\r\n\r\n"u8.ToArray(), "application/http")
        {
            More = "WARC-Concurrent-To: <urn:x:answer>\r\n",
        };
        Assert.Equal(2, Read(Page, answer, request).CaptureCount);
    }

    [Fact]
    public void A_WAT_says_the_same_in_its_JSON()
    {
        string capture = Wat("response", "urn:x:1", "", """
            "HTTP-Response-Metadata":{"Response-Message":{"Status":"200"},"HTML-Metadata":{"Links":[
            {"path":"A@/href","url":"http://t.example/"}]}}
            """);
        string request = Wat("request", "urn:x:2", ""","WARC-Concurrent-To":"<urn:x:1>" """, """
            "HTTP-Request-Metadata":{"Request-Message":{"Method":"POST","Path":"/"}}
            """);
        InputInfo info = Read(Metadata(capture), Metadata(request));
        Assert.Equal((1L, 0L, 0L), (info.Skips[SkipReason.OtherMethod], info.CaptureCount, info.LinkCount));
        Assert.Equal(1, Read(Metadata(capture), Metadata(request.Replace("POST", "GET", StringComparison.Ordinal)))
            .CaptureCount);

        static string Wat(string type, string id, string more, string payload) =>
            "{\"Envelope\":{\"WARC-Header-Metadata\":{\"WARC-Type\":\"" + type + "\",\"WARC-Record-ID\":\"<" + id
                + ">\"" + more + "},\"Payload-Metadata\":{" + payload + "}}}";

        static TestRecord Metadata(string json) =>
            new("metadata", "http://e.example/", Encoding.UTF8.GetBytes(json), "application/json");
    }

    internal static InputInfo Read(params TestRecord[] records)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("a.warc"), WarcWriter.Write(Packing.Plain, records).File);
        return IndexInputTests.Read(folder, folder.File("a.warc"));
    }
}
