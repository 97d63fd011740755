using System.Threading.RateLimiting;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints;

/// <summary>
/// Lets only so many queries run at once. More wait a while, and more than that are sent away: slow for some beats slow
/// for all.
/// </summary>
internal sealed class QueryGate(ServerOptions options) : IDisposable
{
    private const int RetryAfterSeconds = 2;

    // How long work that is under way and was sent away waits before it asks again.
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.MaxConcurrentQueries,
        QueueLimit = options.MaxWaitingQueries,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private int _streamCount;

    /// <summary>Queries under way, for tests and metrics.</summary>
    public long RunningCount => options.MaxConcurrentQueries - (_limiter.GetStatistics()?.CurrentAvailablePermits ?? 0);

    /// <summary>Answers that are being streamed.</summary>
    public int StreamCount => Volatile.Read(ref _streamCount);

    /// <summary>Queries that wait for their turn.</summary>
    public long WaitingCount => _limiter.GetStatistics()?.CurrentQueuedCount ?? 0;

    /// <summary>Runs a query when its turn comes.</summary>
    /// <param name="query">Synchronous work; must look at its token now and then.</param>
    /// <param name="clientLeft">Ends the wait and the work without an answer.</param>
    /// <param name="isUnderWay">Whether it goes on with what was let in before, and so is not sent away.</param>
    /// <exception cref="ApiException">Too many are waiting, or it took too long (503).</exception>
    public async Task<T> RunAsync<T>(
        Func<CancellationToken, T> query, CancellationToken clientLeft, bool isUnderWay = false)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(clientLeft);
        deadline.CancelAfter(options.QueryTimeout);
        try
        {
            RateLimitLease lease = await _limiter.AcquireAsync(1, deadline.Token);

            // Terminates: at the deadline.
            while (isUnderWay && !lease.IsAcquired)
            {
                lease.Dispose();
                await Task.Delay(_pause, deadline.Token);
                lease = await _limiter.AcquireAsync(1, deadline.Token);
            }

            using RateLimitLease turn = lease;
            return turn.IsAcquired
                ? query(deadline.Token)
                : throw Busy("Too many queries are waiting; try again in a moment.");
        }
        catch (OperationCanceledException) when (!clientLeft.IsCancellationRequested)
        {
            throw Busy("The query took too long.");
        }
    }

    /// <summary>Lets in a stream of rows, which then takes a turn for each batch.</summary>
    /// <returns>To be disposed of at its end.</returns>
    /// <exception cref="ApiException">Too many are under way (503).</exception>
    public IDisposable EnterStream()
    {
        if (Interlocked.Increment(ref _streamCount) > options.MaxConcurrentStreams)
        {
            Interlocked.Decrement(ref _streamCount);
            throw Busy("Too many answers are being streamed; try again in a moment.");
        }

        return new StreamPlace(this);
    }

    public void Dispose() => _limiter.Dispose();

    private static ApiException Busy(string message) =>
        new(StatusCodes.Status503ServiceUnavailable, message, RetryAfterSeconds);

    private sealed class StreamPlace(QueryGate gate) : IDisposable
    {
        private int _isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isLeft, 1) == 0)
            {
                Interlocked.Decrement(ref gate._streamCount);
            }
        }
    }
}
