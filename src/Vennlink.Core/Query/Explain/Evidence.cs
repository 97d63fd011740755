using System.Text;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Query.Explain;

/// <summary>Shows the links behind a row. Thread-safe.</summary>
/// <param name="snapshot">The index; must outlive this and every walk over rows.</param>
public sealed class Evidence(Snapshot snapshot)
{
    private readonly Snapshot _snapshot = snapshot;

    /// <summary>All live links from a page or a root domain to a target outside of it: best page first (ascending page id), then document order.</summary>
    /// <param name="sourceScope">Whether <paramref name="sourceKey"/> is a page key or a root-domain key.</param>
    /// <param name="sourceKey">The source; one that is not in the index, or links to nobody else, has no rows.</param>
    /// <param name="target">The target.</param>
    /// <param name="cancellationToken">Checked once a page.</param>
    /// <remarks>Followed or not, as the row's rel says. The target's list tells the pages, so each costs one read of the live view, and no other page is read.</remarks>
    public IEnumerable<EvidenceRow> Find(
        SourceScope sourceScope, ReadOnlyMemory<byte> sourceKey, Target target, CancellationToken cancellationToken)
    {
        (uint first, uint end) = PagesOf(sourceScope, sourceKey.Span);
        return first < end ? Find(first, end, target, cancellationToken) : [];
    }

    private (uint First, uint End) PagesOf(SourceScope scope, ReadOnlySpan<byte> key)
    {
        if (scope == SourceScope.Page)
        {
            return _snapshot.TryFindPage(key, out PageId page) ? (page.Value, page.Value + 1) : default;
        }

        return _snapshot.TryFindDomain(key, out DomainId domain)
            ? (_snapshot.FirstPage(domain), _snapshot.FirstPage(new DomainId(domain.Value + 1)))
            : default;
    }

    private IEnumerable<EvidenceRow> Find(uint first, uint end, Target target, CancellationToken cancellationToken)
    {
        // The target's list holds links from other root domains only, so nothing here has to tell inside from outside.
        using PostingCursor pages = _snapshot.OpenList(target.Scope, target.Key.Span, SourceScope.Page);
        List<ReadOnlyMemory<byte>>? linked = null;
        for (uint page = pages.Seek(first); page < end; page = pages.Advance())
        {
            cancellationToken.ThrowIfCancellationRequested();
            PageId id = new(page);
            byte[] key = new byte[_snapshot.PageKey(id, [])];
            _snapshot.PageKey(id, key);
            IEnumerable<EvidenceRow> rows = _snapshot.LivePages is { } live
                ? LinksOf(live, id, key, target)
                : ArcsOf(id, key, linked ??= LinkedPages(target), cancellationToken);
            foreach (EvidenceRow row in rows)
            {
                yield return row;
            }
        }
    }

    private List<EvidenceRow> LinksOf(LivePages live, PageId id, byte[] key, Target target)
    {
        using LivePageCursor cursor = live.Read(key);
        if (!cursor.MoveNext() || !cursor.Current.Key.SequenceEqual(key))
        {
            throw new IndexFormatException(LivePages.FileName, 0, $"the page {UrlKey.ToText(key)} is missing, though it is source page {id.Value}");
        }

        List<EvidenceRow> rows = [];
        LivePage page = cursor.Current;
        string source = UrlKey.ToText(key);
        for (int index = 0; index < page.LinkCount; index++)
        {
            LiveLink link = page[index];
            if (!link.Facts.IsLost && Matches(link.TargetKey, target))
            {
                InputFile file = _snapshot.Manifest.Inputs[link.Facts.FileId];
                rows.Add(new EvidenceRow(
                    source, UrlKey.ToText(link.TargetKey), link.Facts.Kind, Encoding.UTF8.GetString(link.Anchor), link.Facts.Rel,
                    link.Facts.FirstSeenSeconds, link.Facts.LastSeenSeconds, file.Name, file.Digest, link.Facts.OffsetBytes));
            }
        }

        return rows;
    }

    // The root pages of a graph that a target stands for: one, or those of all linked hosts of a root domain. A public suffix has one host, its own.
    private List<ReadOnlyMemory<byte>> LinkedPages(Target target) =>
        target.Scope == TargetScope.RootDomain && !_snapshot.IsDomainGraph && !_snapshot.PublicSuffixes.IsPublicSuffix(target.Key.Span)
        ? [.. _snapshot.LinkedPages(target.Key)]
        : [(byte[])[.. UrlKey.HostKey(target.Key.Span), UrlKey.HostEnd, (byte)'/']];

    // Of a graph nothing is known but that there is an arc, from one root page to another.
    private IEnumerable<EvidenceRow> ArcsOf(PageId id, byte[] sourceKey, List<ReadOnlyMemory<byte>> linked, CancellationToken cancellationToken)
    {
        InputFile file = _snapshot.Manifest.Inputs[0];
        foreach (ReadOnlyMemory<byte> page in linked)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using PostingCursor sources = _snapshot.OpenList(TargetScope.Page, page.Span, SourceScope.Page);
            if (sources.Seek(id.Value) == id.Value)
            {
                yield return new EvidenceRow(
                    UrlKey.ToText(sourceKey), UrlKey.ToText(page.Span), LinkKind.Anchor, "", LinkRel.None, null, null, file.Name, file.Digest, 0);
            }
        }
    }

    private bool Matches(ReadOnlySpan<byte> linkedPage, Target target)
    {
        ReadOnlySpan<byte> key = target.Key.Span;
        return target.Scope switch
        {
            TargetScope.Page => linkedPage.SequenceEqual(key),
            TargetScope.Subdomain => UrlKey.HostKey(linkedPage).SequenceEqual(UrlKey.HostKey(key)),
            _ => _snapshot.PublicSuffixes.RootDomainKey(linkedPage).SequenceEqual(key) || UrlKey.HostKey(linkedPage).SequenceEqual(key),
        };
    }
}
