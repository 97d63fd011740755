using System.Text.Json.Nodes;
using Vennlink.Query.Questions;

namespace Vennlink.Server.Tests;

/// <summary><c>/api/v1/diff</c>: what a question gained and lost between the snapshots that the server has.</summary>
public sealed class DiffApiTests : IDisposable
{
    private const string Path = "/api/v1/diff";
    private const string Question = """{"to": ["x.example"], "source": "root_domain"}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_kept_snapshot_is_compared_with_the_one_that_is_served()
    {
        string first = TestIndex.Publish(_folder["index"], Links("a", "b"));
        string second = TestIndex.Publish(_folder["index"], Links("b", "c", "d")); // added to the others
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        Answer answer = await server.PostAsync($$"""{"question": {{Question}}, "before": "{{first}}"}""", Path);
        Assert.Equal(200, answer.Status);
        JsonNode json = JsonNode.Parse(answer.Body)!;
        Assert.Equal((first, second), ((string)json["before"]!["snapshot"]!, (string)json["after"]!["snapshot"]!));
        Assert.Equal((2, 2, 0), ((int)json["gained"]!, (int)json["kept"]!, (int)json["lost"]!));
        Assert.Equal(["gained c.example new_page", "gained d.example new_page"],
            json["results"]!.AsArray().Select(Told));
        Assert.False((bool)json["more"]!);

        answer = await server.PostAsync(
            $$"""{"question": {"to": ["x.example"], "source": "root_domain", "limit": 1}, "before": "{{second}}", "after": "{{first}}", "show": ["lost"]}""",
            Path);
        json = JsonNode.Parse(answer.Body)!;
        Assert.Equal((0, 2, 2), ((int)json["gained"]!, (int)json["kept"]!, (int)json["lost"]!));
        Assert.Equal(["lost c.example page_missing"], json["results"]!.AsArray().Select(Told));
        Assert.True((bool)json["more"]!);
    }

    [Fact]
    public async Task The_index_of_compare_is_the_earlier_one_and_rows_are_streamed()
    {
        TestIndex.Publish(_folder["earlier"], Links("a", "b"));
        TestIndex.Publish(_folder["index"], Links("b", "c"));
        await using RunningServer server = await RunningServer.StartAsync(
            _folder, options => options with { CompareFolder = _folder["earlier"] });
        string body = $$"""{"question": {{Question}}, "show": ["gained", "kept", "lost"]}""";
        Answer lines = await AcceptAsync(server, body, "application/x-ndjson");
        Assert.Equal(["kept b.example ", "gained c.example new_page", "lost a.example page_missing"],
            lines.Body.Trim().Split('\n').Select(line => Told(JsonNode.Parse(line)))
                .OrderBy(told => told.Split(' ')[1] == "a.example"));
        Answer csv = await AcceptAsync(server, body, "text/csv");
        Assert.StartsWith("change,cause,page,", csv.Body, StringComparison.Ordinal);
        Assert.Equal(4, csv.Body.Trim().Split("\r\n").Length);
    }

    [Theory]
    [InlineData("../index", "before")]
    [InlineData("/etc", "before")]
    [InlineData("0123456789abcdef0123456789abcdef", "before")]
    public async Task What_a_client_names_is_a_snapshot_that_is_there_and_never_a_path(string id, string field)
    {
        string there = TestIndex.Publish(_folder["index"], Links("a"));
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        Answer answer = await server.PostAsync($$"""{"question": {{Question}}, "{{field}}": "{{id}}"}""", Path);
        Assert.Equal(400, answer.Status);
        Assert.Contains($"{field}: is no snapshot that this server has. There are: {there}", answer.Body,
            StringComparison.Ordinal);
        answer = await server.PostAsync($$"""{"question": {{Question}}}""", Path);
        Assert.Contains($"before: is missing", answer.Body, StringComparison.Ordinal);
        answer = await server.PostAsync("""{"question": {"to": ["x.example"], "mim": 2}, "show": ["all"], "x": 1}""", Path);
        Assert.Contains("mim: is no field here", answer.Body, StringComparison.Ordinal);
        Assert.Contains("show[0]: must be one of gained, kept, lost", answer.Body, StringComparison.Ordinal);
        Assert.Contains("x: is no field here", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facets_evidence_and_hidden_rows_are_told_of_both_snapshots()
    {
        string first = TestIndex.Publish(_folder["index"], Links("a", "b", "feeds.c"));
        TestIndex.Publish(_folder["index"], Links("d", "feeds.e", "feeds.f"));
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        string Body(string more) => $$"""
            {"question": {"to": ["x.example"], "source": "subdomain", "hide": ["feeds"]{{more}}}, "before": "{{first}}"}
            """;
        JsonNode json = JsonNode.Parse((await server.PostAsync(
            Body(""", "facets": ["tld", "language"], "evidence": {"links": 1}"""), Path)).Body)!;
        Assert.Equal((1, 2, 0), ((int)json["gained"]!, (int)json["kept"]!, (int)json["lost"]!));
        Assert.Equal((1, 3), ((int)json["before"]!["hidden"]!["rows"]!, (int)json["after"]!["hidden"]!["by_rule"]!["feeds"]!));
        Assert.Equal("""[{"value":"example","gained":1,"kept":2,"lost":0}]""", json["facets"]!["tld"]!.ToJsonString());
        Assert.Equal("""[{"value":"und","gained":1,"kept":2,"lost":0}]""",
            json["facets"]!["language"]!.ToJsonString());
        Assert.Equal("d.example/", (string)json["results"]![0]!["evidence"]![0]!["links"]![0]!["page"]!);
        Assert.Contains("in the later index 3 rows are hidden", json["notes"]!.ToJsonString(), StringComparison.Ordinal);

        Answer lines = await AcceptAsync(server, Body(""", "evidence": {"links": 1}"""), "application/x-ndjson");
        Assert.Equal("before.rows=1, before.feeds=1, after.rows=3, after.feeds=3", lines.Headers["Vennlink-Hidden"]);
        Assert.NotNull(JsonNode.Parse(lines.Body)!["evidence"]);
        Assert.Contains("evidence: only rows of JSON and NDJSON have room for links.",
            (await AcceptAsync(server, Body(""", "evidence": {"links": 1}"""), "text/csv")).Error(400, "Bad Request"), StringComparison.Ordinal);
        Assert.Contains("facets: only an answer in JSON has room for counts.",
            (await AcceptAsync(server, Body(""", "facets": ["tld"]"""), "application/x-ndjson")).Error(400, "Bad Request"), StringComparison.Ordinal);
        Assert.Contains("next_token: is no field here",
            (await server.PostAsync(Body(""", "next_token": "x" """), Path)).Error(400, "Bad Request"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tree_as_deep_as_intersect_takes_is_taken_and_none_that_is_deeper()
    {
        string first = TestIndex.Publish(_folder["index"], Links("a"));
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        foreach (int depth in (int[])[MatchText.MaxNesting, MatchText.MaxNesting + 1])
        {
            string tree = string.Concat(Enumerable.Repeat("""{"all": [""", depth)) + "\"x.example\""
                + string.Concat(Enumerable.Repeat("]}", depth));
            string question = $$"""{"match": {{tree}}}""";
            int expected = depth > MatchText.MaxNesting ? 400 : 200;
            Assert.Equal(expected, (await server.PostAsync(question, "/api/v1/intersect")).Status);
            Answer answer = await server.PostAsync($$"""{"question": {{question}}, "before": "{{first}}"}""", Path);
            Assert.Equal(expected, answer.Status);
        }
    }

    private static async Task<Answer> AcceptAsync(RunningServer server, string body, string form)
    {
        using HttpRequestMessage request = server.Post(new StringContent(body), Path);
        request.Headers.Add("Accept", form);
        return await server.SendAsync(request);
    }

    private static string Links(params string[] sources) =>
        "source,target\n" + string.Concat(sources.Select(source => $"http://{source}.example/,http://x.example/\n"));

    private static string Told(JsonNode? row) =>
        $"{row!["change"]} {row["page"]} {(row["targets"]!.AsArray() is [var target, ..] ? target!["change"] : "")}";
}
