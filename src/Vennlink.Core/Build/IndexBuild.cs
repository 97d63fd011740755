using Vennlink.Archives;
using Vennlink.Inputs;
using Vennlink.Snapshots;

namespace Vennlink.Build;

/// <summary>
/// The stages end to end: read, merge, rank, number, invert, publish. Restartable; bounded memory; deterministic.
/// </summary>
/// <remarks>
/// What is finished is found by what complete files there are: a segment for each input that was read, the live view
/// once merged, the snapshot once built. The same call again goes on from there, and what a stage had half done is
/// thrown away. Equal inputs and options give equal bytes, whatever the threads, the memory, the order of inputs, the
/// folder, and whether they came at once or by <see cref="BuildOptions.Add"/>. Layout of the folder:
/// docs/formats/index-folder.md.
/// </remarks>
public static class IndexBuild
{
    /// <summary>
    /// How long a superseded snapshot stays: as long as a <c>next_token</c> lives unless the server says otherwise.
    /// </summary>
    public static TimeSpan SupersededLifetime { get; } = TimeSpan.FromHours(24);

    /// <summary>Builds an index, or goes on with a build that was killed.</summary>
    /// <param name="options">What to build, from what, where, and within what bounds.</param>
    /// <param name="progress">Told now and then, from any thread, one call at a time; may be null.</param>
    /// <param name="cancellationToken">Stops the build as a kill would; the same call again goes on.</param>
    /// <returns>The report.</returns>
    /// <exception cref="BuildRefusedException">The folder holds a finished index and <see cref="BuildOptions.Add"/> is
    /// not set, or another build holds it, …</exception>
    /// <exception cref="InputException">An input the user named is missing, is of no known kind, or breaks where it
    /// cannot be read on.</exception>
    /// <exception cref="IOException">A file cannot be read, or the disk is full; the message names the
    /// file.</exception>
    public static BuildReport Run(BuildOptions options, IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken) =>
        Run(options, progress, TimeProvider.System, null, cancellationToken);

    /// <summary>
    /// As the public one, with a clock and a witness of stage boundaries for tests: what it throws cuts the build off
    /// there.
    /// </summary>
    internal static BuildReport Run(
        BuildOptions options, IProgress<BuildProgress>? progress, TimeProvider clock, Action<string>? boundary,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ThreadCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MemoryBytes, 1);
        if (options.Add && IndexFolder.CurrentId(options.IndexFolder) is null)
        {
            throw BuildRun.Finished(options.IndexFolder, add: true);
        }

        // What can be refused is refused before a folder is made.
        (IReadOnlyList<BuiltInput> indexes, IReadOnlyList<string> others) =
            BuiltInput.Split(options.Inputs, options.IndexFolder);
        bool needsNothing = indexes.Count > 0 || (options.Add && options.Until is not null);
        InputSearch inputs = needsNothing && others.Count == 0 ? InputSearch.Nothing : InputSearch.Find(
            others, options.IndexFolder, options.ListsOf, cancellationToken);
        if (inputs.Problems.Count > 0 && !options.SkipUnreadable)
        {
            throw Unreadable(inputs.Problems, inputs.Inputs.Count == 0);
        }

        if (options.RanksFile is { } ranks && !File.Exists(ranks))
        {
            throw new BuildRefusedException($"{ranks}: no such file");
        }

        SnapshotSettings settings = SnapshotSettings.Of(options);
        bool isNew = !Directory.Exists(options.IndexFolder);
        using BuildLock buildLock = BuildLock.Take(options.IndexFolder);
        BuildRun run = new(
            options, inputs, indexes, settings, new StageClock(progress), clock, boundary, cancellationToken);
        try
        {
            return run.Run();
        }
        catch (Exception problem) when (isNew && problem is BuildRefusedException or InputException
            or UnreadableInputsException)
        {
            if (run.TryForget())
            {
                buildLock.DeleteFolder();
            }

            throw;
        }
    }
    // Without the only input there is nothing to build.
    internal static Exception Unreadable(IReadOnlyList<InputException> problems, bool isAll) =>
        isAll && problems is [var only] ? only : new UnreadableInputsException(problems);
}
