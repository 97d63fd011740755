using System.Net.Http.Headers;
using System.Text.Json;

namespace Vennlink.Server.Tests;

/// <summary><c>GET /api/v1/explain</c>, on the index of the contract tests.</summary>
[Collection(SmallWebServer.Name)]
public sealed class ExplainTests(SmallWebServer fixture)
{
    private const string Path = "/api/v1/explain";

    private readonly RunningServer _server = fixture.Server;

    [Fact]
    public async Task The_explanation_of_a_site_is_the_kept_one() =>
        Golden.Verify((await AskAsync("?target=latimes.com")).Body, "explain-root-domain");

    [Fact]
    public async Task The_explanation_of_a_page_is_the_kept_one() =>
        Golden.Verify((await AskAsync("?target=http://split.example/best")).Body, "explain-page");

    [Fact]
    public async Task A_page_that_was_not_crawled_has_no_page_authority()
    {
        using JsonDocument answer = JsonDocument.Parse((await AskAsync("?target=latimes.com/x&scope=page")).Body);
        JsonElement page = answer.RootElement.GetProperty("page");
        Assert.False(page.TryGetProperty("page_authority", out _));
        Assert.Contains("not crawled", page.GetProperty("words").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_in_the_index_is_no_error() =>
        Assert.Equal("""{"target":"absent.example","scope":"root_domain","in_index":false}""",
            (await AskAsync("?target=absent.example")).Body);

    [Fact]
    public async Task Scope_decides_over_the_slash()
    {
        Assert.Contains("\"scope\":\"root_domain\"", (await AskAsync("?target=www.latimes.com/press&scope=root_domain"))
            .Body, StringComparison.Ordinal);
        Assert.Contains("\"target\":\"latimes.com/\",\"scope\":\"page\"",
            (await AskAsync("?scope=page&target=latimes.com")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "target is required")]
    [InlineData("?target=", "target is empty")]
    [InlineData("?target=co.uk", "target is a public suffix")]
    [InlineData("?target=ftp://a.example/", "target must be a host")]
    [InlineData("?target=a.example&scope=subdomain", "scope must be page or root_domain, not \"subdomain\".")]
    [InlineData("?scope=x", "scope must be page or root_domain, not \"x\". target is required")]
    public async Task Every_problem_is_named(string query, string message) =>
        Assert.Contains(message, (await AskAsync(query)).Error(400, "Bad Request"), StringComparison.Ordinal);

    [Fact]
    public async Task It_takes_a_key_and_no_other_method()
    {
        (await _server.GetAsync(Path + "?target=latimes.com")).Error(401, "Unauthorized");
        Answer posted = await _server.PostAsync("{}", Path);
        posted.Error(405, "Method Not Allowed");
        Assert.Equal("GET, HEAD", posted.Headers["Allow"]);
    }

    private async Task<Answer> AskAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get,
            Path + query)
        { Headers = { Authorization = new AuthenticationHeaderValue("Basic", _server.BasicToken) } };
        return await _server.SendAsync(request);
    }
}
