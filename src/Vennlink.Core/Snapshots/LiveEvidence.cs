using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Ranking.Spam;
using Vennlink.Segments.Stored;
using Vennlink.Snapshots.Facts;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Snapshots;

/// <summary>The evidence of an index of pages: the live view, with a score for each page.</summary>
/// <param name="snapshot">The snapshot.</param>
/// <param name="live">Its live pages.</param>
/// <param name="scores">Scores of each.</param>
/// <param name="facts">Facts of links by target; null where the index has none.</param>
internal sealed class LiveEvidence(Snapshot snapshot, LivePages live, PageScores scores, LinkFactsReader? facts)
    : ILinkEvidence
{
    // Elements of a column looked at before the token is.
    private const int Stride = 1 << 16;

    private static readonly LinkTest LostLinks = new(new LinkFilter { State = LinkState.Lost });

    // Lists of the last questions with filters on links: enough for a page of rows, its total and what comes after.
    private const long RecentBytes = 64L << 20;

    // Of a page that only lists name.
    private const int ListedStatus = 0;

    private readonly RecentAnswers<string, uint[]> _recent = new(RecentBytes);

    public bool ScoresPages => true;

    public bool KnowsLinks => true;

    public PageStanding Find(ReadOnlySpan<byte> pageKey)
    {
        using LivePageCursor cursor = live.Read(pageKey);
        if (!StandsAt(cursor, pageKey))
        {
            bool isTarget = snapshot.IsTarget(TargetScope.Page, pageKey);
            return new PageStanding(isTarget ? PageOrigin.Target : PageOrigin.Unknown, null, null);
        }

        PageOrigin origin = cursor.Current.HttpStatus == ListedStatus ? PageOrigin.List : PageOrigin.Crawl;
        return new PageStanding(origin, scores.Authority(cursor.Ordinal), scores.RelativeRank(cursor.Ordinal));
    }

    public bool HasPage(ReadOnlySpan<byte> pageKey)
    {
        using LivePageCursor cursor = live.Read(pageKey);
        return StandsAt(cursor, pageKey);
    }

    PageLink ILinkEvidence.FindLink(ReadOnlySpan<byte> sourcePageKey, ReadOnlySpan<byte> targetPageKey)
    {
        using LivePageCursor cursor = live.Read(sourcePageKey);
        if (!StandsAt(cursor, sourcePageKey))
        {
            return PageLink.PageUnknown;
        }

        LivePage page = cursor.Current;
        for (int index = 0; index < page.LinkCount; index++)
        {
            LiveLink link = page[index];
            if (!link.Facts.IsLost && link.TargetKey.SequenceEqual(targetPageKey))
            {
                return PageLink.Linked;
            }
        }

        return page.HttpStatus is 404 or 410 ? PageLink.PageGone : PageLink.NotLinked;
    }

    public bool HasPageIn(ReadOnlySpan<byte> folderKey)
    {
        using LivePageCursor cursor = live.Read(folderKey);
        return cursor.MoveNext() && cursor.Current.Key.StartsWith(folderKey);
    }

    public void ForEachPage(PageAction take, CancellationToken cancellationToken)
    {
        using LivePageCursor cursor = live.Read();
        KnownPage page = new();
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Describe(cursor, page);
            take(page);
        }
    }

    public void ForEachLink(ReadOnlySpan<byte> sourcePrefix, LinkFilter? filter, LinkAction take,
        CancellationToken cancellationToken)
    {
        LinkTest? test = filter is null ? null : new LinkTest(filter);
        ByteList folded = new();
        using LivePageCursor cursor = live.Read(sourcePrefix);
        while (cursor.MoveNext() && cursor.Current.Key.StartsWith(sourcePrefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            LivePage page = cursor.Current;
            for (int index = 0; index < page.LinkCount; index++)
            {
                LiveLink link = page[index];
                if (test is null ? !link.Facts.IsLost : test.Holds(link.Facts, link.Anchor, folded))
                {
                    take(page.Key, link);
                }
            }
        }
    }

    public bool HasLostLinks(TargetScope scope, ReadOnlyMemory<byte> targetKey) => facts is not null
        && SourcesOf(SourceScope.Page, scope, targetKey, LostLinks, CancellationToken.None).Length > 0;

    public IHostPages OpenHosts() => new HostPages(live.Read());

    public IEnumerable<LinkRow> LinksBetween(
        IEnumerable<PageId> sources,
        TargetScope scope,
        ReadOnlyMemory<byte> targetKey,
        LinkFilter? links,
        CancellationToken cancellationToken)
    {
        LinkTest test = new(links ?? new LinkFilter());
        foreach (PageId source in sources)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (LinkRow row in LinksOf(source, scope, targetKey, test))
            {
                yield return row;
            }
        }
    }

    public uint[] SourcesOf(SourceScope sources, TargetScope scope, ReadOnlyMemory<byte> targetKey, LinkTest test,
        CancellationToken cancellationToken)
    {
        string name = $"{(int)sources} {(int)scope} {Convert.ToHexString(targetKey.Span)} {test.Filter}";
        if (_recent.Find(name) is not { } list)
        {
            list = sources == SourceScope.Page ? SourcePages(scope, targetKey, test, cancellationToken)
                : snapshot.Sources(sources).Fold(
                    SourcesOf(SourceScope.Page, scope, targetKey, test, cancellationToken));
            _recent.Add(name, list, (sizeof(char) * (long)name.Length) + (sizeof(uint) * (long)list.Length));
        }

        return list;
    }

    public IEnumerable<SourceDays> SourceDays(
        TargetScope scope, ReadOnlyMemory<byte> targetKey, LinkTest test, CancellationToken cancellationToken)
    {
        if (facts is not null)
        {
            return facts.SourceDays(PagesOf(scope, targetKey), test, cancellationToken);
        }

        return SourcesOf(SourceScope.Page, scope, targetKey, test, cancellationToken).SelectMany(page =>
            LinksOf(new PageId(page), scope, targetKey, test)
                .Select(link => new SourceDays(page, LinkTest.DayOf(link.Facts.FirstSeenSeconds),
                    LinkTest.DayOf(link.Facts.LastSeenSeconds))));
    }

    void ILinkEvidence.ForgetRecent() => _recent.Clear();

    public IEnumerable<KnownPage> BestPages(int limit, CancellationToken cancellationToken)
    {
        HighestValues best = new(limit);
        for (long first = 0; first < scores.Count; first += Stride)
        {
            cancellationToken.ThrowIfCancellationRequested();
            best.Add(first, scores.Authorities(first, (int)Math.Min(Stride, scores.Count - first)));
        }

        foreach (long ordinal in best.Ordinals())
        {
            using LivePageCursor cursor = live.ReadFrom(ordinal);
            cursor.MoveNext();
            KnownPage page = new();
            Describe(cursor, page);
            yield return page;
        }
    }

    public IEnumerable<IndexFormatException> VerifyBytes(CancellationToken cancellationToken) =>
        scores.File.CheckAll().Concat(facts?.File.CheckAll() ?? []).Concat(live.Verify(cancellationToken));

    public IEnumerable<string> VerifyPages(CancellationToken cancellationToken)
    {
        foreach (string problem in facts?.Verify(live.PageCount, cancellationToken) ?? [])
        {
            yield return problem;
        }

        using LivePageCursor cursor = live.Read();
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            long page = cursor.Ordinal;
            float rank = scores.RelativeRank(page);
            int authority = scores.Authority(page);
            if (!float.IsFinite(rank) || rank < 1)
            {
                yield return Problem($"page {page} has the relative rank {rank}");
            }

            if (authority is < 1 or > 100)
            {
                yield return Problem($"page {page} has the authority {authority}");
            }

            bool isSource = snapshot.TryFindPage(cursor.Current.Key, out PageId source);
            if (isSource && snapshot.PageAuthority(source) != authority)
            {
                yield return Problem(
                    $"page {page} has another authority than source page {source.Value}, which is the same page");
            }
        }
    }

    Func<PageSurvey>? ILinkEvidence.GatherPages(
        string temporaryFolder, long memoryBytes, CancellationToken cancellationToken) =>
        () => new PageSurvey(live, snapshot.PublicSuffixes, temporaryFolder, memoryBytes, cancellationToken);

    private static bool StandsAt(LivePageCursor cursor, ReadOnlySpan<byte> pageKey) =>
        cursor.MoveNext() && cursor.Current.Key.SequenceEqual(pageKey);

    private static long LiveLinks(LivePage page)
    {
        long count = 0;
        for (int index = 0; index < page.LinkCount; index++)
        {
            count += page[index].Facts.IsLost ? 0 : 1;
        }

        return count;
    }

    private void Describe(LivePageCursor cursor, KnownPage page)
    {
        LivePage from = cursor.Current;
        long liveCount = LiveLinks(from);
        page.Key = from.KeyMemory;
        page.Title = from.TitleMemory;
        page.HttpStatus = from.HttpStatus;
        page.FirstSeenSeconds = from.FirstSeenSeconds;
        page.LastSeenSeconds = from.LastSeenSeconds;
        page.LinkCount = liveCount;
        page.LostLinkCount = from.LinkCount - liveCount;
        page.Authority = scores.Authority(cursor.Ordinal);
        page.RelativeRank = scores.RelativeRank(cursor.Ordinal);
    }

    private uint[] SourcePages(
        TargetScope scope, ReadOnlyMemory<byte> targetKey, LinkTest test, CancellationToken cancellationToken)
    {
        if (facts is not null)
        {
            return facts.SourcePages(PagesOf(scope, targetKey), test, cancellationToken);
        }

        if (test.Filter.State != LinkState.Live)
        {
            throw new LinkFactsException(
                "this index has no list of lost links; build it again from its segments, with this build");
        }

        List<uint> pages = [];
        using PostingCursor sources = snapshot.OpenList(scope, targetKey.Span, SourceScope.Page);
        for (uint page = sources.Current; page != PostingCursor.End; page = sources.Advance())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (LinksOf(new PageId(page), scope, targetKey, test).Count > 0)
            {
                pages.Add(page);
            }
        }

        return [.. pages];
    }

    private List<LinkRow> LinksOf(PageId source, TargetScope scope, ReadOnlyMemory<byte> targetKey, LinkTest test)
    {
        byte[] key = snapshot.Sources(SourceScope.Page).Key(source.Value);
        using LivePageCursor cursor = live.Read(key);
        if (!StandsAt(cursor, key))
        {
            string text = UrlKey.ToText(key);
            throw new IndexFormatException(
                LivePages.FileName, 0, $"the page {text} is missing, though it is source page {source.Value}");
        }

        List<LinkRow> rows = [];
        ByteList folded = new();
        LivePage page = cursor.Current;
        for (int index = 0; index < page.LinkCount; index++)
        {
            LiveLink link = page[index];
            if (snapshot.IsWithin(link.TargetKey, scope, targetKey.Span) && test.Holds(link.Facts, link.Anchor, folded))
            {
                rows.Add(new LinkRow(key, link.TargetKey.ToArray(), link.Anchor.ToArray(), link.Facts)
                {
                    Record = RecordName.Decode(page.RecordNameOf(index), LivePages.FileName),
                });
            }
        }

        return rows;
    }

    private TargetKeyRange PagesOf(TargetScope scope, ReadOnlyMemory<byte> key)
    {
        byte[] first = key.ToArray();
        if (scope == TargetScope.Page)
        {
            return new TargetKeyRange(first, [.. first, 0], null);
        }

        if (scope == TargetScope.Subdomain)
        {
            byte[] host = UrlKey.HostKey(first).ToArray();
            return new TargetKeyRange([.. host, UrlKey.HostEnd], [.. host, UrlKey.HostEnd + 1], null);
        }

        if (scope == TargetScope.Subfolder)
        {
            // It ends in a slash, so one byte higher is above all that begin with it.
            return new TargetKeyRange(first, [.. first[..^1], (byte)(first[^1] + 1)], null);
        }

        return new TargetKeyRange(first, [.. first, UrlKey.LabelSeparator + 1],
            page => snapshot.IsWithin(page, TargetScope.RootDomain, first));
    }

    private string Problem(FormattableString problem) =>
        $"{scores.File.FileName}: {FormattableString.Invariant(problem)}";

    // Hosts and pages both come in key order, and the pages of a host stand together, so one walk is enough.
    private sealed class HostPages(LivePageCursor cursor) : IHostPages
    {
        private bool _hasPage = cursor.MoveNext();

        public (long PageCount, long? LinkCount) Count(ReadOnlySpan<byte> hostKey)
        {
            long pageCount = 0;
            long linkCount = 0;
            for (; _hasPage && UrlKey.HostKey(cursor.Current.Key).SequenceEqual(hostKey); _hasPage = cursor.MoveNext())
            {
                pageCount++;
                linkCount += LiveLinks(cursor.Current);
            }

            return (pageCount, linkCount);
        }

        public void Dispose() => cursor.Dispose();
    }
}
