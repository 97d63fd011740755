using Vennlink.Build.Stages;
using Vennlink.Graph.Arcs;
using Vennlink.Graph.Vertices;
using Vennlink.Snapshots.Facts;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Build.Pages;

/// <summary>
/// Turns arcs that name their target by its key, sorted by it, into numbers, in one walk: numbers the hosts, finds
/// their root domains, writes the list of each target page, and joins targets with the live pages that they are, for
/// the arcs of the page graph.
/// </summary>
/// <remarks>Holds 4¼ bytes a host that is known and 4 a live page. Not thread-safe.</remarks>
internal sealed class LiveTargets : IDisposable
{
    private const int KeyBlockBytes = 1 << 17;
    private const long CheckEvery = 65_536;

    private readonly LinkFactsWriter? _facts;
    private readonly HostRoots.Builder _roots;
    private readonly RunWriter _hostKeys;
    private readonly TargetListWriter _lists;
    private readonly ArcSorter _pageArcs;

    // Live pages in key order, as the targets are: a merge join.
    private readonly RunReader _pages;
    private bool _hasPage;
    private uint _page;
    private int _pageKeyLength;
    private byte[] _key = new byte[256];
    private int _keyLength = -1;
    private int _hostLength;
    private bool _isLive;
    private uint[] _followed = new uint[256];
    private int _followedCount;

    /// <param name="pages">Live pages, as <see cref="PageRecord"/>.</param>
    /// <param name="pageCount">Live pages.</param>
    /// <param name="pageArcs">Gets the followed arcs between live pages of different root domains.</param>
    /// <param name="publicSuffixes">Says where root domains end.</param>
    /// <param name="temporaryFolder">Existing folder.</param>
    /// <param name="memoryBytes">For root domains that do not come in order, and for page arcs; at least 2 MiB.</param>
    /// <param name="facts">Gets the facts of links; null for nobody.</param>
    public LiveTargets(
        RunFile pages, long pageCount, ArcSpill.Writer pageArcs, PublicSuffixList publicSuffixes,
        string temporaryFolder, long memoryBytes, LinkFactsWriter? facts)
    {
        _facts = facts;
        _roots = new HostRoots.Builder(publicSuffixes, temporaryFolder, memoryBytes / 2);
        _hostKeys = new RunWriter(Path.Combine(temporaryFolder, "hosts.run"), KeyBlockBytes);
        _lists = new TargetListWriter(temporaryFolder);
        _pageArcs = new ArcSorter(pageArcs, memoryBytes / 2);
        RootOf = new NativeArray<uint>(pageCount, isCleared: false);
        _pages = new RunReader(pages);
        MoveToPage();
    }

    /// <summary>Root domain of each live page, after <see cref="Run"/>; belongs to the caller.</summary>
    public NativeArray<uint> RootOf { get; }

    /// <summary>Reads all arcs.</summary>
    /// <param name="arcs">Sorted <see cref="ArcRecord"/>s; every host of a live page is among them.</param>
    /// <param name="onArcs">Told now and then.</param>
    /// <param name="cancellationToken">Checked now and then.</param>
    /// <returns>The hosts, and the lists; they belong to the caller.</returns>
    public (HostKeys Hosts, TargetListFile Lists) Run(
        SortedRecords arcs, Action onArcs, CancellationToken cancellationToken)
    {
        for (long count = 0; arcs.MoveNext(); count++)
        {
            if (count % CheckEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                onArcs();
            }

            ReadOnlySpan<byte> arc = arcs.Current;
            if (!AddFacts(arc))
            {
                continue;
            }

            if (_keyLength < 0 || arc.Length <= _keyLength || !arc[..(_keyLength + 1)].SequenceEqual(
                _key.AsSpan(0, _keyLength + 1)))
            {
                EndTarget();
                StartTarget(PageRecord.Key(arc));
            }

            if (ArcRecord.TryReadSource(arc, _keyLength, out ulong element))
            {
                _lists.Add(element);
                if (_isLive && !SourceElement.IsNotFollowed(element))
                {
                    AddFollowed(SourceElement.Source(element));
                }
            }
        }

        EndTarget();
        PassPages([]);
        _pageArcs.Complete();
        HostRoots roots = _roots.Build(cancellationToken);
        for (long page = 0; page < RootOf.Length; page++)
        {
            RootOf[page] = roots.RootOf[RootOf[page]];
        }

        return (new HostKeys(_hostKeys.Complete(), roots), _lists.Complete(roots));
    }

    public void Dispose()
    {
        _roots.Dispose();
        _hostKeys.Dispose();
        _lists.Dispose();
        _pages.Dispose();
    }

    // Whether the record is more than facts of links.
    private bool AddFacts(ReadOnlySpan<byte> arc)
    {
        if (_facts is null)
        {
            return true;
        }

        ReadOnlySpan<byte> key = PageRecord.Key(arc);
        ReadOnlySpan<byte> links = ArcRecord.Links(arc, key.Length, out uint source, out bool isArc);
        if (!links.IsEmpty)
        {
            _facts.Add(key, source, links);
        }

        return isArc;
    }

    private void StartTarget(ReadOnlySpan<byte> key)
    {
        PassPages(key);
        ReadOnlySpan<byte> host = UrlKey.HostKey(key);
        if (_keyLength < 0 || !host.SequenceEqual(_key.AsSpan(0, _hostLength)))
        {
            _roots.Add(host);
            _hostKeys.Add(host);
            _lists.StartHost();
            _hostLength = host.Length;
        }

        if (_key.Length <= key.Length)
        {
            _key = new byte[2 * (key.Length + 1)];
        }

        key.CopyTo(_key);
        _key[key.Length] = 0;
        _keyLength = key.Length;
        _isLive = _hasPage && PageKey.SequenceEqual(key);
        _lists.StartTarget(key[(host.Length + 1)..]);
    }

    private void EndTarget()
    {
        if (_keyLength < 0)
        {
            return;
        }

        _lists.EndTarget();
        if (_followedCount > 0)
        {
            _pageArcs.Add(_page, _followed.AsSpan(0, _followedCount));
            _followedCount = 0;
        }
    }

    // Live pages below a target are of the host before it, since every host of theirs is a target.
    private void PassPages(ReadOnlySpan<byte> targetKey)
    {
        while (_hasPage && (targetKey.IsEmpty || PageKey.SequenceCompareTo(targetKey) < 0))
        {
            RootOf[_page++] = _lists.HostCount - 1;
            MoveToPage();
        }
    }

    private ReadOnlySpan<byte> PageKey => _pages.Current[.._pageKeyLength];

    private void MoveToPage()
    {
        _hasPage = _pages.MoveNext();
        _pageKeyLength = _hasPage ? PageRecord.Key(_pages.Current).Length : 0;
    }

    private void AddFollowed(uint source)
    {
        if (_followedCount == _followed.Length)
        {
            Array.Resize(ref _followed, 2 * _followedCount);
        }

        _followed[_followedCount++] = source;
    }
}
