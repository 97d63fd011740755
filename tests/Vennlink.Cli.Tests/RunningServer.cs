using System.Diagnostics;

namespace Vennlink.Cli.Tests;

/// <summary>A command that serves until it is interrupted.</summary>
internal sealed class RunningServer : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly List<string> _error = [];

    private RunningServer(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Add(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Standard error so far.</summary>
    public string Error
    {
        get
        {
            lock (_error)
            {
                return string.Join('\n', _error);
            }
        }
    }

    public static RunningServer Start(Shell shell, params string[] arguments) =>
        new(shell.Start(Shell.CommandPath, arguments));

    /// <summary>Waits until a line of standard output fits.</summary>
    public string WaitForLine(Predicate<string> fits) => WaitFor(_output, fits);

    /// <summary>Waits until a line of standard error fits.</summary>
    public string WaitForErrorLine(Predicate<string> fits) => WaitFor(_error, fits);

    /// <summary>Presses Ctrl-C.</summary>
    /// <returns>The exit code.</returns>
    public int Interrupt() => Send("INT");

    /// <summary>Sends a signal that ends the command.</summary>
    /// <returns>The exit code.</returns>
    public int Send(string signal)
    {
        Process.Start("kill", ["-" + signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])
            .WaitForExit();
        Assert.True(_process.WaitForExit(_patience), "the command goes on after a signal");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static void Add(List<string> lines, string? line)
    {
        if (line is not null)
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }

    private string WaitFor(List<string> lines, Predicate<string> fits)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (waited.Elapsed < _patience)
        {
            lock (lines)
            {
                if (lines.Find(fits) is { } line)
                {
                    return line;
                }
            }

            Assert.False(_process.HasExited, $"the command ended with {Error}");
            Thread.Sleep(20);
        }

        throw new TimeoutException($"no such line; standard error: {Error}");
    }
}
