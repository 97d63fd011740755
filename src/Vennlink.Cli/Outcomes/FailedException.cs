namespace Vennlink.Cli.Outcomes;

/// <summary>The verb cannot do what it was asked: exit code 1, the message as one line.</summary>
internal sealed class FailedException(string message) : Exception(message);
