namespace Vennlink.Server.Serving;

/// <summary>The index that answers of the served one are compared with: watched in the same way.</summary>
/// <param name="snapshots">Its snapshots; disposed of by this.</param>
internal sealed class ComparedIndex(SnapshotHolder snapshots) : IHostedService, IDisposable
{
    public SnapshotHolder Snapshots => snapshots;

    public Task StartAsync(CancellationToken cancellationToken) => snapshots.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => snapshots.StopAsync(cancellationToken);

    public void Dispose() => snapshots.Dispose();
}
