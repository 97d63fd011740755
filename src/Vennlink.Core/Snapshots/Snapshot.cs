using Vennlink.Merge;
using Vennlink.Urls;

namespace Vennlink.Snapshots;

/// <summary>One published index: an immutable folder, mapped. Thread-safe for readers; dispose when nobody reads any more.</summary>
public sealed class Snapshot : IDisposable, ISourceIndex
{
    /// <summary>Opens a snapshot folder; checks versions, names and sizes of all files, not their content.</summary>
    /// <exception cref="Storage.IndexFormatException">Something is missing, cut short, or newer than this build reads.</exception>
    public static Snapshot Open(string folder) => throw new NotImplementedException();

    /// <summary>Files, counts, inputs, options.</summary>
    public Manifest Manifest => throw new NotImplementedException();

    /// <summary>The suffix list the index was built with.</summary>
    public PublicSuffixList PublicSuffixes => throw new NotImplementedException();

    /// <summary>Source pages: crawled or listed pages with at least one live external link; ids are <c>0 … count − 1</c>.</summary>
    public uint SourcePageCount => throw new NotImplementedException();

    /// <summary>Root domains of the source pages; ids are <c>0 … count − 1</c>.</summary>
    public uint SourceDomainCount => throw new NotImplementedException();

    /// <summary>All live pages, for evidence and export.</summary>
    public LivePages LivePages => throw new NotImplementedException();

    /// <summary>Copies the key of a source page; returns its length, or the length needed when it does not fit.</summary>
    public int PageKey(PageId page, Span<byte> destination) => throw new NotImplementedException();

    /// <summary>Title of a source page, UTF-8; same return as <see cref="PageKey"/>.</summary>
    public int PageTitle(PageId page, Span<byte> destination) => throw new NotImplementedException();

    /// <summary>Page Authority, 1–100.</summary>
    public int PageAuthority(PageId page) => throw new NotImplementedException();

    /// <summary>Root domain of a source page. O(log domains).</summary>
    public DomainId DomainOf(PageId page) => throw new NotImplementedException();

    /// <summary>Copies the key of a source domain; same return as <see cref="PageKey"/>.</summary>
    public int DomainKey(DomainId domain, Span<byte> destination) => throw new NotImplementedException();

    /// <summary>Domain Authority, 1–100.</summary>
    public int DomainAuthority(DomainId domain) => throw new NotImplementedException();

    /// <summary>Spam score 1–100, −1 without enough evidence.</summary>
    public int SpamScore(DomainId domain) => throw new NotImplementedException();

    /// <summary>First page of a domain; its pages are <c>[FirstPage(d), FirstPage(d + 1))</c>. Legal for d = count: the page count.</summary>
    public uint FirstPage(DomainId domain) => throw new NotImplementedException();

    /// <summary>Finds a source domain by its key.</summary>
    public bool TryFindDomain(ReadOnlySpan<byte> rootDomainKey, out DomainId domain) => throw new NotImplementedException();

    /// <summary>Finds a source page by its key.</summary>
    public bool TryFindPage(ReadOnlySpan<byte> pageKey, out PageId page) => throw new NotImplementedException();

    /// <summary>
    /// Whether any host or page of exactly this key is in the index at all, as source or as target, linked from inside or outside.
    /// </summary>
    public bool IsKnown(TargetScope scope, ReadOnlySpan<byte> key) => throw new NotImplementedException();

    /// <summary>Opens the list of sources that link to a target from another root domain; an empty cursor when there are none.</summary>
    /// <param name="scope">Kind of target.</param>
    /// <param name="key">Page, host (labels and <see cref="UrlKey.HostEnd"/> or labels alone) or root-domain key.</param>
    /// <param name="sources">Which ids: pages or domains.</param>
    /// <param name="followedOnly">Leave out sources whose every link to the target is nofollow, ugc or sponsored.</param>
    public PostingCursor OpenList(TargetScope scope, ReadOnlySpan<byte> key, SourceScope sources, bool followedOnly = false) =>
        throw new NotImplementedException();

    /// <summary>Reads every file to the end, checking all checksums and invariants.</summary>
    /// <returns>Problems found; empty when the snapshot is sound.</returns>
    public IReadOnlyList<string> Verify(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
