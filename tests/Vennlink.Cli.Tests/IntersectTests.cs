using System.Globalization;
using System.Text.Json;

namespace Vennlink.Cli.Tests;

public sealed class IntersectTests(SampleIndex samples)
{
    private static readonly string[] _blogs =
        ["daringfireball.net", "mjtsai.com", "marco.org", "inessential.com", "hypercritical.co"];
    private static readonly string[] _lists = ["heroku.com", "netlify.com", "digitalocean.com"];
    private readonly Shell _shell = samples.NewShell();

    [Fact]
    public void A_table_ends_with_how_many_rows_there_are_and_is_neither_cut_nor_wrapped()
    {
        _shell.Environment["COLUMNS"] = "20";
        ShellResult result = _shell.Run(["intersect", "--to", .. _lists, "--not", "vercel.com", "--min", "2"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("10 of 10, exact", result.Lines[^1]);
        Assert.Equal(12, result.Lines.Length);
        Assert.StartsWith("SOURCE", result.Lines[0], StringComparison.Ordinal);
        Assert.Contains(result.Lines, line =>
            line.StartsWith("github.com/public-apis/public-apis ", StringComparison.Ordinal)
            && line.EndsWith("heroku.com, netlify.com, digitalocean.com", StringComparison.Ordinal));
        Assert.DoesNotContain('\e', result.Output);
        Assert.Empty(result.Error);
    }

    [Fact]
    public void A_limit_cuts_the_rows_and_not_the_count()
    {
        ShellResult result =
            _shell.Run(
                ["intersect", "--to", .. _blogs, "--not", "sixcolors.com", "--min", "2", "--source", "root_domain",
                    "--limit", "2"]);

        Assert.Equal("2 of 13, exact", result.Lines[^1]);
        Assert.Equal(["indieblog.page", "kagi.com"], result.Lines[1..3].Select(line => line.Split(' ')[0]).Order());
    }

    [Fact]
    public void A_table_has_25_rows_unless_told_otherwise_and_the_other_formats_have_all()
    {
        ShellResult table = _shell.Run("intersect", "--to", "wikipedia.org");
        string total = table.Lines[^1].Split(' ')[2].Replace(",", "", StringComparison.Ordinal);

        Assert.Matches(@"^25 of [0-9,]+, exact$", table.Lines[^1]);
        Assert.Equal(27, table.Lines.Length);
        Assert.Equal(total, _shell.Run("intersect", "--to", "wikipedia.org", "--count").Output.TrimEnd());
        Assert.Equal(total, _shell.Run("intersect", "--to", "wikipedia.org", "--format", "ndjson")
            .Lines.Length.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Options_repeat_take_several_values_and_read_files()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "targets.txt"),
            "\uFEFFdaringfireball.net\r\n\n  mjtsai.com  \nroot_domain:marco.org");
        string[] tail = ["--not", "sixcolors.com", "--min", "2", "--source", "root_domain", "--count"];
        string several = _shell.Run(["intersect", "--to", .. _blogs, .. tail]).Output;

        Assert.Equal("13\n", several);
        Assert.Equal(several, _shell.Run(["intersect", .. _blogs.SelectMany(blog => new[] { "--to", blog }), .. tail])
            .Output);
        Assert.Equal(
            several, _shell.Run(
                ["intersect", "--to", "@targets.txt", "inessential.com", "--to", "hypercritical.co", .. tail]).Output);
        Assert.Equal(
            several, _shell.Bash(
                "printf 'inessential.com\\nhypercritical.co\\n' | vennlink intersect --to @targets.txt @- "
                + string.Join(' ', tail)).Output);
    }

    [Theory]
    [InlineData("daringfireball.net", "root_domain:daringfireball.net")]
    [InlineData("daringfireball.net", "https://daringfireball.net")]
    [InlineData("daringfireball.net", "http://daringfireball.net:80/some/page?x=1")]
    [InlineData("daringfireball.net", "root_domain:https://daringfireball.net/")]
    [InlineData("subdomain:daringfireball.net", "subdomain:https://daringfireball.net/feeds")]
    [InlineData("page:daringfireball.net", "page:http://daringfireball.net/")]
    public void Only_the_four_scopes_are_read_off_before_a_colon(string target, string same)
    {
        string[] expected = Rows(target);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, Rows(same));

        // Below the headings, which are as typed.
        string[] Rows(string to) => _shell.Run("intersect", "--to", to, "--format", "csv").Lines[1..];
    }

    [Fact]
    public void A_host_with_a_port_is_a_target()
    {
        ShellResult result = _shell.Run("intersect", "--to", "page:example.invalid:8080", "--count");

        Assert.Equal((0, "0\n"), (result.ExitCode, result.Output));
        Assert.Contains("nobody links to page:example.invalid:8080: not in the index", result.Error,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("page:")]
    [InlineData("http://")]
    [InlineData("not a host")]
    public void What_is_no_target_is_wrong_usage(string target)
    {
        ShellResult result = _shell.Run("intersect", "--to", "github.com", target);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"'{target}'", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_public_suffix_is_no_site()
    {
        ShellResult result = _shell.Run("intersect", "--to", "co.uk");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("public suffix", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_nobody_links_to_is_named_on_standard_error()
    {
        ShellResult result = _shell.Run("intersect", "--to", "absent.example", "subdomain:websearch.archive.org",
            "github.com", "--not", "other.example", "--format", "csv", "--limit", "1");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            [
                "vennlink: nobody links to absent.example: not in the index",
                "vennlink: nobody links to subdomain:websearch.archive.org: linked only from its own site, if at all",
                "vennlink: nobody links to other.example: not in the index",
            ],
            result.ErrorLines);
    }

    [Fact]
    public void No_rows_are_no_error()
    {
        const string Why = "no row; alone, each target has: absent.example 0";
        Assert.Equal((0, $"0 of 0, exact\n{Why}\n"), Outcome("table"));
        (int exitCode, string json) = Outcome("json");
        Assert.Equal(0, exitCode);
        Assert.StartsWith("{\"question\":{\"to\":[\"absent.example\"],", json, StringComparison.Ordinal);
        Assert.Contains(",\"results\":[],\"why_empty\":{\"targets\":[{\"target\":\"absent.example\",\"rows\":0}],"
            + $"\"without\":[],\"lines\":[\"{Why}\"]}},\"next_token\":\"\",\"exact\":true,", json,
            StringComparison.Ordinal);
        Assert.Equal((0, ""), Outcome("ndjson"));
        Assert.Equal((0, "page,title,domain_authority,spam_score,absent.example\n"), Outcome("csv"));

        (int, string) Outcome(string format)
        {
            ShellResult result = _shell.Run("intersect", "--to", "absent.example", "--format", format);
            return (result.ExitCode, result.Output);
        }
    }

    [Fact]
    public void Json_is_the_response_object_of_the_API_and_ndjson_its_rows()
    {
        string[] question =
            ["intersect", "--to", .. _blogs, "--not", "sixcolors.com", "--min", "2", "--source", "root_domain"];
        using JsonDocument json = JsonDocument.Parse(_shell.Run([.. question, "--format", "json"]).Output);
        JsonElement[] rows = [.. json.RootElement.GetProperty("results").EnumerateArray()];

        Assert.Equal("", json.RootElement.GetProperty("next_token").GetString());
        Assert.Equal(13, rows.Length);
        Assert.Equal(
            ["page", "title", "domain_authority", "spam_score", "matching_target_indexes", "matching_targets",
                "matching_source_pages"],
            rows[0].EnumerateObject().Select(property => property.Name));
        Assert.All(rows, row =>
            Assert.Equal(row.GetProperty("matching_target_indexes").GetArrayLength(),
                row.GetProperty("matching_source_pages").GetArrayLength()));
        Assert.Equal(["page", "page_authority"], rows[0].GetProperty("matching_source_pages")[0].EnumerateObject()
            .Select(property => property.Name));
        Assert.Equal(rows.Select(row => row.GetRawText()), _shell.Run([.. question, "--format", "ndjson"]).Lines);
    }

    [Fact]
    public void At_page_scope_json_rows_have_no_matching_source_pages()
    {
        using JsonDocument row = JsonDocument.Parse(
            _shell.Run(["intersect", "--to", .. _lists, "--format", "ndjson", "--limit", "1"]).Lines[0]);

        Assert.False(row.RootElement.TryGetProperty("matching_source_pages", out _));
    }

    [Fact]
    public void Csv_has_a_column_for_each_target_headed_as_typed()
    {
        ShellResult result = _shell.Run("intersect", "--to", "https://daringfireball.net", "marco.org", "--source",
            "root_domain", "--format", "csv");
        string[] kagi = result.Lines.Single(line => line.StartsWith("kagi.com,", StringComparison.Ordinal)).Split(',');

        Assert.Equal("page,title,domain_authority,spam_score,https://daringfireball.net,marco.org", result.Lines[0]);
        Assert.Equal(6, kagi.Length);
        Assert.Equal("1", kagi[3]);
        Assert.StartsWith("kagi.com/", kagi[4], StringComparison.Ordinal);
        Assert.StartsWith("kagi.com/", kagi[5], StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_cells_of_targets_that_do_not_match_are_empty()
    {
        string line =
            _shell.Run(["intersect", "--to", .. _lists, "--not", "vercel.com", "--min", "2", "--format", "csv"])
            .Lines.Single(row => row.StartsWith("github.com/avelino/awesome-go,", StringComparison.Ordinal));

        Assert.EndsWith(",2,,github.com/avelino/awesome-go,github.com/avelino/awesome-go", line,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_count_comes_in_every_format()
    {
        string[] question = ["intersect", "--to", .. _lists, "--min", "3", "--count"];

        Assert.Equal("2\n", _shell.Run([.. question, "--not", "vercel.com"]).Output);
        Assert.Equal("{\"count\":2}\n", _shell.Run([.. question, "--not", "vercel.com", "--format", "json"]).Output);
        Assert.Equal("count\n2\n", _shell.Run([.. question, "--not", "vercel.com", "--format", "csv"]).Output);
    }

    [Fact]
    public void Groups_are_asked_with_match_instead_of_to_or_beside_it()
    {
        string[] plain = [.. Tail("--to", "daringfireball.net", "mjtsai.com", "marco.org", "--min", "2", "--not",
            "sixcolors.com")];
        ShellResult expected = _shell.Run(plain);

        Assert.NotEmpty(expected.Lines);
        Assert.Equal(expected.Output, _shell.Run(
            [.. Tail("--match", "2 of (daringfireball.net, mjtsai.com, marco.org) and not sixcolors.com")]).Output);
        Assert.Equal(expected.Output, _shell.Run([.. Tail("--to", "daringfireball.net", "mjtsai.com", "marco.org",
            "--min", "2", "--match", "not sixcolors.com")]).Output);
        string[] groups = [.. Tail("--match", "(daringfireball.net or mjtsai.com) and marco.org")];
        JsonElement[] rows = [.. _shell.Run(groups).Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Contains("marco.org",
            row.GetProperty("matching_targets").EnumerateArray().Select(target => target.GetString())));

        static IEnumerable<string> Tail(params string[] words) =>
            ["intersect", .. words, "--source", "root_domain", "--format", "ndjson"];
    }

    [Fact]
    public void A_match_that_cannot_be_read_is_shown_with_a_caret()
    {
        ShellResult result = _shell.Run("intersect", "--match", "2 of (a.com, ä.com) and oder b.com");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal(
            [
                "vennlink: --match: column 30: expected 'and', 'or' or the end, not 'b.com'; see 'vennlink intersect "
                    + "--help'",
                "  2 of (a.com, ä.com) and oder b.com",
                "                               ^",
            ],
            result.ErrorLines);
    }

    [Fact]
    public void Filters_of_sources_keep_what_they_say()
    {
        JsonElement[] all = Rows();

        Assert.Equal(all.Where(row => Score(row, "domain_authority") is >= 5 and <= 10).Select(Page),
            Rows("--min-authority", "5", "--max-authority", "10").Select(Page));
        Assert.Equal(all.Where(row => Score(row, "spam_score") <= 2).Select(Page),
            Rows("--max-spam", "2").Select(Page));
        Assert.Equal(all.Where(row => Score(row, "spam_score") >= 3).Select(Page),
            Rows("--min-spam", "3").Select(Page));
        Assert.Equal(all.Where(row => Page(row).EndsWith(".org", StringComparison.Ordinal)
            || Page(row).EndsWith(".co.uk", StringComparison.Ordinal)).Select(Page),
            Rows("--tld", "org", ".CO.UK").Select(Page));
        Assert.Equal(all.Where(row => !Page(row).EndsWith(".com", StringComparison.Ordinal)).Select(Page),
            Rows("--not-tld", "com").Select(Page));
        Assert.All((string[][])[["--min-authority", "5"], ["--max-spam", "2"], ["--tld", "org"], ["--not-tld", "com"]],
            filter => Assert.InRange(Rows(filter).Length, 1, all.Length - 1));

        JsonElement[] Rows(params string[] filter) =>
            [.. _shell.Run(["intersect", "--to", "daringfireball.net", "wikipedia.org", "--source", "root_domain",
                "--format", "ndjson", .. filter]).Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        static string Page(JsonElement row) => row.GetProperty("page").GetString()!;
        static int Score(JsonElement row, string name) => row.GetProperty(name).GetInt32();
    }

    [Theory]
    [InlineData("--min-authority 101", "'101' is not a whole number from 0 to 100")]
    [InlineData("--min-spam 5 --max-spam 4", "--min-spam 5 is above --max-spam 4")]
    [InlineData("--tld de/x", "--tld: 'de/x' is not the end of a host name, such as de or co.uk")]
    [InlineData("--min 3", "--min 3 is more than the one --to target given")]
    [InlineData("mail:x --not 'a b'", "--to: 'mail:x' is not a host name or an http(s) URL; --not: 'a b' is not")]
    public void A_question_that_makes_no_sense_is_wrong_usage(string options, string problem)
    {
        ShellResult result = _shell.Bash($"vennlink intersect --to github.com {options}");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(problem, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no targets given; use --to or --match")]
    [InlineData("--match 'not b.com and not c.com'", "--match: no target to link to is given")]
    [InlineData("--match 'b.com or not c.com'", "--match: lets sources match that link to none of its targets")]
    public void A_question_must_name_what_is_linked_to(string options, string problem)
    {
        ShellResult result = _shell.Bash($"vennlink intersect {options}");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(problem, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Subsets_of_targets_come_in_every_format_and_add_up_to_the_count()
    {
        string[] question = ["intersect", "--to", .. _lists, "--min", "1"];
        long total = long.Parse(_shell.Run([.. question, "--count"]).Output, CultureInfo.InvariantCulture);
        string[] csv = _shell.Run([.. question, "--subsets", "--format", "csv"]).Lines;
        JsonElement[] lines = [.. _shell.Run([.. question, "--subsets", "--format", "ndjson"]).Lines
            .Select(line => JsonDocument.Parse(line).RootElement)];
        using JsonDocument json = JsonDocument.Parse(_shell.Run([.. question, "--subsets", "--format", "json"]).Output);
        ShellResult table = _shell.Run([.. question, "--subsets"]);

        Assert.Equal("heroku.com,netlify.com,digitalocean.com,rows", csv[0]);
        Assert.Equal(total, csv[1..].Sum(line => long.Parse(line.Split(',')[^1], CultureInfo.InvariantCulture)));
        Assert.Equal(csv.Length - 1, lines.Length);
        foreach ((string line, JsonElement subset) in csv[1..].Zip(lines))
        {
            string[] targets = [.. subset.GetProperty("matching_targets").EnumerateArray()
                .Select(target => target.GetString()!)];
            long rows = subset.GetProperty("rows").GetInt64();
            Assert.Equal(line, string.Create(CultureInfo.InvariantCulture,
                $"{string.Join(',', _lists.Select(target => targets.Contains(target) ? "true" : "false"))},{rows}"));

            // Those that link to all of them, less those that link to more.
            string[] exactly = ["intersect", "--to", .. targets, "--min", $"{targets.Length}", "--count"];
            string[] others = [.. _lists.Except(targets)];
            Assert.Equal($"{rows}\n",
                _shell.Run(others.Length == 0 ? exactly : [.. exactly, "--not", .. others]).Output);
        }

        Assert.Equal(lines.Select(line => line.GetRawText()),
            json.RootElement.GetProperty("subsets").EnumerateArray().Select(subset => subset.GetRawText()));
        Assert.Equal($"{total} in all, exact", table.Lines[^1]);
    }

    [Fact]
    public void The_index_option_comes_before_the_variable()
    {
        _shell.Environment["VENNLINK_INDEX"] = "nowhere";

        Assert.Equal(1, _shell.Run("intersect", "--to", "github.com").ExitCode);
        Assert.Equal(0, _shell.Run("intersect", "--to", "github.com", "--index", "sites").ExitCode);
    }
}
