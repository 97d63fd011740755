namespace Vennlink.Cli.Outcomes;

/// <summary>
/// The command line makes no sense in a way only its verb can see: exit code 2, the message as one line.
/// </summary>
internal sealed class UsageException(string message) : Exception(message);
