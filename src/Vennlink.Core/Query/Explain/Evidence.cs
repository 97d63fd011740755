using System.Text;
using Vennlink.Links;
using Vennlink.Segments;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Query.Explain;

/// <summary>Shows the links behind a row. Thread-safe.</summary>
/// <param name="snapshot">The index; must outlive this and every walk over rows.</param>
public sealed class Evidence(Snapshot snapshot)
{
    private readonly Snapshot _snapshot = snapshot;
    private readonly IReadOnlyList<InputFile> _inputs = InputFile.ToldApart(snapshot.Manifest.Inputs);

    /// <summary>
    /// All live links from a page, a host or a root domain to a target outside of it: best page first (ascending page id), then
    /// document order.
    /// </summary>
    /// <param name="sourceScope">Whether <paramref name="sourceKey"/> is a page, host or root-domain key.</param>
    /// <param name="sourceKey">The source; one that is not in the index, or links to nobody else, has no rows.</param>
    /// <param name="target">The target.</param>
    /// <param name="cancellationToken">Checked once a page.</param>
    /// <remarks>
    /// Followed or not, as the row's rel says. The target's list tells the pages, so each costs one read of the live
    /// view, and no other page is read.
    /// </remarks>
    public IEnumerable<EvidenceRow> Find(
        SourceScope sourceScope, ReadOnlyMemory<byte> sourceKey, Target target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        (uint first, uint end) = PagesOf(sourceScope, sourceKey.Span);
        IEnumerable<PageId> pages = PagesThatLink(first, end, target);
        if (sourceScope == SourceScope.Subdomain)
        {
            byte[] host = UrlKey.HostKey(sourceKey.Span).ToArray();
            pages = pages.Where(page => IsOfHost(page, host));
        }

        return _snapshot.Evidence.LinksBetween(pages, target.Scope, target.Key, cancellationToken).Select(Describe);
    }

    private (uint First, uint End) PagesOf(SourceScope scope, ReadOnlySpan<byte> key)
    {
        if (scope == SourceScope.Page)
        {
            return _snapshot.TryFindPage(key, out PageId page) ? (page.Value, page.Value + 1) : default;
        }

        ReadOnlySpan<byte> root = scope == SourceScope.RootDomain ? key : _snapshot.RootDomainKey(key);
        return _snapshot.TryFindDomain(root, out DomainId domain)
            ? (_snapshot.FirstPage(domain), _snapshot.FirstPage(new DomainId(domain.Value + 1)))
            : default;
    }

    private bool IsOfHost(PageId page, byte[] host)
    {
        byte[] key = new byte[_snapshot.PageKey(page, [])];
        _snapshot.PageKey(page, key);
        return UrlKey.HostKey(key).SequenceEqual(host);
    }

    // The target's list holds links from other root domains only, so nothing here has to tell inside from outside.
    private IEnumerable<PageId> PagesThatLink(uint first, uint end, Target target)
    {
        using PostingCursor pages = _snapshot.OpenList(target.Scope, target.Key.Span, SourceScope.Page);
        for (uint page = pages.Seek(first); page < end; page = pages.Advance())
        {
            yield return new PageId(page);
        }
    }

    private EvidenceRow Describe(LinkRow row)
    {
        LinkFacts facts = row.Facts;
        InputFile file = _inputs[facts.FileId];
        bool isPlaced = facts.OffsetBytes >= 0;
        InputPart part = InputPart.Find(file.Parts, facts.OffsetBytes);
        return new EvidenceRow(
            UrlKey.ToText(row.SourceKey.Span),
            UrlKey.ToText(row.TargetKey.Span),
            facts.Kind,
            Encoding.UTF8.GetString(row.Anchor.Span),
            facts.Rel,
            facts.FirstSeenSeconds,
            facts.LastSeenSeconds,
            file.Name,
            file.Digest,
            part.InnerName,
            isPlaced ? facts.OffsetBytes - part.StartOffset : null,
            isPlaced ? part.IsDecompressed : null,
            row.Record?.Id,
            row.Record?.PayloadDigest);
    }
}

/// <summary>One link that makes a source match a target, with its provenance.</summary>
/// <param name="SourcePage">Canonical URL of the linking page.</param>
/// <param name="TargetPage">Canonical URL of the linked page.</param>
/// <param name="Kind">Anchor, canonical, redirect or refresh; an arc in an index of a graph.</param>
/// <param name="Anchor">Anchor text; may be empty.</param>
/// <param name="Rel">Rel flags, those of the whole page folded in.</param>
/// <param name="FirstSeenSeconds">First seen, seconds since 1970 UTC; null when no input gives a date.</param>
/// <param name="LastSeenSeconds">Last seen.</param>
/// <param name="File">Name of the input file that shows the link last, as of <see cref="InputFile.ToldApart"/>.</param>
/// <param name="FileDigest">SHA-256 of that file, hex.</param>
/// <param name="InnerFile">Name of the archive or list inside that file; null when it is the file itself.</param>
/// <param name="OffsetBytes">Where the record or row starts in the inner file, or in the file; null in an index of a
/// graph, which keeps no offsets.</param>
/// <param name="OffsetIsDecompressed">Whether the offset counts decompressed bytes; null where there is none.</param>
/// <param name="RecordId">WARC-Record-ID of the record; null when it has none.</param>
/// <param name="PayloadDigest">WARC-Payload-Digest of the record; null when it has none.</param>
public sealed record EvidenceRow(
    string SourcePage, string TargetPage, LinkKind Kind, string Anchor, LinkRel Rel, long? FirstSeenSeconds,
    long? LastSeenSeconds,
    string File, string FileDigest, string? InnerFile, long? OffsetBytes, bool? OffsetIsDecompressed, string? RecordId,
    string? PayloadDigest);
