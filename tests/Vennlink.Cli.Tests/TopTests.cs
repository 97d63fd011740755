using System.Globalization;
using System.Text.Json;

namespace Vennlink.Cli.Tests;

public sealed class TopTests(SampleIndex samples)
{
    private readonly Shell _shell = samples.NewShell();

    [Theory]
    [InlineData("da", "domain_authority")]
    [InlineData("linking_domains", "linking_root_domains")]
    [InlineData("pa", "page_authority")]
    public void Rows_come_from_the_highest_down_and_as_many_as_asked_for(string by, string column)
    {
        ShellResult result = _shell.Run("top", "--by", by, "--limit", "40", "--format", "ndjson");

        Assert.Equal((0, 40), (result.ExitCode, result.Lines.Length));
        List<long> values = [.. result.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty(column).GetInt64())];
        Assert.Equal(values.OrderDescending(), values);
        Assert.True(values[0] > values[^1]);
    }

    [Fact]
    public void The_first_site_by_linking_domains_is_what_export_has_most_of()
    {
        ShellResult top = _shell.Run("top", "--by", "linking_domains", "--limit", "1", "--format", "csv");
        string[] best = [.. _shell.Run("export", "domains", "--format", "csv").Lines.Skip(1).MaxBy(line => long.Parse(line.Split(',')[^1], CultureInfo.InvariantCulture))!.Split(',')];

        Assert.Equal("root_domain,domain_authority,linking_root_domains,relative_rank,harmonic,spam_score", top.Lines[0]);
        Assert.Equal((best[0], best[^1]), (top.Lines[1].Split(',')[0], top.Lines[1].Split(',')[2]));
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
    public void A_wrong_option_is_refused(string option, string value) => Assert.Equal(2, _shell.Run("top", option, value).ExitCode);
}
