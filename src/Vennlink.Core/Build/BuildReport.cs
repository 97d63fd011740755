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
    /// <summary>Remarks for the user, one a line: files of a folder that are no input, files given twice.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
