using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots.Facts;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Snapshots;

/// <summary>
/// The evidence of an index of a graph: every vertex stands for one page, and all there is of a link is that the
/// target's list names the source.
/// </summary>
internal sealed class ArcEvidence(Snapshot snapshot) : ILinkEvidence
{
    // Bytes of the longest page key of any index.
    private const int MaxKeyBytes = 8192;

    private static readonly LinkFacts Arc =
        new(LinkKind.Arc, LinkRel.None, IsLost: false, null, null, FileId: 0, OffsetBytes: -1);

    private static LinkFactsException NothingKnown => new(
        "this index was made of a graph alone: its arcs have no kind, rel, anchor text or dates, and none is lost, "
            + "so links cannot be told apart by these; build an index of pages or of lists of links for that");

    public bool ScoresPages => false;

    public bool KnowsLinks => false;

    public PageStanding Find(ReadOnlySpan<byte> pageKey)
    {
        bool isTarget = snapshot.IsTarget(TargetScope.Page, pageKey);
        if (snapshot.IsDomainGraph && isTarget && snapshot.TryFindScores(pageKey, out DomainScores vertex))
        {
            return new PageStanding(PageOrigin.RootDomain, vertex.DomainAuthority, null);
        }

        // The authority of a host that links to nobody is not kept.
        return snapshot.TryFindPage(pageKey, out PageId source)
            ? new PageStanding(PageOrigin.Host, snapshot.PageAuthority(source), null)
            : new PageStanding(isTarget ? PageOrigin.Host : PageOrigin.Unknown, null, null);
    }

    PageLink ILinkEvidence.FindLink(ReadOnlySpan<byte> sourcePageKey, ReadOnlySpan<byte> targetPageKey)
    {
        if (Find(sourcePageKey).Origin == PageOrigin.Unknown)
        {
            return PageLink.PageUnknown;
        }

        using PostingCursor sources = snapshot.OpenList(TargetScope.Page, targetPageKey, SourceScope.Page);
        return snapshot.TryFindPage(sourcePageKey, out PageId source) && sources.Seek(source.Value) == source.Value
            ? PageLink.Linked : PageLink.NotLinked;
    }

    // Every vertex stands in the dictionary of targets.
    public bool HasPage(ReadOnlySpan<byte> pageKey) => false;

    public bool HasPageIn(ReadOnlySpan<byte> folderKey) => false;

    public void ForEachPage(PageAction take, CancellationToken cancellationToken)
    {
        KnownPage page = new();
        foreach (ReadOnlyMemory<byte> key in snapshot.Targets(TargetScope.Page))
        {
            cancellationToken.ThrowIfCancellationRequested();
            page.Key = key;
            page.Authority = snapshot.TryFindPage(key.Span, out PageId source) ? snapshot.PageAuthority(source) : null;
            take(page);
        }
    }

    public void ForEachLink(ReadOnlySpan<byte> sourcePrefix, LinkFilter? filter, LinkAction take,
        CancellationToken cancellationToken)
    {
        if (filter is { AsksNothing: false })
        {
            throw NothingKnown;
        }

        byte[] source = new byte[MaxKeyBytes];
        foreach (ReadOnlyMemory<byte> target in snapshot.Targets(TargetScope.Page))
        {
            using PostingCursor sources = snapshot.OpenList(TargetScope.Page, target.Span, SourceScope.Page);
            for (uint id = sources.Current; id != PostingCursor.End; id = sources.Advance())
            {
                cancellationToken.ThrowIfCancellationRequested();
                int length = snapshot.PageKey(new PageId(id), source);
                if (source.AsSpan(0, length).StartsWith(sourcePrefix))
                {
                    take(source.AsSpan(0, length), new LiveLink(target.Span, default, Arc));
                }
            }
        }
    }

    public bool HasLostLinks(TargetScope scope, ReadOnlyMemory<byte> targetKey) => false;

    public IHostPages OpenHosts() => new OnePageEach();

    public IEnumerable<LinkRow> LinksBetween(
        IEnumerable<PageId> sources,
        TargetScope scope,
        ReadOnlyMemory<byte> targetKey,
        LinkFilter? links,
        CancellationToken cancellationToken)
    {
        if (links is { AsksNothing: false, IsFollowedAlone: false })
        {
            throw NothingKnown;
        }

        List<ReadOnlyMemory<byte>>? targets = null;
        foreach (PageId source in sources)
        {
            byte[] key = snapshot.Sources(SourceScope.Page).Key(source.Value);
            foreach (ReadOnlyMemory<byte> target in targets ??= PagesOf(scope, targetKey))
            {
                cancellationToken.ThrowIfCancellationRequested();
                using PostingCursor list = snapshot.OpenList(TargetScope.Page, target.Span, SourceScope.Page);
                if (list.Seek(source.Value) == source.Value)
                {
                    yield return new LinkRow(key, target, default, Arc);
                }
            }
        }
    }

    public uint[] SourcesOf(SourceScope sources, TargetScope scope, ReadOnlyMemory<byte> targetKey, LinkTest test,
        CancellationToken cancellationToken) => throw NothingKnown;

    public IEnumerable<SourceDays> SourceDays(
        TargetScope scope, ReadOnlyMemory<byte> targetKey, LinkTest test, CancellationToken cancellationToken) =>
        throw NothingKnown;

    public IEnumerable<KnownPage> BestPages(int limit, CancellationToken cancellationToken) => [];

    public IEnumerable<IndexFormatException> VerifyBytes(CancellationToken cancellationToken) => [];

    public IEnumerable<string> VerifyPages(CancellationToken cancellationToken) => [];

    Func<PageSurvey>? ILinkEvidence.GatherPages(
        string temporaryFolder, long memoryBytes, CancellationToken cancellationToken) => null;

    // The pages a target stands for: one, or those of all linked hosts of a root domain. A public suffix has one host,
    // its own.
    private List<ReadOnlyMemory<byte>> PagesOf(TargetScope scope, ReadOnlyMemory<byte> key)
    {
        byte[] rootPage = [.. UrlKey.HostKey(key.Span), UrlKey.HostEnd, (byte)'/'];
        return scope switch
        {
            TargetScope.Subfolder => rootPage.AsSpan().StartsWith(key.Span) ? [rootPage] : [],
            TargetScope.RootDomain when !snapshot.IsDomainGraph && !snapshot.PublicSuffixes.IsPublicSuffix(key.Span) =>
                [.. snapshot.LinkedPages(key)],
            _ => [rootPage],
        };
    }

    private sealed class OnePageEach : IHostPages
    {
        public (long PageCount, long? LinkCount) Count(ReadOnlySpan<byte> hostKey) => (1, null);

        public void Dispose()
        {
        }
    }
}
