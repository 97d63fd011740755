using System.Diagnostics;
using System.Globalization;
using Vennlink.Peers.Measurement;

namespace Vennlink.Peers.Engines;

/// <summary>A database server started for the measurement, and all processes it starts; ends with this.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _log;
    private long _peakBytes;

    /// <summary>Starts a server in the foreground; what it says goes to a file.</summary>
    public ServerProcess(string log, string program, params string[] arguments)
    {
        _log = log;
        ProcessStartInfo start =
            new("/bin/sh", ["-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", log, program, .. arguments]);
        _process = Process.Start(start)!;
    }

    /// <summary>Tries until it works, for at most a minute.</summary>
    public void WaitUntil(Action works)
    {
        for (Stopwatch clock = Stopwatch.StartNew(); ;)
        {
            try
            {
                works();
                return;
            }
            catch (Exception problem) when (!_process.HasExited && clock.Elapsed.TotalSeconds < 60
                && problem is not OutOfMemoryException)
            {
                Thread.Sleep(50);
            }
            catch (Exception problem)
            {
                throw new InvalidOperationException(
                    $"the server did not start; the end of {_log}: "
                        + $"{string.Join(" / ", File.ReadLines(_log).TakeLast(3))}", problem);
            }
        }
    }

    /// <summary>Largest resident memory of one process of the server so far.</summary>
    public long PeakBytes()
    {
        foreach (int process in Tree(_process.Id))
        {
            _peakBytes = Math.Max(_peakBytes, ProcessFigures.PeakBytes(process.ToString(CultureInfo.InvariantCulture)));
        }

        return _peakBytes;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            // SIGINT: PostgreSQL's fast shutdown, and an orderly one for the others. A wrapper such as runuser passes
            // it on to nobody, so all are told.
            foreach (int process in Tree(_process.Id))
            {
                using Process kill = Process.Start("/bin/sh",
                    ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -INT {process} 2>/dev/null")])!;
                kill.WaitForExit();
            }

            // A harness that was started in the background of a script ignores SIGINT, and what it starts does too.
            if (!_process.WaitForExit(60_000))
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private static IEnumerable<int> Tree(int process)
    {
        yield return process;
        string children = $"/proc/{process}/task/{process}/children";
        if (!File.Exists(children))
        {
            yield break;
        }

        foreach (string child in File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (int below in Tree(int.Parse(child, CultureInfo.InvariantCulture)))
            {
                yield return below;
            }
        }
    }
}
