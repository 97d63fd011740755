using Vennlink.Build.Stages;
using Vennlink.Graph.Arcs;
using Vennlink.Graph.Vertices;
using Vennlink.Merge;
using Vennlink.Ranking;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Facts;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Build.Pages;

/// <summary>The live view as a graph: nodes are the live pages, targets all pages that they link to.</summary>
/// <remarks>Links name their targets, of which many are no live pages: so arcs are sorted by target once, and are
/// numbers from there on.</remarks>
/// <param name="live">The live view.</param>
/// <param name="publicSuffixes">Says where root domains end.</param>
/// <param name="context">Where to.</param>
internal sealed class LiveGraph(
    LivePages live, PublicSuffixList publicSuffixes, BuildContext context) : ILinkGraph, INodes
{
    // Of a live page, at the fullest: what ranks it, and its root domain and mark.
    private const long BytesPerPage = 29;
    private const long MinListBytes = 8L << 20;

    private readonly ArcSpill _pageGraph = new(
        context.TemporaryFolder, ArcSpill.EqualRanges(RequireFew(live.PageCount)));
    private readonly NativeArray<uint> _outDegrees = new(live.PageCount);
    private readonly LinkFactsWriter? _facts =
        context.Options.WithLinkFacts ? new LinkFactsWriter(context.OutputFolder) : null;
    private RunFile? _pages;
    private NativeArray<uint>? _rootOf;
    private TargetListFile? _lists;
    private HostKeys? _hosts;

    public string? Kind => null;

    private (DateOnly From, DateOnly Until)? _captured;

    public INodes Nodes => this;

    public HostKeys Hosts => _hosts!;

    public ITargetLists Lists => _lists!;

    public ArcSpill? RootArcs => null;

    public ArcSpill[] PageArcs => [_pageGraph];

    public NativeArray<uint>? OutDegrees => _outDegrees;

    public PublishedRanks? Published => null;

    public Func<PageSurvey>? ReadPages =>
        () => new PageSurvey(live, publicSuffixes, context.TemporaryFolder, ListBytes, context.Cancellation);

    public long ListBytes => Share(2);

    public long Count => live.PageCount;

    public NativeArray<byte> IsSource { get; } = new(live.PageCount);

    public NativeArray<uint>? RootOf => _rootOf;

    public RunFile RootKeys => _hosts!.Roots!.Keys;

    public void Read(IDictionary<string, long> counts)
    {
        using ExternalSorter arcs = new(context.TemporaryFolder, Share(2), context.Options.ThreadCount);
        using (SourceScan scan = new(
            publicSuffixes, arcs, _pageGraph, _outDegrees, IsSource, context.TemporaryFolder, Share(4),
            withFacts: _facts is not null))
        {
            using LivePageCursor pages = live.Read();
            _pages = scan.Run(pages, done => context.Report("rank", done, 2 * live.PageCount), context.Cancellation);
            counts["links"] = scan.LinkCount;
            counts["external_links"] = scan.ExternalLinkCount;
            counts["lost_links"] = scan.LostLinkCount;
            _captured = scan.Captured;
        }

        using SortedRecords sorted = arcs.Sort(context.Cancellation);
        using LiveTargets targets = new(
            _pages, live.PageCount, _pageGraph.OpenWriter(), publicSuffixes, context.TemporaryFolder, Share(4),
            _facts);
        _rootOf = targets.RootOf;
        (_hosts, _lists) = targets.Run(
            sorted, () => context.Report("rank", live.PageCount, 2 * live.PageCount), context.Cancellation);
        CheckMemory(_hosts.Roots!);
    }

    public void ForgetRanking()
    {
        _outDegrees.Dispose();
        _pageGraph.Dispose();
    }

    public void Number(SourceIds ids) => _facts?.Complete(ids.PageIds);

    public SnapshotBuildOptions Describe() => context.Options with { Captured = _captured };

    public ReadOnlySpan<byte> RootDomainKey(ReadOnlySpan<byte> pageKey) => publicSuffixes.RootDomainKey(pageKey);

    public void ForEach(NodeAction onNode, CancellationToken cancellationToken)
    {
        const uint CheckEvery = 65_536;
        using RunReader pages = new(_pages!);
        for (uint page = 0; pages.MoveNext(); page++)
        {
            if (page % CheckEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ReadOnlySpan<byte> key = PageRecord.Key(pages.Current);
            onNode(page, key, PageRecord.Title(pages.Current, key.Length),
                PageRecord.Language(pages.Current, key.Length));
        }
    }

    public void Dispose()
    {
        ForgetRanking();
        _facts?.Dispose();
        IsSource.Dispose();
        _rootOf?.Dispose();
        _lists?.Dispose();
        _hosts?.Roots?.Dispose();
    }

    // Sorters that live at the same time have shares that add up to one.
    private long Share(int parts) =>
        Math.Max(MinListBytes, context.Options.MemoryBytes - (BytesPerPage * live.PageCount)) / parts;

    private void CheckMemory(HostRoots roots) => RankingMemory.Require(
        $"ranking {roots.Count:N0} root domains",
        HostRoots.BytesPerHost * roots.HostCount + RankingMemory.BytesPerNode * roots.Count,
        context.Options.MemoryBytes);

    private static uint RequireFew(long pageCount) => pageCount < uint.MaxValue
        ? (uint)pageCount
        : throw new InvalidOperationException("There are too many live pages: the limit is 2^32 − 2.");
}
