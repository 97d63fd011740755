using Vennlink.Archives.Records;
using Vennlink.Tests.Archives;

namespace Vennlink.Tests.Conformance;

/// <summary>
/// Real crawls, with record counts as their origin states them or as a plain walk along the lengths gives them.
/// </summary>
public class WarcCrawlsTests
{
    [Theory]
    // 299 HTTP and dns records and the version block; dns and the block are no pages.
    [InlineData("aut-example.arc.gz", 261, 0, 0, 140, 0, "NotAPage=39")]
    [InlineData("aut-example.warc.gz", 261, 0, 0, 140, 0, "NotAPage=561")]
    [InlineData("pywb-iana.warc.gz", 48, 123, 0, 20, 0, "NotAPage=172")]
    [InlineData("trafilatura-dev.warc.gz", 629, 0, 0, 629, 0, "NotAPage=1")]
    [InlineData("ukwa-discovery/BL-20140325121225068-00000-32090~opera~8443.warc.gz", 62, 0, 0, 36, 0, "NotAPage=128")]
    [InlineData("ukwa-discovery/BL-20140325122341434-00000-32090~opera~8443.warc.gz", 7, 55, 0, 7, 0, "NotAPage=128")]
    [InlineData("ukwa-discovery/flashfrozen-jwat-recompressed.warc.gz", 39, 0, 0, 2, 0, "NotAPage=43")]
    [InlineData("common-crawl/whirlwind/whirlwind.warc", 1, 0, 0, 1, 0, "NotAPage=3")]
    [InlineData("common-crawl/whirlwind/whirlwind.warc.gz", 1, 0, 0, 1, 0, "NotAPage=3")]
    // The WAT of the request is all that was kept of this WAT.
    [InlineData("common-crawl/whirlwind/whirlwind.warc.wat", 0, 0, 0, 0, 0, "NotAPage=2")]
    [InlineData("common-crawl/whirlwind/whirlwind.warc.wat.gz", 0, 0, 0, 0, 0, "NotAPage=2")]
    [InlineData("common-crawl/whirlwind/whirlwind.warc.wet", 0, 0, 0, 0, 0, "NotAPage=2")]
    [InlineData("common-crawl/whirlwind/whirlwind.warc.wet.gz", 0, 0, 0, 0, 0, "NotAPage=2")]
    // Two responses have WARC-Truncated.
    [InlineData("common-crawl/npm-warc/CC-MAIN-20140820021334-00006-ip-10-180-136-8.ec2.internal.warc", 4, 0, 0, 3, 2,
        "NotAPage=9")]
    [InlineData("common-crawl/npm-warc/CC-MAIN-20140820021334-00006-ip-10-180-136-8.ec2.internal.warc.wat", 0, 0, 2, 0,
        0, "NotAPage=7")]
    [InlineData("common-crawl/npm-warc/CC-MAIN-20140820021334-00006-ip-10-180-136-8.ec2.internal.warc.wet", 0, 0, 0, 0,
        0, "NotAPage=4")]
    [InlineData("common-crawl/cc-main-2019-22/CC-MAIN-20190519061520-20190519083520-00000-head.warc.wat", 0, 0, 1, 0, 0,
        "NotAPage=4")]
    public void Each_crawl_gives_the_records_it_holds(string file, int responses, int revisits, int wats, int html,
        int truncated, string reasons)
    {
        ReadArchive archive = ReadArchive.Of(SharedData.Require("crawls/" + file));
        Assert.Equal(
            (responses, revisits, wats),
            (archive.Count(ArchiveRecordKind.Response), archive.Count(ArchiveRecordKind.Revisit),
                archive.Count(ArchiveRecordKind.Wat)));
        Assert.Equal(html, archive.Records.Count(record => record.IsHtml && record.Kind == ArchiveRecordKind.Response));
        Assert.Equal(truncated, archive.Records.Count(record => record.Truncated));
        Assert.Equal(reasons, archive.Reasons);
    }

    [Fact]
    public void One_crawl_reads_the_same_from_ARC_and_from_WARC()
    {
        List<ReadRecord> arc = ReadArchive.Of(SharedData.Require("crawls/aut-example.arc.gz")).Records;
        List<ReadRecord> warc = ReadArchive.Of(SharedData.Require("crawls/aut-example.warc.gz")).Records;
        Assert.Equal(arc.Select(WithoutOffset), warc.Select(WithoutOffset));

        static ReadRecord WithoutOffset(ReadRecord record) => record with { Offset = 0 };
    }

    [Fact]
    public void Plain_and_compressed_copies_read_the_same()
    {
        ReadRecord plain =
            Assert.Single(ReadArchive.Of(SharedData.Require("crawls/common-crawl/whirlwind/whirlwind.warc")).Records);
        ReadRecord gzip = Assert.Single(
            ReadArchive.Of(SharedData.Require("crawls/common-crawl/whirlwind/whirlwind.warc.gz")).Records);
        Assert.Equal(plain with { Offset = 0 }, gzip with { Offset = 0 });
    }

    [Fact]
    public void A_WAT_tells_the_time_and_status_of_the_capture_and_not_of_its_own_making()
    {
        ReadRecord wat = Assert.Single(
            ReadArchive.Of(
                SharedData.Require(
                    "crawls/common-crawl/cc-main-2019-22/CC-MAIN-20190519061520-20190519083520-00000-head.warc.wat"))
                        .Records);
        Assert.Equal(new DateTimeOffset(2019, 5, 19, 7, 25, 24, TimeSpan.Zero).ToUnixTimeSeconds(), wat.Time);
        Assert.Equal((200, true), (wat.Status, wat.IsHtml));
        Assert.StartsWith("{", wat.Body, StringComparison.Ordinal);
    }
}
