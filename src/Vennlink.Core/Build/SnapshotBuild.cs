using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Build.Graphs;
using Vennlink.Build.Pages;
using Vennlink.Build.Stages;
using Vennlink.Merge;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Build;

/// <summary>Builds a snapshot from the live view or from a graph: scores, numbers, inverts, and describes what it made
/// in a manifest.</summary>
/// <remarks>
/// Everything is sorted externally or streamed; see docs/algorithms.md. Equal input and options give the same bytes,
/// whatever memory, threads and folders.
/// </remarks>
internal static class SnapshotBuild
{
    private const string WorkFolder = "snapshot-build";

    /// <summary>Builds the files beside <c>live.pages</c>.</summary>
    /// <param name="live">The live view; its file <c>live.pages</c> stands in <paramref name="outputFolder"/>
    /// already.</param>
    /// <param name="outputFolder">A folder nobody reads yet. What an earlier, killed run left there is overwritten; the
    /// manifest comes last.</param>
    /// <param name="options">What shapes the snapshot.</param>
    /// <param name="progress">Called now and then, from any thread, one call at a time; may be null.</param>
    /// <param name="cancellationToken">Checked every few thousand records.</param>
    /// <returns>The manifest, as written.</returns>
    /// <exception cref="IndexFormatException">The live view is damaged.</exception>
    /// <exception cref="InsufficientMemoryException">There are more root domains than the memory allows; the message
    /// says what they take.</exception>
    public static Manifest Run(
        LivePages live, string outputFolder, SnapshotBuildOptions options, Action<SnapshotProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(live);
        return Run(
            (suffixes, context) => new LiveGraph(live, suffixes, context), outputFolder, options, progress,
            cancellationToken);
    }

    /// <summary>Builds from a graph of hosts or root domains alone, without captures: linear in its arcs. The snapshot
    /// has no <c>live.pages</c>: evidence and export read its postings.</summary>
    /// <param name="input">A graph of root domains or, when it does not say so, of hosts.</param>
    /// <param name="outputFolder">A folder nobody reads yet.</param>
    /// <param name="options">What shapes the snapshot; <see cref="SnapshotBuildOptions.Skipped"/> and
    /// <see cref="SnapshotBuildOptions.Inputs"/> are not looked at.</param>
    /// <param name="describeInput">Asked when all has been read: the graph, for the manifest.</param>
    /// <param name="progress">As above.</param>
    /// <param name="cancellationToken">Checked often.</param>
    /// <exception cref="InputException">The graph cannot be read.</exception>
    /// <exception cref="InsufficientMemoryException">The graph has more vertices than the memory allows; the message
    /// says what it takes.</exception>
    internal static Manifest Run(
        WebGraphInput input, string outputFolder, SnapshotBuildOptions options, Func<InputFile> describeInput,
        Action<SnapshotProgress>? progress, CancellationToken cancellationToken) =>
        Run(
            (suffixes, context) => new VertexGraph(input, suffixes, context, describeInput), outputFolder, options,
            progress, cancellationToken);

    private static Manifest Run(
        Func<PublicSuffixList, BuildContext, ILinkGraph> open, string outputFolder, SnapshotBuildOptions options,
        Action<SnapshotProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        string temporaryFolder = Path.Combine(options.TemporaryFolder, WorkFolder);
        foreach (string file in SnapshotFormat.BuiltFiles.Reverse())
        {
            File.Delete(Path.Combine(outputFolder, file));
        }

        DeleteFolder(temporaryFolder);
        Directory.CreateDirectory(temporaryFolder);
        try
        {
            PublicSuffixList suffixes = PublicSuffixList.Parse(
                options.PublicSuffixListText.Span, options.PublicSuffixSections, options.ExtraSuffixes);
            BuildContext context = new(outputFolder, temporaryFolder, options, progress, cancellationToken);
            using ILinkGraph graph = open(suffixes, context);
            return SnapshotStages.Run(graph, suffixes, context);
        }
        finally
        {
            DeleteFolder(temporaryFolder);
        }
    }

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
