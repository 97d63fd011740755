using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Build.Stages;
using Vennlink.Graph.Arcs;
using Vennlink.Graph.Vertices;
using Vennlink.Links;
using Vennlink.Ranking;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Build.Graphs;

/// <summary>A graph of hosts or root domains, without captures: its vertices are numbers from the edges file to the
/// postings.</summary>
/// <remarks>Vertices are the nodes and the targets, each for the root page of its host. Arcs say nothing of rel: all
/// are followed.</remarks>
/// <param name="input">A graph of root domains or, when it does not say so, of hosts.</param>
/// <param name="publicSuffixes">Says where root domains end.</param>
/// <param name="context">Where to.</param>
/// <param name="describeInput">Asked when all has been read: the graph, for the manifest.</param>
internal sealed class VertexGraph(
    WebGraphInput input, PublicSuffixList publicSuffixes, BuildContext context,
    Func<InputFile> describeInput) : ILinkGraph, INodes
{
    // While reading places and marks, while ranking ranks and what makes them, later ids, marks and scores, and what
    // the writers hold of each source. Of hosts, their root domains too.
    private const long BytesPerDomain = 28;
    private const long BytesPerHost = 36;
    private const long MinListBytes = 32L << 20;

    private readonly SkipCounts _skips = new();
    private readonly ReadProgress _progress = new(context, input.TotalBytes);
    private GraphVertices? _vertices;
    private NativeArray<byte>? _isSource;
    private ArcSpill? _arcs;

    // Arcs between hosts of one root domain: for Page Authority alone.
    private ArcSpill? _innerArcs;
    private long _arcCount;

    public string? Kind => input.IsDomainLevel ? SnapshotManifest.DomainGraph : SnapshotManifest.HostGraph;

    public INodes Nodes => this;

    public HostKeys Hosts => new(_vertices!.Keys, _vertices.Roots);

    public ITargetLists Lists => new SpilledLists(_arcs!, AreRoots);

    public ArcSpill? RootArcs => AreRoots ? _arcs : null;

    public ArcSpill[] PageArcs => AreRoots ? [] : [_arcs!, _innerArcs!];

    public NativeArray<uint>? OutDegrees => null;

    public PublishedRanks? Published { get; private set; }

    public Func<PageSurvey>? ReadPages => null;

    public long ListBytes => Math.Max(MinListBytes, context.Options.MemoryBytes - VertexBytes) / 3;

    public long Count => _vertices!.Count;

    public NativeArray<byte> IsSource => _isSource!;

    public NativeArray<uint>? RootOf => _vertices!.Roots?.RootOf;

    public RunFile RootKeys => _vertices!.Roots?.Keys ?? _vertices.Keys;

    private bool AreRoots => input.IsDomainLevel;

    private long VertexBytes => _vertices!.VertexCount * (AreRoots ? BytesPerDomain : BytesPerHost);

    public void Read(IDictionary<string, long> counts)
    {
        ReadVertices();
        _arcCount = ReadArcs();
        counts["links"] = _arcCount;
        counts["lost_links"] = 0;
    }

    public void ForgetRanking()
    {
        Published?.Dispose();
        _innerArcs?.Dispose();
    }

    public void Number(SourceIds ids)
    {
    }

    public SnapshotBuildOptions Describe() => context.Options with
    {
        Inputs =
        [
            describeInput() with
            {
                Report = new InputReport(0, _arcCount, _vertices!.Count, _arcCount, input.Notes, _skips),
            },
        ],
        Skipped = _skips.ByName(),
    };

    public ReadOnlySpan<byte> RootDomainKey(ReadOnlySpan<byte> pageKey) =>
        AreRoots ? UrlKey.HostKey(pageKey) : publicSuffixes.RootDomainKey(pageKey);

    public void ForEach(NodeAction onNode, CancellationToken cancellationToken)
    {
        const uint CheckEvery = 65_536;
        using RunReader keys = new(_vertices!.Keys);
        byte[] page = new byte[GraphVertices.MaxKeyBytes + 2];
        for (uint vertex = 0; keys.MoveNext(); vertex++)
        {
            if (vertex % CheckEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            int length = keys.Current.Length;
            keys.Current.CopyTo(page);
            page[length] = UrlKey.HostEnd;
            page[length + 1] = (byte)'/';
            onNode(vertex, page.AsSpan(0, length + 2), [], LanguageCode.Unknown);
        }
    }

    public void Dispose()
    {
        ForgetRanking();
        _vertices?.Dispose();
        _isSource?.Dispose();
        _arcs?.Dispose();
    }

    // Vertices by one thread, ranks by another: neither can be read faster than it is decompressed.
    private void ReadVertices()
    {
        using KeyJoin join = new(context.TemporaryFolder);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
        SkipCounts rankSkips = new();
        Task<double> ranks = Task.Run(() => ReadRanks(join, rankSkips, stop.Token), CancellationToken.None);
        try
        {
            _vertices = GraphVertices.Read(
                input, AreRoots ? null : publicSuffixes, context.TemporaryFolder,
                Math.Max(ExternalSorter.MinMemoryBytes, context.Options.MemoryBytes / 8),
                input.RanksFile is null ? null : join.AddPlace, _skips, _progress.Part(), context.Cancellation);
        }
        catch
        {
            stop.Cancel();
            Task.WaitAny(ranks);
            throw;
        }

        double leastRank = ranks.GetAwaiter().GetResult();
        _skips.Add(rankSkips);
        RankingMemory.Require(
            $"a graph of {_vertices.VertexCount:N0} vertices", VertexBytes + MinListBytes,
            context.Options.MemoryBytes);
        if (input.RanksFile is not null)
        {
            NativeArray<float> values = new(_vertices.Count);
            Published = new PublishedRanks(values, leastRank);
            join.Join(values, context.Cancellation);
        }
    }

    // Returns the least positive rank.
    private double ReadRanks(KeyJoin join, SkipCounts skips, CancellationToken cancellationToken)
    {
        ReversedNames names = new();
        byte[] key = new byte[GraphVertices.MaxKeyBytes];
        double least = double.PositiveInfinity;
        input.ReadRanks(
            (name, pageRank) =>
            {
                if (names.TryToKey(name, key, out int length))
                {
                    join.AddValue(key.AsSpan(0, length), (float)pageRank);
                    least = pageRank > 0 ? Math.Min(least, pageRank) : least;
                }
            },
            skips, _progress.Part(), cancellationToken);
        return least;
    }

    private long ReadArcs()
    {
        _isSource = new NativeArray<byte>(_vertices!.Count);
        _arcs = new ArcSpill(
            context.TemporaryFolder,
            _vertices.Roots?.Ranges(ArcSpill.RangeLength(_vertices.Count)) ?? ArcSpill.EqualRanges(_vertices.Count));
        _innerArcs = AreRoots ? null : new ArcSpill(context.TemporaryFolder, _arcs.Ranges);
        List<ArcSpillSink> sinks = [];
        using NativeArray<byte> arrivals = new(_vertices.Count);
        long arcCount = input.ReadArcs(
            _vertices.VertexCount, context.Options.ThreadCount,
            () =>
            {
                sinks.Add(new ArcSpillSink(
                    _vertices.PlaceOf, _vertices.Roots, _isSource, arrivals, _arcs.OpenWriter(),
                    _innerArcs?.OpenWriter()));
                return sinks[^1];
            },
            _skips, _progress.Part(), context.Cancellation);
        sinks.ForEach(sink => sink.Complete());
        _vertices.ForgetPlaces();
        if (sinks.Exists(sink => sink.SawSourceAgain))
        {
            _arcs = EachOnce(_arcs, arrivals);
            _innerArcs = _innerArcs is null ? null : EachOnce(_innerArcs, arrivals);
        }

        return arcCount;
    }

    // Lists would do without, but ranks are to be those of a graph.
    private ArcSpill EachOnce(ArcSpill arcs, NativeArray<byte> arrivals)
    {
        if (!RepeatedArcs.MayBe(arcs, arrivals, ListBytes, context.Options.ThreadCount, context.Cancellation))
        {
            return arcs;
        }

        ArcSpill distinct = DistinctArcs.Make(
            arcs, context.TemporaryFolder, ListBytes, context.Options.ThreadCount, context.Cancellation);
        arcs.Dispose();
        return distinct;
    }

    // Bytes of several files that are read side by side.
    private sealed class ReadProgress(BuildContext context, long totalBytes)
    {
        private long _doneBytes;

        public Action<long> Part()
        {
            long before = 0;
            return done =>
            {
                long all = Interlocked.Add(ref _doneBytes, done - Interlocked.Exchange(ref before, done));
                context.ReportBytes("read", all, totalBytes);
            };
        }
    }
}
