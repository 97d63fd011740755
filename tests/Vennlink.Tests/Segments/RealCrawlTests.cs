using Vennlink.Merge;
using Vennlink.Segments;
using Vennlink.Tests.Merge;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Segments;

public sealed class RealCrawlTests
{
    [Fact]
    public void The_archive_org_crawl_gives_the_same_live_view_from_arc_and_from_warc()
    {
        using TemporaryFolder arc = new();
        using TemporaryFolder warc = new();
        InputInfo fromArc = InputReaderTests.Read(arc, SharedData.Require("crawls/aut-example.arc.gz"));
        InputInfo fromWarc = InputReaderTests.Read(warc, SharedData.Require("crawls/aut-example.warc.gz"));
        Assert.Equal(("arc", "warc"), (fromArc.Format, fromWarc.Format));
        List<OraclePage> arcPages = View(arc);
        List<OraclePage> warcPages = View(warc);
        Assert.True(arcPages.Count > 100);
        Assert.Equal(arcPages.Select(WithoutProvenance), warcPages.Select(WithoutProvenance));
    }

    private static List<OraclePage> View(TemporaryFolder folder)
    {
        CaptureMerge.Run([(folder.File("segment"), 0)], folder.Path, null, CancellationToken.None);
        return Histories.ReadView(folder.Path);
    }

    private static string WithoutProvenance(OraclePage page) =>
        (page with { Links = [.. page.Links.Select(link => link with { Offset = 0 })] }).ToString();
}
