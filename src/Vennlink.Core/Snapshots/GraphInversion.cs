using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Vennlink.Graph;
using Vennlink.Storage;
using Vennlink.Urls;

namespace Vennlink.Snapshots;

/// <summary>
/// Inverts a graph of root domains and writes its dictionary and postings: several threads turn ranges of targets round and encode their lists, the
/// calling one writes them in order.
/// </summary>
/// <param name="spill">The arcs; each range is deleted as soon as it is written.</param>
/// <param name="keys">Keys by place.</param>
/// <param name="idOf">Source id by place, for sources.</param>
/// <param name="isSource">By place.</param>
/// <param name="classes">Classes of ids.</param>
/// <param name="newEncoder">Makes an encoder for a thread.</param>
/// <param name="memoryBytes">For lists of all threads.</param>
/// <param name="threadCount">Threads that invert.</param>
internal sealed class GraphInversion(
    ArcSpill spill, RunFile keys, NativeArray<uint> idOf, NativeArray<byte> isSource, IdClasses classes, Func<TargetListsEncoder> newEncoder, long memoryBytes,
    int threadCount)
{
    // Encoded targets that may wait for the writer, for each range in work.
    private const int WaitingCount = 4;
    private const int LongestKey = 2048;

    private readonly BlockingCollection<InvertedTargets>[] _ranges = [.. Enumerable.Range(0, spill.PartitionCount).Select(_ => new BlockingCollection<InvertedTargets>(WaitingCount))];
    private readonly ConcurrentBag<Exception> _failures = [];
    private readonly ListOffsets _offsets = new();
    private readonly byte[] _key = new byte[LongestKey];
    private readonly byte[] _longValue = new byte[Varint.MaxBytes];
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
        Thread[] threads = [.. Enumerable.Range(0, threadCount).Select(_ => new Thread(() => Invert(stop)) { IsBackground = true })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        try
        {
            using RunReader reader = new(keys);
            for (int partition = 0; partition < spill.PartitionCount; partition++)
            {
                uint place = spill.First(partition);
                foreach (InvertedTargets targets in _ranges[partition].GetConsumingEnumerable(stop.Token))
                {
                    for (int index = 0; index < targets.Count; index++)
                    {
                        reader.MoveNext();
                        Write(dictionary, postings, reader.Current, place++, targets, index);
                    }

                    onTarget?.Invoke(place);
                }

                spill.Free(partition);
            }
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
        }

        if (_failures.TryTake(out Exception? failure))
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void Invert(CancellationTokenSource stop)
    {
        try
        {
            using ArcInversion inversion = new(spill, idOf, classes, memoryBytes / threadCount);
            TargetListsEncoder encoder = newEncoder();
            for (int partition = Interlocked.Increment(ref _nextPartition); partition < spill.PartitionCount; partition = Interlocked.Increment(ref _nextPartition))
            {
                BlockingCollection<InvertedTargets> range = _ranges[partition];
                InvertedTargets targets = new(encoder);
                inversion.Run(
                    partition, (_, ids) =>
                    {
                        targets.Add(ids);
                        if (targets.IsFull)
                        {
                            range.Add(targets, stop.Token);
                            targets = new InvertedTargets(encoder);
                        }
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

    // A vertex is a root domain, its host and its root page: three entries with one list.
    private void Write(TargetKeysWriter dictionary, TargetPostingsWriter postings, ReadOnlySpan<byte> labels, uint place, InvertedTargets targets, int index)
    {
        InvertedTargets.Entry entry = targets[index];
        ReadOnlySpan<byte> value = targets.Bytes(entry);
        ArcCount += entry.IdCount;
        if (entry.Kind == TargetListKind.Long)
        {
            if (!_offsets.TryGetOrAdd(entry.Hash, postings.Length, out long offset))
            {
                postings.Append(value, entry.IdCount, entry.PageListBytes);
            }

            value = _longValue.AsSpan(0, Varint.Write(_longValue, (ulong)offset));
        }

        labels.CopyTo(_key);
        _key[labels.Length] = UrlKey.HostEnd;
        _key[labels.Length + 1] = (byte)'/';
        uint? domain = isSource[place] != 0 ? idOf[place] : null;
        dictionary.Add(labels, TargetScope.RootDomain, domain, entry.Kind, value);
        dictionary.Add(_key.AsSpan(0, labels.Length + 1), TargetScope.Subdomain, null, entry.Kind, value);
        dictionary.Add(_key.AsSpan(0, labels.Length + 2), TargetScope.Page, null, entry.Kind, value);
    }
}
