using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots.Facts;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots;

/// <summary>Gets a link; all is valid until it returns.</summary>
/// <param name="sourceKey">Key of the linking page.</param>
/// <param name="link">The link.</param>
public delegate void LinkAction(ReadOnlySpan<byte> sourceKey, LiveLink link);

/// <summary>Gets a page, which is reused.</summary>
public delegate void PageAction(KnownPage page);

/// <summary>What an index knows of its pages, and of the links behind its lists.</summary>
/// <remarks>
/// An index of pages answers "these rows", with who said so and when; one of a graph, whose vertices each stand for one
/// page, answers "there is an arc". Whoever reads evidence need not ask which of the two it is. Thread-safe.
/// </remarks>
public interface ILinkEvidence
{
    /// <summary>Whether pages have scores of their own, and can be asked for by them.</summary>
    bool ScoresPages { get; }

    /// <summary>Whether more is known of a link than that it is there: its kind, rel, anchor text, dates.</summary>
    bool KnowsLinks { get; }

    /// <summary>Tells what is known of a page.</summary>
    /// <remarks>A search, and at most one block of 64 KiB to decompress.</remarks>
    PageStanding Find(ReadOnlySpan<byte> pageKey);

    /// <summary>Tells what is known of a link from one page to another.</summary>
    internal PageLink FindLink(ReadOnlySpan<byte> sourcePageKey, ReadOnlySpan<byte> targetPageKey);

    /// <summary>Whether there is such a page though nothing links to it.</summary>
    bool HasPage(ReadOnlySpan<byte> pageKey);

    /// <summary>Whether there is a page in a folder though nothing links to any in it.</summary>
    bool HasPageIn(ReadOnlySpan<byte> folderKey);

    /// <summary>Hands over all pages in key order. Memory does not grow with the index.</summary>
    void ForEachPage(PageAction take, CancellationToken cancellationToken);

    /// <summary>
    /// Hands over links, internal ones too: by source in key order as a page shows them, or, of arcs, by target in key
    /// order and best source first.
    /// </summary>
    /// <param name="sourcePrefix">What the keys of the linking pages begin with; empty for all. Only these pages are
    /// read; of arcs, all are.</param>
    /// <param name="filter">Which links; null for all live ones.</param>
    /// <param name="take">Gets them.</param>
    /// <param name="cancellationToken">Looked at once a page, and once an arc.</param>
    /// <exception cref="LinkFactsException">The filter asks for what the index does not know.</exception>
    void ForEachLink(ReadOnlySpan<byte> sourcePrefix, LinkFilter? filter, LinkAction take,
        CancellationToken cancellationToken);

    /// <summary>Whether pages of other root domains had a link to a target that is lost, as far as the index knows.
    /// </summary>
    bool HasLostLinks(TargetScope scope, ReadOnlyMemory<byte> targetKey);

    /// <summary>Starts counting the pages of hosts.</summary>
    IHostPages OpenHosts();

    /// <summary>
    /// The links that count from some pages to a target: page after page as given, those of a page in document order,
    /// or, of arcs, by target key.
    /// </summary>
    /// <param name="sources">Pages that link to the target. Read one after the other, as rows are asked for.</param>
    /// <param name="scope">Kind of target.</param>
    /// <param name="targetKey">Its key.</param>
    /// <param name="links">Which links count; null for all live ones.</param>
    /// <param name="cancellationToken">Looked at once a page, and once an arc.</param>
    /// <exception cref="LinkFactsException"><paramref name="links"/> asks for what the index does not know.</exception>
    IEnumerable<LinkRow> LinksBetween(
        IEnumerable<PageId> sources,
        TargetScope scope,
        ReadOnlyMemory<byte> targetKey,
        LinkFilter? links,
        CancellationToken cancellationToken);

    /// <summary>The sources with a link to a target that counts, ascending; not to be changed.</summary>
    /// <param name="sources">What the sources are.</param>
    /// <param name="scope">Kind of target.</param>
    /// <param name="targetKey">Its key.</param>
    /// <param name="test">Tells which links count; it asks for something.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    /// <exception cref="LinkFactsException">The test asks for what the index does not know.</exception>
    internal uint[] SourcesOf(SourceScope sources, TargetScope scope, ReadOnlyMemory<byte> targetKey, LinkTest test,
        CancellationToken cancellationToken);

    /// <summary>The days of links to a target that count, by source page, in any order; several of one page.</summary>
    /// <param name="scope">Kind of target.</param>
    /// <param name="targetKey">Its key.</param>
    /// <param name="test">Tells which links count.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    /// <exception cref="LinkFactsException">The index knows no dates of links, or not of those asked for.</exception>
    internal IEnumerable<SourceDays> SourceDays(
        TargetScope scope, ReadOnlyMemory<byte> targetKey, LinkTest test, CancellationToken cancellationToken);

    /// <summary>Forgets what is kept from one question to the next, for measurements.</summary>
    internal void ForgetRecent()
    {
    }

    /// <summary>The pages of the highest Page Authority, ties by key; none without <see cref="ScoresPages"/>.</summary>
    /// <param name="limit">Most pages, at least 1.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    IEnumerable<KnownPage> BestPages(int limit, CancellationToken cancellationToken);

    /// <summary>Reads all there is, checking all checksums.</summary>
    /// <returns>Problems found; empty when all is sound.</returns>
    IEnumerable<IndexFormatException> VerifyBytes(CancellationToken cancellationToken);

    /// <summary>
    /// Compares what is known of pages with the columns of sources; after <see cref="VerifyBytes"/> found nothing.
    /// </summary>
    /// <returns>Problems found, each naming its file.</returns>
    IEnumerable<string> VerifyPages(CancellationToken cancellationToken);

    /// <summary>
    /// Prepares to gather what pages say of root domains; null where links do not say even whether they are followed.
    /// </summary>
    internal Func<PageSurvey>? GatherPages(
        string temporaryFolder, long memoryBytes, CancellationToken cancellationToken);
}
