using System.Globalization;
using System.Runtime.InteropServices;
using Vennlink.Cli;

// Numbers and dates look the same on every machine; the messages are English whatever the locale.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;

using CancellationTokenSource interruption = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
return CommandLine.Run(args, interruption.Token);

void Interrupt(PosixSignalContext signal)
{
    // The first signal stops in good order; the second one does what the system does with signals.
    signal.Cancel = !interruption.IsCancellationRequested;
    interruption.Cancel();
}
