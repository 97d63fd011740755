using Vennlink.Snapshots;

namespace Vennlink.Build.Stages;

/// <summary>Where a snapshot is built and who is told of it. Thread-safe.</summary>
/// <param name="outputFolder">Folder of the snapshot.</param>
/// <param name="temporaryFolder">Existing folder, deleted after the build.</param>
/// <param name="options">What shapes the snapshot.</param>
/// <param name="progress">Told how far stages are, one call at a time; may be null.</param>
/// <param name="cancellationToken">Ends the build.</param>
internal sealed class BuildContext(
    string outputFolder, string temporaryFolder, SnapshotBuildOptions options, Action<SnapshotProgress>? progress,
    CancellationToken cancellationToken)
{
    private const int ShareSteps = 10_000;

    private readonly Lock _lock = new();

    /// <summary>Folder of the snapshot.</summary>
    public string OutputFolder => outputFolder;

    /// <summary>Existing folder, deleted after the build.</summary>
    public string TemporaryFolder => temporaryFolder;

    /// <summary>What shapes the snapshot.</summary>
    public SnapshotBuildOptions Options => options;

    /// <summary>Ends the build.</summary>
    public CancellationToken Cancellation => cancellationToken;

    /// <summary>Tells how many of a stage's records are done.</summary>
    /// <exception cref="OperationCanceledException">The build is to end: small stages look at the token nowhere
    /// else.</exception>
    public void Report(string stage, long done, long total) => Report(new SnapshotProgress(stage, done, total));

    /// <summary>Tells how many of a stage's bytes are done.</summary>
    /// <inheritdoc cref="Report(string, long, long)"/>
    public void ReportBytes(string stage, long done, long total) =>
        Report(new SnapshotProgress(stage, done, total, IsBytes: true));

    /// <summary>Tells which part of a stage is done, 0 to 1.</summary>
    /// <inheritdoc cref="Report(string, long, long)"/>
    public void ReportShare(string stage, double share) => ReportBytes(stage, (long)(share * ShareSteps), ShareSteps);

    private void Report(SnapshotProgress step)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            progress?.Invoke(step);
        }
    }
}
