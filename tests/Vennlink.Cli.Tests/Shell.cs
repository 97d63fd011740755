using System.Diagnostics;
using System.Text;

namespace Vennlink.Cli.Tests;

/// <summary>Runs the real command as its users do, and keeps what it said.</summary>
internal sealed class Shell(string folder)
{
    private static readonly TimeSpan _longestRun = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The command that the variable VENNLINK_COMMAND names; else the one built in the same configuration as this test.
    /// </summary>
    public static string CommandPath { get; } =
        Path.GetFullPath(System.Environment.GetEnvironmentVariable("VENNLINK_COMMAND") ?? Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Vennlink.Cli",
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "vennlink"));

    /// <summary>Folder the commands run in.</summary>
    public string Folder { get; } = folder;

    /// <summary>Whether the path leads to the command.</summary>
    public bool PathHasCommand { get; init; } = true;

    /// <summary>Variables set for each command, beside the test's own.</summary>
    public Dictionary<string, string?> Environment { get; } = new()
    {
        ["VENNLINK_INDEX"] = null,
        ["NO_COLOR"] = null,
        ["XDG_DATA_HOME"] = Path.Combine(folder, "data"),
        ["XDG_CACHE_HOME"] = Path.Combine(folder, "cache"),

        // What ends after a second gains nothing from profiles of its methods, and pays some 6 % for them.
        ["DOTNET_TieredPGO"] = "0",

        // 100 ms, as hexadecimal: the millisecond that long builds ask for has such a command compile methods again
        // that it is done with. A question took 0.15 s of processor time with it and 0.20 without.
        ["DOTNET_TC_CallCountingDelayMs"] = "64",
    };

    /// <summary>Runs <c>vennlink</c> with these arguments.</summary>
    public ShellResult Run(params string[] arguments) => Run(CommandPath, arguments);

    /// <summary>Runs a line of bash, with <c>vennlink</c> on the path.</summary>
    public ShellResult Bash(string line) => Run("bash", ["-c", line]);

    /// <summary>Starts a program whose output is redirected.</summary>
    public Process Start(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        if (PathHasCommand)
        {
            start.Environment["PATH"] = Path.GetDirectoryName(CommandPath) + Path.PathSeparator
                + start.Environment["PATH"];
        }

        foreach ((string name, string? value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private ShellResult Run(string program, IEnumerable<string> arguments)
    {
        using Process process = Start(program, arguments);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(_longestRun))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} ran longer than {_longestRun}");
        }

        return new ShellResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
