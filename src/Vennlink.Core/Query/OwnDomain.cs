using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Query;

/// <summary>Finds the source domain that a host or page lies in.</summary>
internal static class OwnDomain
{
    /// <summary>
    /// The longest part of the host that is a root domain of the index, down to its registrable domain: in a
    /// domain-level graph the nodes are root domains as given, and those may be longer.
    /// </summary>
    /// <param name="index">The index.</param>
    /// <param name="key">Page or host key.</param>
    public static DomainId? Find(ISourceIndex index, ReadOnlySpan<byte> key)
    {
        key = key[..UrlKey.HostLength(key)];
        int shortest = index.PublicSuffixes.RootDomainLength(key);
        DomainId domain;
        while (!index.TryFindDomain(key, out domain))
        {
            int end = key.LastIndexOf(UrlKey.LabelSeparator);
            if (end < shortest)
            {
                return null;
            }

            key = key[..end];
        }

        return domain;
    }
}
