using System.Globalization;
using System.Text.Json;

namespace Vennlink.Cli.Tests;

public sealed class ExplainTests(SampleIndex samples)
{
    private readonly Shell _shell = samples.NewShell();

    [Fact]
    public void A_site_is_explained_in_words_and_numbers()
    {
        ShellResult result = _shell.Run("explain", "daringfireball.net");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"^daringfireball\.net: Domain Authority \d+$", result.Lines[0]);
        Assert.StartsWith("POINTS  COMPONENT", result.Lines[1], StringComparison.Ordinal);
        Assert.Contains(result.Lines, line => line.Contains("followed_linking_root_domains", StringComparison.Ordinal));
        Assert.Contains(result.Lines, line =>
            line.StartsWith("Strongest linking root domains, 10 of ", StringComparison.Ordinal));
        Assert.Contains(result.Lines, line =>
            line.StartsWith("daringfireball.net does not link to other sites", StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_is_explained_before_its_site_and_the_best_that_link_to_either_are_listed()
    {
        ShellResult result = _shell.Run("explain", "http://www.archive.org/about/faq.php?faq_id=252");
        int site = Array.FindIndex(result.Lines, line =>
            line.StartsWith("archive.org: Domain Authority ", StringComparison.Ordinal));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"^www\.archive\.org/about/faq\.php\?faq_id=252: Page Authority \d+\. It was crawled\.$",
            result.Lines[0]);
        Assert.True(site > 0);
        Assert.Contains("No linking pages of other sites.", result.Lines[..site]);
        Assert.Matches(@"^archive\.org: Spam Score \d+$",
            Assert.Single(result.Lines, line => line.StartsWith("archive.org: Spam Score", StringComparison.Ordinal)));
        int strongest = Array.FindIndex(result.Lines, line =>
            line.StartsWith("Strongest linking root domains, ", StringComparison.Ordinal));
        Assert.EndsWith("FOLLOWED", result.Lines[strongest + 1], StringComparison.Ordinal);
        string[] linking = result.Lines[(strongest + 2)..];
        Assert.EndsWith(" no", Assert.Single(linking, line =>
            line.StartsWith("wikipedia.org ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.All(linking.Where(line => !line.StartsWith("wikipedia.org ", StringComparison.Ordinal)), line =>
            Assert.EndsWith(" yes", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Parts_of_a_spam_score_are_log_odds_and_their_sum_closes_the_table()
    {
        ShellResult result = _shell.Run("explain", "daringfireball.net");
        int head = Array.FindIndex(result.Lines, line =>
            line.StartsWith("LOG ODDS  COMPONENT", StringComparison.Ordinal));
        string[] parts = [.. result.Lines[(head + 1)..].TakeWhile(line => line.StartsWith(' '))];
        double[] odds =
            [.. parts.Select(line => double.Parse(line.Trim().Split(' ')[0], CultureInfo.InvariantCulture))];

        Assert.Contains(" start ", parts[0], StringComparison.Ordinal);
        Assert.Contains("The log odds of a name for which nothing below counts.", parts[0], StringComparison.Ordinal);
        Assert.Contains(" sum ", parts[^1], StringComparison.Ordinal);
        Assert.Equal(odds[..^1].Sum(), odds[^1], 0.005 * parts.Length);
        Assert.EndsWith(
            string.Create(CultureInfo.InvariantCulture,
                $"Spam Score {Math.Max(1, Math.Round(100 / (1 + Math.Exp(-odds[^1]))))}"), result.Lines[head - 1],
                    StringComparison.Ordinal);
    }

    [Fact]
    public void A_listed_site_has_no_log_odds()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "links.csv"),
            "source,target\nhttp://a.example/,http://b.example/\n");
        File.WriteAllText(Path.Combine(_shell.Folder, "block.txt"), "a.example\n");
        Assert.Equal(0, _shell.Run("build", "--out", "listed", "links.csv", "--spam-block", "block.txt").ExitCode);
        ShellResult result = _shell.Run("explain", "--index", "listed", "a.example");

        Assert.Contains("a.example: Spam Score 100", result.Lines);
        Assert.Matches(@"^ +list +block +The site is on the block list of this index\.$",
            Assert.Single(result.Lines, line => line.Contains(" list ", StringComparison.Ordinal)));
        Assert.DoesNotContain(result.Lines, line => line.Contains(" sum ", StringComparison.Ordinal));
        Assert.Contains("1 of its pages links to other sites.", result.Lines);
    }

    [Fact]
    public void A_page_is_explained_with_its_site_as_json()
    {
        ShellResult result =
            _shell.Run("explain", "http://www.archive.org/about/faq.php?faq_id=252", "--format", "json");
        using JsonDocument document = JsonDocument.Parse(Assert.Single(result.Lines));
        JsonElement root = document.RootElement;

        Assert.Equal(("www.archive.org/about/faq.php?faq_id=252", "page", true),
            (root.GetProperty("target").GetString(), root.GetProperty("scope").GetString(), root.GetProperty("in_index")
                .GetBoolean()));
        Assert.InRange(root.GetProperty("page").GetProperty("page_authority").GetInt32(), 1, 100);
        Assert.True(root.GetProperty("page").GetProperty("relative_rank").GetSingle() >= 1);
        Assert.Equal("archive.org", root.GetProperty("domain").GetProperty("root_domain").GetString());
        Assert.DoesNotContain("null", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_in_the_index_is_said_and_no_error()
    {
        ShellResult result = _shell.Run("explain", "absent.example");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Equal("vennlink: absent.example is not in the index", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void A_host_has_no_scores() => Assert.Equal(2, _shell.Run("explain", "subdomain:www.archive.org").ExitCode);
}
