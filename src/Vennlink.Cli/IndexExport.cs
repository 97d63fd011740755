using System.Text;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Output;
using Vennlink.Merge;
using Vennlink.Snapshots;
using Vennlink.Urls;

namespace Vennlink.Cli;

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
        using LivePageCursor cursor = snapshot.LivePages.Read();
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            LivePage page = cursor.Current;
            rows.Text(Canonical(page.Key, _source));
            rows.Text(page.Title);
            rows.Text(Canonical(page.Key[..snapshot.PublicSuffixes.RootDomainLength(page.Key)], _target));
            rows.Number(page.HttpStatus == 0 ? null : page.HttpStatus);
            rows.Time(page.FirstSeenSeconds);
            rows.Time(page.LastSeenSeconds);
            int lostCount = LostLinks(page);
            rows.Number(page.LinkCount - lostCount);
            rows.Number(lostCount);

            // Pages without a link to another site are no sources, and have no authority of their own.
            bool isSource = snapshot.TryFindPage(page.Key, out PageId id);
            rows.Number(isSource ? snapshot.PageAuthority(id) : null);
            rows.Number(isSource ? snapshot.DomainAuthority(snapshot.DomainOf(id)) : null);
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
        using LivePageCursor cursor = snapshot.LivePages.Read();
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
