using Vennlink.Archives;
using Vennlink.Inputs;
using Vennlink.Segments;
using Vennlink.Segments.Reading;
using Vennlink.Snapshots;

namespace Vennlink.Build;

/// <summary>Reads the inputs of a build as the build would, counts, and writes nothing.</summary>
/// <remarks>A web graph is told by the names of its files, and its arcs are not read.</remarks>
public static class DryRun
{
    /// <summary>Examines what <see cref="IndexBuild.Run(BuildOptions, IProgress{BuildProgress}?, CancellationToken)"/>
    /// would read.</summary>
    /// <param name="options">As of the build; an empty <see cref="BuildOptions.IndexFolder"/> is a new one.</param>
    /// <param name="progress">Told now and then; may be null.</param>
    /// <param name="cancellationToken">Looked at every few hundred KB.</param>
    /// <exception cref="InputException">A path does not exist, or there was nothing to read at all.</exception>
    public static DryRunReport Run(
        BuildOptions options, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        (IReadOnlyList<BuiltInput> indexes, IReadOnlyList<string> others) =
            BuiltInput.Split(options.Inputs, options.IndexFolder);
        InputSearch found = indexes.Count > 0 && others.Count == 0 ? InputSearch.Nothing : InputSearch.Find(
            others, options.IndexFolder, options.ListsOf, cancellationToken);
        List<InputException> problems = [.. found.Problems];
        List<(string Path, InputFile File)> read = [];
        List<IndexInput> readable = [];
        StageClock stages = new(progress);
        long totalBytes = found.Inputs.Sum(input => input.LengthBytes);
        long doneBytes = 0;
        stages.Start("read", totalBytes);
        foreach (IndexInput input in found.Inputs)
        {
            try
            {
                read.Add((input.Location, Examine(input, options, Step, cancellationToken)));
                readable.Add(input);
            }
            catch (InputException problem)
            {
                problems.Add(problem);
            }

            doneBytes += input.LengthBytes;
        }

        stages.End();
        HashSet<string> digests = new(StringComparer.Ordinal);
        long neededBytes = readable is [GraphInput { Graph.NamesArePages: false } graph]
            ? DiskEstimate.Bytes(graph, findsMutual: true)
            : DiskEstimate.Bytes(readable, indexes.Sum(index => index.LengthBytes));
        return new DryRunReport
        {
            Inputs = InputFile.ToldApart([.. read.Select(input => input.File)]),
            Paths = [.. read.Select(input => input.Path)],
            Duplicates =
            [
                .. read.Where(input => input.File.Digest.Length > 0 && !digests.Add(input.File.Digest))
                    .Select(input => input.Path),
            ],
            Problems = problems,
            Notes = [.. indexes.Select(TakenOver), .. found.Notes],
            NeededDiskBytes = neededBytes,
            Refusal = Refusal(options, readable.Count + indexes.Count, problems, neededBytes),
        };

        void Step(InputProgress now) => stages.Report("read", doneBytes + now.DoneBytes, totalBytes, now.RecordCount);
    }

    private const string Uncounted = "a dry run does not read the arcs of a graph, so they are not counted";

    private static string TakenOver(BuiltInput index) =>
        $"{index.Folder}: an index; what it read of {index.Segments.Count} inputs is taken over";

    private static InputFile Examine(
        IndexInput input, BuildOptions options, Action<InputProgress> step, CancellationToken cancellationToken)
    {
        if (input is GraphInput graph)
        {
            graph.Graph.IsDomainLevel = options.GraphOfDomains;
            return new InputFile(input.Name, "", input.LengthBytes, InputFormats.Graph)
            {
                Report = new InputReport(0, 0, null, 0, graph.Graph.Notes with { Assumptions = [Uncounted] },
                    new SkipCounts()),
            };
        }

        InputInfo info = input.Examine(options.MemoryBytes, options.ThreadCount, step, cancellationToken);
        return new InputFile(info.Name, info.Digest, info.LengthBytes, info.Format)
        {
            Report = info.Report with { PageCount = null },
        };
    }

    private static string? Refusal(
        BuildOptions options, int readableCount, List<InputException> problems, long neededBytes)
    {
        if (problems.Count > 0 && !options.SkipUnreadable)
        {
            return IndexBuild.Unreadable(problems, readableCount == 0).Message;
        }

        if (readableCount == 0)
        {
            return "there is no input that can be read";
        }

        if (options.IndexFolder.Length == 0)
        {
            return null;
        }

        bool isFinished = IndexFolder.CurrentId(options.IndexFolder) is not null;
        bool isRefused = isFinished != options.Add && !(isFinished && options.Replace);
        return isRefused ? BuildRun.Finished(options.IndexFolder, options.Add).Message
            : options.IgnoreDiskNeed ? null
            : BuildRun.DiskRefusal(options.IndexFolder, new DiskNeed(neededBytes, FreeBytes(options)))?.Message;
    }

    // The folder may not be there yet: then where it would be made.
    private static long FreeBytes(BuildOptions options)
    {
        string? folder = Path.GetFullPath(options.IndexFolder);
        while (folder is not null && !Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return options.FreeBytes(folder!);
    }
}
