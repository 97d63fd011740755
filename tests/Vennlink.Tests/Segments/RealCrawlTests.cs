using Vennlink.Archives;
using Vennlink.Merge;
using Vennlink.Segments;
using Vennlink.Tests.Inputs;
using Vennlink.Tests.Merge;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Segments;

public sealed class RealCrawlTests
{
    private const string NpmWarc =
        "crawls/common-crawl/npm-warc/CC-MAIN-20140820021334-00006-ip-10-180-136-8.ec2.internal.warc";

    [Fact]
    public void The_archive_org_crawl_gives_the_same_live_view_from_arc_and_from_warc()
    {
        using TemporaryFolder arc = new();
        using TemporaryFolder warc = new();
        InputInfo fromArc = IndexInputTests.Read(arc, SharedData.Require("crawls/aut-example.arc.gz"));
        InputInfo fromWarc = IndexInputTests.Read(warc, SharedData.Require("crawls/aut-example.warc.gz"));
        Assert.Equal(("arc", "warc"), (fromArc.Format, fromWarc.Format));
        List<OraclePage> arcPages = View(arc);
        List<OraclePage> warcPages = View(warc);
        Assert.True(arcPages.Count > 100);
        Assert.Equal(arcPages.Select(WithoutProvenance), warcPages.Select(WithoutProvenance));
    }

    [Fact]
    public void A_common_crawl_warc_and_its_wat_give_the_same_links_but_for_anchors_with_images()
    {
        using TemporaryFolder warc = new();
        using TemporaryFolder wat = new();
        InputInfo fromWarc = IndexInputTests.Read(warc, SharedData.Require(NpmWarc));
        InputInfo fromWat = IndexInputTests.Read(wat, SharedData.Require(NpmWarc + ".wat"));
        Assert.Equal(
            ("warc", 4L, "wat", 2L), (fromWarc.Format, fromWarc.CaptureCount, fromWat.Format, fromWat.CaptureCount));
        Dictionary<string, OraclePage> warcPages = View(warc).ToDictionary(page => page.Key);
        List<string> anchorsThatDiffer = [];
        foreach (OraclePage watPage in View(wat))
        {
            OraclePage warcPage = warcPages[watPage.Key];
            Assert.Equal(WithoutAnchors(warcPage), WithoutAnchors(watPage));
            anchorsThatDiffer.AddRange(warcPage.Links.Zip(watPage.Links)
                .Where(pair => pair.First.Link.Anchor != pair.Second.Link.Anchor)
                .Select(pair => $"{pair.First.Link.Anchor} | {pair.Second.Link.Anchor}"));
        }

        // A WAT gives the text of a link without the alt text of the images in it.
        Assert.Equal(["Previous Previous | Previous", "Next Next | Next", "Creative Commons License | "],
            anchorsThatDiffer);
    }

    [Fact]
    public void A_wat_beside_its_warc_changes_nothing_and_loses_nothing()
    {
        using TemporaryFolder folder = new();
        IndexInputTests.Read(folder, SharedData.Require(NpmWarc));
        File.Move(folder.File("segment"), folder.File("warc"));
        IndexInputTests.Read(folder, SharedData.Require(NpmWarc + ".wat"));
        CaptureMerge.Run([(folder.File("warc"), 1)], folder.Path, null, CancellationToken.None);
        byte[] alone = File.ReadAllBytes(folder.File(LivePages.FileName));
        MergeReport report = CaptureMerge.Run([(folder.File("segment"), 0), (folder.File("warc"), 1)], folder.Path,
            null, CancellationToken.None);
        Assert.Equal((2L, 0L), (report.FoldedCount, report.LostLinkCount));
        Assert.Equal(alone, File.ReadAllBytes(folder.File(LivePages.FileName)));
    }

    // trafilatura-dev: 95,394 http(s) links and 536 canonicals in the tables that a conforming parser made of it.
    // blogroll: 16,297 rows, of which 5,080 name no site and 15 have file:///seeds.opml for a source.
    [Theory]
    [InlineData("crawls/common-crawl/whirlwind/whirlwind.warc", "warc", 1, 208, "NotAPage=3")]
    [InlineData("crawls/common-crawl/whirlwind/whirlwind.warc.wat", "warc", 0, 0, "NotAPage=2")]
    [InlineData("crawls/common-crawl/cc-main-2019-22/CC-MAIN-20190519061520-20190519083520-00000-head.warc.wat", "wat",
        1, 145, "NotAPage=4")]
    [InlineData("crawls/pywb-iana.warc.gz", "warc", 171, 5198, "NotAPage=172 OtherScheme=3")]
    [InlineData("crawls/trafilatura-dev.warc.gz", "warc", 629, 95_394 + 536,
        "NotAPage=1 UnparsableLink=23 OtherScheme=2068")]
    [InlineData("graphs/blogroll-edges.csv.gz", "list", 0, 16_297 - 5_080 - 15, "BadUrl=15 BadRow=5080")]
    [InlineData("graphs/awesome-edges.csv.gz", "list", 0, 185_057, "")]
    public void Real_inputs_hold_what_they_hold(string path, string format, long captureCount, long linkCount,
        string skips)
    {
        using TemporaryFolder folder = new();
        InputInfo info = IndexInputTests.Read(folder, SharedData.Require(path));
        string skipped = string.Join(' ', Enum.GetValues<SkipReason>().Where(reason => info.Skips[reason] > 0)
            .Select(reason => $"{reason}={info.Skips[reason]}"));
        Assert.Equal((format, captureCount, linkCount, skips),
            (info.Format, info.CaptureCount, info.LinkCount, skipped));
        using Segment segment = Segment.Open(folder.File("segment"));
        Assert.Empty(segment.Verify());
        Assert.All(Enum.GetValues<SkipReason>(), reason =>
            Assert.Equal(info.Skips.Places(reason), segment.Input.Skips.Places(reason)));
        Assert.Equal(info.Parts, segment.Input.Parts);
        InputInfo stored = segment.Input;
        Assert.Equal(info with { Skips = stored.Skips, Notes = stored.Notes, Parts = stored.Parts }, stored);
    }

    private static List<OraclePage> View(TemporaryFolder folder)
    {
        CaptureMerge.Run([(folder.File("segment"), 0)], folder.Path, null, CancellationToken.None);
        return Histories.ReadView(folder.Path);
    }

    private static string WithoutAnchors(OraclePage page) =>
        WithoutProvenance(
            page with { Links = [.. page.Links.Select(link => link with { Link = link.Link with { Anchor = "" } })] });

    private static string WithoutProvenance(OraclePage page) =>
        (page with { Links = [.. page.Links.Select(link => link with { Offset = 0 })] }).ToString();
}
