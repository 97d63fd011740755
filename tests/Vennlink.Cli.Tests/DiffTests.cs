using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Vennlink.Cli.Tests;

/// <summary><c>vennlink diff</c>: the samples as of a moment of the crawl, and all of them.</summary>
public sealed class DiffTests(SampleIndex samples)
{
    private readonly Shell _shell = samples.NewShell();

    [Fact]
    public void Rows_come_in_every_form_of_intersect()
    {
        string[] diff = Diff("--show", "gained", "kept", "--sort", "source_url");
        ShellResult csv = _shell.Run([.. diff, "--format", "csv"]);
        Assert.Equal(0, csv.ExitCode);
        string[] pages = [.. csv.Lines[1..].Select(line => line.Split(',')[2])];
        Assert.Equal(pages.Order(StringComparer.Ordinal), pages);
        Assert.True(pages.Length > 200);

        foreach (string form in (string[])["csv-spreadsheet", "xlsx", "parquet"])
        {
            string file = Path.Combine(_shell.Folder, $"changes.{form}");
            ShellResult written = _shell.Bash(
                $"vennlink {string.Join(' ', diff)} --format {form} --about about.json > {file}");
            Assert.True(written.ExitCode == 0, written.Error);
            using JsonDocument about = JsonDocument.Parse(File.ReadAllText(Path.Combine(_shell.Folder, "about.json")));
            Assert.Equal("source_url",
                about.RootElement.GetProperty("question").GetProperty("sort")[0].GetString());
            Assert.Matches("^[0-9a-f]{32} to [0-9a-f]{32}$", about.RootElement.GetProperty("snapshot").GetString());
            byte[] bytes = File.ReadAllBytes(file);
            switch (form)
            {
                case "parquet":
                    Assert.Equal(("PAR1", "PAR1"),
                        (Encoding.ASCII.GetString(bytes[..4]), Encoding.ASCII.GetString(bytes[^4..])));
                    break;
                case "xlsx":
                    using (ZipArchive book = new(new MemoryStream(bytes)))
                    using (StreamReader sheet = new(book.GetEntry("xl/worksheets/sheet1.xml")!.Open()))
                    {
                        Assert.Equal(csv.Lines.Length, sheet.ReadToEnd().Split("<row").Length - 1);
                    }

                    break;
                default:
                    Assert.Equal(csv.Lines.Length, File.ReadAllLines(file).Length);
                    break;
            }
        }
    }

    [Fact]
    public void Facets_split_the_counts_and_evidence_stands_beside_rows()
    {
        ShellResult table = _shell.Run(Diff("--facets", "tld", "language"));
        Assert.Equal("5 gained, 239 kept, 0 lost, exact", table.Lines[^1]);
        string[][] cells = [.. table.Lines[1..^1]
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        foreach (string facet in (string[])["tld", "language"])
        {
            string[][] values = [.. cells.Where(row => row[0] == facet)];
            Assert.Equal((5, 239, 0), (Sum(values, 2), Sum(values, 3), Sum(values, 4)));
        }

        using JsonDocument json = JsonDocument.Parse(_shell.Run(Diff("--evidence", "1", "--format", "json")).Output);
        Assert.Equal("archive.org", json.RootElement.GetProperty("question").GetProperty("to")[0].GetString());
        Assert.All(json.RootElement.GetProperty("results").EnumerateArray(), row => Assert.Equal(
            row.GetProperty("page").GetString(),
            row.GetProperty("evidence")[0].GetProperty("links")[0].GetProperty("page").GetString()));
        ShellResult shown = _shell.Run(Diff("--evidence", "1", "--limit", "1"));
        Assert.Matches("^PAGE +TARGET +KIND", shown.Lines[^2]);

        ShellResult refused = _shell.Run(Diff("--evidence", "1", "--format", "xlsx"));
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--evidence: rows of columns have no room for links", refused.Error, StringComparison.Ordinal);
        Assert.Contains("give one of --count and --facets", _shell.Run(Diff("--count", "--facets", "tld")).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_rules_hide_is_told_of_each_index()
    {
        ShellResult result = _shell.Run(Diff("--source", "root_domain", "--hide", "platforms:1", "--format", "json"));
        Assert.Contains(result.ErrorLines, line => line.StartsWith(
            "vennlink: in the earlier index ", StringComparison.Ordinal)
            && line.Contains("are hidden, by platforms:1", StringComparison.Ordinal));
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.True(json.RootElement.GetProperty("after").GetProperty("hidden").GetProperty("rows").GetInt32() > 0);
    }

    private static int Sum(string[][] rows, int column) =>
        rows.Sum(row => int.Parse(row[column], System.Globalization.CultureInfo.InvariantCulture));

    // Each test has an earlier index of its own, since they run at the same time.
    private string[] Diff(params string[] options)
    {
        string earlier = $"earlier-{Guid.NewGuid():N}";
        ShellResult built = _shell.Run("build", "--out", earlier, "--until", "2008-04-30T20:49", "sites");
        Assert.True(built.ExitCode == 0, built.Error);
        return ["diff", "--before", earlier, "--after", "sites", "--to", "archive.org", "wikipedia.org", .. options];
    }
}
