using System.Globalization;
using Vennlink.Archives;
using Vennlink.Build.Stages;
using Vennlink.Inputs;
using Vennlink.Merge;
using Vennlink.Ranking.Spam;
using Vennlink.Segments;
using Vennlink.Snapshots;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Build;

/// <summary>One run of <see cref="IndexBuild"/>, which holds the lock of the folder.</summary>
internal sealed class BuildRun(
    BuildOptions options, InputSearch inputs, IReadOnlyList<BuiltInput> indexes, SnapshotSettings settings,
    StageClock stages, TimeProvider clock, Action<string>? boundary, CancellationToken cancellationToken)
{
    private const int FingerprintInName = 16;

    // What merging holds of one open segment: a decompressed block, a decompressor, a mapped file.
    private const long OpenSegmentBytes = 300 << 10;
    private const int MinFanIn = 8;
    private const int MaxFanIn = 256;
    private readonly string _folder = options.IndexFolder;
    private readonly string _workFolder = Path.Combine(options.IndexFolder, "work");
    private readonly SegmentStore _segments = new(options.IndexFolder);
    private readonly List<string> _notes = [.. inputs.Notes, .. inputs.Problems.Select(PassedOver)];

    // Of the inputs given now, whose segments are known; none for a graph alone, which leaves no segment.
    private readonly HashSet<string> _digests = new(StringComparer.Ordinal);
    private int _duplicateCount;

    /// <summary>Builds, or goes on.</summary>
    public BuildReport Run()
    {
        string? currentId = IndexFolder.CurrentId(_folder);
        BuildRecord? current = currentId is null
            ? null : BuildRecord.Read(IndexFolder.SnapshotFolder(_folder, currentId));

        // The work folder is the last thing a build deletes: with it, this may be the same command after a kill at its
        // very end.
        bool mayBeAtItsEnd = Directory.Exists(_workFolder);
        if (IsInTheWay(currentId) && !mayBeAtItsEnd)
        {
            throw Finished(_folder);
        }

        if (options.Add && current is null)
        {
            throw new IndexFormatException(IndexFolder.BuildRecordFile(IndexFolder.SnapshotFolder(_folder, currentId!)),
                0, "the file is missing; build the index anew from its inputs");
        }

        if (options.Add && current!.Settings != settings.Line)
        {
            throw new BuildRefusedException(
                $"{_folder}: was built with other options; to add to it, give these: {current.Settings}");
        }

        if (options.Add && current!.IsOfGraph)
        {
            throw new BuildRefusedException(
                $"{_folder}: was built from a web graph alone, which keeps no captures, so nothing can be added; "
                    + "build a new index from the graph and the new inputs");
        }

        if (options.Add && options.Until is null && UntilOf(currentId!) is { } until)
        {
            throw new BuildRefusedException(
                $"{_folder}: is as of {until}; to add to it, say what it is to be as of: --until {until}, another "
                    + "date, or --until all");
        }

        if (!options.Add && indexes.Count == 0 && inputs.Inputs is [GraphInput { Graph.NamesArePages: false } graph])
        {
            graph.Graph.IsDomainLevel = options.GraphOfDomains;
            graph.Graph.RanksFile = options.RanksFile ?? graph.Graph.RanksFile;
            return RunGraph(graph, currentId, current);
        }

        if (options.RanksFile is not null)
        {
            throw new BuildRefusedException(
                $"{options.RanksFile}: --ranks needs one graph of hosts or root domains as the only input");
        }

        foreach (BuiltInput index in indexes)
        {
            _segments.TakeOver(index.Folder, index.Segments);
        }

        InputPlan plan = InputPlan.Make(
            inputs.Inputs, _segments, stages, options.ThreadCount, cancellationToken);
        if (IsInTheWay(currentId) && plan.Unread.Count > 0)
        {
            throw Finished(_folder);
        }

        _duplicateCount = plan.DuplicateCount;
        if (currentId is null || plan.Unread.Count > 0)
        {
            CheckDisk(plan, current);
        }

        Directory.CreateDirectory(_workFolder);
        SortedSet<string> names = new(Read(plan), StringComparer.Ordinal);
        _digests.UnionWith(names.Select(SegmentStore.DigestOf));

        // A list given again with other options is one input still: it is now what these make of it.
        names.UnionWith(Known(current).Where(known => !_digests.Contains(SegmentStore.DigestOf(known)))
            .DistinctBy(SegmentStore.DigestOf));

        if (names.Count == 0)
        {
            throw new BuildRefusedException(
                $"{string.Join(", ", options.Inputs)}: no archive, link list or web graph found");
        }

        List<SegmentInput> all = InManifestOrder(names);
        BuildRecord record = BuildRecord.Of(all.Select(input => (input.Segment, input.Info.Name)), settings);
        if (current?.Fingerprint != record.Fingerprint)
        {
            if (IsInTheWay(currentId))
            {
                throw Finished(_folder);
            }

            (string folder, string id) = Build(record, all);
            currentId = Publish(folder, id, record);
        }

        return Finish(currentId!, names);
    }

    /// <summary>
    /// Deletes what a refused run left, unless it read something: the same command without the input that was refused
    /// need not read that again.
    /// </summary>
    public bool TryForget()
    {
        if (_segments.Names().Count > 0)
        {
            return false;
        }

        _segments.DeleteFolder();
        if (Directory.Exists(_workFolder))
        {
            Directory.Delete(_workFolder, recursive: true);
        }

        return true;
    }

    // Whether an index is there that is neither added to nor replaced.
    private bool IsInTheWay(string? currentId) => currentId is not null && !options.Add && !options.Replace;

    // Segments that are there without an input of their own being given, those of this index first.
    private IEnumerable<string> Known(BuildRecord? current) =>
        (options.Add ? current!.Segments : []).Concat(indexes.SelectMany(index => index.Segments));

    private string? UntilOf(string snapshotId)
    {
        using Snapshot snapshot = Snapshot.Open(IndexFolder.SnapshotFolder(_folder, snapshotId));
        return snapshot.Manifest.Until;
    }

    // A graph of hosts or root domains alone takes the fast path: no captures, no merge. It goes so fast that a killed
    // build begins anew.
    private BuildReport RunGraph(GraphInput graph, string? currentId, BuildRecord? current)
    {
        if (settings.UntilSeconds is not null)
        {
            throw new BuildRefusedException(
                $"{graph.Location}: a web graph has no dates, so there is no index of it as of one; build without "
                    + "--until");
        }

        if (IsInTheWay(currentId))
        {
            stages.Start("digest", graph.LengthBytes);
            string known = graph.Digest(
                options.ThreadCount, done => stages.Report("digest", done, graph.LengthBytes, 0), cancellationToken);
            return current?.Fingerprint == BuildRecord.OfGraph(known, graph.Name, settings).Fingerprint
                ? Finish(currentId!, new HashSet<string>()) : throw Finished(_folder);
        }

        CheckDisk(
            DiskEstimate.Bytes(graph, settings.Spam.Scorer.Model.EvidenceFeatures.Contains(SpamFeature.MutualDomains)));
        Directory.CreateDirectory(_workFolder);
        EmptyWorkFolderBut("");
        string snapshotFolder = Directory.CreateDirectory(Path.Combine(_workFolder, "graph")).FullName;
        (Manifest manifest, string digest) = BuildGraph(graph, snapshotFolder);
        boundary?.Invoke("snapshot");
        _notes.AddRange(graph.Graph.Remarks);
        return Finish(Publish(snapshotFolder, manifest.SnapshotId, BuildRecord.OfGraph(digest, graph.Name, settings)),
            new HashSet<string>());
    }

    private (Manifest Manifest, string Digest) BuildGraph(GraphInput graph, string snapshotFolder)
    {
        using HashedFiles files = new();
        graph.Graph.OpenFile = files.Open;
        string digest = "";
        try
        {
            Manifest manifest = SnapshotBuild.Run(graph.Graph, snapshotFolder, SnapshotOptions([], _workFolder),
                Describe, SnapshotSteps(graph.LengthBytes), cancellationToken);
            return (manifest, digest);
        }
        catch (InsufficientMemoryException problem)
        {
            throw new BuildRefusedException($"{graph.Location}: {problem.Message}");
        }

        // Called when all has been read.
        InputFile Describe()
        {
            digest = files.Digest(graph.Files, options.ThreadCount, null, cancellationToken);
            return new InputFile(graph.Name, digest, graph.LengthBytes, InputFormats.Graph);
        }
    }

    private static string PassedOver(InputException problem) => $"{problem.File}: not read: {problem.Problem}";

    /// <summary>The refusal to build anew where a finished index is, or to add where none is.</summary>
    public static BuildRefusedException Finished(string folder, bool add = false) => new(add
        ? $"{folder}: has no finished index to add to; build without --add"
        : $"{folder}: has a finished index already; add to it with --add, or name another folder");

    /// <summary>The refusal to build where the disk is too small; null where it is not.</summary>
    public static BuildRefusedException? DiskRefusal(string folder, DiskNeed need)
    {
        return need.Fits ? null : new BuildRefusedException(
            $"{folder}: the build may take {Show(need.NeededBytes)} of disk, but only {Show(need.FreeBytes)} "
                + "are free; make room, name another folder, or give --ignore-disk");

        static string Show(long bytes) =>
            string.Create(CultureInfo.InvariantCulture,
                $"{(bytes < 1e9 ? bytes / 1e6 : bytes / 1e9):0.0} {(bytes < 1e9 ? "MB" : "GB")}");
    }

    private void CheckDisk(InputPlan plan, BuildRecord? current)
    {
        CheckDisk(
            DiskEstimate.Bytes(plan.Unread, plan.Segments.Union(Known(current)).Select(_segments.PathOf)
                .Where(File.Exists).Sum(path => new FileInfo(path).Length)));
    }

    // Stages need the more disk the later they are, so a build that does not fit would fail after all the work.
    private void CheckDisk(long neededBytes)
    {
        long workBytes = Directory.Exists(_workFolder)
            ? new DirectoryInfo(_workFolder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
            : 0;
        DiskNeed need = new(neededBytes, options.FreeBytes(_folder) + workBytes);
        stages.Announce(need);
        if (!options.IgnoreDiskNeed && DiskRefusal(_folder, need) is { } refusal)
        {
            throw refusal;
        }
    }

    private IEnumerable<string> Read(InputPlan plan)
    {
        (IReadOnlyList<string> read, IReadOnlyList<InputException> problems) =
            new InputReading(options, _workFolder, _segments, stages).Read(plan.Unread, cancellationToken);
        if (problems.Count > 0 && !options.SkipUnreadable)
        {
            throw IndexBuild.Unreadable(problems, isAll: read.Count + plan.Segments.Count == 0);
        }

        _notes.AddRange(problems.Select(PassedOver));
        boundary?.Invoke("read");
        return plan.Segments.Concat(read);
    }

    // By digest: nothing of how the inputs were given shows in the order.
    private List<SegmentInput> InManifestOrder(IEnumerable<string> names)
    {
        List<SegmentInput> ordered = [];
        foreach (string name in names)
        {
            InputInfo info = _segments.Info(name)
                ?? throw new IndexFormatException(_segments.PathOf(name), 0,
                    "the segment is missing, damaged or of another version; build the index anew from its inputs");
            ordered.Add(new SegmentInput(name, info));
        }

        return ordered;
    }

    private (string Folder, string SnapshotId) Build(BuildRecord record, List<SegmentInput> all)
    {
        string name = record.Fingerprint[..FingerprintInName];
        string snapshotFolder = Path.Combine(_workFolder, name);
        string temporaryFolder = Path.Combine(_workFolder, "temporary");
        EmptyWorkFolderBut(name);
        Directory.CreateDirectory(temporaryFolder);
        string live = Path.Combine(snapshotFolder, LivePageFormat.FileName);
        string leftOut = Path.Combine(_workFolder, name + ".left-out");
        if (!File.Exists(live))
        {
            Merge(all, temporaryFolder, leftOut);
            Directory.CreateDirectory(snapshotFolder);
            File.Move(Path.Combine(temporaryFolder, LivePageFormat.FileName), live);
            boundary?.Invoke("merge");
        }

        using LivePages pages = LivePages.Open(snapshotFolder);
        long liveBytes = new FileInfo(live).Length;
        SnapshotBuildOptions snapshotOptions = SnapshotOptions(
            [.. all.Select(input => Describe(input.Info))], temporaryFolder);
        try
        {
            Manifest manifest = SnapshotBuild.Run(pages, snapshotFolder,
                snapshotOptions with { Skipped = Skipped(all), Until = Moment(leftOut) }, SnapshotSteps(liveBytes),
                cancellationToken);
            boundary?.Invoke("snapshot");
            return (snapshotFolder, manifest.SnapshotId);
        }
        catch (InsufficientMemoryException problem)
        {
            throw new BuildRefusedException(problem.Message);
        }
    }

    private SnapshotMoment? Moment(string leftOut) =>
        settings.UntilSeconds is { } seconds ? new SnapshotMoment(seconds, LeftOutFile.Read(leftOut)) : null;

    private static InputFile Describe(InputInfo input) =>
        new(input.Name, input.Digest, input.LengthBytes, input.Format) { Report = input.Report, Parts = input.Parts };

    private SnapshotBuildOptions SnapshotOptions(IReadOnlyList<InputFile> inputFiles, string temporaryFolder) => new()
    {
        PublicSuffixListText = settings.ListText,
        PublicSuffixSections = settings.Sections,
        ExtraSuffixes = settings.ExtraSuffixes,
        Spam = settings.Spam.Scorer,
        Inputs = inputFiles,
        Skipped = new Dictionary<string, long>(),
        WithLinkFacts = settings.WithLinkFacts,
        WithReach = settings.WithReach,
        MemoryBytes = options.MemoryBytes,
        TemporaryFolder = temporaryFolder,
        ThreadCount = options.ThreadCount,
    };

    // Stages count pages or lists; people compare bytes of what they all start from.
    private Action<SnapshotProgress> SnapshotSteps(long bytes)
    {
        string? stage = null;
        return progress =>
        {
            if (progress.Stage != stage)
            {
                stage = progress.Stage;
                stages.Start(stage, bytes);
            }

            double done = progress.TotalCount > 0 ? Math.Min(1, (double)progress.DoneCount / progress.TotalCount) : 0;
            stages.Report(stage, (long)(done * bytes), progress.TotalCount > 0 ? bytes : 0,
                progress.IsBytes ? 0 : progress.DoneCount);
        };
    }

    private static SortedDictionary<string, long> Skipped(List<SegmentInput> all)
    {
        SkipCounts counts = new();
        all.ForEach(input => counts.AddCounts(input.Info.Skips));
        return counts.ByName();
    }

    private void Merge(List<SegmentInput> all, string temporaryFolder, string leftOut)
    {
        MergeCutoff? cutoff = settings.UntilSeconds is { } until ? new MergeCutoff(until) : null;
        stages.Start("merge", all.Sum(input => new FileInfo(_segments.PathOf(input.Segment)).Length));
        CaptureMerge.Run(
            [.. all.Select((input, fileId) => (_segments.PathOf(input.Segment), fileId))],
            temporaryFolder,
            progress => stages.Report("merge", progress.DoneBytes, progress.TotalBytes, progress.PageCount),
            cancellationToken,
            (int)Math.Clamp(options.MemoryBytes / 2 / OpenSegmentBytes, MinFanIn, MaxFanIn),
            options.ThreadCount,
            cutoff);
        if (cutoff is not null)
        {
            LeftOutFile.Write(leftOut, cutoff);
        }
    }

    // The order of the renames: the snapshot, what it was built from, CURRENT. A kill between two of them leaves the
    // old index served.
    private string Publish(string workSnapshot, string snapshotId, BuildRecord record)
    {
        stages.Start("publish", 0);
        string final = IndexFolder.SnapshotFolder(_folder, snapshotId);
        Directory.CreateDirectory(Path.GetDirectoryName(final)!);
        if (Directory.Exists(final))
        {
            // The id is a hash of the content, and only whole snapshots bear their name: the one that is there is this
            // one.
            Directory.Delete(workSnapshot, recursive: true);
        }
        else
        {
            AtomicFolder.Publish(workSnapshot, final);
        }

        boundary?.Invoke("rename");
        record.Write(final);
        boundary?.Invoke("record");
        IndexFolder.Publish(_folder, snapshotId, clock.GetUtcNow());
        boundary?.Invoke("current");
        return snapshotId;
    }

    private BuildReport Finish(string snapshotId, IReadOnlySet<string> segments)
    {
        // Superseded snapshots need no segments: nothing is built from them any more.
        _segments.DeleteOthers(segments);
        IndexFolder.DeleteSuperseded(_folder, IndexBuild.SupersededLifetime, clock.GetUtcNow());
        boundary?.Invoke("tidy");
        Directory.Delete(_workFolder, recursive: true);
        stages.End();
        using Snapshot snapshot = Snapshot.Open(IndexFolder.SnapshotFolder(_folder, snapshotId));
        Dictionary<string, long> skipped = new(snapshot.Manifest.Skipped, StringComparer.Ordinal);
        if (_duplicateCount > 0)
        {
            skipped[SkipCounts.NameOf(SkipReason.DuplicateFile)] = _duplicateCount;
        }

        return new BuildReport(snapshotId, snapshot.Manifest.Counts, skipped, stages.Stages)
        {
            Notes = [.. settings.Spam.Notes, .. _notes, .. MomentNotes(snapshot.Manifest)],
            Inputs =
            [
                .. InputFile.ToldApart(snapshot.Manifest.Inputs)
                    .Where(input => _digests.Count == 0 || _digests.Contains(input.Digest))
                    .OrderBy(input => input.Name, StringComparer.Ordinal),
            ],
        };
    }

    private static IEnumerable<string> MomentNotes(Manifest manifest)
    {
        if (manifest.Until is { } until)
        {
            IReadOnlyDictionary<string, long> counts = manifest.Counts;
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"as of {until}: left out {counts["late_captures"]:N0} later captures and "
                    + $"{counts["late_row_links"]:N0} later links of lists; kept, since they bear no date, "
                    + $"{counts["undated_captures"]:N0} captures and {counts["undated_row_links"]:N0} links of lists");
        }
    }

    private void EmptyWorkFolderBut(string name)
    {
        foreach (string folder in Directory.EnumerateDirectories(_workFolder)
            .Where(folder => Path.GetFileName(folder) != name))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A segment and what it was read from.</summary>
    private readonly record struct SegmentInput(string Segment, InputInfo Info);
}
