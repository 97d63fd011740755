using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Vennlink.Server.Tests;

/// <summary><c>GET /api/v1/targets</c>, on the index of the contract tests.</summary>
[Collection(SmallWebServer.Name)]
public sealed class TargetsTests(SmallWebServer fixture)
{
    private const string Path = "/api/v1/targets";

    private readonly RunningServer _server = fixture.Server;

    [Fact]
    public async Task Sites_that_begin_so_come_the_most_linked_first()
    {
        JsonNode answer = JsonNode.Parse((await AskAsync("?prefix=la")).Body)!;

        Assert.Equal("""{"target":"latimes.com","scope":"root_domain","linking_root_domains":6,"domain_authority":"""
            + answer["results"]![0]!["domain_authority"] + "}", answer["results"]![0]!.ToJsonString());
        Assert.Equal(("la", "root_domain", true, ""), ((string)answer["prefix"]!, (string)answer["scope"]!,
            (bool)answer["exact"]!, (string)answer["next_token"]!));
    }

    [Theory]
    [InlineData("root_domain", "", 50)]
    [InlineData("subdomain", "", 50)]
    [InlineData("page", "latimes.com", 1)]
    public async Task Pages_of_an_answer_give_each_row_once(string scope, string prefix, int step)
    {
        string[] all = await NamesAsync($"?prefix={prefix}&scope={scope}&limit=1000");
        List<string> paged = [];
        string token = "";
        do
        {
            JsonNode page = JsonNode.Parse(
                (await AskAsync($"?prefix={prefix}&scope={scope}&limit={step}&next_token={token}")).Body)!;
            paged.AddRange(page["results"]!.AsArray().Select(row => (string)row!["target"]!));
            token = (string)page["next_token"]!;
        }
        while (token.Length > 0);

        Assert.Equal(all, paged);
        Assert.True(all.Length > step);
    }

    [Fact]
    public async Task A_slash_asks_for_pages_and_a_scope_for_hosts()
    {
        Assert.Equal(["latimes.com/", "latimes.com/x"], (await NamesAsync("?prefix=https://latimes.com/")).Order());
        Assert.Equal(["pages.example", "www.pages.example"],
            (await NamesAsync("?prefix=pages.example&scope=subdomain")).Order());
    }

    [Theory]
    [InlineData("", "prefix is required")]
    [InlineData("?prefix=ftp://a", "prefix \"ftp://a\" is not the beginning of a host name or an http(s) URL")]
    [InlineData("?prefix=a&scope=x", "scope must be page, subdomain or root_domain, not \"x\"")]
    [InlineData("?prefix=a&limit=0", "limit must be a whole number from 1 to 10000, not \"0\"")]
    [InlineData("?prefix=a&limit=x", "limit must be a whole number from 1 to 10000, not \"x\"")]
    [InlineData("?prefix=a&lmit=3", "lmit is no field that is known here")]
    [InlineData("?prefix=a&next_token=zzz", "next_token is not a token that this server gave out")]
    public async Task Every_problem_is_named(string query, string message) =>
        Assert.Contains(message, (await AskAsync(query)).Error(400, "Bad Request"), StringComparison.Ordinal);

    [Fact]
    public async Task A_token_goes_on_with_its_own_question_only()
    {
        JsonNode first = JsonNode.Parse((await AskAsync("?prefix=&limit=1")).Body)!;

        Assert.Contains("does not match the request",
            (await AskAsync($"?prefix=la&next_token={first["next_token"]}")).Error(400, "Bad Request"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_takes_a_key() => (await _server.GetAsync(Path + "?prefix=la")).Error(401, "Unauthorized");

    private async Task<string[]> NamesAsync(string query) =>
        [.. JsonNode.Parse((await AskAsync(query)).Body)!["results"]!.AsArray().Select(row => (string)row!["target"]!)];

    private async Task<Answer> AskAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path + query)
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", _server.BasicToken) },
        };
        return await _server.SendAsync(request);
    }
}
