using System.Globalization;
using System.Text.Json;

namespace Vennlink.Cli.Tests;

public sealed class TopTests(SampleIndex samples) : IDisposable
{
    private readonly Shell _shell = samples.NewShell();
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("da", "domain_authority")]
    [InlineData("linking_domains", "linking_root_domains")]
    [InlineData("pa", "page_authority")]
    public void Rows_come_from_the_highest_down_and_as_many_as_asked_for(string by, string column)
    {
        ShellResult result = _shell.Run("top", "--by", by, "--limit", "40", "--format", "ndjson");

        Assert.Equal((0, 40), (result.ExitCode, result.Lines.Length));
        List<long> values =
            [.. result.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty(column).GetInt64())];
        Assert.Equal(values.OrderDescending(), values);
        Assert.True(values[0] > values[^1]);
    }

    [Fact]
    public void The_first_site_by_linking_domains_is_what_export_has_most_of()
    {
        ShellResult top = _shell.Run("top", "--by", "linking_domains", "--limit", "1", "--format", "csv");
        string[] best = [.. _shell.Run("export", "domains", "--format", "csv").Lines.Skip(1)
            .MaxBy(line => long.Parse(line.Split(',')[^1], CultureInfo.InvariantCulture))!.Split(',')];

        Assert.Equal("root_domain,domain_authority,linking_root_domains,relative_rank,spam_score", top.Lines[0]);
        Assert.Equal((best[0], best[^1]), (top.Lines[1].Split(',')[0], top.Lines[1].Split(',')[2]));
    }

    [Fact]
    public void A_site_has_the_numbers_that_explain_tells_in_every_format()
    {
        string[] csv = _shell.Run("top", "--limit", "1", "--format", "csv").Lines[1].Split(',');
        using JsonDocument explained = JsonDocument.Parse(_shell.Run("explain", csv[0], "--format", "json").Output);
        JsonElement domain = explained.RootElement.GetProperty("domain");
        string[] members = ["domain_authority", "linking_root_domains", "relative_rank", "spam_score"];

        Assert.Equal(members.Select(member => domain.GetProperty(member).GetDouble()),
            csv[1..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)));
        Assert.Equal(
            [csv[0], .. members.Select(member => domain.GetProperty(member).GetDouble())
                .Select((number, column) => number.ToString(column is 2 ? "N2" : "N0", CultureInfo.InvariantCulture))],
            _shell.Run("top", "--limit", "1").Lines[1]
                .Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public void A_page_has_the_scores_that_export_tells_in_every_format()
    {
        string[] csv = _shell.Run("top", "--by", "pa", "--limit", "1", "--format", "csv").Lines[1].Split(',');
        string[] exported = _shell.Run("export", "pages", "--format", "csv")
            .Lines.Single(line => line.StartsWith(csv[0] + ",", StringComparison.Ordinal)).Split(',');
        string table = _shell.Run("top", "--by", "pa", "--limit", "1").Lines[1];

        Assert.NotEqual(csv[2], csv[3]);
        Assert.Equal(exported[^2..], csv[2..4]);
        Assert.Matches($" {csv[2]} +{csv[3]} +[0-9.,]+$", table);
    }

    [Fact]
    public void Of_a_graph_pages_have_no_scores_of_their_own()
    {
        File.WriteAllText(Path.Combine(_folder, "vertices.txt"), "0\tcom.a\t1\n1\tcom.b\t1\n");
        File.WriteAllText(Path.Combine(_folder, "edges.txt"), "0\t1\n");
        Shell shell = new(_folder);
        Assert.Equal(0, shell.Run("build", "--out", "index", ".").ExitCode);
        ShellResult pages = shell.Run("top", "--index", "index", "--by", "pa");

        Assert.Equal((1, ""), (pages.ExitCode, pages.Output));
        Assert.Contains("no crawled pages; use --by da", Assert.Single(pages.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["b.com", "a.com"], shell.Run("top", "--index", "index", "--format", "csv").Lines.Skip(1)
            .Select(line => line.Split(',')[0]));
    }

    [Fact]
    public void A_table_has_25_rows_by_default()
    {
        ShellResult result = _shell.Run("top");

        Assert.StartsWith("ROOT DOMAIN", result.Lines[0], StringComparison.Ordinal);
        Assert.Equal(26, result.Lines.Length);
    }

    [Theory]
    [InlineData("--by", "rank")]
    [InlineData("--limit", "0")]
    public void A_wrong_option_is_refused(string option, string value) =>
        Assert.Equal(2, _shell.Run("top", option, value).ExitCode);
}
