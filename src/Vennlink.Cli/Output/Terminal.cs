using Spectre.Console;

namespace Vennlink.Cli.Output;

/// <summary>What may be sent to the terminal, if there is one.</summary>
internal static class Terminal
{
    /// <summary>Whether standard output is a terminal that understands more than plain lines.</summary>
    public static bool OutputIsRich { get; } = !Console.IsOutputRedirected && !IsDumb;

    /// <summary>Whether standard error is a terminal that understands more than plain lines.</summary>
    public static bool ErrorIsRich { get; } = !Console.IsErrorRedirected && !IsDumb;

    private static bool IsDumb => Environment.GetEnvironmentVariable("TERM") is "dumb" or "";

    // https://no-color.org: any non-empty value turns colours off; bold headings go with them.
    private static bool NoColor => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>A console for tables on standard output.</summary>
    public static IAnsiConsole ForOutput() => Create(Console.Out, NoColor ? AnsiSupport.No : AnsiSupport.Detect);

    /// <summary>A console for progress on standard error.</summary>
    /// <remarks>Without colours it still moves the cursor: bars are redrawn in place.</remarks>
    public static IAnsiConsole ForError() => Create(Console.Error, AnsiSupport.Detect);

    private static IAnsiConsole Create(TextWriter writer, AnsiSupport ansi) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = ansi,
        Out = new AnsiConsoleOutput(writer),
        ColorSystem = NoColor ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
    });
}
