using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Build;
using Vennlink.Snapshots;
using Vennlink.Urls;

namespace Vennlink.Tests.Build;

public sealed class IndexBuildTests : IClassFixture<IndexBuildTests.PlainIndex>, IDisposable
{
    private const long SmallMemory = 64L << 20;
    private const long LargeMemory = 1L << 30;
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-build-").FullName;
    private readonly string[] _inputs;
    private readonly PlainIndex _plain;

    public IndexBuildTests(PlainIndex plain)
    {
        _plain = plain;
        _inputs = WriteInputs(Path.Combine(_folder, "inputs"));
    }

    public static TheoryData<string> Boundaries => ["read", "merge", "snapshot", "rename", "record", "current", "tidy"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_snapshot_is_the_same_whatever_threads_memory_order_and_folder()
    {
        string plain = _plain.Folder;

        AssertSame(plain, Build("threads", _inputs, options => options with { ThreadCount = 16 }));
        AssertSame(plain, Build("memory", _inputs, options => options with { MemoryBytes = SmallMemory }));
        AssertSame(plain, Build("order", [.. _inputs.Reverse()]));
        AssertSame(plain, Build("walked", [Path.GetDirectoryName(_inputs[0])!]));
        string elsewhere = Path.Combine(_folder, "elsewhere");
        Directory.Move(Path.GetDirectoryName(_inputs[0])!, elsewhere);
        AssertSame(plain, Build("moved", Directory.GetFiles(elsewhere)));
    }

    [Fact]
    public void Adding_inputs_one_by_one_gives_what_one_build_of_all_gives()
    {
        string atOnce = Build("at-once", _inputs);
        Build("grown", [_inputs[2]]);
        foreach (string input in new[] { _inputs[0], _inputs[3], _inputs[1] })
        {
            Build("grown", [input], options => options with { Add = true });
        }

        AssertSame(atOnce, Path.Combine(_folder, "grown"));
    }

    [Fact]
    public void Adding_reads_nothing_again()
    {
        Build("index", _inputs[..3]);
        StageBytes progress = new();
        Build("index", _inputs, options => options with { Add = true }, progress: progress);

        Assert.Equal(new FileInfo(_inputs[3]).Length, progress.Total["read"]);
    }

    [Fact]
    public void An_index_that_takes_the_place_of_another_is_what_its_inputs_alone_make()
    {
        string expected = Build("alone", _inputs[2..]);
        string index = Build("index", _inputs[..3]);
        string before = IndexFolder.CurrentId(index)!;
        StageBytes progress = new();
        Build("index", _inputs[2..], options => options with { Replace = true }, progress: progress);

        AssertSame(expected, index);
        Assert.Contains(before, IndexFolder.SnapshotIds(index));

        // What the one before read need not be read again; and there need be none before.
        Assert.Equal(new FileInfo(_inputs[3]).Length, progress.Total["read"]);
        AssertSame(expected, Build("new", _inputs[2..], options => options with { Replace = true }));
    }

    [Fact]
    public void Adding_what_is_there_changes_nothing()
    {
        string index = Build("index", _inputs);
        string? before = IndexFolder.CurrentId(index);
        Build("index", _inputs[1..], options => options with { Add = true });

        Assert.Equal(before, IndexFolder.CurrentId(index));
        Assert.Equal([before!], IndexFolder.SnapshotIds(index));
    }

    [Theory]
    [MemberData(nameof(Boundaries))]
    public void A_build_cut_off_at_a_stage_boundary_goes_on_to_the_same_bytes(string boundary)
    {
        string plain = _plain.Folder;
        Assert.Throws<CutOffException>(() => Build("cut", _inputs, boundary: boundary));
        Build("cut", _inputs);

        AssertSame(plain, Path.Combine(_folder, "cut"));
        Assert.False(Directory.Exists(Path.Combine(_folder, "cut", "work")));
    }

    [Theory]
    [MemberData(nameof(Boundaries))]
    public void An_addition_cut_off_at_a_stage_boundary_goes_on_to_the_same_bytes_and_the_old_snapshot_is_served_until_then(string boundary)
    {
        string plain = _plain.Folder;
        string index = Build("cut", _inputs[..2]);
        string? before = IndexFolder.CurrentId(index);
        Assert.Throws<CutOffException>(() =>
            Build("cut", _inputs[2..], options => options with { Add = true }, boundary));
        if (boundary is not ("current" or "tidy"))
        {
            Assert.Equal(before, IndexFolder.CurrentId(index));
        }

        using (Snapshot served = Snapshot.Open(IndexFolder.CurrentSnapshot(index)!))
        {
            Assert.Empty(served.Verify(TestContext.Current.CancellationToken));
        }

        Build("cut", _inputs[2..], options => options with { Add = true });
        AssertSame(plain, index);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("merge")]
    public void A_build_cancelled_within_a_stage_goes_on_to_the_same_bytes(string stage)
    {
        string plain = _plain.Folder;
        using CancellationTokenSource cancellation = new();
        StageBytes progress = new()
        {
            Reported = value =>
            { if (value.Stage == stage && value.DoneBytes > 0) { cancellation.Cancel(); } }
        };
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Build("cut", _inputs, progress: progress, cancellationToken: cancellation.Token));
        Build("cut", _inputs);

        AssertSame(plain, Path.Combine(_folder, "cut"));
    }

    [Fact]
    public void What_was_read_is_not_read_again()
    {
        Assert.Throws<CutOffException>(() => Build("cut", _inputs, boundary: "read"));
        StageBytes progress = new();
        Build("cut", _inputs, progress: progress);

        Assert.False(progress.Total.ContainsKey("read"));
        Assert.True(progress.Total.ContainsKey("merge"));
    }

    [Fact]
    public void Another_command_after_a_cut_leaves_no_trace_of_the_first()
    {
        string plain = Build("plain", _inputs[1..]);
        Assert.Throws<CutOffException>(() => Build("cut", _inputs, boundary: "merge"));
        Build("cut", _inputs[1..]);

        AssertSame(plain, Path.Combine(_folder, "cut"));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(_folder, "cut", "segments")).Length);
    }

    [Fact]
    public void A_file_given_twice_is_read_once_under_its_first_name()
    {
        string plain = _plain.Folder;
        string copy = Path.Combine(_folder, "zz-copy.csv");
        File.Copy(_inputs[3], copy);
        BuildReport? report = null;
        string twice = Build("twice", [copy, .. _inputs, _inputs[3]], reported: value => report = value);

        AssertSame(plain, twice);
        Assert.Equal(1, report!.Skipped["duplicate_file"]);

        // The same the other way round: the name that comes first counts, also when it comes later.
        string grown = Build("grown", [copy]);
        Build("grown", _inputs, options => options with { Add = true });
        AssertSame(plain, grown);
    }

    [Fact]
    public void Suffixes_shape_the_snapshot_and_not_what_is_read()
    {
        string plain = _plain.Folder;
        string icann = Build("icann", _inputs, options =>
            options with { PublicSuffixSections = PublicSuffixSections.Icann });

        Assert.NotEqual(IndexFolder.CurrentId(plain), IndexFolder.CurrentId(icann));
        Assert.Equal(FilesOf(Path.Combine(plain, "segments")), FilesOf(Path.Combine(icann, "segments")));
    }

    [Fact]
    public void A_finished_index_is_refused_without_add()
    {
        string index = Build("index", _inputs);

        Assert.Contains("--add", Refused(() => Build("index", _inputs)), StringComparison.Ordinal);
        Assert.Contains("--add", Refused(() => Build("index", _inputs[..1])), StringComparison.Ordinal);
        Assert.Equal(4, Directory.GetFiles(Path.Combine(index, "segments")).Length);
    }

    [Fact]
    public void Adding_to_no_index_is_refused_and_makes_no_folder()
    {
        Assert.Contains("no finished index",
            Refused(() => Build("absent", _inputs, options => options with { Add = true })), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "absent")));
    }

    [Fact]
    public void A_folder_of_others_is_refused_and_an_empty_one_taken()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "theirs"));
        File.WriteAllText(Path.Combine(_folder, "theirs", "CURRENT"), "MANIFEST-000001\n");
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));

        Assert.Contains("is not an index and not empty", Refused(() => Build("theirs", _inputs[2..3])),
            StringComparison.Ordinal);
        Build("empty", _inputs[2..3]);
    }

    [Fact]
    public void A_missing_input_is_refused_before_anything_is_made()
    {
        Assert.Equal("absent.warc: no such file or folder", Unread(() => Build("index", ["absent.warc"])));
        Assert.False(Directory.Exists(Path.Combine(_folder, "index")));
    }

    [Fact]
    public void One_build_at_a_time_writes_to_a_folder()
    {
        string index = Path.Combine(_folder, "index");
        using (BuildLock.Take(index))
        {
            Assert.Contains("another build", Refused(() => Build("index", _inputs[2..3])), StringComparison.Ordinal);
        }

        // A lock file without a process that holds it is nobody's.
        Assert.True(File.Exists(Path.Combine(index, BuildLock.FileName)));
        Build("index", _inputs[2..3]);
    }

    [Fact]
    public void Nothing_is_written_outside_the_folder()
    {
        string before =
            string.Join('\n', Directory.EnumerateFileSystemEntries(_folder, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal));
        string index = Build("index", _inputs, options => options with { MemoryBytes = SmallMemory });
        Directory.Delete(index, recursive: true);

        Assert.Equal(
            before, string.Join('\n', Directory.EnumerateFileSystemEntries(_folder, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Damaged_inputs_lose_their_damaged_records_and_not_the_build()
    {
        byte[] crawl = File.ReadAllBytes(_inputs.Single(input => input.EndsWith(".arc.gz", StringComparison.Ordinal)));
        string cut = Write("cut.arc.gz", crawl[..(crawl.Length / 2)]);
        byte[] flipped = [.. crawl];
        for (int offset = 5000; offset < flipped.Length; offset += 100_000)
        {
            flipped[offset] ^= 0x55;
        }

        string broken = Write("broken.arc.gz", flipped);
        string rows =
            Write("rows.csv",
                Encoding.UTF8.GetBytes(
                    "source,target\nhttp://a.example/,http://b.example/\nno url,http://b.example/\n\"open,quote\n"));
        BuildReport? report = null;
        string index = Build("index", [cut, broken, rows], reported: value => report = value);

        Assert.True(report!.Skipped.Values.Sum() > 0);
        using Snapshot snapshot = Snapshot.Open(IndexFolder.CurrentSnapshot(index)!);
        Assert.Empty(snapshot.Verify(TestContext.Current.CancellationToken));
        Assert.True(snapshot.SourcePageCount > 0);
    }

    [Fact]
    public void What_is_no_input_is_said_before_anything_is_read()
    {
        string list = Write("odd.csv", Encoding.UTF8.GetBytes("von,nach\nhttp://a.example/,http://b.example/\n"));
        Unread(() => Build("index", [_inputs[2], list]));
        Assert.False(Directory.Exists(Path.Combine(_folder, "index")));
    }

    [Fact]
    public void Files_of_a_folder_that_are_no_inputs_are_passed_over_and_named()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "mixed")).FullName;
        File.Copy(_inputs[2], Path.Combine(folder, "one.csv"));
        File.WriteAllText(Path.Combine(folder, "README.txt"), "These are links.\nThey are mine.\n");
        File.WriteAllText(
            Path.Combine(folder, ".hidden.csv"), "source,target\nhttp://a.example/,http://hidden.example/\n");
        BuildReport? report = null;
        string plain = Build("plain", [_inputs[2]]);

        AssertSame(plain, Build("index", [folder], reported: value => report = value));
        Assert.Contains("README.txt", Assert.Single(report!.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_without_a_source_and_a_target_column_is_named()
    {
        string list = Write("odd.csv", Encoding.UTF8.GetBytes("von,nach\nhttp://a.example/,http://b.example/\n"));

        string message = Unread(() => Build("index", [list]));
        Assert.Contains("odd.csv", message, StringComparison.Ordinal);
        Assert.Contains("von", message, StringComparison.Ordinal);
        Build("index", [list], options => options with
        {
            Lists = new() { Columns = new LinkListColumns("von", "nach") },
        });
    }

    [Fact]
    public void A_build_that_breaks_off_leaves_no_folder_where_there_was_none_unless_it_read_something()
    {
        string graph = Write("sites.graph", [0xff]);
        Write("sites.properties", "nodes=none"u8.ToArray());
        Unread(() => Build("new", [graph]));
        Assert.False(Directory.Exists(Path.Combine(_folder, "new")));

        string there = Directory.CreateDirectory(Path.Combine(_folder, "there")).FullName;
        Unread(() => Build("there", [graph]));
        Assert.True(Directory.Exists(there));

        Unread(() => Build("read", [_inputs[2], graph]));
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "read", "segments")));
    }

    [Fact]
    public void A_superseded_snapshot_is_deleted_by_a_build_a_day_later()
    {
        ManualClock clock = new();
        string index = Build("index", _inputs[2..3], clock: clock);
        string first = IndexFolder.CurrentId(index)!;
        Build("index", _inputs[3..], options => options with { Add = true }, clock: clock);
        string second = IndexFolder.CurrentId(index)!;
        Assert.Equal(new[] { first, second }.Order(StringComparer.Ordinal), IndexFolder.SnapshotIds(index));

        clock.Now += TimeSpan.FromHours(25);
        Build("index", _inputs[..1], options => options with { Add = true }, clock: clock);
        Assert.DoesNotContain(first, IndexFolder.SnapshotIds(index));
        Assert.Contains(second, IndexFolder.SnapshotIds(index));
        Assert.False(File.Exists(IndexFolder.SnapshotFolder(index, first) + ".build"));
    }

    // A crawl, a table, and lists that overlap each other and it.
    private static string[] WriteInputs(string folder)
    {
        Directory.CreateDirectory(folder);
        File.Copy(SharedData.InRepository("samples/aut-example.arc.gz"), Path.Combine(folder, "crawl.arc.gz"));
        File.Copy(SharedData.InRepository("samples/blogroll-edges.csv.gz"), Path.Combine(folder, "blogrolls.csv.gz"));
        WriteList(Path.Combine(folder, "one.csv"), seed: 1);
        WriteList(Path.Combine(folder, "two.csv"), seed: 2);
        return [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)];
    }

    private static void WriteList(string path, int seed)
    {
        Random random = new(seed);
        StringBuilder text = new("source,target,anchor\n");
        for (int row = 0; row < 2000; row++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"http://s{random.Next(300)}.example/{random.Next(3)},http://t{random.Next(60)}.example/,link "
                    + $"{random.Next(5)}\n");
        }

        File.WriteAllText(path, text.ToString());
    }

    private static string Unread(Action build) => Assert.ThrowsAny<Exception>(build) switch
    {
        UnreadableInputsException some => Assert.Single(some.Problems).Message,
        InputException only => only.Message,
        var other => throw other,
    };

    private static string Refused(Action build) => Assert.Throws<BuildRefusedException>(build).Message;

    private static SortedDictionary<string, byte[]> FilesOf(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllBytes), StringComparer.Ordinal);

    private static void AssertSame(string expected, string actual)
    {
        Assert.Equal(IndexFolder.CurrentId(expected), IndexFolder.CurrentId(actual));
        Assert.Equal(FilesOf(IndexFolder.CurrentSnapshot(expected)!), FilesOf(IndexFolder.CurrentSnapshot(actual)!));
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private string Build(
        string name, string[] inputs, Func<BuildOptions, BuildOptions>? change = null, string? boundary = null,
        StageBytes? progress = null,
        TimeProvider? clock = null, Action<BuildReport>? reported = null, CancellationToken cancellationToken = default)
    {
        string index = Path.Combine(_folder, name);
        BuildOptions options = Plainly(index, inputs);
        BuildReport report = IndexBuild.Run(
            change?.Invoke(options) ?? options, progress, clock ?? TimeProvider.System, at =>
            { if (at == boundary) { throw new CutOffException(); } }, cancellationToken);
        reported?.Invoke(report);
        return index;
    }

    private static BuildOptions Plainly(string index, string[] inputs) =>
        new() { IndexFolder = index, Inputs = inputs, MemoryBytes = LargeMemory, ThreadCount = 2 };

    /// <summary>The index of all inputs, built once in one go.</summary>
    public sealed class PlainIndex : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-build-").FullName;

        public PlainIndex() =>
            IndexBuild.Run(Plainly(Folder, WriteInputs(Path.Combine(_folder, "inputs"))), null, CancellationToken.None);

        public string Folder => Path.Combine(_folder, "index");

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }

    private sealed class CutOffException : Exception;

    private sealed class ManualClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class StageBytes : IProgress<BuildProgress>
    {
        public Dictionary<string, long> Total { get; } = [];

        public Action<BuildProgress>? Reported { get; init; }

        public void Report(BuildProgress value)
        {
            lock (Total)
            {
                Total[value.Stage] = value.TotalBytes;
            }

            Reported?.Invoke(value);
        }
    }
}
