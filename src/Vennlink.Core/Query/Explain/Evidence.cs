using System.Text;
using Vennlink.Links;
using Vennlink.Query.Walk;
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
    /// All links that count from a page, a host or a root domain to a target outside of it: best page first (ascending
    /// page id), then document order.
    /// </summary>
    /// <param name="sourceScope">Whether <paramref name="sourceKey"/> is a page, host or root-domain key.</param>
    /// <param name="sourceKey">The source; one that is not in the index, or links to nobody else, has no rows.</param>
    /// <param name="target">The target.</param>
    /// <param name="links">Which links count; null for all live ones.</param>
    /// <param name="cancellationToken">Checked once a page.</param>
    /// <exception cref="LinkFactsException"><paramref name="links"/> asks for what the index does not know.</exception>
    /// <remarks>
    /// Followed or not, as the row's rel says. The target's list tells the pages, so each costs one read of the live
    /// view, and no other page is read. Of lost links the facts of all links to the target tell them.
    /// </remarks>
    public IEnumerable<EvidenceRow> Find(SourceScope sourceScope, ReadOnlyMemory<byte> sourceKey, Target target,
        LinkFilter? links, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        (uint first, uint end) = PagesOf(sourceScope, sourceKey.Span);
        IEnumerable<PageId> pages = links is null or { State: LinkState.Live } ? PagesThatLink(first, end, target)
            : _snapshot.Evidence.SourcesOf(
                SourceScope.Page, target.Scope, target.Key, new LinkTest(links), cancellationToken)
                .Where(page => page >= first && page < end).Select(page => new PageId(page));
        if (sourceScope == SourceScope.Subdomain)
        {
            byte[] host = UrlKey.HostKey(sourceKey.Span).ToArray();
            pages = pages.Where(page => IsOfHost(page, host));
        }

        return _snapshot.Evidence.LinksBetween(pages, target.Scope, target.Key, links, cancellationToken)
            .Select(Describe);
    }

    /// <summary>The first links that count of a row of an answer, for each target that it links to.</summary>
    /// <param name="question">The question, of this index.</param>
    /// <param name="row">The row.</param>
    /// <param name="linksPerTarget">Most links a target.</param>
    /// <param name="cancellationToken">Checked once a page.</param>
    public IReadOnlyList<TargetEvidence> Of(
        FoundQuery question, IntersectRow row, int linksPerTarget, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(row);
        return [.. row.MatchingTargetIndexes.Select(index =>
            First(index, linksPerTarget, Behind(question, row.SourceId, index, isNegative: false, cancellationToken)))];
    }

    /// <summary>The links of a source to a target of a question that count there, those of its best page first.
    /// </summary>
    internal IEnumerable<EvidenceRow> Behind(
        FoundQuery question, uint source, int index, bool isNegative, CancellationToken cancellationToken)
    {
        IntersectQuery query = question.Query;
        (Target target, TargetLists lists, LinkFilter? links) = isNegative
            ? (query.NegativeTargets[index], question.Negatives[index], LinkFilter.With(null, query.FollowedOnly))
            : (query.PositiveTargets[index], question.Positives[index], question.CountingLinks);
        return _snapshot.Evidence.LinksBetween(
            question.PagesThatLink(source, lists), target.Scope, target.Key, links, cancellationToken).Select(Describe);
    }

    /// <summary>Describes rows as they come, each with the first links behind it.</summary>
    public IEnumerable<SourceRow> Describe(LinkIntersect engine, FoundQuery question, IEnumerable<IntersectRow> rows,
        int linksPerTarget, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(engine);
        IntersectRow? current = null;
        foreach (SourceRow row in engine.Describe(question, rows.Select(row => current = row)))
        {
            yield return row with { Evidence = Of(question, current!, linksPerTarget, cancellationToken) };
        }
    }

    /// <summary>The first of some links, and whether there are more.</summary>
    public static TargetEvidence First(int targetIndex, int count, IEnumerable<EvidenceRow> links)
    {
        EvidenceRow[] first = [.. links.Take(count + 1)];
        return new TargetEvidence(targetIndex, first.Length > count ? first[..count] : first, first.Length > count);
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

    private bool IsOfHost(PageId page, byte[] host) =>
        UrlKey.HostKey(_snapshot.Sources(SourceScope.Page).Key(page.Value)).SequenceEqual(host);

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
            facts.IsLost,
            file.Name,
            file.Digest,
            part.InnerName,
            isPlaced ? facts.OffsetBytes - part.StartOffset : null,
            isPlaced ? part.IsDecompressed : null,
            row.Record?.Id,
            row.Record?.PayloadDigest);
    }
}
