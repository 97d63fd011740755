using System.Runtime.InteropServices;

namespace Vennlink.Cli.Outcomes;

/// <summary>
/// Signals that ask the command to stop. The first stops it in good order; the second does what the system does with
/// signals.
/// </summary>
/// <remarks>
/// What does not see the first, because the system holds it in a call (a pipe nobody writes to, a disk that does not
/// answer), is ended after <see cref="Patience"/>: a build is safe to kill at any point.
/// </remarks>
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

    /// <summary>How long after the first signal the process is ended; a server waits for its requests itself.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);

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
        bool isFirst = !_source.IsCancellationRequested;
        signal.Cancel = isFirst;
        IsTermination |= signal.Signal == PosixSignal.SIGTERM;
        if (isFirst && Patience != Timeout.InfiniteTimeSpan)
        {
            new Thread(EndLater) { IsBackground = true }.Start();
        }

        _source.Cancel();
    }

    // Ends with the process, which mostly is done before.
    private void EndLater()
    {
        Thread.Sleep(Patience);
        Console.Error.WriteLine("vennlink: interrupted while the system held it in a call");
        Environment.Exit(ExitCode.Interrupted);
    }
}
