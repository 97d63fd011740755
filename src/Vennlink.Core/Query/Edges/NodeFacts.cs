using System.Text;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Edges;

/// <summary>What is known of a node of a graph.</summary>
/// <param name="Title">Title of a page that links to others; else empty.</param>
/// <param name="RootDomainKey">Its root domain.</param>
/// <param name="PageAuthority">Of a page; null where none is kept.</param>
/// <param name="DomainAuthority">Of its root domain.</param>
/// <param name="SpamScore">Of its root domain.</param>
public sealed record NodeFacts(
    string Title, ReadOnlyMemory<byte> RootDomainKey, int? PageAuthority, int? DomainAuthority, int? SpamScore)
{
    /// <summary>Looks up a node.</summary>
    /// <param name="snapshot">The index.</param>
    /// <param name="level">What nodes are.</param>
    /// <param name="key">Page key, labels of a host, or root-domain key.</param>
    /// <param name="known">The node as a page, which spares two look-ups; null where it is not at hand.</param>
    public static NodeFacts Of(Snapshot snapshot, SourceScope level, ReadOnlySpan<byte> key, KnownPage? known = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (known is not null)
        {
            byte[] site = snapshot.RootDomainKey(key).ToArray();
            bool hasScores = snapshot.TryFindScores(site, out DomainScores ofSite);
            return new NodeFacts(Encoding.UTF8.GetString(known.Title.Span), site, known.Authority,
                hasScores ? ofSite.DomainAuthority : null, hasScores ? ofSite.SpamScore : null);
        }

        byte[] root = level == SourceScope.RootDomain ? key.ToArray() : snapshot.RootDomainKey(key).ToArray();
        bool isScored = snapshot.TryFindScores(root, out DomainScores scores);
        bool isPage = level == SourceScope.Page;
        return new NodeFacts(isPage && snapshot.TryFindPage(key, out PageId page) ? TitleOf(snapshot, page) : "", root,
            isPage ? snapshot.Evidence.Find(key).Authority : null, isScored ? scores.DomainAuthority : null,
            isScored ? scores.SpamScore : null);
    }

    private static string TitleOf(Snapshot snapshot, PageId page)
    {
        byte[] title = new byte[snapshot.PageTitle(page, [])];
        snapshot.PageTitle(page, title);
        return Encoding.UTF8.GetString(title);
    }
}
