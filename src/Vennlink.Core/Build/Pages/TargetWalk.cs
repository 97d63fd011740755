using Vennlink.Graph.Arcs;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Sorting;

namespace Vennlink.Build.Pages;

/// <summary>
/// The first walk over all targets: gathers the followed arcs between live pages of different root domains and those between root domains, by
/// source; counts the root domains that link to each root domain; and shows long lists to <see cref="DuplicateLists"/>.
/// </summary>
internal sealed class TargetWalk : IDisposable
{
    private readonly ExternalSorter _domains;
    private readonly DuplicateLists _duplicates;
    private readonly DistinctDomains _distinct;
    private readonly ArcSpill.Writer _pageArcs;
    private readonly ArcSpill.Writer _domainArcs;

    // Live pages in key order, as the targets are: a merge join.
    private readonly RunReader _pages;
    private bool _hasPage;
    private uint _page;
    private uint[] _followed = new uint[256];
    private byte[] _record = new byte[256];

    /// <param name="scan">What the scan left.</param>
    /// <param name="temporaryFolder">Folder for arcs.</param>
    /// <param name="domains">Takes a <see cref="DomainRecord"/> for each root domain.</param>
    /// <param name="duplicates">Is shown long lists.</param>
    public TargetWalk(SourceScan scan, string temporaryFolder, ExternalSorter domains, DuplicateLists duplicates)
    {
        _domains = domains;
        _duplicates = duplicates;
        _distinct = new DistinctDomains(scan.DomainOf, scan.DomainCount);
        PageArcs = new ArcSpill(temporaryFolder, ArcSpill.EqualRanges((uint)scan.PageCount));
        DomainArcs = new ArcSpill(temporaryFolder, ArcSpill.EqualRanges(scan.DomainCount));
        _pageArcs = PageArcs.OpenWriter();
        _domainArcs = DomainArcs.OpenWriter();
        _pages = new RunReader(scan.Pages!);
        _hasPage = _pages.MoveNext();
    }

    /// <summary>Distinct (source page, target page) pairs of different root domains.</summary>
    public long ArcCount { get; private set; }

    /// <summary>Root domains, all that the index knows.</summary>
    public uint DomainCount { get; private set; }

    /// <summary>Followed arcs between live pages of different root domains, transposed: by ranges of sources, in the order of targets.</summary>
    public ArcSpill PageArcs { get; }

    /// <summary>Followed arcs between root domains, transposed: ordinals of sources as the scan gave them, of targets as <see cref="DomainRecord"/>s have them.</summary>
    public ArcSpill DomainArcs { get; }

    /// <summary>Takes one target; see <see cref="TargetGroups.TargetAction"/>.</summary>
    public void Add(ReadOnlySpan<byte> form, Span<ulong> elements)
    {
        if (TargetKey.IsRootDomain(form))
        {
            AddDomain(TargetKey.Stored(form), elements);
        }
        else if (!TargetKey.IsHost(form) && !elements.IsEmpty)
        {
            ArcCount += elements.Length;
            AddPage(TargetKey.Stored(form), elements);
        }

        if (elements.Length > SnapshotFormat.LongestInlineList)
        {
            _duplicates.Show(elements);
        }
    }

    /// <summary>Ends the walk.</summary>
    public void Complete()
    {
        _pageArcs.Complete();
        _domainArcs.Complete();
    }

    public void Dispose()
    {
        _pages.Dispose();
        _distinct.Dispose();
        PageArcs.Dispose();
        DomainArcs.Dispose();
    }

    private void AddDomain(ReadOnlySpan<byte> key, ReadOnlySpan<ulong> elements)
    {
        if (_record.Length < key.Length + DomainRecord.TailBytes)
        {
            _record = new byte[2 * (key.Length + DomainRecord.TailBytes)];
        }

        uint linkingDomainCount = _distinct.Take(elements, out ReadOnlySpan<uint> followed);
        _domains.Add(_record.AsSpan(0, DomainRecord.WriteTarget(_record, key, DomainCount, linkingDomainCount, (uint)followed.Length)));
        _domainArcs.Add(DomainCount++, followed);
    }

    private void AddPage(ReadOnlySpan<byte> key, ReadOnlySpan<ulong> elements)
    {
        int order = -1;
        while (_hasPage && (order = PageRecord.Key(_pages.Current).SequenceCompareTo(key)) < 0)
        {
            _hasPage = _pages.MoveNext();
            _page++;
        }

        if (!_hasPage || order > 0)
        {
            return;
        }

        if (_followed.Length < elements.Length)
        {
            _followed = new uint[2 * elements.Length];
        }

        int count = 0;
        foreach (ulong element in elements)
        {
            _followed[count] = SourceSet.Source(element);
            count += SourceSet.IsNotFollowed(element) ? 0 : 1;
        }

        _pageArcs.Add(_page, _followed.AsSpan(0, count));
    }
}
