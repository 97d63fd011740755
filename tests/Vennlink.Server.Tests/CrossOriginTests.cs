namespace Vennlink.Server.Tests;

/// <summary>Calls from pages of other origins, as browsers make them.</summary>
public sealed class CrossOriginTests : IAsyncLifetime
{
    private const string Named = "https://tools.example";
    private const string Question = """{"positive_targets": [{"target": "latimes.com", "scope": "root_domain"}]}""";

    private readonly TemporaryFolder _folder = new();
    private RunningServer? _server;

    private RunningServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        TestIndex.Publish(_folder["index"], TestIndex.SmallWeb);
        _server = await RunningServer.StartAsync(_folder, options =>
            options with { CorsOrigins = [Named, "http://localhost:3000"] });
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Named)]
    [InlineData("http://localhost:3000")]
    public async Task A_preflight_of_a_named_origin_is_let_through_without_a_key(string origin)
    {
        Answer answer = await PreflightAsync(origin);
        Assert.Equal((204, ""), (answer.Status, answer.Body));
        Assert.Equal(origin, answer.Headers["Access-Control-Allow-Origin"]);
        Assert.Contains("POST", answer.Headers["Access-Control-Allow-Methods"], StringComparison.Ordinal);
        Assert.Contains("Authorization", answer.Headers["Access-Control-Allow-Headers"], StringComparison.Ordinal);
        Assert.Contains("x-moz-token", answer.Headers["Access-Control-Allow-Headers"], StringComparison.Ordinal);
        Assert.Equal("Origin", answer.Headers["Vary"]);
        Assert.DoesNotContain("Access-Control-Allow-Credentials", answer.Headers.Keys);
    }

    [Theory]
    [InlineData("https://other.example")]
    [InlineData("https://tools.example.evil.example")]
    [InlineData("http://tools.example")]
    [InlineData("https://tools.example:8443")]
    [InlineData("https://TOOLS.example")]
    [InlineData("null")]
    public async Task Another_origin_is_let_through_nowhere(string origin)
    {
        Answer preflight = await PreflightAsync(origin);
        Assert.DoesNotContain(preflight.Headers.Keys, IsAllowance);
        Answer answer = await AskAsync(origin, Question);
        Assert.Equal((200, "Origin"), (answer.Status, answer.Headers["Vary"]));
        Assert.DoesNotContain(answer.Headers.Keys, IsAllowance);
    }

    [Fact]
    public async Task Answers_and_errors_may_be_read_by_a_named_origin()
    {
        Answer answer = await AskAsync(Named, Question);
        Assert.Equal(200, answer.Status);
        Assert.Equal(Named, answer.Headers["Access-Control-Allow-Origin"]);
        Assert.Contains("Vennlink-Snapshot", answer.Headers["Access-Control-Expose-Headers"],
            StringComparison.Ordinal);

        foreach (Answer error in new[] { await AskAsync(Named, "{}"), await GetAsync("/nothing"), await GetAsync("/") })
        {
            Assert.Equal(Named, error.Headers["Access-Control-Allow-Origin"]);
            Assert.Contains("Origin", error.Headers["Vary"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_an_origin_nothing_is_allowed_and_options_is_no_method()
    {
        Answer answer = await Server.PostAsync(Question);
        Assert.DoesNotContain(answer.Headers.Keys, IsAllowance);
        using var options = new HttpRequestMessage(HttpMethod.Options, RunningServer.Path);
        (await Server.SendAsync(options)).Error(405, "Method Not Allowed");
    }

    [Fact]
    public async Task It_is_off_unless_origins_are_named()
    {
        using TemporaryFolder folder = new();
        await using RunningServer server = await RunningServer.StartAsync(folder);
        using HttpRequestMessage request = Preflight(Named);
        Answer answer = await server.SendAsync(request);
        answer.Error(405, "Method Not Allowed");
        Assert.DoesNotContain("Vary", answer.Headers.Keys);
        Assert.DoesNotContain(answer.Headers.Keys, IsAllowance);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("tools.example")]
    [InlineData("https://tools.example/")]
    [InlineData("https://tools.example/app")]
    [InlineData("https://user@tools.example")]
    [InlineData("https://Tools.example")]
    [InlineData("https://tools.example:443")]
    [InlineData("ftp://tools.example")]
    public void What_no_browser_sends_as_an_origin_is_refused_at_the_start(string origin) =>
        Assert.False(Serving.ServerOptions.IsOrigin(origin));

    private static bool IsAllowance(string name) =>
        name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase);

    private static HttpRequestMessage Preflight(string origin) => new(HttpMethod.Options, RunningServer.Path)
    {
        Headers =
        {
            { "Origin", origin },
            { "Access-Control-Request-Method", "POST" },
            { "Access-Control-Request-Headers", "authorization" },
        },
    };

    private async Task<Answer> PreflightAsync(string origin)
    {
        using HttpRequestMessage request = Preflight(origin);
        return await Server.SendAsync(request);
    }

    private async Task<Answer> AskAsync(string origin, string body)
    {
        using HttpRequestMessage request = Server.Post(new StringContent(body));
        request.Headers.Add("Origin", origin);
        return await Server.SendAsync(request);
    }

    private async Task<Answer> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Origin", Named } } };
        return await Server.SendAsync(request);
    }
}
