using System.Globalization;
using System.Text.Json;

namespace Vennlink.Cli.Tests;

public sealed class TargetsTests(SampleIndex samples)
{
    private readonly Shell _shell = samples.NewShell();

    [Theory]
    [InlineData("")]
    [InlineData("ver")]
    [InlineData("w")]
    public void Sites_are_those_of_the_export_that_begin_so(string start)
    {
        string[] expected =
        [
            .. _shell.Run("export", "domains", "--format", "csv").Lines.Skip(1).Select(line => line.Split(','))
                .Where(cells => cells[0].StartsWith(start, StringComparison.Ordinal))
                .OrderByDescending(cells => long.Parse(cells[^1], CultureInfo.InvariantCulture))
                .Take(40).Select(cells => $"{cells[0]},root_domain,{cells[^1]},{cells[1]}"),
        ];
        ShellResult result = _shell.Run("targets", start, "--limit", "40", "--format", "csv");

        Assert.Equal(["target,scope,linking_root_domains,domain_authority", .. expected], result.Lines);
        Assert.NotEmpty(expected);
    }

    [Fact]
    public void What_the_list_is_of_is_written_beside_it()
    {
        string file = Path.Combine(_shell.Folder, "targets-about.json");
        Assert.Equal(0, _shell.Run("targets", "ver", "--format", "csv", "--about", file).ExitCode);
        using JsonDocument about = JsonDocument.Parse(File.ReadAllText(file));
        JsonElement question = about.RootElement.GetProperty("question");
        Assert.Equal(("ver", "root_domain", "csv"), (question.GetProperty("targets").GetString(),
            question.GetProperty("scope").GetString(), about.RootElement.GetProperty("format").GetString()));
        Assert.Matches("^[0-9a-f]{32}$", about.RootElement.GetProperty("snapshot").GetString());
    }

    [Fact]
    public void Pages_and_hosts_can_be_intersected_with()
    {
        foreach (string[] arguments in (string[][])[["vercel.com/"], ["vercel.com", "--scope", "subdomain"]])
        {
            string[] lines = _shell.Run([.. (string[])["targets"], .. arguments, "--format", "ndjson"]).Lines;
            Assert.NotEmpty(lines);
            foreach (string line in lines)
            {
                JsonElement row = JsonDocument.Parse(line).RootElement;
                ShellResult count = _shell.Run("intersect", "--to", $"{row.GetProperty("scope")}:{row.GetProperty("target")}",
                    "--source", "root_domain", "--count");
                Assert.Equal(row.GetProperty("linking_root_domains").GetInt64().ToString(CultureInfo.InvariantCulture),
                    count.Output.Trim());
            }
        }
    }

    [Theory]
    [InlineData("ftp://a", "not the beginning")]
    [InlineData("a b", "not the beginning")]
    public void What_nothing_begins_with_is_wrong_usage(string start, string words)
    {
        ShellResult result = _shell.Run("targets", start);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }
}
