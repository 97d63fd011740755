using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Vennlink.Server.Mcp;
using Vennlink.Snapshots;

namespace Vennlink.Server.Tests;

/// <summary>The Model Context Protocol, by the library's own client, over HTTP and over streams.</summary>
[Collection(SmallWebServer.Name)]
public sealed class McpTests(SmallWebServer fixture)
{
    private static readonly string[] _names =
        ["intersect", "count", "subsets", "targets", "explain", "evidence", "diff", "index"];

    // A call of each tool, all on the index of the contract tests.
    public static TheoryData<string, string> Calls => new()
    {
        { "intersect", """{"to": ["latimes.com", "nytimes.com"], "min": 2, "total": true, "limit": 2}""" },
        { "intersect", """{"match": "latimes.com and not moz.com", "source": "root_domain"}""" },
        { "count", """{"to": ["latimes.com"], "sources": {"domain_authority": {"min": 1}}}""" },
        { "subsets", """{"to": ["latimes.com", "nytimes.com"]}""" },
        { "targets", """{"prefix": "la", "limit": 3}""" },
        { "explain", """{"target": "latimes.com"}""" },
        { "evidence", """{"source": "split.example", "to": ["latimes.com", "moz.com"], "limit": 1}""" },
        { "evidence", """{"source": "both.example/list", "to": ["subdomain:blog.nytimes.com"], "links": {"state": "both"}}""" },
        { "diff", """{"question": {"to": ["latimes.com"], "facets": ["tld"], "evidence": {"links": 1}, "limit": 2}, "before": "SERVED", "show": ["kept"]}""" },
        { "index", "{}" },
    };

    private readonly RunningServer _server = fixture.Server;

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Each_tool_answers_as_its_schema_says_and_alike_over_both_transports(string tool, string arguments)
    {
        arguments = arguments.Replace("SERVED", IndexFolder.CurrentId(_server.Options.IndexFolder), StringComparison.Ordinal);
        await using McpClient web = await ConnectAsync();
        await using Streams streams = await Streams.OpenAsync(_server);
        McpClientTool told = (await web.ListToolsAsync()).Single(known => known.Name == tool);
        Assert.True(IsValid(told.ProtocolTool.InputSchema, arguments));

        CallToolResult answer = await CallAsync(web, tool, arguments);
        string text = ((TextContentBlock)Assert.Single(answer.Content)).Text;

        Assert.True(answer.IsError is not true, text);
        Assert.True(IsValid(told.ProtocolTool.OutputSchema!.Value, text), text);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(answer.StructuredContent!.Value.GetRawText())));
        JsonNode direct = JsonNode.Parse(((TextContentBlock)(await CallAsync(streams.Client, tool, arguments)).Content[0]).Text)!;
        Assert.Equal(WithoutToken(JsonNode.Parse(text)!), WithoutToken(direct));
    }

    [Fact]
    public async Task An_answer_is_that_of_the_API()
    {
        const string Question = """{"to": ["latimes.com", "nytimes.com"], "limit": 3, "total": true}""";
        await using McpClient client = await ConnectAsync();
        CallToolResult answer = await CallAsync(client, "intersect", Question);

        Assert.Equal(
            WithoutToken(JsonNode.Parse((await _server.PostAsync(Question, "/api/v1/intersect")).Body)!),
            WithoutToken(JsonNode.Parse(answer.StructuredContent!.Value.GetRawText())!));
    }

    [Fact]
    public async Task A_page_goes_on_with_its_token()
    {
        await using McpClient client = await ConnectAsync();
        HashSet<string> pages = [];
        string token = "";
        do
        {
            JsonNode page = JsonNode.Parse((await CallAsync(client, "intersect",
                $$"""{"to": ["popular.example"], "limit": 200, "next_token": "{{token}}"}""")).StructuredContent!.Value.GetRawText())!;
            Assert.All(page["results"]!.AsArray(), row => Assert.True(pages.Add((string)row!["page"]!)));
            token = (string)page["next_token"]!;
        }
        while (token.Length > 0);

        Assert.Equal(620, pages.Count);
    }

    [Fact]
    public async Task The_links_behind_a_row_are_shown_with_what_they_say()
    {
        await using McpClient client = await ConnectAsync();
        JsonNode shown = JsonNode.Parse((await CallAsync(client, "evidence",
            """{"source": "nofollow.example", "to": ["latimes.com"]}""")).StructuredContent!.Value.GetRawText())!;

        JsonNode target = Assert.Single(shown["evidence"]!.AsArray()) ?? throw new InvalidDataException();
        JsonNode link = Assert.Single(target["links"]!.AsArray()) ?? throw new InvalidDataException();
        Assert.Equal(("nofollow.example/", "latimes.com/", "anchor", "nofollow", "links.csv"),
            ((string)link["page"]!, (string)link["target"]!, (string)link["kind"]!, (string)link["rel"]!,
                (string)link["file"]!));
        Assert.False((bool)target["more"]!);
    }

    [Fact]
    public async Task What_changed_since_the_index_given_beside_is_that_of_the_API()
    {
        const string Question = """{"question": {"to": ["x.example"], "sort": "source_url"}, "show": ["gained", "lost"]}""";
        using TemporaryFolder folder = new();
        TestIndex.Publish(folder["earlier"], "source,target\nhttp://a.example/,http://x.example/\n");
        TestIndex.Publish(folder["index"],
            "source,target\nhttp://c.example/,http://x.example/\nhttp://b.example/,http://x.example/\n");
        await using RunningServer server = await RunningServer.StartAsync(
            folder, options => options with { CompareFolder = folder["earlier"] });
        await using Streams streams = await Streams.OpenAsync(server);

        string api = (await server.PostAsync(Question, "/api/v1/diff")).Body;
        CallToolResult answer = await CallAsync(streams.Client, "diff", Question);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(api), JsonNode.Parse(answer.StructuredContent!.Value.GetRawText())), api);
        Assert.Equal(["b.example/", "c.example/", "a.example/"],
            JsonNode.Parse(api)!["results"]!.AsArray().Select(row => (string)row!["page"]!));
    }

    [Theory]
    [InlineData("diff", """{"question": {"to": ["a.com"]}}""", "before: is missing")]
    [InlineData("intersect", """{"too": ["a.com"]}""", "too")]
    [InlineData("intersect", """{"to": ["co.uk"]}""", "public suffix")]
    [InlineData("intersect", """{"to": ["a.com"], "limit": 20000}""", "may be up to 10000")]
    [InlineData("targets", "{}", "prefix is required")]
    [InlineData("evidence", """{"source": "a.com"}""", "no target to link to is given")]
    [InlineData("index", """{"x": 1}""", "x is no field")]
    public async Task What_is_wrong_with_a_call_is_told_to_the_model(string tool, string arguments, string words)
    {
        await using McpClient client = await ConnectAsync();
        CallToolResult answer = await CallAsync(client, tool, arguments);

        Assert.True(answer.IsError);
        Assert.Contains(words, ((TextContentBlock)answer.Content[0]).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tools_are_these_and_change_nothing()
    {
        await using McpClient client = await ConnectAsync();
        IList<McpClientTool> tools = await client.ListToolsAsync();

        Assert.Equal(_names, tools.Select(tool => tool.Name));
        Assert.All(tools, tool => Assert.True(tool.ProtocolTool.Annotations?.ReadOnlyHint));
        Assert.Equal("vennlink", client.ServerInfo?.Name);
        McpProtocolException problem = await Assert.ThrowsAsync<McpProtocolException>(
            () => CallAsync(client, "delete", "{}"));
        Assert.Contains("There is no tool", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_HTTP_it_takes_a_key_and_no_other_method()
    {
        await Assert.ThrowsAnyAsync<Exception>(async () => await ConnectAsync("Basic bm86bm8="));
        using HttpRequestMessage open = new(HttpMethod.Post, "/mcp") { Content = new StringContent("{}") };
        (await _server.SendAsync(open)).Error(401, "Unauthorized");
        (await _server.PostAsync("{}", "/mcp")).Error(415, "Unsupported Media Type");
        Answer got = await _server.GetAsync("/mcp");
        got.Error(405, "Method Not Allowed");
        Assert.Equal("POST", got.Headers["Allow"]);
    }

    [Fact]
    public async Task A_body_has_the_bound_of_a_question()
    {
        using HttpRequestMessage request = _server.Post(
            new ByteArrayContent(new byte[_server.Options.MaxQuestionBytes + 1]), "/mcp");
        request.Content!.Headers.ContentType = new("application/json");
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");

        (await _server.SendAsync(request)).Error(413, "Payload Too Large");
    }

    private static string WithoutToken(JsonNode answer)
    {
        if (answer["next_token"] is not null)
        {
            answer["next_token"] = ((string)answer["next_token"]!).Length > 0;
        }

        return answer.ToJsonString();
    }

    private static bool IsValid(JsonElement schema, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return JsonSchema.FromText(schema.GetRawText()).Evaluate(document.RootElement).IsValid;
    }

    private static async Task<CallToolResult> CallAsync(McpClient client, string tool, string arguments) =>
        await client.CallToolAsync(tool, JsonNode.Parse(arguments)!.AsObject().ToDictionary(
            argument => argument.Key, argument => (object?)argument.Value),
            cancellationToken: TestContext.Current.CancellationToken);

    private Task<McpClient> ConnectAsync() => ConnectAsync($"Basic {_server.BasicToken}");

    private Task<McpClient> ConnectAsync(string authorization) => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(_server.Address, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = authorization },
        }),
        cancellationToken: TestContext.Current.CancellationToken);

    // A session over two pipes.
    private sealed class Streams(McpClient client, Task session, Pipe toServer, CancellationTokenSource stop) : IAsyncDisposable
    {
        public McpClient Client => client;

        public static async Task<Streams> OpenAsync(RunningServer server)
        {
            Pipe toServer = new(), toClient = new();
            CancellationTokenSource stop = new();
            Task session = McpStreams.RunAsync(
                server.Options, toServer.Reader.AsStream(), toClient.Writer.AsStream(), stop.Token);
            McpClient client = await McpClient.CreateAsync(
                new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream()),
                cancellationToken: TestContext.Current.CancellationToken);
            return new Streams(client, session, toServer, stop);
        }

        public async ValueTask DisposeAsync()
        {
            await client.DisposeAsync();
            await toServer.Writer.CompleteAsync();
            await stop.CancelAsync();
            await session.ContinueWith(_ => { }, TaskScheduler.Default);
            stop.Dispose();
        }
    }
}
