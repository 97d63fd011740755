using System.Text;
using Vennlink.Cli.Arguments;
using Vennlink.Links;
using Vennlink.Query.Edges;
using Vennlink.Query.Output;
using Vennlink.Segments;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Cli.Indexes;

/// <summary>
/// Walks an index in key order and writes what it holds as rows; memory does not grow with the index.
/// </summary>
/// <param name="snapshot">The index.</param>
/// <param name="filter">Which links; null for all live ones.</param>
/// <param name="cancellationToken">Looked at often.</param>
internal sealed class IndexExport(Snapshot snapshot, LinkFilter? filter, CancellationToken cancellationToken)
{
    private const int MaxKeyBytes = 8192;
    private readonly byte[] _source = new byte[MaxKeyBytes];
    private readonly byte[] _target = new byte[MaxKeyBytes];

    /// <summary>Columns of <see cref="WritePages"/>.</summary>
    public static RowTable Pages { get; } = new("pages",
    [
        .. RowColumn.Texts("page", "title", "root_domain"), .. RowColumn.Numbers("status"),
        .. RowColumn.Times("first_seen", "last_seen"),
        .. RowColumn.Numbers("links", "lost_links", "page_authority", "domain_authority"),
    ]);

    /// <summary>Columns of <see cref="WriteHosts"/>.</summary>
    public static RowTable Hosts { get; } = new("hosts",
    [
        .. RowColumn.Texts("host", "root_domain"),
        .. RowColumn.Numbers("pages", "links", "linking_pages", "linking_root_domains"),
    ]);

    /// <summary>Columns of <see cref="WriteDomains"/>.</summary>
    public static RowTable Domains { get; } = new("domains",
    [
        .. RowColumn.Texts("root_domain"),
        .. RowColumn.Numbers(
            "domain_authority", "spam_score", "source_pages", "linking_pages", "linking_root_domains"),
    ]);

    /// <summary>Columns of <see cref="WriteLinks"/>: whether a link is lost stands there when not all are alike.
    /// </summary>
    public RowTable Links => new("links",
    [
        .. RowColumn.Texts("source", "target", "kind", "anchor", "rel"),
        .. RowColumn.Times("first_seen", "last_seen"), .. RowColumn.Texts("file", "file_digest"),
        .. RowColumn.Numbers("offset"),
        .. TellsLost ? [new RowColumn("lost", ColumnKind.Truth)] : Array.Empty<RowColumn>(),
    ]);

    private bool TellsLost => filter is { State: not LinkState.Live };

    /// <summary>Columns of <see cref="WriteEdge"/>.</summary>
    public static RowTable Edges(SourceScope level) => new("edges",
    [
        .. RowColumn.Texts("source", "target"), .. RowColumn.Numbers("links", "followed_links"),
        .. level == SourceScope.Page ? [] : RowColumn.Numbers("pages"), .. RowColumn.Times("first_seen", "last_seen"),
    ]);

    /// <summary>Columns of <see cref="WriteNode"/>.</summary>
    public static RowTable Nodes(SourceScope level, bool isAround) => new("nodes",
    [
        .. RowColumn.Texts(level == SourceScope.Page ? ["page", "title", "root_domain"]
            : level == SourceScope.Subdomain ? ["host", "root_domain"] : ["root_domain"]),
        .. RowColumn.Numbers(level == SourceScope.Page ? ["page_authority", "domain_authority", "spam_score"]
            : ["domain_authority", "spam_score"]),
        .. isAround ? RowColumn.Texts("role") : [],
    ]);

    /// <summary>Writes every live page.</summary>
    public void WritePages(RowOutput rows) => snapshot.Evidence.ForEachPage(page =>
    {
        ReadOnlySpan<byte> key = page.Key.Span;
        rows.Text(Canonical(key, _source));
        rows.Text(page.Title.Span);
        rows.Text(Canonical(snapshot.RootDomainKey(key), _target));
        rows.Number(page.HttpStatus == 0 ? null : page.HttpStatus);
        rows.Time(page.FirstSeenSeconds);
        rows.Time(page.LastSeenSeconds);
        rows.Number(page.LinkCount);
        rows.Number(page.LostLinkCount);
        rows.Number(page.Authority);
        rows.Number(DomainAuthority(key));
        rows.EndRow();
    }, cancellationToken);

    /// <summary>Writes every link that counts, internal ones too.</summary>
    /// <exception cref="LinkFactsException">Something is asked of links that the index does not know.</exception>
    public void WriteLinks(RowOutput rows)
    {
        IReadOnlyList<InputFile> inputs = InputFile.ToldApart(snapshot.Manifest.Inputs);
        byte[][] names = [.. inputs.Select(input => Encoding.UTF8.GetBytes(input.Name))];
        byte[][] digests = [.. inputs.Select(input => Encoding.UTF8.GetBytes(input.Digest))];
        bool tellsLost = TellsLost;
        snapshot.Evidence.ForEachLink(default, filter, (source, link) =>
        {
            rows.Text(Canonical(source, _source));
            rows.Text(Canonical(link.TargetKey, _target));
            rows.Text(Words.Of(link.Facts.Kind));
            rows.Text(link.Anchor);
            rows.Text(Words.Of(link.Facts.Rel));
            rows.Time(link.Facts.FirstSeenSeconds);
            rows.Time(link.Facts.LastSeenSeconds);
            InputFile input = inputs[link.Facts.FileId];
            InputPart part = InputPart.Find(input.Parts, link.Facts.OffsetBytes);
            if (part.InnerName is null)
            {
                rows.Text(names[link.Facts.FileId]);
            }
            else
            {
                rows.Text($"{input.Name}/{part.InnerName}");
            }

            rows.Text(digests[link.Facts.FileId]);
            rows.Number(link.Facts.OffsetBytes < 0 ? null : link.Facts.OffsetBytes - part.StartOffset);
            if (tellsLost)
            {
                rows.Truth(link.Facts.IsLost);
            }

            rows.EndRow();
        }, cancellationToken);
    }

    /// <summary>Writes every host that has a page or is linked to.</summary>
    public void WriteHosts(RowOutput rows)
    {
        using IHostPages hosts = snapshot.Evidence.OpenHosts();
        foreach (ReadOnlyMemory<byte> target in snapshot.Targets(TargetScope.Subdomain))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> host = target.Span[..UrlKey.HostLength(target.Span)];
            (long pageCount, long? linkCount) = hosts.Count(host);
            rows.Text(Canonical(host, _source));
            rows.Text(Canonical(snapshot.RootDomainKey(host), _target));
            rows.Number(pageCount);
            rows.Number(linkCount);
            LinkingCounts(rows, TargetScope.Subdomain, host);
            rows.EndRow();
        }
    }

    /// <summary>Writes every root domain that has a page or is linked to.</summary>
    public void WriteDomains(RowOutput rows)
    {
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
    }

    /// <summary>Writes an edge.</summary>
    public void WriteEdge(
        RowOutput rows, SourceScope level, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, EdgeFacts facts)
    {
        rows.Text(Canonical(source, _source));
        rows.Text(Canonical(target, _target));
        rows.Number(facts.LinkCount);
        rows.Number(facts.FollowedCount);
        if (level != SourceScope.Page)
        {
            rows.Number(facts.PageCount);
        }

        rows.Time(facts.FirstSeenSeconds);
        rows.Time(facts.LastSeenSeconds);
        rows.EndRow();
    }

    /// <summary>Writes a node of a graph.</summary>
    /// <param name="rows">Where to.</param>
    /// <param name="level">What it is.</param>
    /// <param name="key">Its key.</param>
    /// <param name="page">It as a page, where that is at hand.</param>
    /// <param name="role">What it is in the answer that the graph is around; null in a whole graph.</param>
    public void WriteNode(
        RowOutput rows, SourceScope level, ReadOnlySpan<byte> key, KnownPage? page, string? role)
    {
        NodeFacts facts = NodeFacts.Of(snapshot, level, key, page);
        rows.Text(Canonical(key, _source));
        if (level == SourceScope.Page)
        {
            rows.Text(facts.Title);
        }

        if (level != SourceScope.RootDomain)
        {
            rows.Text(Canonical(facts.RootDomainKey.Span, _target));
        }

        if (level == SourceScope.Page)
        {
            rows.Number(facts.PageAuthority);
        }

        rows.Number(facts.DomainAuthority);
        rows.Number(facts.SpamScore);
        if (role is not null)
        {
            rows.Text(role);
        }

        rows.EndRow();
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

    private static ReadOnlySpan<byte> Canonical(ReadOnlySpan<byte> key, byte[] buffer) =>
        buffer.AsSpan(0, UrlKey.ToCanonical(key, buffer));
}
