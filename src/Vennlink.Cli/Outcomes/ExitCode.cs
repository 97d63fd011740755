namespace Vennlink.Cli.Outcomes;

/// <summary>What the process says to the shell.</summary>
internal static class ExitCode
{
    /// <summary>Done, also when the answer has no rows.</summary>
    public const int Done = 0;

    /// <summary>It could not be done.</summary>
    public const int Failed = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int WrongUsage = 2;

    /// <summary>Interrupted from the keyboard or by a signal.</summary>
    public const int Interrupted = 130;
}
