using System.Text.Json;

namespace Vennlink.Cli.Tests;

/// <summary>What is known, what is not, and what was understood: said by the command.</summary>
public sealed class UnderstoodTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;
    private readonly Shell _shell;

    public UnderstoodTests() => _shell = new Shell(_folder) { Environment = { ["VENNLINK_INDEX"] = "index" } };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Hosts_that_become_one_root_domain_are_noted_beside_the_answer_and_above_the_table()
    {
        Build("list.csv", "source,target\nhttp://s.example/,http://rival-a.shop.example/\n");
        string[] question = ["intersect", "--to", "rival-a.shop.example", "rival-b.shop.example", "--min", "2",
            "--source", "root_domain"];
        ShellResult table = _shell.Run(question);

        string[] notes =
        [
            "rival-a.shop.example is taken for the whole root domain shop.example",
            "rival-b.shop.example is taken for the whole root domain shop.example",
            "rival-a.shop.example and rival-b.shop.example are one target, shop.example: a link to it counts for each",
        ];
        Assert.Equal(notes.Select(note => $"vennlink: {note}"), table.ErrorLines);
        Assert.Equal(
            "rival-a.shop.example = root_domain:shop.example, rival-b.shop.example = root_domain:shop.example",
            table.Lines[0]);
        Assert.StartsWith("SOURCE", table.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith("s.example ", table.Lines[2], StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse(_shell.Run([.. question, "--format", "json"]).Output);
        Assert.Equal(notes, json.RootElement.GetProperty("notes").EnumerateArray().Select(note => note.GetString()));
        ShellResult csv = _shell.Run([.. question, "--format", "csv"]);
        Assert.Equal(notes.Length, csv.ErrorLines.Length);
        Assert.Equal("page,title,domain_authority,spam_score,rival-a.shop.example,rival-b.shop.example", csv.Lines[0]);
    }

    [Fact]
    public void A_question_that_is_understood_as_typed_has_no_notes()
    {
        Build("list.csv", "source,target\nhttp://s.example/,http://rival-a.shop.example/\n");
        ShellResult result = _shell.Run(
            "intersect", "--to", "shop.example", "subdomain:rival-a.shop.example", "--format", "json");

        Assert.Empty(result.Error);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.False(json.RootElement.TryGetProperty("notes", out _));
    }

    [Fact]
    public void A_target_whose_only_links_are_lost_is_in_the_index()
    {
        WriteList("list.csv", "source,target,lost\nhttp://s.example/,http://gone.example/,true\n"
            + "http://s.example/,http://here.example/,\n");
        ShellResult build = _shell.Run("build", "--out", "index", "--include-lost", "list.csv");
        Assert.True(build.ExitCode == 0, build.Error);

        foreach (string target in new[] { "gone.example", "subdomain:gone.example", "page:gone.example/" })
        {
            Assert.Equal($"vennlink: nobody links to {target}: in the index, but all its links are lost",
                Assert.Single(_shell.Run("intersect", "--to", target, "--count").ErrorLines));
            Assert.Equal(
                $"vennlink: no link from s.example to {target}: it is in the index, but all its links are lost; '--links lost' shows them",
                Assert.Single(_shell.Run("evidence", "s.example", target).ErrorLines));
        }

        Assert.Equal("vennlink: gone.example is in the index, but all its links are lost, so it has no scores",
            Assert.Single(_shell.Run("explain", "gone.example").ErrorLines));
        Assert.Equal("vennlink: nobody links to never.example: not in the index",
            Assert.Single(_shell.Run("intersect", "--to", "never.example", "--count").ErrorLines));
    }

    [Fact]
    public void Very_many_notes_are_cut()
    {
        Build("list.csv", "source,target\nhttp://s.example/,http://rival-a.shop.example/\n");
        ShellResult result = _shell.Run(
            ["intersect", "--to", .. Enumerable.Range(0, 30).Select(number => $"www.shop{number}.example"), "--not",
                "shop.example", "--count"]);

        Assert.Equal("0\n", result.Output);
        Assert.Contains("vennlink: and 10 more notes like these", result.ErrorLines);
    }

    [Fact]
    public void Ends_of_evidence_and_what_is_explained_are_noted_when_they_are_widened()
    {
        Build("list.csv", "source,target\nhttp://www.s.example/,http://rival-a.shop.example/\n");
        ShellResult evidence = _shell.Run("evidence", "www.s.example", "rival-a.shop.example");

        Assert.Equal(
            [
                "vennlink: www.s.example is taken for the whole root domain s.example",
                "vennlink: rival-a.shop.example is taken for the whole root domain shop.example",
            ],
            evidence.ErrorLines);
        Assert.Equal(2, evidence.Lines.Length);
        Assert.Equal("vennlink: www.s.example is taken for the whole root domain s.example",
            Assert.Single(_shell.Run("explain", "www.s.example").ErrorLines));
    }

    [Fact]
    public void An_arc_of_a_graph_has_no_kind_and_no_offset()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "graph"));
        File.WriteAllText(
            Path.Combine(_folder, "graph", "vertices.txt"), "0\texample.a\t1\n1\texample.b\t1\n2\texample.c\t1\n");
        File.WriteAllText(Path.Combine(_folder, "graph", "edges.txt"), "0\t1\n0\t2\n");
        Build("graph", null);

        Assert.Matches(@"^a\.example/ +b\.example/ +arc +live +edges\.txt\s*$", _shell.Run(
            "evidence", "a.example", "b.example").Lines[1]);
        string row = Assert.Single(_shell.Run("evidence", "a.example", "b.example", "--format", "ndjson").Lines);
        using JsonDocument link = JsonDocument.Parse(row);
        Assert.Equal("arc", link.RootElement.GetProperty("kind").GetString());
        foreach (string unknown in new[] { "first_seen", "last_seen", "inner_file", "offset", "offset_decompressed" })
        {
            Assert.Equal(JsonValueKind.Null, link.RootElement.GetProperty(unknown).ValueKind);
        }

        Assert.Matches(@"^a\.example/,b\.example/,arc,,,,,live,edges\.txt,[0-9a-f]{64},,,,,$", _shell.Run(
            "evidence", "a.example", "b.example", "--format", "csv").Lines[1]);
        Assert.Matches(@"^a\.example/,b\.example/,arc,,,,,edges\.txt,[0-9a-f]{64},$", _shell.Run("export", "links")
            .Lines[1]);
        Assert.DoesNotContain(
            "is_followed", _shell.Run("explain", "b.example", "--format", "json").Output, StringComparison.Ordinal);
        Assert.Equal(2, _shell.Run("intersect", "--to", "b.example", "--kind", "arc").ExitCode);
    }

    [Fact]
    public void Inputs_of_one_name_are_told_apart_by_their_digests()
    {
        WriteList("one/links.csv", "source,target\nhttp://a.example/,http://t.example/\n");
        WriteList("two/links.csv", "source,target\nhttp://b.example/,http://t.example/\nno,url\n");
        WriteList("two/other.csv", "source,target\nhttp://c.example/,http://t.example/\n");
        string dryRun = _shell.Run("build", "--dry-run", "one", "two").Output;
        Assert.Equal(0, _shell.Run("build", "--out", "index", "one").ExitCode);
        Assert.Equal("links.csv", FileOf("a.example").Name);
        ShellResult build = _shell.Run("build", "--out", "index", "--add", "two");
        Assert.True(build.ExitCode == 0, build.Error);

        (string first, string firstDigest) = FileOf("a.example");
        (string second, string secondDigest) = FileOf("b.example");
        Assert.Equal($"links.csv#{firstDigest[..8]}", first);
        Assert.Equal($"links.csv#{secondDigest[..8]}", second);
        Assert.NotEqual(first, second);
        Assert.Equal("other.csv", FileOf("c.example").Name);
        Assert.Contains(second, build.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(first, build.Error, StringComparison.Ordinal);
        string export = _shell.Run("export", "links").Output;
        string inspect = _shell.Run("inspect").Output;
        string json = _shell.Run("inspect", "--format", "json").Output;
        foreach (string name in new[] { first, second })
        {
            Assert.All([dryRun, export, inspect, json], text => Assert.Contains(name, text, StringComparison.Ordinal));
        }
    }

    private (string Name, string Digest) FileOf(string source)
    {
        string row = Assert.Single(_shell.Run("evidence", source, "t.example", "--format", "ndjson").Lines);
        using JsonDocument link = JsonDocument.Parse(row);
        return (link.RootElement.GetProperty("file").GetString()!,
            link.RootElement.GetProperty("file_digest").GetString()!);
    }

    private void WriteList(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private void Build(string input, string? text)
    {
        if (text is not null)
        {
            WriteList(input, text);
        }

        ShellResult build = _shell.Run("build", "--out", "index", input);
        Assert.True(build.ExitCode == 0, build.Error);
    }
}
