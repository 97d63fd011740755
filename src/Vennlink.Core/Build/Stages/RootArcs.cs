using Vennlink.Graph.Arcs;
using Vennlink.Graph.Vertices;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Files;

namespace Vennlink.Build.Stages;

/// <summary>The graph of root domains: an arc for each pair with a followed link, and how many link to each.</summary>
internal sealed class RootArcs : IDisposable
{
    private readonly bool _isOwned;

    private RootArcs(ArcSpill arcs, NativeArray<uint>? linkingCounts, bool isOwned) =>
        (Arcs, LinkingCounts, _isOwned) = (arcs, linkingCounts, isOwned);

    /// <summary>The arcs, each once, none to itself; nodes are root domains in key order.</summary>
    public ArcSpill Arcs { get; }

    /// <summary>By root domain: how many others link to it, followed or not; null: as many as arcs lead to
    /// it.</summary>
    public NativeArray<uint>? LinkingCounts { get; }

    /// <summary>The graph of which every node is a root domain.</summary>
    /// <param name="arcs">Its arcs, each once; still belong to the caller.</param>
    public static RootArcs Of(ArcSpill arcs) => new(arcs, null, isOwned: false);

    /// <summary>Folds the lists of hosts and pages.</summary>
    /// <param name="lists">The lists.</param>
    /// <param name="rootOf">Root domain of each source.</param>
    /// <param name="roots">Root domains of the hosts.</param>
    /// <param name="temporaryFolder">Existing folder; gets the arcs.</param>
    /// <param name="memoryBytes">For lists and arcs, all threads together.</param>
    /// <param name="threadCount">Most threads.</param>
    /// <param name="onHosts">Told how many hosts are done, one call at a time.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    public static RootArcs Fold(
        ITargetLists lists, NativeArray<uint> rootOf, HostRoots roots, string temporaryFolder, long memoryBytes,
        int threadCount, Action<long> onHosts, CancellationToken cancellationToken)
    {
        IEnumerable<uint> firstRoots =
            Enumerable.Range(0, lists.RangeCount).Select(range => roots.FirstRoot(lists.First(range)));
        ArcSpill arcs = new(temporaryFolder, [.. firstRoots, roots.Count]);
        RootArcs folded = new(arcs, new NativeArray<uint>(roots.Count), isOwned: true);
        IdClasses one = new([0], roots.Count);
        long sorterBytes = memoryBytes / threadCount / 4;
        long done = 0;
        Lock reporting = new();
        try
        {
            new RangeWork(lists.RangeCount, lists.BytesOf, threadCount, cancellationToken).Run(
                () => new Worker(
                    lists, lists.OpenReader(rootOf, one, 3 * sorterBytes), roots, folded, sorterBytes),
                (range, worker) =>
                {
                    worker.Run(range, cancellationToken);
                    lock (reporting)
                    {
                        done += lists.First(range + 1) - lists.First(range);
                        onHosts(done);
                    }
                });
            return folded;
        }
        catch
        {
            folded.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_isOwned)
        {
            Arcs.Dispose();
            LinkingCounts?.Dispose();
        }
    }

    // What one thread works with: lists of root domains, turned back into arcs.
    private sealed class Worker : ITargetSink, IDisposable
    {
        private readonly ITargetListReader _reader;
        private readonly TargetFold _fold;
        private readonly ArcSorter _arcs;
        private readonly NativeArray<uint> _linkingCounts;

        public Worker(
            ITargetLists lists, ITargetListReader reader, HostRoots roots, RootArcs folded, long sorterBytes)
        {
            _reader = reader;
            _fold = new TargetFold(lists, roots, this);
            _arcs = new ArcSorter(folded.Arcs.OpenWriter(), sorterBytes);
            _linkingCounts = folded.LinkingCounts!;
        }

        public void Run(int range, CancellationToken cancellationToken)
        {
            _fold.Run(range, _reader, cancellationToken);
            _arcs.Flush();
        }

        public void StartHost(uint host)
        {
        }

        public int AddPage(ReadOnlySpan<byte> path, SourceList sources) => 0;

        public int AddHost(SourceList sources, int? list) => 0;

        public void AddRoot(uint root, SourceList sources, int? list)
        {
            _linkingCounts[root] = (uint)sources.Ids.Length;
            _arcs.Add(root, sources.Followed);
        }

        public void Dispose()
        {
            _reader.Dispose();
            _arcs.Complete();
        }
    }
}
