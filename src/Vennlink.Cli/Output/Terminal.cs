using Spectre.Console;

namespace Vennlink.Cli.Output;

/// <summary>What may be sent to the terminal, if there is one.</summary>
internal static class Terminal
{
    /// <summary>Whether standard output is a terminal that understands more than plain lines.</summary>
    public static bool OutputIsRich { get; } = !Console.IsOutputRedirected && !IsDumb;

    /// <summary>Whether headings on standard output may stand out.</summary>
    public static bool OutputIsStyled { get; } = OutputIsRich && !NoColor;

    /// <summary>Columns of the terminal on standard output.</summary>
    public static int OutputWidth => new AnsiConsoleOutput(Console.Out).Width;

    /// <summary>Whether standard error is a terminal that understands more than plain lines.</summary>
    public static bool ErrorIsRich { get; } = !Console.IsErrorRedirected && !IsDumb;

    private static bool IsDumb => Environment.GetEnvironmentVariable("TERM") is "dumb" or "";

    // https://no-color.org: any non-empty value turns colours off; bold headings go with them.
    private static bool NoColor => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>A console for progress on standard error.</summary>
    /// <remarks>Without colours it still moves the cursor: bars are redrawn in place.</remarks>
    public static IAnsiConsole ForError() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Detect,
        Out = new AnsiConsoleOutput(Console.Error),
        ColorSystem = NoColor ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
    });
}
