using System.Text;
using Vennlink.Tests.Archives;

namespace Vennlink.Tests.Conformance;

/// <summary>Each odd HTTP response of Moz's crawl-curio-cabinet, wrapped as a WARC record.</summary>
public class WarcCurioCabinetTests
{
    /// <summary>Responses in the cabinet; its README is the 59th file.</summary>
    private const int ResponseCount = 58;

    [Fact]
    public void Every_response_is_read()
    {
        string folder = SharedData.Require("conformance/crawl-curio-cabinet/asis");
        string[] files =
            [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        byte[] warc =
            [.. files.SelectMany(file =>
                WarcWriter.Warc(new TestRecord("response", UriOf(folder, file), File.ReadAllBytes(file))))];
        ReadArchive archive = ReadArchive.Of(warc);

        Assert.Equal(ResponseCount, files.Length);
        Assert.Equal(files.Select(file => UriOf(folder, file)), archive.Records.Select(record => record.Uri));
        Assert.Equal("", archive.Reasons);

        // All are 200 but the two of the redirects folder; all say text/html but the one that is there to be cut short.
        Assert.Equal(["redirects/missing-location", "redirects/relative"], NamesOf(record => record.Status == 301));
        Assert.Equal(ResponseCount - 2, archive.Records.Count(record => record.Status == 200));
        Assert.Equal([], NamesOf(record => !record.IsHtml).Except(["timeouts/truncated"]));
        Assert.All(archive.Records.Where(record => record.IsHtml), record =>
            Assert.Equal(BodyOf(folder, record.Uri), record.Body));

        string[] NamesOf(Func<ReadRecord, bool> isMeant) =>
            [.. archive.Records.Where(isMeant).Select(record => record.Uri[Prefix.Length..])];
    }

    [Fact]
    public void Robots_headers_and_locations_come_as_they_are()
    {
        string folder = SharedData.Require("conformance/crawl-curio-cabinet/asis");
        Assert.Equal("nofollow", Read("robots/x-robots-tag-nofollow").Robots);
        Assert.Equal("none", Read("robots/x-robots-tag-none").Robots);
        Assert.Equal("", Read("redirects/missing-location").Location);
        Assert.NotEqual("", Read("redirects/relative").Location);

        ReadRecord Read(string name) => Assert.Single(
            ReadArchive.Of(
                WarcWriter.Warc(
                    new TestRecord("response", Prefix + name, File.ReadAllBytes(Path.Combine(folder, name))))).Records);
    }

    private const string Prefix = "http://curio.example/";

    private static string UriOf(string folder, string file) =>
        Prefix + Path.GetRelativePath(folder, file).Replace('\\', '/');

    /// <summary>What stands behind the first empty line.</summary>
    private static string BodyOf(string folder, string uri)
    {
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(folder, uri[Prefix.Length..])));
        int unix = text.IndexOf("\n\n", StringComparison.Ordinal);
        int dos = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return dos >= 0 && (unix < 0 || dos < unix) ? text[(dos + 4)..] : text[(unix + 2)..];
    }
}
