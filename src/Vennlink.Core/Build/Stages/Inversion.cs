using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Vennlink.Graph.Vertices;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Sorting;

namespace Vennlink.Build.Stages;

/// <summary>
/// Writes the dictionary and postings of all targets. Several threads read ranges of lists, renumber, fold and encode
/// them; the calling one gives each list its place in the postings, in order; then the dictionary's blocks are laid out
/// side by side, and written in order again.
/// </summary>
/// <param name="lists">The lists of all pages; each range is deleted as soon as it is written.</param>
/// <param name="keys">Keys of hosts and root domains.</param>
/// <param name="ids">Ids of the sources.</param>
/// <param name="memoryBytes">For lists of all threads.</param>
/// <param name="threadCount">Threads that invert.</param>
internal sealed class Inversion(ITargetLists lists, HostKeys keys, SourceIds ids, long memoryBytes, int threadCount)
{
    // Encoded targets that may wait for their turn, for each range in work.
    private const int WaitingCount = 3;

    private readonly ITargetLists _lists = lists;
    private readonly HostRoots? _roots = keys.Roots;
    private readonly SourceIds _ids = ids;
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
        using RunReader hosts = new(keys.Hosts);
        using RunReader? roots = _roots is { } ofRoots ? new RunReader(ofRoots.Keys) : null;
        uint done = 0;
        for (int range = 0; range < _lists.RangeCount; range++)
        {
            foreach (InvertedTargets targets in _ranges[range].GetConsumingEnumerable(cancellationToken))
            {
                targets.Settle(hosts, roots, postings, _offsets);
                done += (uint)targets.HostCount;
                ArcCount += targets.ArcCount;
                _layouts.Enqueue((targets, Task.Run(() => targets.LayOut(_ids), cancellationToken)));
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
            using ITargetListReader reader = _lists.OpenReader(_ids.PageIds, _ids.Classes, memoryBytes / threadCount);
            Sink sink = new(this, dictionary, stop.Token);
            TargetFold fold = new(_lists, _roots, sink);
            int range;
            while ((range = Interlocked.Increment(ref _nextRange)) < _lists.RangeCount)
            {
                sink.StartRange(range);
                fold.Run(range, reader, stop.Token);
                sink.EndRange();
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

    private InvertedTargets Rent(TargetKeysWriter dictionary, uint firstHost, uint firstRoot)
    {
        if (!_idle.TryTake(out InvertedTargets? targets))
        {
            targets = new InvertedTargets(dictionary, _lists.HavePages);
            _all.Add(targets);
        }

        targets.Start(firstHost, firstRoot);
        return targets;
    }

    // Encodes what one thread folds, in pieces of some megabytes.
    private sealed class Sink(Inversion inversion, TargetKeysWriter dictionary, CancellationToken stop) : ITargetSink
    {
        private readonly HostRoots? _roots = inversion._roots;
        private readonly TargetListsEncoder _encoder = new(inversion._ids.FirstPages, inversion._ids.DomainCount);
        private BlockingCollection<InvertedTargets> _output = null!;
        private InvertedTargets _targets = null!;

        public void StartRange(int range)
        {
            uint firstHost = inversion._lists.First(range);
            _output = inversion._ranges[range];
            _targets = inversion.Rent(dictionary, firstHost, _roots?.FirstRoot(firstHost) ?? 0);
        }

        public void EndRange()
        {
            _output.Add(_targets, stop);
            _output.CompleteAdding();
        }

        public void StartHost(uint host)
        {
            // A root domain comes before its hosts and has the sources of all of them: those of one stay together.
            if (_targets.IsFull && (_roots is null || _roots.StartsStretch(host)))
            {
                _output.Add(_targets, stop);
                _targets = inversion.Rent(dictionary, host, _targets.EndRoot);
            }
        }

        public int AddPage(ReadOnlySpan<byte> path, SourceList sources) => _targets.AddPage(path, sources, _encoder);

        public int AddHost(SourceList sources, int? list) => _targets.AddHost(sources, list, _encoder);

        public void AddRoot(uint root, SourceList sources, int? list) =>
            _targets.AddRoot(root, sources, list, _encoder);
    }
}
