using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Vennlink.Graph.Arcs;
using Vennlink.Graph.Vertices;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Sorting;

namespace Vennlink.Build.Graphs;

/// <summary>
/// Inverts a graph of hosts or root domains and writes its dictionary and postings. Several threads turn ranges of targets round and encode their lists; the
/// calling one gives each list its place in the postings, in order; then the dictionary's blocks are laid out side by side, and written in order again.
/// </summary>
/// <param name="spill">The arcs; each range is deleted as soon as it is written.</param>
/// <param name="vertices">Keys by place, and root domains.</param>
/// <param name="sources">Ids by place and root domain.</param>
/// <param name="newEncoder">Makes an encoder of lists for a thread.</param>
/// <param name="memoryBytes">For lists of all threads.</param>
/// <param name="threadCount">Threads that invert.</param>
internal sealed class GraphInversion(
    ArcSpill spill, GraphVertices vertices, GraphSources sources, Func<TargetListsEncoder> newEncoder, long memoryBytes, int threadCount)
{
    // Encoded targets that may wait for their turn, for each range in work.
    private const int WaitingCount = 3;

    private readonly BlockingCollection<InvertedTargets>[] _ranges = [.. Enumerable.Range(0, spill.PartitionCount).Select(_ => new BlockingCollection<InvertedTargets>(WaitingCount))];
    private readonly ConcurrentBag<InvertedTargets> _idle = [];
    private readonly ConcurrentBag<InvertedTargets> _all = [];
    private readonly ConcurrentBag<Exception> _failures = [];
    private readonly ListOffsets _offsets = new();
    private readonly Queue<(InvertedTargets Targets, Task Layout)> _layouts = new();
    private int _nextPartition = -1;

    /// <summary>Arcs, each pair of ends once.</summary>
    public long ArcCount { get; private set; }

    /// <summary>Writes everything.</summary>
    /// <param name="dictionary">Gets all entries.</param>
    /// <param name="postings">Gets the long lists.</param>
    /// <param name="onTarget">Told of the place reached, now and then.</param>
    /// <param name="cancellationToken">Checked often.</param>
    public void Run(TargetKeysWriter dictionary, TargetPostingsWriter postings, Action<uint>? onTarget, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Thread[] threads = [.. Enumerable.Range(0, threadCount).Select(_ => new Thread(() => Invert(dictionary, stop)) { IsBackground = true })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        try
        {
            WriteInOrder(dictionary, postings, onTarget, stop.Token);
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

    private void WriteInOrder(TargetKeysWriter dictionary, TargetPostingsWriter postings, Action<uint>? onTarget, CancellationToken cancellationToken)
    {
        using RunReader keys = new(vertices.Keys);
        using RunReader? rootKeys = vertices.Roots is { } roots ? new RunReader(roots.Keys) : null;
        uint place = 0;
        for (int partition = 0; partition < spill.PartitionCount; partition++)
        {
            foreach (InvertedTargets targets in _ranges[partition].GetConsumingEnumerable(cancellationToken))
            {
                targets.Settle(keys, rootKeys, postings, _offsets);
                place += (uint)targets.Count;
                ArcCount += targets.IdCount;
                _layouts.Enqueue((targets, Task.Run(() => targets.LayOut(sources), cancellationToken)));
                if (_layouts.Count > threadCount)
                {
                    WriteFirstLayout(dictionary);
                }

                onTarget?.Invoke(place);
            }

            spill.Free(partition);
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
            using ArcInversion inversion = new(spill, sources.PageIds, sources.Classes, memoryBytes / threadCount);
            GraphRoots? roots = vertices.Roots;
            RootUnions? unions = roots is null ? null : new RootUnions(roots);
            TargetListsEncoder encoder = newEncoder();
            InvertedTargets? targets = null;
            for (int partition = Interlocked.Increment(ref _nextPartition); partition < spill.PartitionCount; partition = Interlocked.Increment(ref _nextPartition))
            {
                BlockingCollection<InvertedTargets> range = _ranges[partition];
                targets = Rent(dictionary, spill.First(partition), roots?.FirstRoot(spill.First(partition)) ?? 0);
                inversion.Run(
                    partition, (place, ids) =>
                    {
                        // A root domain comes before its hosts and has the sources of all of them: those of one stay together.
                        if (targets.IsFull && (roots is null || roots.StartsStretch(place)))
                        {
                            range.Add(targets, stop.Token);
                            targets = Rent(dictionary, place, targets.EndRoot);
                        }

                        targets.Add(ids, encoder);
                        unions?.Add(place, ids, (root, all, onlyPlace) => targets.AddRoot(root, all, onlyPlace, encoder));
                    },
                    stop.Token);
                range.Add(targets, stop.Token);
                range.CompleteAdding();
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

    private InvertedTargets Rent(TargetKeysWriter dictionary, uint firstPlace, uint firstRoot)
    {
        if (!_idle.TryTake(out InvertedTargets? targets))
        {
            targets = new InvertedTargets(dictionary);
            _all.Add(targets);
        }

        targets.Start(firstPlace, firstRoot);
        return targets;
    }
}
