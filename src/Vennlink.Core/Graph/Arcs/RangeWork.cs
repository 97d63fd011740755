using System.Runtime.ExceptionServices;

namespace Vennlink.Graph.Arcs;

/// <summary>Does something for every range of targets on several threads, the ranges with most bytes first.</summary>
internal sealed class RangeWork
{
    private readonly Func<int, long> _bytesOf;
    private readonly int[] _order;
    private readonly ParallelOptions _parallel;
    private readonly Lock _lock = new();

    /// <param name="rangeCount">Ranges.</param>
    /// <param name="bytesOf">Bytes of a range.</param>
    /// <param name="threadCount">Most threads.</param>
    /// <param name="cancellationToken">Looked at for every range.</param>
    public RangeWork(int rangeCount, Func<int, long> bytesOf, int threadCount, CancellationToken cancellationToken)
    {
        _bytesOf = bytesOf;
        _order = [.. Enumerable.Range(0, rangeCount).OrderByDescending(bytesOf)];
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threadCount, CancellationToken = cancellationToken };
    }

    /// <param name="arcs">The arcs.</param>
    /// <param name="threadCount">Most threads.</param>
    /// <param name="cancellationToken">Looked at for every range.</param>
    public RangeWork(ArcSpill arcs, int threadCount, CancellationToken cancellationToken)
        : this(arcs.PartitionCount, arcs.BytesOf, threadCount, cancellationToken)
    {
    }

    /// <param name="parts">The arcs, in several spills with the same ranges; at least one.</param>
    /// <param name="threadCount">Most threads.</param>
    /// <param name="cancellationToken">Looked at for every range.</param>
    public RangeWork(ArcSpill[] parts, int threadCount, CancellationToken cancellationToken)
        : this(parts[0].PartitionCount, range => parts.Sum(part => part.BytesOf(range)), threadCount, cancellationToken)
    {
    }

    /// <summary>Runs what needs nothing of its own.</summary>
    /// <param name="body">Takes a range; each is taken once.</param>
    /// <param name="progress">As below.</param>
    public void Run(Action<int> body, Action<long>? progress = null) =>
        Run(static () => 0, (range, _) => body(range), progress);

    /// <summary>Runs.</summary>
    /// <param name="createLocal">Makes what one thread needs for itself.</param>
    /// <param name="body">Takes a range; each is taken once.</param>
    /// <param name="progress">Told of the bytes of the ranges done so far, one call at a time; may be null.</param>
    /// <remarks>What a call throws ends the work: no range is begun after it, and it is thrown when those under way are
    /// done.</remarks>
    public void Run<TLocal>(Func<TLocal> createLocal, Action<int, TLocal> body, Action<long>? progress = null)
    {
        int next = -1;
        long done = 0;
        try
        {
            Parallel.For(0, _parallel.MaxDegreeOfParallelism, _parallel, _ => Work());
        }
        catch (AggregateException several)
        {
            // What went wrong first, as if one thread had done it all.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        void Work()
        {
            TLocal local = createLocal();
            try
            {
                int turn;
                while ((turn = Interlocked.Increment(ref next)) < _order.Length)
                {
                    _parallel.CancellationToken.ThrowIfCancellationRequested();
                    body(_order[turn], local);
                    lock (_lock)
                    {
                        done += _bytesOf(_order[turn]);
                        progress?.Invoke(done);
                    }
                }
            }
            catch
            {
                // No range is left for the others, which end when they are done with theirs.
                Volatile.Write(ref next, _order.Length);
                throw;
            }
            finally
            {
                (local as IDisposable)?.Dispose();
            }
        }
    }
}
