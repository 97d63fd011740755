using System.Diagnostics;

namespace Vennlink.Build;

/// <summary>Times the stages of a build, wall and processor, and the memory it took up to the end of each.</summary>
internal sealed class StageClock(IProgress<BuildProgress>? progress)
{
    private readonly List<StageReport> _stages = [];
    private readonly Stopwatch _stage = new();
    private readonly Lock _lock = new();
    private TimeSpan _cpuBefore;
    private BuildProgress _last;

    /// <summary>The stages that ended, in order.</summary>
    public IReadOnlyList<StageReport> Stages => _stages;

    /// <summary>Tells what disk the build may take, between stages.</summary>
    public void Announce(DiskNeed need) => progress?.Report(new BuildProgress("", 0, 0, 0) { Disk = need });

    /// <summary>Starts a stage; the one before ends.</summary>
    public void Start(string stage, long totalBytes)
    {
        End();
        _stage.Restart();
        _cpuBefore = Environment.CpuUsage.TotalTime;
        Report(stage, 0, totalBytes, 0);
    }

    /// <summary>Tells how far the stage is, one call at a time. Thread-safe.</summary>
    public void Report(string stage, long doneBytes, long totalBytes, long recordCount)
    {
        lock (_lock)
        {
            _last = new BuildProgress(stage, doneBytes, totalBytes, recordCount);
            progress?.Report(_last);
        }
    }

    /// <summary>Ends the last stage.</summary>
    public void End()
    {
        if (_last.Stage is not null)
        {
            using Process process = Process.GetCurrentProcess();
            _stages.Add(new StageReport(
                _last.Stage,
                _stage.Elapsed.TotalSeconds,
                (Environment.CpuUsage.TotalTime - _cpuBefore).TotalSeconds,
                Math.Max(_last.DoneBytes, _last.TotalBytes),
                process.PeakWorkingSet64));
            _last = default;
        }
    }
}
