namespace Vennlink.Cli.Tests;

/// <summary>What a command said.</summary>
internal sealed record ShellResult(int ExitCode, string Output, string Error)
{
    /// <summary>Lines of standard output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Lines of standard error.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
