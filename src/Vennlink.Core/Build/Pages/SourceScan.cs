using Vennlink.Build.Stages;
using Vennlink.Graph.Arcs;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Snapshots.Facts;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Build.Pages;

/// <summary>
/// Reads the live view once: numbers live pages in key order, gathers the arcs between root domains, to be sorted by
/// target, and resolves those inside them.
/// </summary>
/// <remarks>A source page is a live page with a link to another root domain, live or lost. Not thread-safe.</remarks>
internal sealed class SourceScan : IDisposable
{
    private const int PagesBetweenChecks = 1024;
    private const int PageBlockBytes = 1 << 16;

    private readonly PublicSuffixList _publicSuffixes;
    private readonly ExternalSorter _arcs;
    private readonly NativeArray<uint> _outDegrees;
    private readonly NativeArray<byte> _isSource;
    private readonly RunWriter _pages;
    private readonly InternalLinks _internal;
    // A record is sorted as a whole; the other links to its target follow in more records.
    private const int MaxLinkBytes = 1 << 15;

    private readonly bool _withFacts;
    private readonly ByTargetKey _byTargetKey = new();
    private readonly ByteList _links = new();
    private readonly ByteList _folded = new();
    private byte[] _record = new byte[1024];
    private int[] _order = [];
    private byte[] _lastHost = [];

    /// <param name="publicSuffixes">Says where root domains end.</param>
    /// <param name="arcs">Gets arcs and known pages, as <see cref="ArcRecord"/>.</param>
    /// <param name="pageGraph">Gets the followed arcs between live pages of one root domain.</param>
    /// <param name="outDegrees">Gets how many distinct pages other than itself each live page has a followed link to,
    /// live ones or not.</param>
    /// <param name="isSource">Gets 1 for each source page.</param>
    /// <param name="temporaryFolder">Folder for runs.</param>
    /// <param name="internalMemoryBytes">Memory for links inside root domains.</param>
    /// <param name="withFacts">Whether arcs bear what is known of their links, and lost links are among them.</param>
    public SourceScan(
        PublicSuffixList publicSuffixes, ExternalSorter arcs, ArcSpill pageGraph, NativeArray<uint> outDegrees,
        NativeArray<byte> isSource, string temporaryFolder, long internalMemoryBytes, bool withFacts)
    {
        _withFacts = withFacts;
        (_publicSuffixes, _arcs, _outDegrees, _isSource) = (publicSuffixes, arcs, outDegrees, isSource);
        _internal = new InternalLinks(pageGraph, outDegrees, temporaryFolder, internalMemoryBytes);
        _pages = new RunWriter(Path.Combine(temporaryFolder, "pages.run"), PageBlockBytes);
    }

    /// <summary>Live links.</summary>
    public long LinkCount { get; private set; }

    private static readonly long MinSeconds = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long MaxSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
    private long _firstSeconds = long.MaxValue;
    private long _lastSeconds = long.MinValue;

    /// <summary>Live links to another root domain.</summary>
    public long ExternalLinkCount { get; private set; }

    /// <summary>Lost links.</summary>
    public long LostLinkCount { get; private set; }

    /// <summary>First and last day of UTC that a page was read; null where none has a date of the calendar.</summary>
    public (DateOnly From, DateOnly Until)? Captured =>
        _firstSeconds <= _lastSeconds ? (Day(_firstSeconds), Day(_lastSeconds)) : null;

    /// <summary>Reads all pages.</summary>
    /// <returns>Live pages in key order, as <see cref="PageRecord"/>, with the titles of source pages.</returns>
    public RunFile Run(LivePageCursor pages, Action<long> onPages, CancellationToken cancellationToken)
    {
        uint page = 0;
        for (; pages.MoveNext(); page++)
        {
            if (page % PagesBetweenChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                onPages(page);
            }

            Add(pages.Current, page);
        }

        _internal.Complete(cancellationToken);
        return _pages.Complete();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _internal.Dispose();
        _pages.Dispose();
    }

    // A date that no calendar has says nothing.
    private void See(long? seconds)
    {
        if (seconds is { } known && known >= MinSeconds && known <= MaxSeconds)
        {
            _firstSeconds = Math.Min(_firstSeconds, known);
            _lastSeconds = Math.Max(_lastSeconds, known);
        }
    }

    private static DateOnly Day(long seconds) =>
        DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime);

    private void Add(LivePage page, uint ordinal)
    {
        See(page.FirstSeenSeconds);
        See(page.LastSeenSeconds);
        ReadOnlySpan<byte> host = UrlKey.HostKey(page.Key);
        int rootLength = _publicSuffixes.RootDomainLength(host);
        MakeHostKnown(host);

        _internal.StartPage(page.Key, rootLength, ordinal);
        int externalCount = 0;
        Reserve(ref _order, page.LinkCount);
        for (int index = 0; index < page.LinkCount; index++)
        {
            LiveLink link = page[index];
            bool isLost = link.Facts.IsLost;
            _ = isLost ? LostLinkCount++ : LinkCount++;
            if (_publicSuffixes.IsOfRootDomain(link.TargetKey, host, rootLength))
            {
                if (!isLost && !_internal.Add(link.TargetKey, IsFollowed(link)))
                {
                    MakePageKnown(link.TargetKey);
                }
            }
            else
            {
                _order[externalCount++] = index;
                ExternalLinkCount += isLost ? 0 : 1;
            }
        }

        _internal.EndPage();
        bool isSource = externalCount > 0;
        ReadOnlySpan<byte> title = isSource ? page.Title : [];
        Reserve(ref _record, PageRecord.Bytes(page.Key, title));
        _pages.Add(_record.AsSpan(0, PageRecord.Write(_record, page.Key, page.Language, title)));
        _isSource[ordinal] = isSource ? (byte)1 : (byte)0;
        AddArcs(page, ordinal, _order.AsSpan(0, externalCount));
    }

    // Sorted by target: duplicates meet, in document order.
    private void AddArcs(LivePage page, uint source, Span<int> order)
    {
        _byTargetKey.Page = page;
        order.Sort(_byTargetKey);
        for (int start = 0; start < order.Length;)
        {
            ReadOnlySpan<byte> target = page[order[start]].TargetKey;
            ArcMark mark = ArcMark.None;
            int end = start;
            for (; end < order.Length && page[order[end]].TargetKey.SequenceEqual(target); end++)
            {
                LiveLink link = page[order[end]];
                mark = link.Facts.IsLost ? mark : IsFollowed(link) ? ArcMark.Followed
                    : mark == ArcMark.None ? ArcMark.NotFollowed : mark;
            }

            _outDegrees[source] += mark == ArcMark.Followed ? 1u : 0;
            AddArc(page, target, source, mark, order[start..end]);
            start = end;
        }
    }

    // One record, and more where there are so many links that one would be long.
    private void AddArc(LivePage page, ReadOnlySpan<byte> target, uint source, ArcMark mark, ReadOnlySpan<int> links)
    {
        _links.Clear();
        foreach (int index in _withFacts ? links : [])
        {
            LiveLink link = page[index];
            _folded.Clear();
            TextFolding.Fold(link.Anchor, _folded);
            FactBytes.Append(_links, link.Facts, _folded.Span);
            if (_links.Length >= MaxLinkBytes)
            {
                AddRecord(target, source, mark);
                mark = ArcMark.None;
            }
        }

        if (mark != ArcMark.None || _links.Length > 0)
        {
            AddRecord(target, source, mark);
        }
    }

    private void AddRecord(ReadOnlySpan<byte> target, uint source, ArcMark mark)
    {
        Reserve(ref _record, target.Length + 1 + ArcRecord.TailBytes + _links.Length);
        int length = ArcRecord.Write(_record, target, source, mark);
        _links.Span.CopyTo(_record.AsSpan(length));
        _arcs.Add(_record.AsSpan(0, length + _links.Length));
        _links.Clear();
    }

    private static bool IsFollowed(LiveLink link) => (link.Facts.Rel & LinkRel.NotFollowed) == 0;

    private void MakeHostKnown(ReadOnlySpan<byte> host)
    {
        if (!host.SequenceEqual(_lastHost))
        {
            _lastHost = host.ToArray();
            Reserve(ref _record, host.Length + 2);
            host.CopyTo(_record);
            _record[host.Length] = UrlKey.HostEnd;
            _record[host.Length + 1] = 0;
            _arcs.Add(_record.AsSpan(0, host.Length + 2));
        }
    }

    private void MakePageKnown(ReadOnlySpan<byte> pageKey)
    {
        Reserve(ref _record, pageKey.Length + 1);
        _arcs.Add(_record.AsSpan(0, ArcRecord.WriteKnown(_record, pageKey)));
    }

    private static void Reserve<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new T[2 * length];
        }
    }

    private sealed class ByTargetKey : IComparer<int>
    {
        public LivePage Page { get; set; } = null!;

        public int Compare(int x, int y) =>
            Page[x].TargetKey.SequenceCompareTo(Page[y].TargetKey) is var order && order != 0 ? order : x - y;
    }
}
