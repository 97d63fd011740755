using System.Globalization;
using System.Text.Json;

namespace Vennlink.Cli.Tests;

public sealed class ExportTests(SampleIndex samples) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Links_have_internal_ones_ones_to_the_page_itself_and_empty_queries()
    {
        Shell shell = BuildOf(
            "source,target,anchor,rel,first_seen,last_seen",
            "http://a.example/,http://a.example/#top,Top,,,",
            "http://a.example/,http://www.a.example/x?,\"In, \"\"side\"\"\",nofollow "
                + "ugc,2020-01-02,2021-03-04T05:06:07Z",
            "http://a.example/,https://b.example,=1+1,sponsored,,",
            "http://a.example/,mailto:x@b.example,Mail,,,");
        ShellResult csv = shell.Run("export", "links", "--index", "index");

        Assert.Equal("source,target,kind,anchor,rel,first_seen,last_seen,file,file_digest,offset", csv.Lines[0]);
        Assert.Equal(
            [
                "a.example/,a.example/,anchor,Top,,,,links.csv",
                "a.example/,www.a.example/x?,anchor,\"In, \"\"side\"\"\",nofollow "
                    + "ugc,2020-01-02T00:00:00Z,2021-03-04T05:06:07Z,links.csv",
                "a.example/,b.example/,anchor,=1+1,sponsored,,,links.csv",
            ],
            csv.Lines.Skip(1).Select(line => string.Join(',', line.Split(',')[..^2])).Order(StringComparer.Ordinal)
            .OrderBy(line => line.Contains("b.example", StringComparison.Ordinal)));
        JsonElement[] rows = [.. shell.Run("export", "links", "--index", "index", "--format", "ndjson")
            .Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(3, rows.Length);
        Assert.Contains(rows, row => row.GetProperty("first_seen").ValueKind == JsonValueKind.Null
            && row.GetProperty("rel").GetString() == "sponsored");
    }

    [Fact]
    public void Pages_of_the_samples_have_titles_and_scores()
    {
        ShellResult result = samples.NewShell().Run("export", "pages", "--format", "ndjson");
        JsonElement[] rows = [.. result.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement faq = rows.Single(row =>
            row.GetProperty("page").GetString() == "www.archive.org/about/faq.php?faq_id=252");

        Assert.Equal("archive.org", faq.GetProperty("root_domain").GetString());
        Assert.Equal(200, faq.GetProperty("status").GetInt32());
        Assert.NotEqual("", faq.GetProperty("title").GetString());
        Assert.InRange(faq.GetProperty("page_authority").GetInt32(), 1, 100);
        Assert.True(faq.GetProperty("links").GetInt64() > 0);
    }

    [Fact]
    public void Hosts_and_domains_are_all_sources_and_targets_each_once()
    {
        Shell shell = BuildOf(
            "source,target",
            "http://blog.a.example/1,http://b.example/",
            "http://blog.a.example/2,http://www.b.example/x",
            "http://c.example/,http://b.example/",
            "http://c.example/,http://c.example/internal");

        Assert.Equal(
            ["b.example", "blog.a.example", "c.example", "www.b.example"],
            Column(shell.Run("export", "hosts", "--index", "index"), "host").Order(StringComparer.Ordinal));
        ShellResult domains = shell.Run("export", "domains", "--index", "index");
        Assert.Equal(["a.example", "b.example", "c.example"], Column(domains, "root_domain"));
        Assert.Equal(["1", "7", "1"], Column(domains, "domain_authority"));
        Assert.Equal(["0", "2", "0"], Column(domains, "linking_root_domains"));
        Assert.Equal(["0", "3", "0"], Column(domains, "linking_pages"));
        Assert.Equal(["2", "0", "1"], Column(domains, "source_pages"));
    }

    [Fact]
    public void Lost_links_are_listed_with_first_and_last_seen()
    {
        string Record(string date, string links)
        {
            string http = $"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<body>{links}";
            return $"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: {date}\r\nWARC-Target-URI: http://a.example/\r\n"
                + $"Content-Type: application/http; msgtype=response\r\nContent-Length: {http.Length}\r\n\r\n{http}\r\n\r\n";
        }

        File.WriteAllText(Path.Combine(_folder, "crawl.warc"),
            Record("2024-01-01T00:00:00Z", "<a href=http://gone.example/>Gone</a><a href=http://there.example/>There</a>")
            + Record("2024-02-01T00:00:00Z", "<a href=http://gone.example/>Gone</a><a href=http://there.example/>There</a>")
            + Record("2024-03-01T00:00:00Z", "<a href=http://there.example/>There</a>"));
        Shell shell = new(_folder);
        Assert.Equal(0, shell.Run("build", "--out", "index", "crawl.warc").ExitCode);
        ShellResult lost = shell.Run("export", "links", "--index", "index", "--links", "lost");
        Assert.Equal("source,target,kind,anchor,rel,first_seen,last_seen,file,file_digest,offset,lost", lost.Lines[0]);
        Assert.StartsWith("a.example/,gone.example/,anchor,Gone,,2024-01-01T00:00:00Z,2024-02-01T00:00:00Z,crawl.warc,",
            Assert.Single(lost.Lines.Skip(1)), StringComparison.Ordinal);
        Assert.EndsWith(",true", lost.Lines[1], StringComparison.Ordinal);
        Assert.Equal(["false", "true"], Column(shell.Run("export", "links", "--index", "index", "--links", "both"), "lost"));
        Assert.Equal(["there.example/"], Column(shell.Run("export", "links", "--index", "index"), "target"));
        Assert.Equal(["gone.example"],
            Column(shell.Run("export", "edges", "--by", "host", "--index", "index", "--links", "lost"), "target"));
    }

    [Theory]
    [InlineData("page")]
    [InlineData("host")]
    [InlineData("site")]
    public void Edges_read_back_as_the_graph_that_rank_ranks(string by)
    {
        Shell shell = samples.NewShell();
        string ranks = Path.Combine(_folder, "ranks.tsv");
        string[] forms = ["csv", "gexf", "graphml"];
        string[][] ranked = [.. forms.Select(form =>
        {
            string file = Path.Combine(_folder, "edges." + form);
            ShellResult result = shell.Bash(
                $"vennlink export edges --by {by} --format {form} > {file} && vennlink rank {file} --out {ranks}");
            Assert.True(result.ExitCode == 0, result.Error);
            return File.ReadAllLines(ranks);
        })];
        Assert.True(ranked[0].Length > 1000);

        // A list of arcs has no nodes without any.
        string[] linked = [.. ranked[1].Skip(1).Where(line => !line.EndsWith("\t0\t0", StringComparison.Ordinal))];
        Assert.Equal(ranked[1], ranked[2]);
        Assert.Equal(ranked[0].Skip(1).Select(Degrees).Order(StringComparer.Ordinal),
            linked.Select(Degrees).Order(StringComparer.Ordinal));

        static string Degrees(string line) => line.Split('\t') is [var node, _, _, var into, var outOf]
            ? $"{node} {into} {outOf}" : line;
    }

    [Fact]
    public void Edges_around_a_question_of_a_file_are_those_of_its_options()
    {
        Shell shell = samples.NewShell();
        File.WriteAllText(Path.Combine(_folder, "q.json"),
            """{"to": ["daringfireball.net", "mjtsai.com"], "min": 2, "source": "root_domain", "limit": 20}""");
        ShellResult file = shell.Run(
            "export", "edges", "--around", Path.Combine(_folder, "q.json"), "--format", "graphml");
        ShellResult typed = shell.Run("export", "edges", "--to", "daringfireball.net", "mjtsai.com", "--min", "2",
            "--source", "root_domain", "--limit", "20", "--format", "graphml");
        Assert.Equal((0, ""), (file.ExitCode, file.Error));

        // Only the question is written with other blanks and defaults.
        Assert.Equal(typed.Lines.Where(line => !line.Contains("question", StringComparison.Ordinal)),
            file.Lines.Where(line => !line.Contains("question", StringComparison.Ordinal)));
        string count = shell.Run("intersect", "--to", "daringfireball.net", "mjtsai.com", "--min", "2", "--source",
            "root_domain", "--count").Output.TrimEnd('\n');
        Assert.Equal(count, $"{file.Lines.Count(line => line.Contains(">source", StringComparison.Ordinal))}");
        Assert.NotEqual("0", count);
        Assert.Equal(2, file.Lines.Count(line => line.Contains("target</data>", StringComparison.Ordinal)));
        Assert.Equal(2, shell.Run("export", "pages", "--around", Path.Combine(_folder, "q.json")).ExitCode);
        Assert.Equal(2, shell.Run("export", "links", "--by", "site").ExitCode);
        Assert.Equal(2, shell.Run("export", "hosts", "--links", "lost").ExitCode);
    }

    [Fact]
    public void An_output_says_what_it_is_of_in_a_file_beside_it()
    {
        Shell shell = samples.NewShell();
        string about = Path.Combine(_folder, "about.json");
        shell.Run("intersect", "--to", "daringfireball.net", "--limit", "3", "--format", "csv", "--about", about);
        JsonElement said = JsonDocument.Parse(File.ReadAllText(about)).RootElement;
        Assert.Equal("daringfireball.net", said.GetProperty("question").GetProperty("to")[0].GetString());
        Assert.Equal(3, said.GetProperty("question").GetProperty("limit").GetInt32());
        Assert.Equal(32, said.GetProperty("snapshot").GetString()!.Length);
        Assert.Equal("csv", said.GetProperty("format").GetString());
        JsonElement json = JsonDocument.Parse(
            shell.Run("intersect", "--to", "daringfireball.net", "--limit", "3", "--format", "json").Output).RootElement;
        Assert.Equal(said.GetProperty("snapshot").GetString(), json.GetProperty("snapshot").GetString());
        shell.Run("export", "domains", "--about", about);
        Assert.Contains("\"question\":{\"export\":\"domains\"}", File.ReadAllText(about), StringComparison.Ordinal);
    }

    [Fact]
    public void A_closed_pipe_ends_quietly_and_at_once()
    {
        ShellResult result = samples.NewShell()
            .Bash("set -o pipefail; vennlink export links | head -n 3; echo ${PIPESTATUS[*]}");

        Assert.Equal(4, result.Lines.Length);
        Assert.Equal("0 0", result.Lines[3]);
        Assert.Empty(result.Error);
    }

    [Fact]
    public void Output_redirected_to_one_file_follows_what_is_there()
    {
        Shell shell = samples.NewShell();
        ShellResult result =
            shell.Bash("(echo first; vennlink intersect --to github.com --count; echo last) > out.txt; cat out.txt");

        Assert.Equal("first", result.Lines[0]);
        Assert.True(int.Parse(result.Lines[1], CultureInfo.InvariantCulture) > 0);
        Assert.Equal("last", result.Lines[2]);
    }

    private static IEnumerable<string> Column(ShellResult csv, string name)
    {
        int column = Array.IndexOf(csv.Lines[0].Split(','), name);
        return csv.Lines.Skip(1).Select(line => line.Split(',')[column]);
    }

    private Shell BuildOf(params string[] lines)
    {
        File.WriteAllLines(Path.Combine(_folder, "links.csv"), lines);
        Shell shell = new(_folder);
        ShellResult result = shell.Run("build", "--out", "index", "links.csv");
        Assert.True(result.ExitCode == 0, result.Error);
        return shell;
    }
}
