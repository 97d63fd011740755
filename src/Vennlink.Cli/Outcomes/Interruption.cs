using System.Runtime.InteropServices;

namespace Vennlink.Cli.Outcomes;

/// <summary>
/// Signals that ask the command to stop. The first stops it in good order; the second does what the system does with
/// signals.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Starts listening.</summary>
    public Interruption() =>
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)];

    /// <summary>Set by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether it was SIGTERM: the way a service manager ends a server that has done nothing wrong.</summary>
    public bool IsTermination { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = !_source.IsCancellationRequested;
        IsTermination |= signal.Signal == PosixSignal.SIGTERM;
        _source.Cancel();
    }
}
