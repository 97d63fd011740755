using System.Diagnostics;
using System.Globalization;
using Vennlink.Build;
using Vennlink.Cli.Arguments;

namespace Vennlink.Cli.Output;

/// <summary>
/// Progress of a build as plain lines: one at the end of each stage, and in a long one after a second and then every
/// few.
/// </summary>
internal sealed class BuildProgressLines(TextWriter output, TimeSpan interval) : IProgress<BuildProgress>
{
    // A stage that takes longer says so soon.
    private static readonly TimeSpan _firstLine = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly Stopwatch _stage = new();
    private BuildProgress _last;
    private TimeSpan _lastPrinted;

    /// <inheritdoc/>
    public void Report(BuildProgress value)
    {
        lock (_lock)
        {
            if (value.Disk is { } disk)
            {
                output.WriteLine(Describe(disk));
                return;
            }

            if (value.Stage != _last.Stage)
            {
                End();
                _stage.Restart();
                _lastPrinted = _firstLine - interval;
            }

            _last = value;
            if (_stage.Elapsed - _lastPrinted >= interval)
            {
                _lastPrinted = _stage.Elapsed;
                output.WriteLine(Describe(value, _stage.Elapsed));
            }
        }
    }

    /// <summary>Prints the end of the last stage.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (_last.Stage is not null)
            {
                long bytes = Math.Max(_last.DoneBytes, _last.TotalBytes);
                output.WriteLine(
                    $"{_last.Stage}: done{(bytes > 0 ? $", {ByteSize.Show(bytes)}" : "")} in "
                        + $"{Duration(_stage.Elapsed)}");
                _last = default;
            }
        }
    }

    /// <summary>What disk the build may take.</summary>
    internal static string Describe(DiskNeed disk) =>
        $"disk: up to {ByteSize.Show(disk.NeededBytes)} needed, {ByteSize.Show(disk.FreeBytes)} free";

    /// <summary>How far a stage is, how fast, and how long it will take.</summary>
    internal static string Describe(BuildProgress progress, TimeSpan elapsed)
    {
        double bytesPerSecond = progress.DoneBytes / Math.Max(elapsed.TotalSeconds, 0.001);
        string records = progress.RecordCount > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{progress.RecordCount:N0} records, ") : "";
        string rate = $"{ByteSize.Show(bytesPerSecond)}/s";
        if (progress.TotalBytes <= 0 || progress.DoneBytes <= 0)
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"{progress.Stage}: {ByteSize.Show(progress.DoneBytes)}, {records}{rate}");
        }

        double done = Math.Min(1, (double)progress.DoneBytes / progress.TotalBytes);
        TimeSpan left =
            TimeSpan.FromSeconds(Math.Max(0, progress.TotalBytes - progress.DoneBytes) / Math.Max(bytesPerSecond, 1));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Stage}: {done:P0} of {ByteSize.Show(progress.TotalBytes)}, {records}{rate}, "
                + $"{Duration(left)} left");
    }

    private static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.0} h"),
    };
}
