using System.Diagnostics;
using System.Text;

namespace Vennlink.Cli.Tests;

/// <summary>What the system refuses, gives too little of, or holds up: one line that names the cause.</summary>
public sealed class SystemLimitTests : IDisposable
{
    private const string List =
        "source,target\nhttps://a.example/,https://b.example/\nhttps://c.example/,https://b.example/\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;
    private readonly Shell _shell;

    public SystemLimitTests()
    {
        _shell = new Shell(_folder);
        Directory.CreateDirectory(Path.Combine(_folder, "in"));
        File.WriteAllText(Path.Combine(_folder, "in", "links.csv"), List);
    }

    // Not all of these names can be named from here.
    public void Dispose() => new Shell(Path.GetTempPath()).Bash($"rm -rf {Quoted(_folder)}");

    [Fact]
    public void Far_more_threads_than_cores_are_refused_by_name()
    {
        ShellResult result = _shell.Run("build", "--out", "index", "in", "--threads", "10000");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--threads: 10000 is too many for", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(0, _shell.Run("build", "--out", "index", "in", "--threads", "64").ExitCode);
    }

    [Fact]
    public void Too_few_descriptors_are_named_or_enough()
    {
        ShellResult result = _shell.Bash("ulimit -n 64; vennlink build --out index in");
        Assert.DoesNotContain("report it", result.Error, StringComparison.Ordinal);
        Assert.True(
            result.ExitCode == 0 || result.Error.Contains("ulimit -n", StringComparison.Ordinal), result.Error);
    }

    [Fact]
    public void Too_little_address_space_is_named_or_enough()
    {
        ShellResult result = _shell.Bash("ulimit -v 2000000; vennlink build --out index in");
        Assert.DoesNotContain("report it", result.Error, StringComparison.Ordinal);
        Assert.True(result.ExitCode == 0 || result.Error.Contains("memory", StringComparison.Ordinal)
            || result.Error.Contains("GC heap", StringComparison.Ordinal), result.Error);
    }

    [Fact]
    public void Pipes_and_sockets_in_a_folder_are_passed_over_and_said()
    {
        _shell.Bash("mkfifo in/pipe; ln -s pipe in/link; python3 -c \"import socket; "
            + "socket.socket(socket.AF_UNIX).bind('in/socket')\"");
        ShellResult result = _shell.Run("build", "--out", "index", "in");

        Assert.Equal(0, result.ExitCode);
        foreach (string name in new[] { "pipe", "link", "socket" }.Where(name =>
            new FileInfo(Path.Combine(_folder, "in", name)) is { Exists: true }))
        {
            Assert.Contains(result.ErrorLines, line => line.Contains($"in/{name}: ", StringComparison.Ordinal)
                && line.Contains("a pipe, socket or device", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_pipe_that_is_named_is_refused_by_a_build_and_ranked_as_it_streams()
    {
        _shell.Bash("mkfifo pipe");
        ShellResult refused = _shell.Run("build", "--out", "index", "pipe");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("save what it gives to a file", Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
        ShellResult ranked = _shell.Bash("cat in/links.csv > pipe & vennlink rank pipe --out ranks.tsv");
        Assert.Equal(0, ranked.ExitCode);
        Assert.Contains("3 nodes, 2 arcs", ranked.Output, StringComparison.Ordinal);
        Assert.Contains("3 nodes, 2 arcs",
            _shell.Bash("cat in/links.csv | vennlink rank /dev/stdin --out ranks.tsv").Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_ends_what_waits_for_a_pipe_that_nobody_writes_to()
    {
        _shell.Bash("mkfifo pipe");
        using Process process = _shell.Start(Shell.CommandPath, ["rank", "pipe", "--out", "ranks.tsv"]);
        Thread.Sleep(TimeSpan.FromSeconds(2));
        Stopwatch clock = Stopwatch.StartNew();
        _shell.Bash($"kill -TERM {process.Id}");
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)), "still waits");
        Assert.NotEqual(0, process.ExitCode);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named_with_the_cause()
    {
        ShellResult result = _shell.Run("build", "--out", "index", "/proc/self/mem");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("/proc/self/mem: cannot be read: ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_no_UTF8_and_a_path_that_is_too_long_are_named()
    {
        _shell.Bash("printf 'source,target\\n' > $'in/na\\xefme.csv'");
        ShellResult named = _shell.Bash("vennlink build --out index $'in/na\\xefme.csv'");
        Assert.Equal(1, named.ExitCode);
        Assert.Contains("not UTF-8", Assert.Single(named.ErrorLines), StringComparison.Ordinal);
        ShellResult tooLong = _shell.Run("build", "--out", "index", new string('a', 12_000));
        Assert.Equal(1, tooLong.ExitCode);
        string line = Assert.Single(tooLong.ErrorLines);
        Assert.Contains("longer than the system allows", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 1, 500);
    }

    [Fact]
    public void Names_and_paths_of_a_folder_that_cannot_be_opened_are_said()
    {
        _shell.Bash("printf 'source,target\\n' > $'in/na\\xefme.csv'; cd in; for i in $(seq 60); do "
            + "d=$(printf 'd%.0s' $(seq 200)); mkdir $d && cd -P ./$d; done; echo source,target > deep.csv");
        ShellResult refused = _shell.Run("build", "--out", "index", "in");
        ShellResult skipped = _shell.Run("build", "--out", "index", "--skip-unreadable", "in");

        _shell.Bash("rm -rf in");
        Assert.Equal((1, 0), (refused.ExitCode, skipped.ExitCode));
        Assert.Contains("not UTF-8", refused.Error, StringComparison.Ordinal);
        Assert.Contains("not UTF-8", skipped.Error, StringComparison.Ordinal);
        Assert.Contains("longer than the system", skipped.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_only_folder_is_called_so_and_its_keys_are_read()
    {
        Assert.Equal(0, _shell.Run("keys", "add", "Ann", "--keys", "mount/keys.db").ExitCode);
        ShellResult build = Mounted("mount -t tmpfs -o ro tmpfs empty", "vennlink build --out empty/index in");
        Assert.Equal(1, build.ExitCode);
        Assert.Contains("Read-only file system", build.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("another build", build.Error, StringComparison.Ordinal);
        const string ReadOnly = "mount --bind mount mount && mount -o remount,ro,bind mount";
        Assert.Contains("Ann", Mounted(ReadOnly, "vennlink keys list --keys mount/keys.db").Output,
            StringComparison.Ordinal);
        ShellResult add = Mounted(ReadOnly, "vennlink keys add Bob --keys mount/keys.db");
        Assert.Equal(1, add.ExitCode);
        Assert.Contains("can only be read", Assert.Single(add.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_called_so_and_leaves_no_half_of_a_keys_file()
    {
        ShellResult add = Mounted(
            "mount -t tmpfs -o size=16k tmpfs empty && head -c 12288 /dev/zero > empty/fill",
            "vennlink keys add Bob --keys empty/keys.db; echo code $?; ls empty");
        Assert.Contains("code 1", add.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("keys.db", add.Output, StringComparison.Ordinal);
        Assert.Contains("full", Assert.Single(add.ErrorLines), StringComparison.OrdinalIgnoreCase);
    }

    // In a mount namespace of its own, which takes root.
    private ShellResult Mounted(string mount, string line)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));
        string program = $"unshare -m bash -c {Quoted($"{mount} || exit 77; {line}")}";
        ShellResult result = _shell.Bash(program);
        Assert.SkipWhen(result.ExitCode == 77 || result.Error.Contains("unshare", StringComparison.Ordinal),
            "file systems cannot be mounted here");
        return result;
    }

    private static string Quoted(string text) =>
        new StringBuilder("'").Append(text.Replace("'", "'\\''", StringComparison.Ordinal)).Append('\'').ToString();
}
