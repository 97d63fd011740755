using Vennlink.Archives.Records;
using Vennlink.Tests.Archives;

namespace Vennlink.Tests.Conformance;

/// <summary>The regression files of other archive tools, each with what it holds.</summary>
/// <remarks>
/// The numbers were written down from the files themselves: members by zlib, records by a walk along their lengths, and
/// by eye where a length is wrong. A record that is a page counts under its kind; all others under a reason.
/// </remarks>
public class WarcEdgeCasesTests
{
    public static TheoryData<string, int, int, int, int, int, string> Files => new()
    {
        // file, responses, resources, revisits, of these HTML, truncated; reasons

        // Version block, dns, robots.txt; then the same page three times, each with a length too long, the last at the
        // end of the file. The first of the three has "null" for a date.
        { "aut-badexample.arc.gz", 4, 0, 0, 3, 3, "NotAPage=2 CutShort=1 BadDate=1 BadLength=2" },
        { "jwarc/cc.warc.gz", 1, 0, 0, 1, 0, "" },
        { "jwarc/gzip_extra_sl.warc.gz", 0, 0, 0, 0, 0, "NotAPage=1" },
        // Lengths −1 and abc; one record whose content is a blank line.
        { "pywb/bad.arc", 0, 0, 0, 0, 0, "NotAPage=1 BadRecordHeader=2 BadHttp=1" },
        { "pywb/dupes.warc.gz", 3, 0, 9, 3, 0, "NotAPage=13" },
        // One response says HTTPX/1.1.
        { "pywb/example-extra.warc", 1, 0, 2, 1, 0, "NotAPage=2 BadHttp=1" },
        { "pywb/example-url-agnostic-orig.warc.gz", 1, 0, 0, 1, 0, "NotAPage=1" },
        { "pywb/example-url-agnostic-revisit.warc.gz", 0, 0, 1, 1, 0, "NotAPage=1" },
        { "pywb/example-wget-1-14.warc.gz", 1, 0, 0, 1, 0, "NotAPage=5" },
        { "pywb/example-wpull.warc.gz", 1, 0, 0, 1, 0, "NotAPage=3" },
        { "pywb/example.arc", 1, 0, 0, 1, 0, "NotAPage=1" },
        { "pywb/example.arc.gz", 1, 0, 0, 1, 0, "NotAPage=1" },
        // A request of 323 bytes says 320.
        { "pywb/example.warc", 2, 0, 1, 3, 0, "NotAPage=3 BadLength=1" },
        { "pywb/example.warc.gz", 2, 0, 1, 3, 0, "NotAPage=3" },
        { "pywb/example2.warc.gz", 1, 0, 0, 1, 0, "NotAPage=2" },
        { "pywb/httpbin-resource.warc.gz", 0, 1, 0, 0, 0, "" },
        // Each line of the file, content too, ends in CR CR LF, so the stated length ends inside the blank lines.
        { "pywb/missing-status-text.warc", 1, 0, 0, 0, 0, "" },
        { "pywb/post-test.warc.gz", 3, 0, 0, 0, 0, "NotAPage=3" },
        { "pywb/valid_example_1.wacz", 1, 0, 0, 1, 0, "NotAPage=3" },
        // Records of type "unknown".
        { "resiliparse/block-sized-records.warc", 0, 0, 0, 0, 0, "NotAPage=3" },
        { "resiliparse/block-sized-records.warc.gz", 0, 0, 0, 0, 0, "NotAPage=3" },
        // The file ends inside its one record.
        { "resiliparse/clipped.warc.gz", 1, 0, 0, 1, 1, "CutShort=1" },
        // Dates such as 2008-10-294T05:21:46-0700, lines of the HTTP head end in LF, content coding undone but still
        // named.
        { "resiliparse/clueweb-quirk.warc.gz", 29, 0, 0, 29, 0, "NotAPage=1 BadDate=29" },
        { "warcio/bad.arc", 0, 0, 0, 0, 0, "NotAPage=1 BadRecordHeader=2 BadHttp=1" },
        // All records in one member.
        { "warcio/example-bad-non-chunked.warc.gz", 1, 0, 1, 2, 0, "NotAPage=4" },
        { "warcio/example-bad.warc.gz.bad", 2, 0, 1, 3, 0, "NotAPage=3" },
        { "warcio/example-digest.warc", 0, 0, 0, 0, 0, "NotAPage=4" },
        { "warcio/example-iana.org-chunked.warc", 1, 0, 0, 1, 0, "NotAPage=2" },
        { "warcio/example-resource.warc.gz", 0, 1, 0, 1, 0, "NotAPage=2" },
        // The resource is a file: URL.
        { "warcio/example-space-in-target-uri.warc.gz", 0, 0, 0, 0, 0, "NotAPage=2" },
        // CRLF was turned to LF, so the last record is 12 bytes shorter than it says.
        { "warcio/example-space-in-url.arc", 1, 0, 0, 1, 1, "NotAPage=1 CutShort=1" },
        // The response says 973 and has 975.
        { "warcio/example-trunc.warc", 1, 0, 0, 1, 1, "NotAPage=3 BadLength=1" },
        { "warcio/example-wget-bad-target-uri.warc.gz", 1, 0, 0, 1, 0, "NotAPage=5" },
        // The response lies in two members; its record length is a byte less than its HTTP Content-Length asks for.
        { "warcio/example-wrong-chunks.warc.gz", 1, 0, 0, 1, 1, "NotAPage=1" },
        { "warcio/example.arc", 1, 0, 0, 1, 0, "NotAPage=1" },
        { "warcio/example.arc.gz", 1, 0, 0, 1, 0, "NotAPage=1" },
        { "warcio/example.warc", 1, 0, 1, 2, 0, "NotAPage=4" },
        { "warcio/example.warc.gz", 1, 0, 1, 2, 0, "NotAPage=4" },
        { "warcio/post-test.warc.gz", 3, 0, 0, 0, 0, "NotAPage=3" },
        // Cut at the end of a record: nothing is missing that the file could tell of.
        { "webarchive-commons/IAH-20080430204825-00000-blackbook-truncated.arc", 7, 0, 0, 2, 0, "NotAPage=2" },
        { "webarchive-commons/IAH-urls-wget.warc", 16, 0, 0, 11, 0, "NotAPage=20" },
        // One response has no target URI; one has less body than its Content-Length.
        { "webarchive-commons/link-extraction-test.warc", 6, 0, 0, 6, 1, "NotAPage=1 BadUrl=1" },
        { "webarchive-commons/mutliple-headers.warc", 1, 0, 0, 1, 0, "" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_file_gives_the_records_it_holds(string file, int responses, int resources, int revisits, int html,
        int truncated, string reasons)
    {
        ReadArchive archive = ReadArchive.Of(PathOf(file));
        Assert.True(archive.IsArchive);
        Assert.Equal(
            (responses, resources, revisits),
            (archive.Count(ArchiveRecordKind.Response), archive.Count(ArchiveRecordKind.Resource),
                archive.Count(ArchiveRecordKind.Revisit)));
        Assert.Equal(html, archive.Records.Count(record => record.IsHtml));
        Assert.Equal(truncated, archive.Records.Count(record => record.Truncated));
        Assert.Equal(reasons, archive.Reasons);
    }

    [Theory]
    [InlineData("pywb/invalid_example_1.wacz")]
    [InlineData("webarchive-commons/abcd.gz")]
    [InlineData("webarchive-commons/double-single-inflate-error.gz")]
    [InlineData("webarchive-commons/empty.gz")]
    [InlineData("webarchive-commons/hi.gz")]
    [InlineData("webarchive-commons/hi-2.gz")]
    public void Other_files_are_no_archives(string file)
    {
        ReadArchive archive = ReadArchive.Of(PathOf(file));
        Assert.False(archive.IsArchive);
        Assert.Equal("", archive.Reasons);
    }

    [Fact]
    public void Every_file_there_is_has_its_line()
    {
        string folder = SharedData.Require("conformance/warc-edge-cases");
        string[] others =
            ["invalid_example_1.wacz", "abcd.gz", "double-single-inflate-error.gz", "empty.gz", "hi.gz", "hi-2.gz"];
        IEnumerable<string> files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Where(file => !others.Contains(Path.GetFileName(file)));
        Assert.Equal(files.Order(StringComparer.Ordinal), Files.Select(row => row.Data.Item1)
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Codings_and_chunks_of_real_pages_are_undone()
    {
        Assert.StartsWith("<!doctype html>\n<html>\n<head>\n    <title>Example Domain", Only("warcio/example.warc.gz")
            .Body, StringComparison.Ordinal);
        ReadRecord chunked = Only("warcio/example-iana.org-chunked.warc");
        Assert.Equal(7223, chunked.Body.Length);
        Assert.EndsWith("</html>", chunked.Body.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Repeated_headers_are_joined_and_lower_case_names_are_found()
    {
        ReadRecord record = Only("webarchive-commons/mutliple-headers.warc");
        Assert.Equal(
            "<https://www.example.com/wp-json/>; rel=\"https://api.w.org/\", "
                + "<https://www.example.com/wp-json/wp/v2/posts/00000>; rel=\"alternate\"; "
                + "title=\"JSON\"; type=\"application/json\", <https://www.example.com/?p=00000>; rel=shortlink",
            record.Link);
        Assert.Equal((200, "text/html; charset=UTF-8"), (record.Status, record.ContentType));
    }

    [Fact]
    public void Odd_target_URIs_come_as_they_were_meant()
    {
        Assert.Equal("http://example.com/", Only("warcio/example-wget-bad-target-uri.warc.gz").Uri);
        Assert.Equal(
            "http://example.com/index.cfm?FuseAction=Email&EmailTitle=Examples From The Live Web&IsPopUp=False",
            Only("warcio/example-space-in-url.arc").Uri);
    }

    [Fact]
    public void A_redirect_without_status_text_keeps_its_location()
    {
        ReadRecord record = Only("pywb/missing-status-text.warc");
        Assert.Equal((302, "http://www.iana.org/badst"), (record.Status, record.Location));
    }

    [Fact]
    public void Offsets_in_a_WACZ_count_inside_the_archive_it_holds()
    {
        ReadRecord record = Only("pywb/valid_example_1.wacz");
        Assert.Equal(("archive/example-collection.warc", 845L, false),
            (record.InnerName, record.Offset, record.OffsetIsDecompressed));
    }

    private static ReadRecord Only(string file) =>
        ReadArchive.Of(PathOf(file)).Records.First(record => record.Kind == ArchiveRecordKind.Response);

    private static string PathOf(string file)
    {
        string copied = SharedData.InRepository(Path.Combine("tests", "data", "warc", file));
        return File.Exists(copied) ? copied : SharedData.Require("conformance/warc-edge-cases/" + file);
    }
}
