using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vennlink.Query.Questions;

namespace Vennlink.Page.Tests;

/// <summary>The question ⇄ the address, and what is asked: without a browser.</summary>
public sealed class StateTests
{
    private static readonly SiteModule State = SiteModule.Load("state.js");

    private static readonly string[] Texts =
        ["a.com", "e.com/a b", "ü.example", "e.com/?q=1&to=x#y", "100%", "a,b", "\"q\"", "emoji😀.example", "+"];

    [Fact]
    public void What_is_written_is_read_as_the_same()
    {
        var random = new Random(5);
        for (int round = 0; round < 300; round++)
        {
            JsonObject state = RandomState(random);
            string address = State.Text("writeAddress", state);
            Assert.StartsWith("#/q?", address, StringComparison.Ordinal);
            JsonElement read = State.Call("readAddress", address).GetProperty("state");
            Assert.True(JsonNode.DeepEquals(state, JsonNode.Parse(read.GetRawText())),
                $"{address}\n{state.ToJsonString()}\n{read}");
            Assert.Equal(address, State.Text("writeAddress", read));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("#")]
    [InlineData("#/q?min=x&page=0&rows=99999999&source=site&view=all&da=high&first=yesterday&only=;,&unknown=1&to=")]
    [InlineData("#/q?%zz&=&&&to")]
    public void What_cannot_be_read_is_as_if_it_was_not_there(string address)
    {
        JsonElement state = State.Call("readAddress", address).GetProperty("state");
        Assert.Equal("root_domain", state.GetProperty("source").GetString());
        Assert.Equal((1, 1), (state.GetProperty("min").GetInt32(), state.GetProperty("page").GetInt32()));
        Assert.Equal(0, state.GetProperty("to").GetArrayLength());
        Assert.Equal("table", state.GetProperty("view").GetString());
    }

    // What the page asks, the server must be able to read: no field that it does not know.
    [Fact]
    public void Every_state_is_a_question_that_the_server_reads()
    {
        var random = new Random(6);
        for (int round = 0; round < 300; round++)
        {
            JsonObject state = RandomState(random);
            JsonArray columns = [.. state["to"]!.AsArray().Select(target => target!.DeepClone())];
            JsonElement asked = State.Call("toQuestion", state, columns, new[] { "left.example" });
            QuestionProblems problems = new();
            Question question = QuestionJson.Read(JsonSerializer.SerializeToUtf8Bytes(asked), problems);
            Assert.False(problems.Any, $"{problems}: {asked}");
            Assert.Equal(columns.Count, question.To.Count);
            Assert.Contains("left.example", question.SourcesNotIn!.Select(target => target.Typed));
        }
    }

    [Theory]
    [InlineData("https://Blog.Example.com/a?b#c", "page:blog.example.com/a?b")]
    [InlineData("Example.com", "example.com")]
    [InlineData("www.example.com/", "example.com")]
    [InlineData("http://user:pass@example.com:80/", "example.com")]
    [InlineData("example.com:8080/x", "page:example.com:8080/x")]
    [InlineData("subdomain:www.example.com", "subdomain:www.example.com")]
    [InlineData("subfolder:example.com/blog/", "subfolder:example.com/blog/")]
    [InlineData("bücher.example", "bücher.example")]
    [InlineData("localhost", "localhost")]
    [InlineData("example.com?x=1", "page:example.com/?x=1")]
    [InlineData("example", null)]
    [InlineData("12.5", null)]
    [InlineData("a@example.com", null)]
    [InlineData("two..dots", null)]
    [InlineData("ftp://example.com/", null)]
    public void What_is_typed_becomes_a_target(string typed, string? expected)
    {
        JsonElement target = State.Call("normalise", typed);
        Assert.Equal(expected, target.ValueKind == JsonValueKind.Null ? null : State.Text("writeTarget", target));
    }

    [Fact]
    public void A_column_of_a_spreadsheet_is_a_list_of_targets()
    {
        const string Pasted = "Domain\tTraffic\r\n\"https://a.com/\"\t1200\r\nb.com,c.com; d.com\n\n<e.com>\na.com 3.5";
        JsonElement read = State.Call("readPasted", Pasted);
        Assert.Equal(["a.com", "b.com", "c.com", "d.com", "e.com"],
            read.GetProperty("targets").EnumerateArray().Select(target => State.Text("writeTarget", target)));
        Assert.Equal(["Domain", "Traffic", "1200", "3.5"],
            read.GetProperty("refused").EnumerateArray().Select(text => text.GetString()));
    }

    [Fact]
    public void Commas_in_an_address_are_its_own() =>
        Assert.Equal("e.com/a,b",
            State.Call("readPasted", "http://e.com/a,b").GetProperty("targets")[0].GetProperty("text").GetString());

    [Theory]
    [InlineData("subdomain", "blog.e.com")]
    [InlineData("subfolder", "blog.e.com/a/")]
    [InlineData("page", "blog.e.com/a/b?c")]
    [InlineData("root_domain", "blog.e.com")]
    public void Another_scope_keeps_what_was_typed(string scope, string expected)
    {
        JsonElement target = State.Call("rescope", new { text = "blog.e.com/a/b?c", scope = "page" }, scope);
        Assert.Equal(expected, target.GetProperty("text").GetString());
        Assert.Equal("blog.e.com/a/b?c",
            State.Call("rescope", target, "page").GetProperty("text").GetString());
    }

    private static JsonObject RandomState(Random random)
    {
        JsonObject state = JsonNode.Parse(State.Call("empty").GetRawText())!.AsObject();
        int targets = 1 + random.Next(4);
        state["to"] = new JsonArray([.. Enumerable.Range(0, targets).Select(at => RandomTarget(random, at))]);
        state["not"] = new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(at => RandomTarget(random, at))]);
        state["min"] = 1 + random.Next(targets);
        state["source"] = Any(random, "page", "subdomain", "root_domain");
        state["view"] = Any(random, "table", "plot", "both");
        state["match"] = Any(random, "", "", "a.com and (b.com or c.com)");
        state["hide"] = Subset(random, "platforms:500", "feeds", "same-owner");
        state["sort"] = Subset(random, "-source_domain_authority", "source_url");
        state["skip"] = Subset(random, "contacted", "won");
        state["must"] = new JsonArray([.. Enumerable.Range(0, random.Next(targets + 1)).Select(at => (JsonNode)at)]);
        state["only"] = random.Next(3) > 0 ? [] : new JsonArray([.. Enumerable.Range(0, 1 + random.Next(2)).Select(at =>
            (JsonNode)new JsonArray([.. Enumerable.Range(0, 1 + random.Next(targets)).Select(of => (JsonNode)of)]))]);
        state["page"] = 1 + random.Next(9);
        state["rows"] = Any(random, 25, 50, 100);
        state["row"] = random.Next(2) == 0 ? null : Texts[random.Next(Texts.Length)];
        state["links"] = RandomLinks(random);
        state["sources"] = RandomSources(random);
        return state;
    }

    private static JsonObject RandomLinks(Random random)
    {
        JsonObject links = [];
        Put(random, links, "followed", random.Next(2) == 0);
        Put(random, links, "rel", new JsonArray("ugc", "sponsored"));
        Put(random, links, "anchor_contains", Texts[random.Next(Texts.Length)]);
        Put(random, links, "anchor_empty", true);
        Put(random, links, "last_seen", new JsonObject { ["from"] = "2026-01-31" });
        Put(random, links, "first_seen", new JsonObject { ["from"] = "2026-01-01", ["until"] = "2026-06-30" });
        Put(random, links, "state", "both");
        return links;
    }

    private static JsonObject RandomSources(Random random)
    {
        JsonObject sources = [];
        Put(random, sources, "domain_authority", new JsonObject { ["min"] = 10, ["max"] = 100 });
        Put(random, sources, "spam_score", new JsonObject { ["min"] = -1, ["max"] = 30 });
        Put(random, sources, "outgoing_domains", new JsonObject { ["max"] = 60 });
        Put(random, sources, "tld", new JsonArray("de", "co.uk"));
        Put(random, sources, "title_contains", Texts[random.Next(Texts.Length)]);
        Put(random, sources, "url_contains", "/blog/");
        Put(random, sources, "not_in", new JsonArray("mine.example"));
        return sources;
    }

    private static void Put(Random random, JsonObject place, string name, JsonNode value)
    {
        if (random.Next(3) == 0)
        {
            place[name] = value;
        }
    }

    private static JsonObject RandomTarget(Random random, int at)
    {
        string scope = Any(random, "page", "subdomain", "root_domain", "subfolder")!.ToString();
        string text = string.Create(CultureInfo.InvariantCulture, $"t{at}.example");
        return new JsonObject
        {
            ["text"] = scope is "page" or "subfolder"
                ? $"{text}/a,b?x={Uri.EscapeDataString(Texts[random.Next(9)])}" : text,
            ["scope"] = scope,
        };
    }

    private static JsonNode Any<T>(Random random, params T[] values) =>
        JsonValue.Create(values[random.Next(values.Length)])!;

    private static JsonArray Subset(Random random, params string[] values) =>
        new([.. values.Where(_ => random.Next(3) == 0).Select(value => (JsonNode)value)]);
}
