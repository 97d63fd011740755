using System.Runtime.ExceptionServices;
using Vennlink.Query.Walk;

namespace Vennlink.Query;

/// <summary>
/// Counts the rows of a question on several threads, which take shares of windows in ascending order, so that each
/// walks its lists once.
/// </summary>
internal sealed class SharedCount(WalkPool walks, FoundQuery question)
{
    // Windows that a thread counts before it asks for more.
    private const int WindowsPerShare = 16;

    private readonly int _windowCount =
        (int)(((long)question.Space.Count + SourceWindow.Size - 1) >> SourceWindow.SizeBits);
    private int _nextShare;
    private long _total;
    private Exception? _failure;

    /// <summary>As many threads as there are shares for.</summary>
    public int MaxThreads => _windowCount / WindowsPerShare;

    /// <summary>Counts.</summary>
    /// <param name="threadCount">The calling thread, and others from the thread pool.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    public long Run(int threadCount, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] helpers =
            [.. Enumerable.Range(1, threadCount - 1).Select(_ => Task.Run(() => Work(stop), CancellationToken.None))];
        Work(stop);
        Task.WaitAll(helpers, CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        return _total;
    }

    // Does not throw, so that no thread is left with an index that is closed meanwhile: the first failure is kept, and
    // stops the other threads.
    private void Work(CancellationTokenSource stop)
    {
        try
        {
            using ThresholdWalk walk = walks.Open(question, WalkBounds.All, stop.Token);
            long total = 0;
            for (int first = NextShare(); first < _windowCount; first = NextShare())
            {
                total += walk.CountWindows(first, first + WindowsPerShare);
            }

            Interlocked.Add(ref _total, total);
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
            stop.Cancel();
        }
    }

    private int NextShare() => (Interlocked.Increment(ref _nextShare) - 1) * WindowsPerShare;
}
