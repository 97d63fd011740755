using System.Diagnostics;
using System.Text.Json;

namespace Vennlink.Cli.Tests;

public sealed class BuildTests(SampleIndex samples) : IDisposable
{
    private const string ReadAs = "  read as: source ← `source`, target ← `target`\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_build_prints_counts_rates_and_peak_memory()
    {
        string report = samples.BuildResult.Output;

        Assert.StartsWith("snapshot ", report, StringComparison.Ordinal);
        Assert.Matches(@"read +\d+\.\d\d +\d+\.\d\d +[\d.]+ MiB +[\d.]+ MB/s +[\d.]+ MiB", report);
        Assert.Contains("source_domains", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_build_says_on_standard_error_what_each_input_gave()
    {
        Shell shell = ShellWith(("a.csv", "source,target\nhttp://a.example/,http://x.example/\n,x.example\n"),
            ("b.csv", "source,target\nhttp://b.example/,http://x.example/\n"));
        ShellResult one = shell.Run("build", "--out", "one", "a.csv");
        Assert.Contains("a.csv: CSV, UTF-8, comma; 1 row, 1 page, 1 link\n" + ReadAs + "  left out: 1 bad_row (line 3)\n", one.Error,
            StringComparison.Ordinal);

        ShellResult two = shell.Run("build", "--out", "two", "a.csv", "b.csv");
        Assert.Matches(@"INPUT +TAKEN FOR +RECORDS +PAGES +LINKS +LEFT OUT\na\.csv +CSV, UTF-8, comma +1 +1 +1 +1\nb\.csv ", two.Error);
        Assert.Contains("a.csv:\n" + ReadAs + "  left out: 1 bad_row (line 3)\n", two.Error, StringComparison.Ordinal);

        Assert.Contains("a.csv\n" + ReadAs + "  left out: 1 bad_row (line 3)\n",
            shell.Run("inspect", "--index", "two").Output, StringComparison.Ordinal);
        Assert.Contains(
            """
            "skipped":[{"reason":"bad_row","count":1,"first":[{"line":3}]}]
            """,
            shell.Run("inspect", "--index", "two", "--format", "json").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_of_thousands_of_inputs_is_bounded()
    {
        Shell shell = ShellWith();
        Directory.CreateDirectory(Path.Combine(_folder, "in"));
        for (int file = 0; file < 300; file++)
        {
            File.WriteAllText(Path.Combine(_folder, "in", $"{file:000}.csv"), $"source,target\n{file}.example,x.example\n,\n");
        }

        ShellResult built = shell.Run("build", "--out", "index", "in");
        Assert.Contains("and 260 more: 'vennlink inspect --index index' shows all\n", built.Error, StringComparison.Ordinal);
        Assert.True(built.ErrorLines.Length < 90, built.Error);
    }

    [Fact]
    public void A_finished_index_is_refused_without_add_and_taken_with_it()
    {
        Shell shell = ShellWith(("a.csv", "source,target\nhttp://a.example/,http://x.example/\n"),
            ("b.csv", "source,target\nhttp://b.example/,http://x.example/\n"));
        Assert.Equal(0, shell.Run("build", "--out", "index", "a.csv").ExitCode);
        ShellResult again = shell.Run("build", "--out", "index", "a.csv");

        Assert.Equal(1, again.ExitCode);
        Assert.Contains("--add", Assert.Single(again.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(0, shell.Run("build", "--out", "index", "--add", "b.csv").ExitCode);
        Assert.Equal("2\n", shell.Run("intersect", "--index", "index", "--to", "x.example", "--count").Output);
    }

    [Theory]
    [InlineData("2024", 1)]
    [InlineData("2023", 0)]
    [InlineData("2024-02", 1)]
    [InlineData("2024-01-31", 0)]
    [InlineData("2024-02-01", 1)]
    [InlineData("2024-02-01T11:59:59Z", 0)]
    [InlineData("2024-02-01T14:00:00+02:00", 1)]
    [InlineData("2024-02-01 12:00", 1)]
    [InlineData("all", 2)]
    public void An_index_as_of_a_date_is_built_from_another_one(string until, int expected)
    {
        Shell shell = ShellWith(("a.csv", "source,target,first_seen\n"
            + "http://a.example/,http://x.example/,2024-02-01T12:00:00Z\nhttp://b.example/,http://x.example/,2025-02-01\n"));
        Assert.Equal(0, shell.Run("build", "--out", "index", "a.csv").ExitCode);
        ShellResult built = shell.Run("build", "--out", "then", "--until", until, "index");
        Assert.Equal(0, built.ExitCode);
        Assert.Equal($"{expected}\n", shell.Run("intersect", "--index", "then", "--to", "x.example", "--count").Output);
        string shown = shell.Run("inspect", "--index", "then").Output;
        Assert.Equal(until != "all", shown.Contains("\nas of 202", StringComparison.Ordinal));
        Assert.Equal(until != "all", built.Error.Contains(
            $"left out 0 later captures and {2 - expected} later links of lists", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_with_other_files_is_refused_and_left_alone()
    {
        Shell shell = ShellWith(("a.csv", "source,target\nhttp://a.example/,http://x.example/\n"));
        ShellResult result = shell.Run("build", "--out", ".", "a.csv");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("is not an index and not empty", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("a.csv", Path.GetFileName(Assert.Single(Directory.EnumerateFileSystemEntries(_folder))));
    }

    [Theory]
    [InlineData("absent.warc", "absent.warc: no such file or folder")]
    [InlineData("notes.txt", "notes.txt: ")]
    public void An_input_that_is_none_is_named(string input, string expected)
    {
        Shell shell = ShellWith(("notes.txt", "Nothing to see here.\nReally.\n"));
        ShellResult result = shell.Run("build", "--out", "index", input);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shown_of_a_file_that_is_no_input_is_short_and_steers_no_terminal()
    {
        Shell shell = ShellWith(("noise.bin", "\u001b[31mred\u0007\0" + new string('x', 5000) + "\nmore\n"));
        ShellResult result = shell.Run("build", "--out", "index", "noise.bin");

        Assert.Equal(1, result.ExitCode);
        string line = result.ErrorLines[^1];
        Assert.Contains("noise.bin: ", line, StringComparison.Ordinal);
        Assert.True(line.Length < 1000, line);
        Assert.DoesNotContain(line, char.IsControl);
    }

    [Fact]
    public void A_file_of_a_folder_that_is_no_input_is_named()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "mixed"));
        Shell shell = ShellWith(("mixed/a.csv", "source,target\nhttp://a.example/,http://x.example/\n"),
            ("mixed/notes.txt", "Nothing to see here.\nReally.\n"));
        ShellResult result = shell.Run("build", "--out", "index", "mixed");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(result.ErrorLines, line => line.Contains("notes.txt: not read: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Lists_of_a_folder_that_cannot_be_read_are_all_named_and_can_be_left_out()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "in"));
        Shell shell = ShellWith(("in/a.csv", "source,target\nhttp://a.example/,http://x.example/\n"),
            ("in/one.csv", "von;nach\n"), ("in/two.tsv", "dear diary\n"), ("in/README.md", "dear diary\n"));
        ShellResult refused = shell.Run("build", "--out", "index", "in");
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal(3, refused.ErrorLines.Length);
        Assert.Contains("in/one.csv: ", refused.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("in/two.tsv: ", refused.ErrorLines[1], StringComparison.Ordinal);
        Assert.StartsWith("vennlink: 2 inputs cannot be read", refused.ErrorLines[2], StringComparison.Ordinal);
        Assert.Contains("--skip-unreadable", refused.ErrorLines[2], StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "index")));

        ShellResult built = shell.Run("build", "--out", "index", "--skip-unreadable", "in");
        Assert.Equal(0, built.ExitCode);
        Assert.Equal(3, built.ErrorLines.Count(line => line.Contains(": not read: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_dry_run_shows_what_a_build_would_read_and_builds_nothing()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "in"));
        Shell shell = ShellWith(("in/a.csv", "source,target\nhttp://a.example/,http://x.example/\n,x.example\n"),
            ("in/b.csv", "source,target\nhttp://a.example/,http://x.example/\n,x.example\n"),
            ("in/odd.csv", "von,nach\n"), ("in/README.md", "dear diary\n"));
        ShellResult dry = shell.Run("build", "--dry-run", "in");
        Assert.Equal(1, dry.ExitCode);
        Assert.Contains("a.csv:\n" + ReadAs + "  left out: 1 bad_row (line 3)\n", dry.Output, StringComparison.Ordinal);
        Assert.Matches(@"cannot be read:\n  .*/in/odd\.csv: ", dry.Output);
        Assert.Matches(@"read once:\n  .*/in/b\.csv\n", dry.Output);
        Assert.Matches(@"passed over:\n  .*/in/README\.md: ", dry.Output);
        Assert.Contains("total: 2 inputs, 2 records, 2 links; disk: up to ", dry.Output, StringComparison.Ordinal);
        Assert.Contains("\na build would fail: 1 input cannot be read", dry.Output, StringComparison.Ordinal);

        ShellResult json = shell.Run("build", "--dry-run", "--skip-unreadable", "in", "--format", "json");
        Assert.Equal(0, json.ExitCode);
        using JsonDocument told = JsonDocument.Parse(json.Output);
        Assert.True(told.RootElement.GetProperty("would_build").GetBoolean());
        JsonElement second = told.RootElement.GetProperty("inputs")[1];
        Assert.True(second.GetProperty("is_duplicate").GetBoolean());
        Assert.Equal(3, second.GetProperty("skipped")[0].GetProperty("first")[0].GetProperty("line").GetInt32());
        Assert.Equal(["in"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_dry_run_says_that_it_counts_no_arcs_of_a_graph()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "g"));
        Shell shell = ShellWith(("g/toy-host-vertices.txt", "0\tcom.a\n1\tcom.b\n"), ("g/toy-host-edges.txt", "0\t1\n"),
            ("l.csv", "source,target\nhttp://a.example/,http://x.example/\n"));
        Assert.Matches("^toy-host-edges.txt: .*graph of hosts.*; its arcs are not counted\n",
            shell.Run("build", "--dry-run", "g").Output);
        ShellResult both = shell.Run("build", "--dry-run", "g", "l.csv");
        Assert.Matches(@"toy-host-edges\.txt .*graph of hosts[^0-9]* 0\n", both.Output);
        Assert.Contains("a dry run does not read the arcs of a graph", both.Output, StringComparison.Ordinal);
        Assert.Contains("total: 2 inputs, 1 record, 1 link; disk", both.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--out", "index")]
    [InlineData("--out", "elsewhere", "--add")]
    public void A_dry_run_fails_where_the_build_would_be_refused(params string[] options)
    {
        Shell shell = ShellWith(("a.csv", "source,target\nhttp://a.example/,http://x.example/\n"));
        Assert.Equal(0, shell.Run("build", "--out", "index", "a.csv").ExitCode);
        ShellResult dry = shell.Run(["build", "--dry-run", "a.csv", .. options]);
        Assert.Equal(1, dry.ExitCode);
        string refusal = shell.Run(["build", "a.csv", .. options]).ErrorLines[^1]["vennlink: ".Length..];
        Assert.EndsWith($"a build would fail: {refusal}\n", dry.Output, StringComparison.Ordinal);
        Assert.Equal(0, shell.Run("build", "--dry-run", "a.csv", "--out", "elsewhere").ExitCode);
    }

    [Fact]
    public void An_unreadable_input_is_named()
    {
        Assert.SkipWhen(Environment.UserName == "root", "root reads everything");
        Shell shell = ShellWith(("secret.csv", "source,target\nhttp://a.example/,http://x.example/\n"));
        shell.Bash("chmod 000 secret.csv");
        ShellResult result = shell.Run("build", "--out", "index", "secret.csv");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("secret.csv", result.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_are_named_when_the_header_does_not_say()
    {
        Shell shell = ShellWith(("odd.tsv", "von\tnach\ttext\nhttp://a.example/\thttp://x.example/\tHallo\n"));
        ShellResult refused = shell.Run("build", "--out", "index", "odd.tsv");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("von", refused.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(
            0, shell.Run("build", "--out", "index", "odd.tsv", "--columns", "source=von,target=nach,anchor=text")
            .ExitCode);
        Assert.Contains("Hallo", shell.Run("evidence", "--index", "index", "a.example", "x.example").Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Suffix_options_say_where_sites_end()
    {
        Shell shell = ShellWith(("a.csv", "source,target\nhttp://alice.github.io/,http://x.example/\nhttp://bob.github.io/,http://x.example/\nhttp://c.pages.y.example/,http://x.example/\nhttp://y.example/,http://x.example/\n"), ("psl.dat", "com\nexample\nio\n"));

        Assert.Equal("3\n", Count());
        Assert.Equal("2\n", Count("--public-suffixes", "icann"));
        Assert.Equal("4\n", Count("--extra-suffix", "pages.y.example"));
        Assert.Equal("2\n", Count("--public-suffix-list", "psl.dat"));

        string Count(params string[] options)
        {
            string index = $"index-{options.Length}-{string.Concat(options).Length}";
            ShellResult built = shell.Run(["build", "--out", index, "a.csv", .. options]);
            Assert.True(built.ExitCode == 0, built.Error);
            return shell.Run("intersect", "--index", index, "--to", "x.example", "--source", "root_domain",
                "--count").Output;
        }
    }

    [Fact]
    public void An_interrupted_build_says_so_and_goes_on_the_next_time()
    {
        Shell shell = samples.NewShell();
        string[] build =
            ["build", "--out", Path.Combine(_folder, "index"), "crawl.arc.gz", "lists.csv.gz", "--threads", "1"];
        using Process process = shell.Start(Shell.CommandPath, build);
        while (!Directory.Exists(Path.Combine(_folder, "index", "work")) && !process.HasExited)
        {
            Thread.Sleep(5);
        }

        Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])
            .WaitForExit();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(130, process.ExitCode);
        Assert.EndsWith("vennlink: interrupted\n", error, StringComparison.Ordinal);
        Assert.Equal(0, shell.Run(build).ExitCode);
    }

    [Fact]
    public void A_sound_index_verifies_and_a_damaged_one_is_named()
    {
        Shell shell = ShellWith(("a.csv", "source,target\nhttp://a.example/,http://x.example/\n"));
        shell.Run("build", "--out", "index", "a.csv");
        ShellResult sound = shell.Run("verify", "--index", "index");
        Assert.Equal(0, sound.ExitCode);
        Assert.StartsWith("sound: ", sound.Output, StringComparison.Ordinal);

        string file = Directory.EnumerateFiles(Path.Combine(_folder, "index", "snapshots"), "live.pages",
            SearchOption.AllDirectories).Single();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
        ShellResult damaged = shell.Run("verify", "--index", "index");

        Assert.Equal(1, damaged.ExitCode);
        Assert.Empty(damaged.Output);
        Assert.Contains(damaged.ErrorLines, line => line.Contains("live.pages", StringComparison.Ordinal));
    }

    [Fact]
    public void Inspect_shows_counts_options_inputs_and_files()
    {
        string text = samples.NewShell().Run("inspect").Output;
        string json = samples.NewShell().Run("inspect", "--format", "json").Output;

        Assert.Contains("crawl.arc.gz", text, StringComparison.Ordinal);
        Assert.Contains("public_suffixes = all", text, StringComparison.Ordinal);
        Assert.Contains("live.pages", text, StringComparison.Ordinal);
        Assert.Contains("\"snapshot_id\":", json, StringComparison.Ordinal);
    }

    private Shell ShellWith(params (string Name, string Text)[] files)
    {
        foreach ((string name, string text) in files)
        {
            File.WriteAllText(Path.Combine(_folder, name), text);
        }

        return new Shell(_folder);
    }
}
