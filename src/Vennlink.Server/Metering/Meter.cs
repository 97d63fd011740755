using System.Data.Common;
using System.Threading.RateLimiting;
using Vennlink.Server.Keys;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Metering;

/// <summary>Holds keys to what they may: their calls, their rate, their quota. Charges what is answered.</summary>
/// <remarks>Somebody signed in without a key, on the machine itself, is held to nothing, and still counted.</remarks>
internal sealed partial class Meter(KeyStore keys, UsageLedger ledger, CallWeights weights, ILogger<Meter> log)
    : IAsyncDisposable
{
    // Ten seconds' worth of requests may come at once.
    private const double BurstSeconds = 10;

    private readonly PartitionedRateLimiter<KeyEntry> _rates =
        PartitionedRateLimiter.Create<KeyEntry, (string, double)>(
        key => RateLimitPartition.GetTokenBucketLimiter(
            (key.AccessId, key.Limits.RequestsAMinute!.Value), partition => BucketOf(partition.Item2)));

    /// <summary>Says whether a call may begin.</summary>
    /// <returns>What its answer is charged by: what the key may now.</returns>
    /// <exception cref="ApiException">
    /// The key may not make it, or has no rows left (403), or comes too often (429).
    /// </exception>
    public Admission Admit(string accessId, string call)
    {
        int weight = weights.Of(call);
        if (keys.Find(accessId) is not { } key || !key.Limits.Any)
        {
            return new Admission(accessId, call, weight, null);
        }

        if (key.Limits.Calls is { Count: > 0 } calls && !calls.Contains(call, StringComparer.Ordinal))
        {
            throw new ApiException(StatusCodes.Status403Forbidden, $"This key may not call {call}.");
        }

        if (key.Limits.RequestsAMinute is not null)
        {
            using RateLimitLease lease = _rates.AttemptAcquire(key);
            if (!lease.IsAcquired)
            {
                TimeSpan wait = lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan told)
                    ? told : TimeSpan.FromSeconds(1);
                throw ApiException.TooManyRequests((int)Math.Ceiling(wait.TotalSeconds));
            }
        }

        // What is free is never refused for a quota.
        long? most = weight > 0 ? key.Limits.RowsAMonth : null;
        return most is { } rows && RowsThisMonth(accessId) >= rows ? throw ApiException.QuotaSpent()
            : new Admission(accessId, call, weight, most);
    }

    /// <summary>Rows that a key used in the month of UTC that it is.</summary>
    /// <exception cref="ApiException">It cannot be told (503).</exception>
    public long RowsThisMonth(string accessId) => Read(() => ledger.RowsThisMonth(accessId));

    /// <summary>Rows that a key used between two minutes; the first counts.</summary>
    /// <exception cref="ApiException">It cannot be told (503).</exception>
    public long Rows(string accessId, DateTimeOffset from, DateTimeOffset until) =>
        Read(() => ledger.Rows(accessId, from, until));

    /// <summary>How many rows a key may use in a month; null for no bound.</summary>
    public long? RowsAMonth(string accessId) => keys.Find(accessId)?.Limits.RowsAMonth;

    /// <summary>Charges an answer, or a part of one, before it leaves.</summary>
    /// <param name="admission">Of the call.</param>
    /// <param name="isFirst">Whether it is the first part: that counts as a request.</param>
    /// <param name="rows">Rows in it.</param>
    /// <exception cref="ApiException">
    /// The key has not so many rows left (403); or it has a quota, and what it uses cannot be recorded (503).
    /// </exception>
    public async ValueTask ChargeAsync(Admission admission, bool isFirst, long rows)
    {
        if (rows == 0 && !isFirst)
        {
            return;
        }

        bool isCharged;
        try
        {
            isCharged = await ledger.ChargeAsync(new Charge(
                admission.AccessId, admission.Call, isFirst ? 1 : 0, checked(rows * admission.Weight),
                admission.RowsAMonth));
        }
        catch (IOException problem)
        {
            throw Unusable(problem);
        }

        if (!isCharged)
        {
            throw ApiException.QuotaSpent();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _rates.DisposeAsync();
        await ledger.DisposeAsync();
    }

    private long Read(Func<long> read)
    {
        try
        {
            return read();
        }
        catch (Exception problem) when (problem is DbException or IOException or InvalidDataException
            or UnauthorizedAccessException)
        {
            throw Unusable(problem);
        }
    }

    private ApiException Unusable(Exception problem)
    {
        Unrecorded(problem);
        return new ApiException(
            StatusCodes.Status503ServiceUnavailable, "What this key uses cannot be recorded at the moment.",
            retryAfterSeconds: 5);
    }

    private static TokenBucketRateLimiterOptions BucketOf(double requestsAMinute) => new()
    {
        TokenLimit = Math.Max(1, (int)(requestsAMinute / 60 * BurstSeconds)),
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1 / requestsAMinute),
        QueueLimit = 0,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "What keys use cannot be recorded")]
    private partial void Unrecorded(Exception problem);
}

/// <summary>A call that may begin.</summary>
/// <param name="AccessId">Whose.</param>
/// <param name="Call">Its name.</param>
/// <param name="Weight">Rows of the quota that a row takes.</param>
/// <param name="RowsAMonth">How many the key may use in a month; null where nothing bounds this call.</param>
internal readonly record struct Admission(string AccessId, string Call, int Weight, long? RowsAMonth);
