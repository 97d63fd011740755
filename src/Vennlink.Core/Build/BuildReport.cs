using Vennlink.Snapshots;

namespace Vennlink.Build;

/// <summary>What a build did.</summary>
/// <param name="SnapshotId">Published snapshot.</param>
/// <param name="Counts">As in the manifest.</param>
/// <param name="Skipped">As in the manifest; and files given twice, which the manifest does not know of.</param>
/// <param name="Stages">Wall seconds, input bytes of each stage, in order.</param>
public sealed record BuildReport(
    string SnapshotId, IReadOnlyDictionary<string, long> Counts,
    IReadOnlyDictionary<string, long> Skipped, IReadOnlyList<StageReport> Stages)
{
    /// <summary>What each input of this build gave, in the order of names; in the manifest too. Told apart
    /// (<see cref="InputFile.ToldApart"/>) among all inputs of the index.</summary>
    public IReadOnlyList<InputFile> Inputs { get; init; } = [];

    /// <summary>Remarks for the user, one a line: files of a folder that are no input, files given twice.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>Time and bytes of one stage.</summary>
/// <param name="Stage">Name of the stage, as in <see cref="BuildProgress.Stage"/>.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="CpuSeconds">Processor time of all threads.</param>
/// <param name="Bytes">Bytes read from what the stage starts from.</param>
/// <param name="PeakMemoryBytes">Highest resident memory of the process up to the end of the stage.</param>
public sealed record StageReport(string Stage, double Seconds, double CpuSeconds, long Bytes, long PeakMemoryBytes);
