using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Vennlink.Graph.Vertices;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Files;

namespace Vennlink.Build.Stages;

/// <summary>
/// Writes the dictionary and postings of all targets. Several threads read ranges of lists, renumber, fold and encode
/// them; the calling one gives each list its place in the postings, in order; then the dictionary's blocks are laid out
/// side by side, and written in order again.
/// </summary>
/// <param name="lists">The lists of all pages; each range is deleted as soon as it is written.</param>
/// <param name="keys">Keys of hosts and root domains.</param>
/// <param name="ids">Ids of the sources.</param>
/// <param name="foldHosts">The distinct hosts of ascending pages, ascending; null where lists of hosts are not
/// stored.</param>
/// <param name="reach">Is told of the sources of all root domains; null where nobody is to know.</param>
/// <param name="memoryBytes">For lists of all threads.</param>
/// <param name="threadCount">Threads that invert.</param>
internal sealed class Inversion(
    ITargetLists lists, HostKeys keys, SourceIds ids, PageFold? foldHosts, SourceReachWriter? reach, long memoryBytes,
    int threadCount)
{
    // Encoded targets that may wait for their turn, for each range in work.
    private const int WaitingCount = 3;

    private readonly ITargetLists _lists = lists;
    private readonly HostKeys _keys = keys;
    private readonly HostRoots? _roots = keys.Roots;
    private readonly SourceIds _ids = ids;
    private readonly PageFold? _foldHosts = foldHosts;

    // By root domain: the host that its entry in the dictionary stands before.
    private readonly NativeArray<uint>? _rootEntries = keys.Roots?.Entries();
    private readonly BlockingCollection<InvertedTargets>[] _ranges =
        [.. Enumerable.Range(0, lists.RangeCount).Select(_ => new BlockingCollection<InvertedTargets>(WaitingCount))];
    private readonly ConcurrentBag<InvertedTargets> _idle = [];
    private readonly ConcurrentBag<InvertedTargets> _all = [];
    private readonly ConcurrentBag<Exception> _failures = [];
    private readonly ListOffsets _offsets = new();
    private readonly Queue<(InvertedTargets Targets, Task Layout)> _layouts = new();
    private int _nextRange = -1;

    /// <summary>Pairs of a source page and a target page.</summary>
    public long ArcCount { get; private set; }

    /// <summary>Writes everything.</summary>
    /// <param name="dictionary">Gets all entries.</param>
    /// <param name="postings">Gets the long lists.</param>
    /// <param name="onHosts">Told of the hosts done, now and then.</param>
    /// <param name="cancellationToken">Checked often.</param>
    public void Run(
        TargetKeysWriter dictionary, TargetPostingsWriter postings, Action<uint> onHosts,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Thread[] threads = new Thread[threadCount];
        for (int thread = 0; thread < threads.Length; thread++)
        {
            threads[thread] = new Thread(() => Invert(dictionary, stop)) { IsBackground = true };
            threads[thread].Start();
        }

        try
        {
            WriteInOrder(dictionary, postings, onHosts, stop.Token);
        }
        catch (OperationCanceledException) when (!_failures.IsEmpty)
        {
            // Said below.
        }
        finally
        {
            stop.Cancel();
            foreach (Thread thread in threads)
            {
                thread.Join();
            }

            Task.WaitAll([.. _layouts.Select(waiting => waiting.Layout.ContinueWith(_ => { }, TaskScheduler.Default))]);
            foreach (InvertedTargets targets in _all)
            {
                targets.Dispose();
            }

            _rootEntries?.Dispose();
        }

        if (_failures.TryTake(out Exception? failure))
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void WriteInOrder(
        TargetKeysWriter dictionary, TargetPostingsWriter postings, Action<uint> onHosts,
        CancellationToken cancellationToken)
    {
        using KeyWalk walk = new(_keys.Hosts, _keys.Roots?.Keys);
        uint done = 0;
        for (int range = 0; range < _lists.RangeCount; range++)
        {
            foreach (InvertedTargets targets in _ranges[range].GetConsumingEnumerable(cancellationToken))
            {
                targets.Settle(walk, postings, _offsets);
                done += (uint)targets.HostCount;
                ArcCount += targets.ArcCount;
                _layouts.Enqueue((targets, Task.Run(() => targets.LayOut(_ids.Domain), cancellationToken)));
                if (_layouts.Count > threadCount)
                {
                    WriteFirstLayout(dictionary);
                }

                onHosts(done);
            }

            _lists.Free(range);
        }

        while (_layouts.Count > 0)
        {
            WriteFirstLayout(dictionary);
        }
    }

    private void WriteFirstLayout(TargetKeysWriter dictionary)
    {
        (InvertedTargets targets, Task layout) = _layouts.Dequeue();
        layout.GetAwaiter().GetResult();
        targets.WriteTo(dictionary);
        targets.Clear();
        _idle.Add(targets);
    }

    private void Invert(TargetKeysWriter dictionary, CancellationTokenSource stop)
    {
        try
        {
            using ITargetListReader reader =
                _lists.OpenReader(_ids.PageIds, _ids.Classes, memoryBytes / threadCount);
            Output output = new(this, dictionary, stop.Token);
            VertexSink vertices = new(output);
            HostSink hosts = new(output);
            ITargetSink sink = _lists.HavePages ? hosts : vertices;
            TargetFold fold = new(_lists, _roots,
                reach is null ? sink : new ReachSink(sink, reach, areHostsRoots: _roots is null));
            int range;
            while ((range = Interlocked.Increment(ref _nextRange)) < _lists.RangeCount)
            {
                output.Start(range);
                hosts.Start(_lists.First(range));
                fold.Run(range, reader, stop.Token);
                if (_lists.HavePages)
                {
                    reader.Read(range, hosts.AddPageOf, stop.Token);
                }

                output.End();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The caller was cancelled, or another thread failed.
        }
        catch (Exception failure)
        {
            _failures.Add(failure);
            stop.Cancel();
        }
    }

    // What one thread hands on, in pieces of some megabytes.
    private sealed class Output(Inversion inversion, TargetKeysWriter dictionary, CancellationToken stop)
    {
        private readonly TargetListsEncoder _encoder = new(
            inversion._ids.FirstPages, inversion._ids.DomainCount, inversion._foldHosts);
        private BlockingCollection<InvertedTargets> _range = null!;

        public HostRoots? Roots => inversion._roots;

        public InvertedTargets Targets { get; private set; } = null!;

        public int Encode(SourceList sources) => Targets.Encode(sources, _encoder);

        public int Encode(SourceList sources, EncodedLists lists) => lists.Add(sources, _encoder);

        public void Start(int range)
        {
            uint firstHost = inversion._lists.First(range);
            _range = inversion._ranges[range];
            Targets = Rent(Roots?.FirstRoot(firstHost) ?? firstHost);
        }

        public void Cut()
        {
            _range.Add(Targets, stop);
            Targets = Rent(Targets.EndRoot);
        }

        public void End()
        {
            _range.Add(Targets, stop);
            _range.CompleteAdding();
        }

        // Whether the next root domain of the dictionary stands before a host.
        public bool HasRootBefore(uint host) =>
            Roots is not null && Targets.EndRoot < Roots.Count && inversion._rootEntries![Targets.EndRoot] <= host;

        private InvertedTargets Rent(uint firstRoot)
        {
            if (!inversion._idle.TryTake(out InvertedTargets? targets))
            {
                targets = new InvertedTargets(dictionary, Roots is null);
                inversion._all.Add(targets);
            }

            targets.Start(firstRoot);
            return targets;
        }
    }

    // Takes vertices, in one go: the list of a root domain comes behind its hosts and is filled in, so that a piece
    // ends where no root domain is open.
    private sealed class VertexSink(Output output) : ITargetSink
    {
        private int _sourceCount;

        public void StartHost(uint host)
        {
            if (output.Targets.IsFull && (output.Roots is null || output.Roots.StartsStretch(host)))
            {
                output.Cut();
            }

            while (output.HasRootBefore(host))
            {
                output.Targets.AddRoot();
            }
        }

        public int AddPage(ReadOnlySpan<byte> path, SourceList sources)
        {
            _sourceCount = sources.Ids.Length;
            return output.Encode(sources);
        }

        public int AddHost(SourceList sources, int? list)
        {
            output.Targets.AddVertex(list!.Value, _sourceCount);
            return list.Value;
        }

        public void AddRoot(uint root, SourceList sources, int? list) =>
            output.Targets.SetRoot(root, list ?? output.Encode(sources));
    }

    // Takes the lists of hosts and root domains of a range first, and then its pages, which may be cut anywhere: so a
    // site of any number of pages takes no more memory than its hosts' lists.
    private sealed class HostSink(Output output) : ITargetSink
    {
        private readonly EncodedLists _lists = new();
        private readonly List<int> _hosts = [];
        private readonly List<int> _rootLists = [];
        private uint _firstHost;
        private uint _firstRoot;
        private uint _nextHost;

        public void Start(uint firstHost)
        {
            _lists.Clear();
            _hosts.Clear();
            _rootLists.Clear();
            (_firstHost, _firstRoot, _nextHost) = (firstHost, output.Targets.EndRoot, firstHost);
        }

        public void StartHost(uint host)
        {
        }

        public int AddPage(ReadOnlySpan<byte> path, SourceList sources) => 0;

        public int AddHost(SourceList sources, int? list)
        {
            int own = output.Encode(sources, _lists);
            _hosts.Add(own);
            return own;
        }

        public void AddRoot(uint root, SourceList sources, int? list)
        {
            int index = (int)(root - _firstRoot);
            if (index >= _rootLists.Count)
            {
                CollectionsMarshal.SetCount(_rootLists, index + 1);
            }

            _rootLists[index] = list ?? output.Encode(sources, _lists);
        }

        public void AddPageOf(uint host, ReadOnlySpan<byte> path, SourceList sources)
        {
            if (output.Targets.IsFull)
            {
                output.Cut();
            }

            if (host == _nextHost)
            {
                while (output.HasRootBefore(host))
                {
                    int root = _rootLists[(int)(output.Targets.EndRoot - _firstRoot)];
                    output.Targets.AddRoot(output.Targets.Copy(_lists, root));
                }

                output.Targets.AddHost(output.Targets.Copy(_lists, _hosts[(int)(host - _firstHost)]));
                _nextHost++;
            }

            if (!path.IsEmpty)
            {
                output.Targets.AddPage(path, output.Encode(sources), sources.Ids.Length);
            }
        }
    }
}
