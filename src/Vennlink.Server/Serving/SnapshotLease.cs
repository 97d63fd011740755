namespace Vennlink.Server.Serving;

/// <summary>A request's hold on a snapshot: it stays open until this is disposed, whatever is published.</summary>
internal sealed class SnapshotLease(ServedSnapshot served) : IDisposable
{
    private bool _isDisposed;

    public ServedSnapshot Served { get; } = served;

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            Served.Leave();
        }
    }
}
