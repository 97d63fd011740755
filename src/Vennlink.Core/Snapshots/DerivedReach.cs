using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Snapshots;

/// <summary>Makes <c>source.reach</c> of a snapshot that has none, or once more, to compare.</summary>
/// <param name="snapshot">The snapshot.</param>
/// <param name="targets">Its dictionary.</param>
/// <param name="postings">Its lists.</param>
internal sealed class DerivedReach(Snapshot snapshot, TargetKeys targets, TargetPostings postings)
{
    /// <summary>Makes it: a second or so for a million targets.</summary>
    /// <exception cref="IOException">There is no room for temporary files.</exception>
    public SourceReach Make()
    {
        string folder = Directory.CreateTempSubdirectory("vennlink-reach-").FullName;
        try
        {
            Write(folder, CancellationToken.None);
            return new SourceReach(folder, snapshot.SourcePageCount, snapshot.SourceDomainCount);
        }
        finally
        {
            // What is mapped stays; where an open file cannot go, it is left to whoever clears temporary files.
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception open) when (open is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    /// <summary>Writes the file that a build would have written.</summary>
    public void Write(string folder, CancellationToken cancellationToken)
    {
        SourceSpace hosts = snapshot.Sources(SourceScope.Subdomain);
        using SourceReachWriter reach = new(snapshot.SourcePageCount, snapshot.SourceDomainCount, hosts.Count,
            domain => snapshot.FirstPage(new DomainId(domain)), hosts.Fold);
        uint[] roots = new uint[snapshot.SourceDomainCount];
        uint root = 0;
        foreach ((byte[] key, TargetEntry entry) in targets.ReadAll())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (key.AsSpan().Contains(UrlKey.HostEnd))
            {
                continue;
            }

            reach.AddTarget(root, PagesOf(entry));
            if (entry.Domain is { } domain)
            {
                roots[domain] = root;
            }

            root++;
        }

        CountPages(reach, cancellationToken);
        reach.Complete(folder, domain => roots[domain]);
    }

    private uint[] PagesOf(TargetEntry entry)
    {
        if (entry.Kind != TargetListKind.Long)
        {
            return entry.Ids;
        }

        using PostingCursor list = postings.Open(entry.Offset, PostingPart.Pages)!;
        uint[] pages = new uint[list.Count];
        list.CopyIds(PostingCursor.End, pages);
        return pages;
    }

    // Pages come in key order, so those of a root domain mostly one after the other.
    private void CountPages(SourceReachWriter reach, CancellationToken cancellationToken)
    {
        byte[] lastRoot = [];
        DomainId? last = null;
        snapshot.Evidence.ForEachPage(
            page =>
            {
                ReadOnlySpan<byte> root = snapshot.RootDomainKey(page.Key.Span);
                if (!root.SequenceEqual(lastRoot))
                {
                    lastRoot = root.ToArray();
                    last = snapshot.TryFindDomain(lastRoot, out DomainId found) ? found : null;
                }

                if (last is { } domain)
                {
                    reach.AddPages(domain.Value, 1);
                }
            },
            cancellationToken);
    }
}
