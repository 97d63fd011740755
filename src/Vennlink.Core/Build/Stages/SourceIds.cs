using Vennlink.Graph.Arcs;
using Vennlink.Storage.Files;

namespace Vennlink.Build.Stages;

/// <summary>Ids of the sources: domains by (Domain Authority ↓, key ↑), pages by domain and inside it by (Page
/// Authority ↓, key ↑).</summary>
internal sealed class SourceIds : IDisposable
{
    /// <summary>Instead of an id: this is no source.</summary>
    public const uint None = uint.MaxValue;

    private SourceIds(
        NativeArray<uint> pageIds, NativeArray<uint> domainIds, NativeArray<uint> firstPages, IdClasses classes,
        uint domainCount) =>
        (PageIds, DomainIds, FirstPages, Classes, DomainCount) = (pageIds, domainIds, firstPages, classes, domainCount);

    /// <summary>Page id by node, or <see cref="None"/>.</summary>
    public NativeArray<uint> PageIds { get; }

    /// <summary>Domain id by ordinal of the root domain, or <see cref="None"/>; the same array where every node is a
    /// root domain.</summary>
    public NativeArray<uint> DomainIds { get; }

    /// <summary>First page by domain id, and at the end the page count.</summary>
    public NativeArray<uint> FirstPages { get; }

    /// <summary>Classes of page ids: one for each Domain Authority.</summary>
    public IdClasses Classes { get; }

    /// <summary>Source pages.</summary>
    public uint PageCount => FirstPages[DomainCount];

    /// <summary>Source domains.</summary>
    public uint DomainCount { get; }

    /// <summary>Numbers, by counting sorts: O(1) a node. Holds 4 bytes a source page beside what it returns, for a
    /// while.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="scores">Their scores.</param>
    public static SourceIds Number(INodes nodes, ScoreColumns scores)
    {
        // Source pages of each root domain; where nodes are root domains, one or none.
        NativeArray<uint> pageCounts = new(scores.DomainAuthorities.Length);
        for (long node = 0; node < nodes.Count; node++)
        {
            pageCounts[nodes.RootOf?[node] ?? node] += nodes.IsSource[node];
        }

        uint[] nextDomains = new uint[byte.MaxValue + 1];
        uint[] nextPages = new uint[byte.MaxValue + 1];
        for (long root = 0; root < pageCounts.Length; root++)
        {
            nextDomains[scores.DomainAuthorities[root]] += pageCounts[root] > 0 ? 1u : 0;
            nextPages[scores.DomainAuthorities[root]] += pageCounts[root];
        }

        List<uint> firsts = [];
        uint domainCount = 0;
        uint pageCount = 0;
        for (int authority = byte.MaxValue; authority >= 0; authority--)
        {
            if (nextPages[authority] > 0)
            {
                firsts.Add(pageCount);
            }

            (nextDomains[authority], domainCount) = (domainCount, domainCount + nextDomains[authority]);
            (nextPages[authority], pageCount) = (pageCount, pageCount + nextPages[authority]);
        }

        NativeArray<uint> domainIds = new(pageCounts.Length, isCleared: false);
        NativeArray<uint> firstPages = new(domainCount + 1L, isCleared: false);
        firstPages[domainCount] = pageCount;
        for (long root = 0; root < pageCounts.Length; root++)
        {
            byte authority = scores.DomainAuthorities[root];
            uint count = pageCounts[root];
            domainIds[root] = count > 0 ? nextDomains[authority]++ : None;
            if (count > 0)
            {
                firstPages[domainIds[root]] = pageCounts[root] = nextPages[authority];
                nextPages[authority] += count;
            }
        }

        using (pageCounts)
        {
            NativeArray<uint> pageIds = nodes.RootOf is { } rootOf
                ? NumberPages(nodes, rootOf, scores.PageAuthorities, pageCounts, pageCount)
                : domainIds;
            return new SourceIds(pageIds, domainIds, firstPages, new IdClasses(firsts, pageCount), domainCount);
        }
    }

    /// <summary>Domain id of a root domain; null when it is no source.</summary>
    public uint? Domain(uint root) => DomainIds[root] is var id && id != None ? id : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        PageIds.Dispose();
        DomainIds.Dispose();
        FirstPages.Dispose();
    }

    // The last step of a radix sort: pages in order of authority, each of which keeps key order, are dealt out to their
    // root domains.
    private static NativeArray<uint> NumberPages(
        INodes nodes, NativeArray<uint> rootOf, NativeArray<byte> authorities, NativeArray<uint> nextPages,
        uint pageCount)
    {
        uint[] next = new uint[byte.MaxValue + 1];
        for (long node = 0; node < nodes.Count; node++)
        {
            next[authorities[node]] += nodes.IsSource[node];
        }

        uint before = 0;
        for (int authority = byte.MaxValue; authority >= 0; authority--)
        {
            (next[authority], before) = (before, before + next[authority]);
        }

        NativeArray<uint> pageIds = new(nodes.Count, isCleared: false);
        using NativeArray<uint> byAuthority = new(pageCount, isCleared: false);
        for (long node = 0; node < nodes.Count; node++)
        {
            pageIds[node] = None;
            if (nodes.IsSource[node] != 0)
            {
                byAuthority[next[authorities[node]]++] = (uint)node;
            }
        }

        for (long index = 0; index < byAuthority.Length; index++)
        {
            uint node = byAuthority[index];
            pageIds[node] = nextPages[rootOf[node]]++;
        }

        return pageIds;
    }
}
