using System.Text;
using Vennlink.Cli.Arguments;
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
internal sealed class IndexExport(Snapshot snapshot, Stream output, string format, CancellationToken cancellationToken)
{
    private const int MaxKeyBytes = 8192;
    private readonly byte[] _source = new byte[MaxKeyBytes];
    private readonly byte[] _target = new byte[MaxKeyBytes];

    /// <summary>Every live page.</summary>
    public void Pages()
    {
        RowOutput rows = RowOutput.Create(
            output, format, "pages", "page", "title", "root_domain", "status", "first_seen", "last_seen", "links",
            "lost_links", "page_authority", "domain_authority");
        snapshot.Evidence.ForEachPage(page =>
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
        rows.End();
    }

    /// <summary>Every live link, internal ones too.</summary>
    public void Links()
    {
        RowOutput rows = RowOutput.Create(
            output, format, "links", "source", "target", "kind", "anchor", "rel", "first_seen", "last_seen", "file",
            "file_digest", "offset");
        IReadOnlyList<InputFile> inputs = InputFile.ToldApart(snapshot.Manifest.Inputs);
        byte[][] names = [.. inputs.Select(input => Encoding.UTF8.GetBytes(input.Name))];
        byte[][] digests = [.. inputs.Select(input => Encoding.UTF8.GetBytes(input.Digest))];
        snapshot.Evidence.ForEachLink((source, link) =>
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
            rows.EndRow();
        }, cancellationToken);
        rows.End();
    }

    /// <summary>Every host that has a page or is linked to.</summary>
    public void Hosts()
    {
        RowOutput rows = RowOutput.Create(output, format, "hosts", "host", "root_domain", "pages", "links",
            "linking_pages", "linking_root_domains");
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

        rows.End();
    }

    /// <summary>Every root domain that has a page or is linked to.</summary>
    public void Domains()
    {
        RowOutput rows = RowOutput.Create(
            output, format, "domains", "root_domain", "domain_authority", "spam_score", "source_pages", "linking_pages",
            "linking_root_domains");
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
