using Spectre.Console;
using Vennlink.Build;

namespace Vennlink.Cli.Output;

/// <summary>Progress of a build as one bar a stage, with rate and time left, for a terminal.</summary>
internal sealed class BuildProgressBars(IAnsiConsole console, ProgressContext bars) : IProgress<BuildProgress>
{
    private readonly Lock _lock = new();
    private ProgressTask? _bar;
    private string? _stage;

    /// <summary>Runs a build with bars on standard error.</summary>
    public static T Run<T>(Func<IProgress<BuildProgress>, T> build)
    {
        IAnsiConsole console = Terminal.ForError();
        Progress progress = new(console) { AutoClear = false };
        return progress
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(),
                new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                BuildProgressBars bars = new(console, context);
                T result = build(bars);
                bars.End();
                return result;
            });
    }

    /// <inheritdoc/>
    public void Report(BuildProgress value)
    {
        lock (_lock)
        {
            if (value.Disk is { } disk)
            {
                console.WriteLine(BuildProgressLines.Describe(disk));
                return;
            }

            if (value.Stage != _stage)
            {
                End();
                _stage = value.Stage;
                _bar = bars.AddTask(value.Stage, maxValue: 1);
            }

            _bar!.IsIndeterminate = value.TotalBytes <= 0;
            _bar.MaxValue = Math.Max(1, Math.Max(value.TotalBytes, value.DoneBytes));
            _bar.Value = value.DoneBytes;
        }
    }

    private void End()
    {
        if (_bar is not null)
        {
            _bar.IsIndeterminate = false;
            _bar.Value = _bar.MaxValue;
            _bar.StopTask();
        }
    }
}
