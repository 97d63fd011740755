using System.Globalization;
using Vennlink.Cli;
using Vennlink.Cli.Outcomes;

// Numbers and dates look the same on every machine; the messages are English whatever the locale.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;

using Interruption interruption = new();
return CommandLine.Run(args, interruption);
