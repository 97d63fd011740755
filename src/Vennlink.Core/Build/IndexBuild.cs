using Vennlink.Archives;
using Vennlink.Urls;

namespace Vennlink.Build;

/// <summary>What to build.</summary>
public sealed record BuildOptions
{
    /// <summary>Index folder to create or add to.</summary>
    public required string IndexFolder { get; init; }

    /// <summary>Files and folders to read; folders are walked.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Add to an existing index.</summary>
    public bool Add { get; init; }

    /// <summary>Memory bound in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Worker threads.</summary>
    public required int ThreadCount { get; init; }

    /// <summary>Columns of link lists, when their header does not say.</summary>
    public LinkListColumns? Columns { get; init; }

    /// <summary>Which sections of the Public Suffix List count.</summary>
    public PublicSuffixSections PublicSuffixSections { get; init; }

    /// <summary>A list to use instead of the embedded one.</summary>
    public string? PublicSuffixListFile { get; init; }

    /// <summary>More suffixes.</summary>
    public IReadOnlyList<string> ExtraSuffixes { get; init; } = [];
}

/// <summary>How far a build is.</summary>
/// <param name="Stage">read, merge, rank, number, invert, verify, publish.</param>
/// <param name="DoneBytes">Bytes of the stage done.</param>
/// <param name="TotalBytes">Bytes of the stage in all; 0 when unknown.</param>
/// <param name="RecordCount">Records (pages, links, lists) so far.</param>
public readonly record struct BuildProgress(string Stage, long DoneBytes, long TotalBytes, long RecordCount);

/// <summary>The stages end to end: read, merge, rank, number, invert, publish. Restartable; bounded memory; deterministic.</summary>
public static class IndexBuild
{
    /// <summary>Builds an index, or goes on with a build that was killed.</summary>
    /// <returns>The report.</returns>
    /// <exception cref="BuildRefusedException">The folder holds a finished index and <see cref="BuildOptions.Add"/> is not set, or another build holds it, …</exception>
    public static BuildReport Run(BuildOptions options, IProgress<BuildProgress>? progress, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}

/// <summary>What a build did.</summary>
/// <param name="SnapshotId">Published snapshot.</param>
/// <param name="Counts">As in the manifest.</param>
/// <param name="Skipped">As in the manifest.</param>
/// <param name="Stages">Wall seconds, input bytes of each stage, in order.</param>
public sealed record BuildReport(
    string SnapshotId, IReadOnlyDictionary<string, long> Counts, IReadOnlyDictionary<string, long> Skipped, IReadOnlyList<StageReport> Stages);

/// <summary>Time and bytes of one stage.</summary>
public sealed record StageReport(string Stage, double Seconds, long Bytes, long PeakMemoryBytes);

/// <summary>A build that must not start; the message tells the user what to do.</summary>
public sealed class BuildRefusedException(string message) : Exception(message);
