using System.Text;
using Vennlink.Links;
using Vennlink.Links.Charsets;
using Vennlink.Links.Extraction;
using Vennlink.Query.Questions;
using Vennlink.Segments.Reading;
using Vennlink.Tests.Archives;
using Vennlink.Tests.Links;
using Vennlink.Tests.Segments;
using Vennlink.Urls;

namespace Vennlink.Tests;

/// <summary>Loops that look at the same bytes again and again on hostile input: none does.</summary>
/// <remarks>
/// These parsers look at spans of memory. A second look allocates nothing and takes nothing from a stream, so there is
/// no work to count as <see cref="GrowthTests"/> do; a counter in the loops would slow the searches that vectors do, and
/// see none of them. So the processor time of the thread is taken, which other work on the machine is no part of, and a
/// square is four times beyond the bound.
/// </remarks>
public sealed class ScanGrowthTests
{
    private const int Length = 1 << 16;

    public static TheoryData<string, string> Pages => new()
    {
        { "", "<" }, { "", "<a " }, { "<a", "/" }, { "<a ", "b='" }, { "<a ", "b=\"c" }, { "<a href='", "'" },
        { "", "</" }, { "", "<!" }, { "<!--", "--!" }, { "", "<!--" }, { "", "<![CDATA[" }, { "<svg>", "<![CDATA[" },
        { "<svg><![CDATA[", "]]" }, { "<!doctype ", "public '" }, { "", "&" }, { "", "&#x" }, { "", "&not" },
        { "<title>", "</titl" }, { "<script>", "<!--<script" }, { "<script><!--", "</script" },
        { "<textarea>", "</textare" }, { "<plaintext>", "<" }, { "<style>", "</style" }, { "", "\0" },
        { "<table>", " x" }, { "<select>", "<option>" }, { "", "<?" },
    };

    public static TheoryData<string, string> Charsets => new()
    {
        { "<meta charset=", "x" }, { "", "<meta " }, { "<meta content='", "charset " }, { "<meta content='", "charset=" },
        { "<?xml ", "encoding" }, { "", "\u00e9" }, { "", "\u0081" }, { "", "\u001b$B" }, { "", "a\u00a4\u00e2" },
    };

    public static TheoryData<string, string> Rules => new()
    {
        { "", "," }, { "", "\n" }, { "", "a:" }, { "", "a: b," }, { "*", ": " }, { "", "unavailable_after: x," },
        { "", " " }, { "max-", "1" },
    };

    public static TheoryData<string, string, string> Json => new()
    {
        { "{\"Links\":[", "{\"path\":\"A@/href\",\"url\":\"1\"},", "{}]}" },
        { "{\"Links\":[{\"path\":\"", "A@/href", "\"}]}" },
        { "{\"Links\":[{\"url\":\"", "\\u0061", "\",\"path\":\"A@/href\"}]}" },
        { "{\"Links\":[{\"text\":\"", "&amp;", "\",\"url\":\"1\",\"path\":\"A@/href\"}]}" },
        { "{", "\"Links\":[],", "\"Links\":[]}" },
        { "{\"Head\":{", "\"Link\":[{\"rel\":\"canonical\"}],", "\"Base\":\"/\"}}" },
        { "{\"Head\":{\"Metas\":[", "{\"name\":\"robots\",\"content\":\"x\"},", "{}]}}" },
        { "{\"Head\":{\"Title\":\"", "\\ud800", "\"}}" },
    };

    [Fact]
    public void A_search_at_each_byte_is_told() => Assert.ThrowsAny<Exception>(() => Growth.AssertScans(length =>
    {
        byte[] bytes = new byte[length];
        return () =>
        {
            for (int index = 0; index < bytes.Length; index++)
            {
                Assert.Equal(-1, bytes.AsSpan(index).IndexOf((byte)1));
            }
        };
    }, Length, "a square"));

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page(string start, string repeated) => Growth.AssertScans(length =>
    {
        byte[] page = Repeated(start, repeated, length);
        UrlRecord url = PageText.Url("https://e.example/");
        return () => new HtmlLinks().Extract(page, "text/html; charset=utf-8"u8, url, new PageLinks());
    }, Length, start + repeated);

    [Theory]
    [MemberData(nameof(Charsets))]
    public void The_encoding_of_a_page(string start, string repeated) => Growth.AssertScans(length =>
    {
        byte[] page = Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(Repeated(start, repeated, length)));
        return () =>
        {
            CharsetSniffer.Detect(page, default, out _, out _);
            CharsetPrescan.FromMetaContent(page);
            CharsetPrescan.FindInXml(page);
        };
    }, 4 * Length, start + repeated);

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rules_for_robots(string start, string repeated) => Growth.AssertScans(length =>
    {
        byte[] header = Repeated(start, repeated, length);
        return () => RobotsTag.SaysNofollow(header);
    }, 4 * Length, start + repeated);

    [Theory]
    [MemberData(nameof(Json))]
    public void JSON_of_a_WAT(string start, string repeated, string end) => Growth.AssertScans(length =>
    {
        byte[] json = [
            .. "{\"Envelope\":{\"Payload-Metadata\":{\"HTTP-Response-Metadata\":{\"HTML-Metadata\":"u8,
            .. Repeated(start, repeated, length), .. Encoding.UTF8.GetBytes(end), .. "}}}}"u8];
        UrlRecord url = PageText.Url("https://e.example/");
        return () => Assert.True(new WatLinks().TryExtract(json, url, new PageLinks()));
    }, Length, start + repeated);

    [Theory]
    [InlineData("", "a.example or ")]
    [InlineData("", "(")]
    [InlineData("", "not ")]
    [InlineData("\"", "\"\"")]
    [InlineData("1 of (a", ",a")]
    [InlineData("", "1 of ")]
    [InlineData("", " ")]
    public void Texts_of_questions(string start, string repeated) => Growth.AssertScans(length =>
    {
        string text = Encoding.UTF8.GetString(Repeated(start, repeated, length));
        return () => Assert.ThrowsAny<FormatException>(() => MatchText.Parse(text + " ("));
    }, Length, start + repeated);

    [Theory]
    [InlineData("page:", "a")]
    [InlineData("", "page:")]
    [InlineData("", ".")]
    [InlineData("", "/")]
    [InlineData("a.example/", "%")]
    [InlineData("", "\u00e9.")]
    public void A_target(string start, string repeated) => Growth.AssertScans(length =>
    {
        string text = Encoding.UTF8.GetString(Repeated(start, repeated, length));
        return () => TargetText.Parse(text);
    }, Length, start + repeated);

    // All of one page, so that each answer is looked up among all requests.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Requests_and_answers_of_one_page(bool areNamed) => Growth.AssertScans(length =>
    {
        List<TestRecord> records = [];
        for (int index = 0; index < length; index++)
        {
            records.Add(new TestRecord("request", "http://e.example/", "POST / HTTP/1.1\r\n\r\n"u8.ToArray(),
                "application/http; msgtype=request")
            {
                More = $"WARC-Record-ID: <urn:x:{(areNamed ? index : 0)}>\r\n",
            });
            records.Add(TestRecord.Html("http://e.example/", "x") with
            {
                More = $"WARC-Record-ID: <urn:x:a{index}>\r\nWARC-Concurrent-To: <urn:x:{index}>\r\n",
            });
        }

        return () => OtherMethodsTests.Read([.. records]);
    }, 200, "requests");

    private static byte[] Repeated(string start, string repeated, int length) => Encoding.UTF8.GetBytes(
        new StringBuilder(start).Insert(start.Length, repeated, length / repeated.Length).ToString());
}
