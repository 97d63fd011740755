using System.Text;
using Vennlink.Build;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots;
using Vennlink.Urls;

namespace Vennlink.Tests;

/// <summary>One link of a small web.</summary>
internal sealed record WebLink(string Source, string Target, LinkRel Rel = LinkRel.None, string Title = "",
    bool IsLost = false, string Anchor = "", LinkKind Kind = LinkKind.Anchor, long? FirstSeen = 0, long? LastSeen = 0,
    string Language = "und");

/// <summary>A real snapshot of a small web in a folder of its own, deleted on dispose.</summary>
internal sealed class SnapshotFixture : IDisposable
{
    private Snapshot? _snapshot;

    private SnapshotFixture(string folder) => Folder = folder;

    /// <summary>Folder of the snapshot.</summary>
    public string Folder { get; }

    /// <summary>The snapshot, opened when first asked for.</summary>
    public Snapshot Snapshot => _snapshot ??= Snapshot.Open(Folder);

    /// <summary>Builds a snapshot of a web.</summary>
    /// <param name="links">Any order; the first title of a source that is not empty is its title.</param>
    /// <param name="memoryBytes">Memory of the build.</param>
    /// <param name="sections">Sections of the suffix list.</param>
    /// <param name="pagesWithoutLinks">More live pages.</param>
    /// <param name="suffixList">Text of a suffix list of its own; the embedded one when null.</param>
    /// <param name="threadCount">Threads of the build.</param>
    /// <param name="spam">Gives spam scores; what is shipped when null.</param>
    /// <param name="withLinkFacts">Whether facts of links are written.</param>
    public static SnapshotFixture Build(
        IEnumerable<WebLink> links, long memoryBytes = 8 << 20,
        PublicSuffixSections sections = PublicSuffixSections.All,
        IEnumerable<string>? pagesWithoutLinks = null, string? suffixList = null, int threadCount = 2,
            SpamScorer? spam = null, bool withLinkFacts = true)
    {
        SnapshotFixture fixture = new(Directory.CreateTempSubdirectory("vennlink-snapshot-").FullName);
        try
        {
            fixture.Fill(
                links, memoryBytes, sections, pagesWithoutLinks
                ?? [], suffixList is null ? PublicSuffixList.EmbeddedText : Encoding.UTF8.GetBytes(suffixList),
                threadCount, spam ?? SpamScorer.Default, withLinkFacts);
            return fixture;
        }
        catch
        {
            fixture.Dispose();
            throw;
        }
    }

    /// <summary>Key of a URL, with or without a scheme.</summary>
    public static byte[] Key(string url)
    {
        UrlRecord record = new();
        string absolute = url.Contains("://", StringComparison.Ordinal) ? url : "http://" + url;
        if (!new UrlParser().TryParse(Encoding.UTF8.GetBytes(absolute), null, record))
        {
            throw new ArgumentException($"Not a URL: {url}", nameof(url));
        }

        byte[] key = new byte[record.MaxKeyBytes];
        return key[..record.WriteKey(key)];
    }

    public void Dispose()
    {
        _snapshot?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Fill(
        IEnumerable<WebLink> links, long memoryBytes, PublicSuffixSections sections, IEnumerable<string> pagesWithoutLinks, ReadOnlyMemory<byte> suffixList, int threadCount, SpamScorer spam, bool withLinkFacts)
    {
        SortedDictionary<byte[], List<WebLink>> pages =
            new(Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)));
        foreach (string page in pagesWithoutLinks)
        {
            pages.TryAdd(Key(page), []);
        }

        foreach (WebLink link in links)
        {
            byte[] key = Key(link.Source);
            if (!pages.TryGetValue(key, out List<WebLink>? ofPage))
            {
                pages.Add(key, ofPage = []);
            }

            ofPage.Add(link);
        }

        using (LivePagesWriter writer = new(Folder))
        {
            LivePage page = new();
            foreach ((byte[] key, List<WebLink> ofPage) in pages)
            {
                page.Reset(key);
                page.HttpStatus = 200;
                page.Language = LanguageCode.Of(Encoding.ASCII.GetBytes(ofPage.FirstOrDefault()?.Language ?? "und"));
                page.SetTitle(
                    Encoding.UTF8.GetBytes(ofPage.Select(link => link.Title).FirstOrDefault(title => title.Length > 0)
                        ?? string.Empty));
                foreach (WebLink link in ofPage)
                {
                    page.Add(Key(link.Target), Encoding.UTF8.GetBytes(link.Anchor),
                        new LinkFacts(link.Kind, link.Rel, link.IsLost, link.FirstSeen, link.LastSeen, 0, 0));
                }

                writer.Add(page);
            }

            writer.Complete();
        }

        using LivePages live = LivePages.Open(Folder);
        using TemporaryFolder temporaryFolder = new();
        SnapshotBuild.Run(
            live,
            Folder,
            new SnapshotBuildOptions
            {
                PublicSuffixListText = suffixList,
                PublicSuffixSections = sections,
                Spam = spam,
                Inputs = [new InputFile("links.csv", new string('0', 64), 1, "list")],
                Skipped = new Dictionary<string, long>(),
                MemoryBytes = memoryBytes,
                TemporaryFolder = temporaryFolder.Path,
                ThreadCount = threadCount,
                WithLinkFacts = withLinkFacts,
            },
            null,
            CancellationToken.None);
    }
}
