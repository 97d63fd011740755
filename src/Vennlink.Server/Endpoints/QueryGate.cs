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

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.MaxConcurrentQueries,
        QueueLimit = options.MaxWaitingQueries,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Queries under way, for tests and metrics.</summary>
    public long RunningCount => options.MaxConcurrentQueries - (_limiter.GetStatistics()?.CurrentAvailablePermits ?? 0);

    /// <summary>Queries that wait for their turn.</summary>
    public long WaitingCount => _limiter.GetStatistics()?.CurrentQueuedCount ?? 0;

    /// <summary>Runs a query when its turn comes.</summary>
    /// <param name="query">Synchronous work; must look at its token now and then.</param>
    /// <param name="clientLeft">Ends the wait and the work without an answer.</param>
    /// <exception cref="ApiException">Too many are waiting, or it took too long (503).</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, T> query, CancellationToken clientLeft)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(clientLeft);
        deadline.CancelAfter(options.QueryTimeout);
        try
        {
            using RateLimitLease lease = await _limiter.AcquireAsync(1, deadline.Token);
            return lease.IsAcquired
                ? query(deadline.Token)
                : throw Busy("Too many queries are waiting; try again in a moment.");
        }
        catch (OperationCanceledException) when (!clientLeft.IsCancellationRequested)
        {
            throw Busy("The query took too long.");
        }
    }

    public void Dispose() => _limiter.Dispose();

    private static ApiException Busy(string message) =>
        new(StatusCodes.Status503ServiceUnavailable, message, RetryAfterSeconds);
}
