using Vennlink.Graph.Arcs;
using Vennlink.Graph.Vertices;
using Vennlink.Storage.Files;

namespace Vennlink.Build.Graphs;

/// <summary>Ids of the sources of a graph: pages by (Domain Authority of their domain ↓, domain, Page Authority ↓, key ↑), domains by (Domain Authority ↓, key ↑).</summary>
/// <param name="PageIds">Page id by place, or <see cref="None"/>.</param>
/// <param name="DomainIds">Domain id by ordinal of the root domain, or <see cref="None"/>; the same array where every vertex is a root domain.</param>
/// <param name="FirstPages">First page by domain id; null where every vertex is a root domain, and ids are the same.</param>
/// <param name="Classes">Classes of page ids: one for each Domain Authority.</param>
/// <param name="PageCount">Source pages.</param>
/// <param name="DomainCount">Source domains.</param>
internal sealed record GraphSources(
    NativeArray<uint> PageIds, NativeArray<uint> DomainIds, NativeArray<uint>? FirstPages, IdClasses Classes, uint PageCount, uint DomainCount) : IDisposable
{
    /// <summary>Instead of an id: this is no source.</summary>
    public const uint None = uint.MaxValue;

    /// <summary>Numbers, by counting sorts. A vertex or domain without any score gets the least.</summary>
    /// <param name="isSource">1 for each place that links to another root domain.</param>
    /// <param name="roots">Root domains; null where every vertex is one.</param>
    /// <param name="pageAuthorities">By place.</param>
    /// <param name="domainAuthorities">By ordinal of the root domain; the same array where every vertex is one.</param>
    public static GraphSources Number(NativeArray<byte> isSource, GraphRoots? roots, NativeArray<byte> pageAuthorities, NativeArray<byte> domainAuthorities)
    {
        // Source pages of each root domain, then the next page to number.
        NativeArray<uint> nextPages = new(domainAuthorities.Length);
        for (long place = 0; place < isSource.Length; place++)
        {
            pageAuthorities[place] = Math.Max(pageAuthorities[place], (byte)1);
            nextPages[roots?.RootOf[place] ?? place] += isSource[place];
        }

        uint[] domains = new uint[byte.MaxValue + 1];
        uint[] pages = new uint[byte.MaxValue + 1];
        for (long root = 0; root < nextPages.Length; root++)
        {
            ref byte authority = ref domainAuthorities[root];
            authority = Math.Max(authority, (byte)1);
            domains[authority] += nextPages[root] > 0 ? 1u : 0;
            pages[authority] += nextPages[root];
        }

        List<uint> firsts = [];
        uint domainCount = 0;
        uint pageCount = 0;
        for (int authority = byte.MaxValue; authority >= 0; authority--)
        {
            if (pages[authority] > 0)
            {
                firsts.Add(pageCount);
            }

            (domains[authority], domainCount) = (domainCount, domainCount + domains[authority]);
            (pages[authority], pageCount) = (pageCount, pageCount + pages[authority]);
        }

        IdClasses classes = new(firsts, pageCount);
        NativeArray<uint> domainIds = roots is null ? nextPages : new NativeArray<uint>(roots.Count);
        NativeArray<uint>? firstPages = roots is null ? null : new NativeArray<uint>(domainCount);
        for (long root = 0; root < nextPages.Length; root++)
        {
            byte authority = domainAuthorities[root];
            uint count = nextPages[root];
            domainIds[root] = count > 0 ? domains[authority]++ : None;
            if (count > 0 && firstPages is not null)
            {
                firstPages[domainIds[root]] = nextPages[root] = pages[authority];
                pages[authority] += count;
            }
        }

        if (roots is null)
        {
            return new GraphSources(domainIds, domainIds, null, classes, pageCount, domainCount);
        }

        using (nextPages)
        {
            return new GraphSources(NumberPages(isSource, roots, pageAuthorities, nextPages), domainIds, firstPages, classes, pageCount, domainCount);
        }
    }

    /// <summary>Domain id of a root domain; null when it is no source.</summary>
    public uint? Domain(uint root) => DomainIds[root] is var id && id != None ? id : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        PageIds.Dispose();
        DomainIds.Dispose();
        FirstPages?.Dispose();
    }

    // A closed stretch of places at a time, in as many walks as it has authorities: no memory, and most stretches hold two or three places.
    private static NativeArray<uint> NumberPages(NativeArray<byte> isSource, GraphRoots roots, NativeArray<byte> pageAuthorities, NativeArray<uint> nextPages)
    {
        NativeArray<uint> pageIds = new(isSource.Length, isCleared: false);
        for (long start = 0; start < isSource.Length;)
        {
            uint end = roots.StretchEnd((uint)start);
            UInt128 authorities = 0;
            for (long place = start; place < end; place++)
            {
                authorities |= (UInt128)isSource[place] << pageAuthorities[place];
                pageIds[place] = None;
            }

            while (authorities != 0)
            {
                int authority = 127 - (int)UInt128.LeadingZeroCount(authorities);
                authorities ^= UInt128.One << authority;
                for (long place = start; place < end; place++)
                {
                    if (isSource[place] != 0 && pageAuthorities[place] == authority)
                    {
                        pageIds[place] = nextPages[roots.RootOf[place]]++;
                    }
                }
            }

            start = end;
        }

        return pageIds;
    }
}
