using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Vennlink.Tests;

/// <summary>Runs a few lines of Python with a package that other people read our files with, where it is installed.
/// </summary>
internal static class PythonReader
{
    // A machine may have several, each with packages of its own.
    private static readonly string[] _interpreters = ["python3", "/usr/bin/python3"];

    /// <summary>Runs a script, which prints JSON; skips the test by name where no Python has the package.</summary>
    public static JsonNode Run(string package, string script, params string[] arguments)
    {
        string? python = _interpreters.FirstOrDefault(
            name => TryRun(name, $"import {package}", [], out _, out int code) && code == 0);
        Assert.SkipWhen(python is null, $"no Python here has {package}");
        TryRun(python!, script, arguments, out string output, out int exitCode);
        Assert.True(exitCode == 0, output);
        return JsonNode.Parse(output)!;
    }

    private static bool TryRun(string python, string script, string[] arguments, out string output, out int exitCode)
    {
        (output, exitCode) = ("", -1);
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(python, ["-c", script, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            exitCode = process.ExitCode;
            output = exitCode == 0 ? output : output + errors.GetAwaiter().GetResult();
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
