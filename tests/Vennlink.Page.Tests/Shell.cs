using System.Diagnostics;

namespace Vennlink.Page.Tests;

/// <summary>A shell, in which one command is replaced by one that says what it was given.</summary>
internal static class Shell
{
    /// <summary>What a line of a shell gives a command as arguments.</summary>
    public static string[] Arguments(string command, string line) =>
        Run($"{command}() {{ printf '%s\\0' \"$@\"; }}\n{line}").Split('\0')[..^1];

    /// <summary>What a line of a shell gives a command on standard input.</summary>
    public static string StandardInput(string command, string line) => Run($"{command}() {{ cat; }}\n{line}");

    private static string Run(string script)
    {
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script])
        {
            RedirectStandardOutput = true,
        })!;
        string output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        return output;
    }
}
