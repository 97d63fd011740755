using System.Runtime.ExceptionServices;

namespace Vennlink.Segments.Reading;

/// <summary>
/// The calling thread reads records into batches, others work on the batches; what is under way is bounded in bytes.
/// </summary>
/// <remarks>
/// The order in which batches are worked on is any, so no result may hang on it. The first exception of any thread ends
/// all of them and comes out of <see cref="Run"/>.
/// </remarks>
internal sealed class RecordPipeline<T>
    where T : class, new()
{
    private const int BatchesPerThread = 3;
    private const int MaxBatchBytes = 1 << 18;
    private const int MinBatchBytes = 1 << 14;
    private const int MaxRecordsInBatch = 1 << 12;

    private readonly object _lock = new();
    private readonly Queue<RecordBatch<T>> _full = new();
    private readonly Stack<RecordBatch<T>> _free = new();
    private readonly int _threadCount;
    private readonly long _memoryBytes;
    private readonly long _batchBytes;
    private long _bytesUnderWay;
    private bool _isReadToEnd;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Prepares.</summary>
    /// <param name="threadCount">Working threads.</param>
    /// <param name="memoryBytes">Bytes of records that may be under way; one batch may always be, and a batch ends with
    /// the record that fills it.</param>
    public RecordPipeline(int threadCount, long memoryBytes)
    {
        _threadCount = threadCount;
        _memoryBytes = memoryBytes;
        int batchCount = BatchesPerThread * threadCount;
        _batchBytes = Math.Clamp(memoryBytes / batchCount, MinBatchBytes, MaxBatchBytes);
        for (int batch = 0; batch < batchCount; batch++)
        {
            _free.Push(new RecordBatch<T>());
        }
    }

    /// <summary>Reads to the end, and returns when all work is done.</summary>
    /// <param name="tryRead">Reads one record into a batch; false at the end. Called by the calling thread.</param>
    /// <param name="work">Makes the work of one thread, called on it: what to do with each batch.</param>
    /// <param name="cancellationToken">Looked at between batches.</param>
    public void Run(Func<RecordBatch<T>, bool> tryRead, Func<Action<RecordBatch<T>>> work,
        CancellationToken cancellationToken)
    {
        var threads = new Thread[_threadCount];
        for (int thread = 0; thread < threads.Length; thread++)
        {
            threads[thread] =
                new Thread(() => Guard(() => Work(work()))) { IsBackground = true, Name = $"links {thread}" };
            threads[thread].Start();
        }

        Guard(() => Read(tryRead, cancellationToken));
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        _failure?.Throw();
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception problem)
        {
            lock (_lock)
            {
                _failure ??= ExceptionDispatchInfo.Capture(problem);
                Monitor.PulseAll(_lock);
            }
        }
    }

    private void Read(Func<RecordBatch<T>, bool> tryRead, CancellationToken cancellationToken)
    {
        bool isMore = true;
        while (isMore && TakeFree() is { } batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (batch.LengthBytes < _batchBytes && batch.Count < MaxRecordsInBatch && (isMore = tryRead(batch)))
            {
            }

            Pass(batch);
        }

        lock (_lock)
        {
            _isReadToEnd = true;
            Monitor.PulseAll(_lock);
        }
    }

    private void Work(Action<RecordBatch<T>> work)
    {
        while (TakeFull() is { } batch)
        {
            work(batch);
            long lengthBytes = batch.LengthBytes;
            batch.Clear();
            lock (_lock)
            {
                _bytesUnderWay -= lengthBytes;
                _free.Push(batch);
                Monitor.PulseAll(_lock);
            }
        }
    }

    private RecordBatch<T>? TakeFree()
    {
        lock (_lock)
        {
            while (_failure is null && _free.Count == 0)
            {
                Monitor.Wait(_lock);
            }

            return _failure is null ? _free.Pop() : null;
        }
    }

    private void Pass(RecordBatch<T> batch)
    {
        lock (_lock)
        {
            while (_failure is null && _bytesUnderWay > 0 && _bytesUnderWay + batch.LengthBytes > _memoryBytes)
            {
                Monitor.Wait(_lock);
            }

            _bytesUnderWay += batch.LengthBytes;
            _full.Enqueue(batch);
            Monitor.PulseAll(_lock);
        }
    }

    private RecordBatch<T>? TakeFull()
    {
        lock (_lock)
        {
            while (_failure is null && _full.Count == 0 && !_isReadToEnd)
            {
                Monitor.Wait(_lock);
            }

            return _failure is null && _full.Count > 0 ? _full.Dequeue() : null;
        }
    }
}
