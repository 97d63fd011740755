using System.Text;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Output;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Cli.Indexes;

/// <summary>Walks an index in key order and writes what it holds as rows; memory does not grow with the index.</summary>
internal sealed class IndexExport(Snapshot snapshot, Stream output, string format, CancellationToken cancellationToken)
{
    private const int LongestKey = 8192;
    private readonly byte[] _source = new byte[LongestKey];
    private readonly byte[] _target = new byte[LongestKey];

    /// <summary>Every live page.</summary>
    public void Pages()
    {
        RowOutput rows = RowOutput.Create(
            output, format, "pages", "page", "title", "root_domain", "status", "first_seen", "last_seen", "links", "lost_links", "page_authority", "domain_authority");
        if (snapshot.LivePages is not { } live)
        {
            VertexPages(rows);
            return;
        }

        using LivePageCursor cursor = live.Read();
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            LivePage page = cursor.Current;
            rows.Text(Canonical(page.Key, _source));
            rows.Text(page.Title);
            rows.Text(Canonical(snapshot.RootDomainKey(page.Key), _target));
            rows.Number(page.HttpStatus == 0 ? null : page.HttpStatus);
            rows.Time(page.FirstSeenSeconds);
            rows.Time(page.LastSeenSeconds);
            int lostCount = LostLinks(page);
            rows.Number(page.LinkCount - lostCount);
            rows.Number(lostCount);
            rows.Number(snapshot.LivePageAuthority(cursor.Ordinal));
            rows.Number(DomainAuthority(page.Key));
            rows.EndRow();
        }

        rows.End();
    }

    /// <summary>Every live link, internal ones too.</summary>
    public void Links()
    {
        RowOutput rows = RowOutput.Create(
            output, format, "links", "source", "target", "kind", "anchor", "rel", "first_seen", "last_seen", "file", "file_digest", "offset");
        IReadOnlyList<InputFile> inputs = snapshot.Manifest.Inputs;
        byte[][] names = [.. inputs.Select(input => Encoding.UTF8.GetBytes(input.Name))];
        byte[][] digests = [.. inputs.Select(input => Encoding.UTF8.GetBytes(input.Digest))];
        if (snapshot.LivePages is not { } live)
        {
            Arcs(rows, names[0], digests[0]);
            return;
        }

        using LivePageCursor cursor = live.Read();
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            LivePage page = cursor.Current;
            ReadOnlySpan<byte> source = Canonical(page.Key, _source);
            for (int index = 0; index < page.LinkCount; index++)
            {
                LiveLink link = page[index];
                if (link.Facts.IsLost)
                {
                    continue;
                }

                rows.Text(source);
                rows.Text(Canonical(link.TargetKey, _target));
                rows.Text(Words.Of(link.Facts.Kind));
                rows.Text(link.Anchor);
                rows.Text(Words.Of(link.Facts.Rel));
                rows.Time(link.Facts.FirstSeenSeconds);
                rows.Time(link.Facts.LastSeenSeconds);
                rows.Text(names[link.Facts.FileId]);
                rows.Text(digests[link.Facts.FileId]);
                rows.Number(link.Facts.OffsetBytes);
                rows.EndRow();
            }
        }

        rows.End();
    }

    /// <summary>Every host that has a page or is linked to.</summary>
    public void Hosts()
    {
        RowOutput rows = RowOutput.Create(output, format, "hosts", "host", "root_domain", "pages", "links", "linking_pages", "linking_root_domains");
        using LivePageCursor? cursor = snapshot.LivePages?.Read();
        bool hasPage = cursor is not null && cursor.MoveNext();

        // Hosts and pages both come in key order, and the pages of a host stand together, so one walk over each is enough.
        foreach (ReadOnlyMemory<byte> target in snapshot.Targets(TargetScope.Subdomain))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> host = target.Span[..UrlKey.HostLength(target.Span)];
            long pageCount = 0;
            long linkCount = 0;
            for (; hasPage && UrlKey.HostKey(cursor!.Current.Key).SequenceEqual(host); hasPage = cursor.MoveNext())
            {
                pageCount++;
                linkCount += cursor.Current.LinkCount - LostLinks(cursor.Current);
            }

            rows.Text(Canonical(host, _source));
            rows.Text(Canonical(snapshot.RootDomainKey(host), _target));

            // Of a graph each host is a page, and how many it links to is not known: lists go from target to sources.
            rows.Number(cursor is null ? 1 : pageCount);
            rows.Number(cursor is null ? null : linkCount);
            LinkingCounts(rows, TargetScope.Subdomain, host);
            rows.EndRow();
        }

        rows.End();
    }

    /// <summary>Every root domain that has a page or is linked to.</summary>
    public void Domains()
    {
        RowOutput rows = RowOutput.Create(
            output, format, "domains", "root_domain", "domain_authority", "spam_score", "source_pages", "linking_pages", "linking_root_domains");
        foreach (ReadOnlyMemory<byte> target in snapshot.Targets(TargetScope.RootDomain))
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool isSource = snapshot.TryFindDomain(target.Span, out DomainId domain);
            rows.Text(Canonical(target.Span, _source));
            bool isScored = snapshot.TryFindScores(target.Span, out DomainScores scores);
            rows.Number(isScored ? scores.DomainAuthority : null);
            rows.Number(isScored ? scores.SpamScore : null);
            rows.Number(isSource ? snapshot.FirstPage(new DomainId(domain.Value + 1)) - snapshot.FirstPage(domain) : 0);
            LinkingCounts(rows, TargetScope.RootDomain, target.Span);
            rows.EndRow();
        }

        rows.End();
    }

    // Of a graph every vertex is a page, of which only the scores are known.
    private void VertexPages(RowOutput rows)
    {
        foreach (ReadOnlyMemory<byte> page in snapshot.Targets(TargetScope.Page))
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Text(Canonical(page.Span, _source));
            rows.Text([]);
            rows.Text(Canonical(snapshot.RootDomainKey(page.Span), _target));
            rows.Number(null);
            rows.Time(null);
            rows.Time(null);
            rows.Number(null);
            rows.Number(0);
            bool isSource = snapshot.TryFindPage(page.Span, out PageId id);
            rows.Number(isSource ? snapshot.PageAuthority(id) : null);
            rows.Number(DomainAuthority(page.Span));
            rows.EndRow();
        }

        rows.End();
    }

    // Of a graph the arcs come by target, as the lists have them, best source first.
    private void Arcs(RowOutput rows, byte[] name, byte[] digest)
    {
        byte[] key = new byte[LongestKey];
        foreach (ReadOnlyMemory<byte> page in snapshot.Targets(TargetScope.Page))
        {
            using PostingCursor list = snapshot.OpenList(TargetScope.Page, page.Span, SourceScope.Page);
            ReadOnlySpan<byte> target = Canonical(page.Span, _target);
            for (uint id = list.Advance(); id != PostingCursor.End; id = list.Advance())
            {
                cancellationToken.ThrowIfCancellationRequested();
                rows.Text(Canonical(key.AsSpan(0, snapshot.PageKey(new PageId(id), key)), _source));
                rows.Text(target);
                rows.Text(Words.Of(LinkKind.Anchor));
                rows.Text([]);
                rows.Text(Words.Of(LinkRel.None));
                rows.Time(null);
                rows.Time(null);
                rows.Text(name);
                rows.Text(digest);
                rows.Number(null);
                rows.EndRow();
            }
        }

        rows.End();
    }

    private int? DomainAuthority(ReadOnlySpan<byte> page) =>
        snapshot.TryFindScores(snapshot.RootDomainKey(page), out DomainScores scores) ? scores.DomainAuthority : null;

    private void LinkingCounts(RowOutput rows, TargetScope scope, ReadOnlySpan<byte> key)
    {
        foreach (SourceScope sources in new[] { SourceScope.Page, SourceScope.RootDomain })
        {
            using PostingCursor list = snapshot.OpenList(scope, key, sources);
            rows.Number(list.Count);
        }
    }

    private static int LostLinks(LivePage page)
    {
        int count = 0;
        for (int index = 0; index < page.LinkCount; index++)
        {
            count += page[index].Facts.IsLost ? 1 : 0;
        }

        return count;
    }

    private static ReadOnlySpan<byte> Canonical(ReadOnlySpan<byte> key, byte[] buffer) => buffer.AsSpan(0, UrlKey.ToCanonical(key, buffer));
}
