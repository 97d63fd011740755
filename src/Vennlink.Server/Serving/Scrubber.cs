using System.Diagnostics;
using Vennlink.Storage.Bytes;

namespace Vennlink.Server.Serving;

/// <summary>
/// Reads the served snapshot over and over, slowly, and compares its checksums, so that damage after the first reading
/// is found too.
/// </summary>
/// <remarks>
/// A checksum is otherwise compared when its chunk is read for the first time. What is found damaged brings readiness
/// down, and is an error to every query that reads it from then on.
/// </remarks>
internal sealed partial class Scrubber(ServerOptions options, SnapshotHolder snapshots, ILogger<Scrubber> log)
    : BackgroundService
{
    // How long to wait for an index, and how soon to see that another one is served.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.ScrubBytesPerSecond == 0
        ? Task.CompletedTask
        : Task.Factory.StartNew(
            () => Run(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stoppingToken)
    {
        // Waiting tells whether the server stops.
        TimeSpan rest = TimeSpan.Zero;
        while (!stoppingToken.WaitHandle.WaitOne(rest))
        {
            using SnapshotLease? lease = snapshots.TryLeaseCurrent();
            rest = lease is null ? Idle : options.ScrubRest;
            if (lease is not null)
            {
                Check(lease.Served, stoppingToken);
            }
        }
    }

    private void Check(ServedSnapshot served, CancellationToken stoppingToken)
    {
        long byteCount = 0;
        long started = Stopwatch.GetTimestamp();
        bool GoesOn(int length)
        {
            byteCount += length;
            TimeSpan due = TimeSpan.FromSeconds((double)byteCount / options.ScrubBytesPerSecond);
            TimeSpan early = due - Stopwatch.GetElapsedTime(started);
            return (early <= TimeSpan.Zero || !WaitWhileCurrent(served, early, stoppingToken))
                && snapshots.IsCurrent(served);
        }

        int problemCount = 0;
        foreach (IndexFormatException problem in served.Snapshot.CheckBytes(GoesOn))
        {
            problemCount++;
            snapshots.ReportDamage(served, problem);
        }

        Checked(served.Id, byteCount, problemCount);
    }

    // Whether the server stops.
    private bool WaitWhileCurrent(ServedSnapshot served, TimeSpan time, CancellationToken stoppingToken)
    {
        for (; time > Idle && snapshots.IsCurrent(served); time -= Idle)
        {
            if (stoppingToken.WaitHandle.WaitOne(Idle))
            {
                return true;
            }
        }

        return stoppingToken.WaitHandle.WaitOne(time > Idle ? Idle : time);
    }

    [LoggerMessage(
        Level = LogLevel.Debug, Message = "Checked {Bytes} bytes of snapshot {Id}: {Problems} damaged places")]
    private partial void Checked(string id, long bytes, int problems);
}
