namespace Vennlink.Cli.Outcomes;

/// <summary>
/// The command line makes no sense in a way only its verb can see: exit code 2, the message as one line.
/// </summary>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>The text that cannot be read, on one line; null when the message says all.</summary>
    public string? Excerpt { get; init; }

    /// <summary>Where in the excerpt it goes wrong.</summary>
    public int CaretOffset { get; init; }
}
