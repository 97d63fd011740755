using Vennlink.Graph.Arcs;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Build.Pages;

/// <summary>
/// Reads the live view once: numbers live pages in key order and root domains of source pages as they come, gathers the arcs between root domains, to be
/// sorted by target, and resolves those inside them.
/// </summary>
/// <remarks>
/// A source page is a live page with a live link to another root domain. Holds 8 bytes a page, and the sorters' memory. Dispose when
/// <see cref="Arcs"/> has been sorted and the files have been read.
/// </remarks>
internal sealed class SourceScan : IDisposable
{
    private const int PagesBetweenChecks = 1024;
    private const int PageBlockBytes = 1 << 16;

    private readonly PublicSuffixList _publicSuffixes;
    private readonly ExternalSorter _domains;
    private readonly RunWriter _pages;
    private readonly InternalLinks _internal;
    private readonly ByTargetKey _byTargetKey = new();
    private readonly NestedDomains<DomainOrdinal> _nested;
    private byte[] _record = new byte[1024];
    private int[] _order = [];
    private byte[] _lastHost = [];

    /// <param name="pageCount">Number of live pages.</param>
    /// <param name="publicSuffixes">Says where root domains end.</param>
    /// <param name="temporaryFolder">Folder for runs.</param>
    /// <param name="arcMemoryBytes">Memory for sorting arcs.</param>
    /// <param name="internalMemoryBytes">Memory for links inside root domains.</param>
    /// <param name="threadCount">Threads for sorting arcs.</param>
    /// <param name="domains">Takes a <see cref="DomainRecord"/> for each source domain.</param>
    public SourceScan(
        long pageCount, PublicSuffixList publicSuffixes, string temporaryFolder, long arcMemoryBytes, long internalMemoryBytes, int threadCount, ExternalSorter domains)
    {
        if (pageCount >= uint.MaxValue)
        {
            throw new InvalidOperationException("There are too many live pages: the limit is 2^32 − 2.");
        }

        _publicSuffixes = publicSuffixes;
        _domains = domains;
        _nested = new NestedDomains<DomainOrdinal>(() => new DomainOrdinal(), OpenDomain, null);
        DomainOf = new NativeArray<uint>(pageCount);
        Arcs = new ExternalSorter(temporaryFolder, arcMemoryBytes, threadCount);
        PageGraph = new ArcSpill(temporaryFolder, ArcSpill.EqualRanges((uint)pageCount));
        OutDegrees = new NativeArray<uint>(pageCount);
        _internal = new InternalLinks(PageGraph, OutDegrees, temporaryFolder, internalMemoryBytes);
        _pages = new RunWriter(Path.Combine(temporaryFolder, "pages.run"), PageBlockBytes);
    }

    /// <summary>Ordinal of the root domain of each page that is a source.</summary>
    public NativeArray<uint> DomainOf { get; }

    /// <summary>Arcs and known pages, as <see cref="ArcRecord"/>.</summary>
    public ExternalSorter Arcs { get; }

    /// <summary>Followed arcs between live pages; those inside root domains are there after <see cref="Run"/>.</summary>
    public ArcSpill PageGraph { get; }

    /// <summary>Distinct pages other than itself that each live page has a followed link to, live ones or not.</summary>
    public NativeArray<uint> OutDegrees { get; }

    /// <summary>Live pages in key order, as <see cref="PageRecord"/>; there after <see cref="Run"/>.</summary>
    public RunFile? Pages { get; private set; }

    /// <summary>Source pages.</summary>
    public uint SourceCount { get; private set; }

    /// <summary>Their root domains.</summary>
    public uint DomainCount { get; private set; }

    /// <summary>Live pages.</summary>
    public long PageCount { get; private set; }

    /// <summary>Live links.</summary>
    public long LinkCount { get; private set; }

    /// <summary>Live links to another root domain.</summary>
    public long ExternalLinkCount { get; private set; }

    /// <summary>Lost links.</summary>
    public long LostLinkCount { get; private set; }

    /// <summary>Reads all pages.</summary>
    public void Run(LivePageCursor pages, Action<long>? onPages, CancellationToken cancellationToken)
    {
        while (pages.MoveNext())
        {
            if (PageCount % PagesBetweenChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                onPages?.Invoke(PageCount);
            }

            Add(pages.Current, (uint)PageCount);
            PageCount++;
        }

        _internal.Complete(cancellationToken);
        Pages = _pages.Complete();
        _pages.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DomainOf.Dispose();
        Arcs.Dispose();
        _internal.Dispose();
        OutDegrees.Dispose();
        PageGraph.Dispose();
        _pages.Dispose();
        if (Pages is not null)
        {
            File.Delete(Pages.Path);
        }
    }

    private void Add(LivePage page, uint ordinal)
    {
        ReadOnlySpan<byte> host = UrlKey.HostKey(page.Key);
        int rootLength = _publicSuffixes.RootDomainLength(host);
        ReadOnlySpan<byte> root = host[..rootLength];
        MakeHostKnown(host);

        _internal.StartPage(page.Key, rootLength, ordinal);
        int externalCount = 0;
        Reserve(ref _order, page.LinkCount);
        for (int index = 0; index < page.LinkCount; index++)
        {
            LiveLink link = page[index];
            if (link.Facts.IsLost)
            {
                LostLinkCount++;
                continue;
            }

            LinkCount++;
            if (_publicSuffixes.IsOfRootDomain(link.TargetKey, host, rootLength))
            {
                if (!_internal.Add(link.TargetKey, IsFollowed(link)))
                {
                    MakePageKnown(link.TargetKey);
                }
            }
            else
            {
                _order[externalCount++] = index;
            }
        }

        _internal.EndPage();
        if (externalCount == 0)
        {
            Reserve(ref _record, page.Key.Length + 1);
            _pages.Add(_record.AsSpan(0, PageRecord.Write(_record, page.Key)));
            return;
        }

        ExternalLinkCount += externalCount;
        AddSource(page, root, ordinal);
        AddArcs(page, ordinal, _order.AsSpan(0, externalCount));
    }

    // Sorted by target: duplicates meet.
    private void AddArcs(LivePage page, uint source, Span<int> order)
    {
        _byTargetKey.Page = page;
        order.Sort(_byTargetKey);
        for (int start = 0; start < order.Length;)
        {
            ReadOnlySpan<byte> target = page[order[start]].TargetKey;
            bool isFollowed = false;
            int end = start;
            for (; end < order.Length && page[order[end]].TargetKey.SequenceEqual(target); end++)
            {
                isFollowed |= IsFollowed(page[order[end]]);
            }

            Reserve(ref _record, target.Length + 1 + ArcRecord.TailBytes);
            Arcs.Add(_record.AsSpan(0, ArcRecord.Write(_record, target, source, !isFollowed)));
            OutDegrees[source] += isFollowed ? 1u : 0;
            start = end;
        }
    }

    private static bool IsFollowed(LiveLink link) => (link.Facts.Rel & LinkRel.NotFollowed) == 0;

    private void AddSource(LivePage page, ReadOnlySpan<byte> root, uint ordinal)
    {
        Reserve(ref _record, page.Key.Length + page.Title.Length + 16);
        uint domain = _nested.Enter(root).Value;
        _pages.Add(_record.AsSpan(0, PageRecord.WriteSource(_record, page.Key, root.Length, domain, page.Title)));
        DomainOf[ordinal] = domain;
        SourceCount++;
    }

    private void OpenDomain(ReadOnlySpan<byte> rootDomainKey, DomainOrdinal domain)
    {
        domain.Value = DomainCount++;
        _domains.Add(_record.AsSpan(0, DomainRecord.WriteSource(_record, rootDomainKey, domain.Value)));
    }

    private void MakeHostKnown(ReadOnlySpan<byte> host)
    {
        if (!host.SequenceEqual(_lastHost))
        {
            _lastHost = host.ToArray();
            Reserve(ref _record, host.Length + 2);
            host.CopyTo(_record);
            _record[host.Length] = UrlKey.HostEnd;
            _record[host.Length + 1] = 0;
            Arcs.Add(_record.AsSpan(0, host.Length + 2));
        }
    }

    private void MakePageKnown(ReadOnlySpan<byte> pageKey)
    {
        Reserve(ref _record, pageKey.Length + 1);
        Arcs.Add(_record.AsSpan(0, ArcRecord.WriteKnown(_record, pageKey)));
    }

    private static void Reserve<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new T[2 * length];
        }
    }

    private sealed class DomainOrdinal
    {
        public uint Value { get; set; }
    }

    private sealed class ByTargetKey : IComparer<int>
    {
        public LivePage Page { get; set; } = null!;

        public int Compare(int x, int y) => Page[x].TargetKey.SequenceCompareTo(Page[y].TargetKey);
    }
}
