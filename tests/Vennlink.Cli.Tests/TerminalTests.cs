namespace Vennlink.Cli.Tests;

/// <summary>What people see on a terminal: <c>script</c> runs the command on a pseudo-terminal.</summary>
public sealed class TerminalTests(SampleIndex samples) : IDisposable
{
    // A colour or another style; the runtime sends other sequences of its own accord.
    private const string Style = @"\e\[[0-9;]*m";
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void On_a_terminal_a_table_fits_its_width_and_stands_out_unless_NO_COLOR_says_so()
    {
        string table = OnTerminal("vennlink intersect --to wikipedia.org --limit 3");
        Assert.Matches(Style, table);
        Assert.Contains("3 of ", table, StringComparison.Ordinal);

        string plain = OnTerminal("NO_COLOR=1 vennlink intersect --to wikipedia.org --limit 3");
        Assert.DoesNotMatch(Style, plain);
        Assert.All(plain.Split('\n'), line => Assert.True(line.TrimEnd('\r').Length <= 80, line));
    }

    [Fact]
    public void On_a_terminal_no_URL_is_cut_or_broken_and_no_word_is_lost()
    {
        ShellResult csv = samples.NewShell().Run("top", "--by", "pa", "--format", "csv");
        string[] pages = [.. csv.Lines.Skip(1).Select(line => line.Split(',')[0])];
        string table = OnTerminal("NO_COLOR=1 vennlink top --by pa");
        Assert.Contains(pages, page => page.Length > 40);
        Assert.All(pages, page => Assert.Contains(page + " ", table, StringComparison.Ordinal));

        string plain = samples.NewShell().Run("top", "--by", "pa").Output;
        char[] blanks = [' ', '\r', '\n'];
        Assert.Equal(
            plain.Split(blanks, StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            table.Split(blanks, StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_build_shows_bars_on_a_terminal_and_lines_elsewhere()
    {
        string bars = OnTerminal($"vennlink build --out '{_folder}/bars' blogrolls.csv.gz");
        Assert.Contains("read", bars, StringComparison.Ordinal);
        Assert.Contains("100%", bars, StringComparison.Ordinal);
        Assert.Contains("/s", bars, StringComparison.Ordinal);

        ShellResult lines = samples.NewShell().Run("build", "--out", $"{_folder}/lines", "blogrolls.csv.gz");
        Assert.Equal(0, lines.ExitCode);
        Assert.DoesNotContain('\e', lines.Error);
        Assert.Contains(lines.ErrorLines, line => line.StartsWith("read: done, 387 KiB in ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_hostile_title_does_not_steer_the_terminal()
    {
        File.WriteAllText(Path.Combine(_folder, "links.csv"),
            "source,target,title\nhttp://a.example/,http://b.example/,\"\e]0;owned\a\u202Ecod.exe\"\n");
        Shell shell = new(_folder);
        Assert.Equal(0, shell.Run("build", "--out", "index", "links.csv").ExitCode);
        string table = shell.Run("intersect", "--index", "index", "--to", "b.example").Output;

        Assert.DoesNotContain('\e', table);
        Assert.DoesNotContain('\u202E', table);
        Assert.Contains("]0;owned", table, StringComparison.Ordinal);
        Assert.Contains("\\u001B]0;owned\\u0007",
            shell.Run("intersect", "--index", "index", "--to", "b.example", "--format", "json").Output,
            StringComparison.OrdinalIgnoreCase);
    }

    private string OnTerminal(string line)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script (util-linux) is not installed");
        Shell shell = samples.NewShell();
        shell.Environment["TERM"] = "xterm-256color";
        ShellResult result = shell.Bash($"script -qec \"stty cols 80 rows 24; {line}\" /dev/null");
        Assert.True(result.ExitCode == 0, result.Output + result.Error);

        // The runtime puts every terminal into application mode; nobody sees it.
        return result.Output.Replace("\e[?1h\e=", "", StringComparison.Ordinal);
    }
}
