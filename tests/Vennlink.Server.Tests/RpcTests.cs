using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vennlink.Server.Tests;

/// <summary><c>POST /jsonrpc</c>, by the request and row shapes of the newer Moz API.</summary>
[Collection(SmallWebServer.Name)]
public sealed class RpcTests(SmallWebServer fixture)
{
    private const string Path = "/jsonrpc";
    private const string Id = "0123456789abcdef01234567";
    private const string Fetch = "data.site.link.intersect.fetch";

    private readonly RunningServer _server = fixture.Server;

    [Fact]
    public async Task The_answer_for_pages_is_the_kept_one() => Golden.Verify(
        (await CallAsync(
            Fetch,
            """
            {"is_linking_to": [{"query": "https://latimes.com/x", "scope": "domain"}, {"query": "blog.nytimes.com", "scope": "subdomain"}],
             "not_linking_to": [{"query": "moz.com", "scope": "domain"}], "offset": {"limit": 2, "token": null}}
            """, hideToken: true)).Body,
        "rpc-pages");

    [Fact]
    public async Task The_answer_for_domains_is_the_kept_one() => Golden.Verify(
        (await CallAsync(
            Fetch,
            """
            {"is_linking_to": [{"query": "latimes.com", "scope": "domain"}, {"query": "http://blog.nytimes.com ", "scope": "url"}],
             "options": {"minimum_matching_targets": 2, "scope": "domain", "sort": "source_spam_score"}, "offset": {"limit": 1}}
            """, hideToken: true)).Body,
        "rpc-domains");

    [Fact]
    public async Task Rows_are_those_of_the_V2_call_page_by_page()
    {
        string[] expected = Rows.Of(await _server.PostAsync(
            """{"positive_targets": [{"target": "latimes.com", "scope": "root_domain"}], "limit": 50}""")).Pages;
        List<string> pages = [];
        string token = "";
        do
        {
            JsonNode result = await ResultAsync(
                $$"""{"is_linking_to": [{"query": "latimes.com", "scope": "domain"}], "offset": {"limit": 3, "token": "{{token}}"} }""");
            Assert.Equal(token.Length == 0 ? null : token, (string?)result["offset"]!["provided_token"]);
            pages.AddRange(result["link_intersects"]!.AsArray().Select(row => (string)row!["page"]!));
            token = (string?)result["offset"]!["token"] ?? "";
        }
        while (token.Length > 0);

        Assert.Equal(expected, pages);
    }

    [Theory]
    [InlineData("domain", "https://split.example/best", "https://split.example")]
    [InlineData("subdomain", "http://www.pages.example/a", "http://www.pages.example")]
    [InlineData("url", "split.example", "https://split.example/")]
    [InlineData("url", "HTTP://Split.Example/best#x", "HTTP://split.example/best")]
    [InlineData("subfolder", "pages.example/a/", "https://pages.example/a/")]
    public async Task A_target_is_shown_as_it_was_understood(string scope, string typed, string understood)
    {
        JsonNode result =
            await ResultAsync($$"""{"is_linking_to": [{"query": "{{typed}}", "scope": "{{scope}}"}]}""");
        JsonNode query = result["is_linking_to"]![0]!;
        Assert.Equal((understood, scope), ((string)query["query"]!, (string)query["scope"]!));
        Assert.Equal((typed, scope), ((string)query["original_site_query"]!["query"]!,
            (string)query["original_site_query"]!["scope"]!));
        Assert.True(query.AsObject().ContainsKey("site_query_suggestion"));
        Assert.Null(query["site_query_suggestion"]);
        Assert.Equal(
            """{"minimum_matching_targets":null,"scope":"page","sort":"matching_target_count"}""",
            result["options"]!.ToJsonString());
        Assert.Equal("""{"provided_token":null,"token":null,"limit":25}""", result["offset"]!.ToJsonString());
    }

    [Theory]
    [InlineData("", "{}", -32652, "Please include a is_linking_to.", "param-is-missing", "is_linking_to")]
    [InlineData("", """{"is_linking_to": [{"scope": "url"}]}""", -32652, "Please include a", "param-is-missing", "is_linking_to[0].query")]
    [InlineData("", """{"is_linking_to": [{"query": "a.example"}]}""", -32652, "Please include a", "param-is-missing", "is_linking_to[0].scope")]
    [InlineData("", """{"is_linking_to": []}""", -32602, "at least one", "param-is-invalid", "is_linking_to")]
    [InlineData("", """{"is_linking_to": [{"query": "a.example", "scope": "root_domain"}]}""", -32602, "domain, subdomain, subfolder or url", "param-is-invalid", "is_linking_to[0].scope")]
    [InlineData("", """{"is_linking_to": [{"query": "a.example", "scope": "url"}], "metrics": 1}""", -32602, "metrics is no field", "param-is-invalid", "metrics")]
    [InlineData("", """{"is_linking_to": [{"query": "a.example", "scope": "url"}], "offset": {"limit": 51}}""", -32602, "offset.limit must be a whole number from 1 to 50", "param-is-invalid", "offset.limit")]
    [InlineData("", """{"is_linking_to": [{"query": "a.example", "scope": "url"}], "offset": 3}""", -32602, "offset must be an object", "param-is-invalid", "offset")]
    [InlineData("", """{"is_linking_to": [{"query": "a.example", "scope": "url"}], "offset": {"token": "x"}}""", -32602, "offset.token is not a token", "param-is-invalid", "offset.token")]
    [InlineData("", """{"is_linking_to": [{"query": "a.example", "scope": "url"}], "options": {"minimum_matching_targets": 2}}""", -32602, "options.minimum_matching_targets", "param-is-invalid", "options.minimum_matching_targets")]
    [InlineData("quota.lookup", """{"path": "api.limits.else"}""", -32602, "path must be", "param-is-invalid", "path")]
    public async Task A_wrong_parameter_is_told_with_code_issue_and_key(
        string action, string data, int code, string message, string issue, string key)
    {
        JsonNode error = Error(await CallAsync(action.Length == 0 ? Fetch : action, data), 400, code);
        Assert.Contains(message, (string)error["message"]!, StringComparison.Ordinal);
        Assert.Equal((400, issue, key),
            ((int)error["status"]!, (string)error["data"]!["issue"]!, (string)error["data"]!["key"]!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"jsonrpc": "1.0", "id": "0123456789abcdef01234567", "method": "quota.lookup"}""")]
    [InlineData("""{"id": "0123456789abcdef01234567", "method": "quota.lookup"}""")]
    [InlineData("""{"jsonrpc": "2.0", "id": "0123456789abcdef01234567"}""")]
    [InlineData("""{"jsonrpc": "2.0", "id": "0123456789abcdef01234567", "method": 3}""")]
    public async Task A_bad_envelope_is_32600_with_httpStatus(string body)
    {
        JsonNode error = Error(await _server.PostAsync(body, Path), 400, -32600, id: body.Contains("\"id\"",
            StringComparison.Ordinal) ? Id : null);
        Assert.Equal(400, (int)error["httpStatus"]!);
        Assert.False(error.AsObject().ContainsKey("status"));
    }

    [Fact]
    public async Task An_unknown_action_and_a_short_id_and_missing_data_have_their_codes()
    {
        JsonNode unknown = Error(await CallAsync("data.site.metrics.fetch", "{}"), 400, -32601);
        Assert.Equal("Action not found: data.site.metrics.fetch", (string)unknown["message"]!);
        JsonNode shorter = Error(await _server.PostAsync(
            Body("quota.lookup", "{}").Replace(Id, Id[1..], StringComparison.Ordinal), Path), 400, -32654, Id[1..]);
        Assert.Equal("Minimum Request ID length is 24.", (string)shorter["message"]!);
        JsonNode missing = Error(await _server.PostAsync(
            $$"""{"jsonrpc": "2.0", "id": "{{Id}}", "method": "quota.lookup"}""", Path), 400, -32652);
        Assert.Equal("data", (string)missing["data"]!["key"]!);
    }

    [Fact]
    public async Task Without_a_key_it_is_32651_and_x_moz_token_is_enough()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(Body("quota.lookup", "{}")) };
        Answer answer = await _server.SendAsync(request);
        Assert.Equal("Missing or invalid authentication", (string)Error(answer, 401, -32651, id: null)["message"]!);
        Assert.StartsWith("Basic", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);

        using var keyed = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = new StringContent(Body("quota.lookup", "{}"), MediaTypeHeaderValue.Parse("application/json")),
            Headers = { { "x-moz-token", _server.Key.Token } },
        };
        Assert.Equal(200, (await _server.SendAsync(keyed)).Status);
    }

    [Fact]
    public async Task The_quota_of_a_key_without_one_is_in_the_shape_that_clients_read()
    {
        JsonNode answer = JsonNode.Parse((await CallAsync("quota.lookup", """{"path": "api.limits.data.rows"}""")).Body)!;
        JsonObject quota = answer["result"]!["quota"]!.AsObject();
        Assert.Equal(
            ["path", "account_id", "allotted", "used", "reset", "report", "overage", "period_start", "period_reset"],
            quota.Select(field => field.Key));
        Assert.Equal(("api.limits.data.rows", _server.Key.AccessId, 9007199254740991),
            ((string)quota["path"]!, (string)quota["account_id"]!, (long)quota["allotted"]!));
        Assert.True((long)quota["used"]! >= 0);
    }

    private static string Body(string method, string data) =>
        $$"""{"jsonrpc": "2.0", "id": "{{Id}}", "method": "{{method}}", "params": {"data": {{data}} } }""";

    private static JsonNode Error(Answer answer, int status, int code, string? id = Id)
    {
        Assert.Equal((status, "application/json"), (answer.Status, answer.ContentType));
        JsonObject body = JsonNode.Parse(answer.Body)!.AsObject();
        Assert.Equal(["id", "jsonrpc", "error"], body.Select(field => field.Key));
        Assert.Equal((id, "2.0", code), ((string?)body["id"], (string)body["jsonrpc"]!, (int)body["error"]!["code"]!));
        Assert.Equal(["explanation", "issue", "key", "value"],
            body["error"]!["data"]!.AsObject().Select(field => field.Key));
        return body["error"]!;
    }

    private async Task<Answer> CallAsync(string method, string data, bool hideToken = false)
    {
        Answer answer = await _server.PostAsync(Body(method, data), Path);
        using JsonDocument document = JsonDocument.Parse(answer.Body);
        return hideToken && document.RootElement.GetProperty("result").GetProperty("offset").GetProperty("token")
            .GetString() is { } token
            ? answer with { Body = answer.Body.Replace(token, "TOKEN", StringComparison.Ordinal) } : answer;
    }

    private async Task<JsonNode> ResultAsync(string data)
    {
        Answer answer = await CallAsync(Fetch, data);
        Assert.True(answer.Status == 200, answer.Body);
        JsonNode body = JsonNode.Parse(answer.Body)!;
        Assert.Equal((Id, "2.0"), ((string)body["id"]!, (string)body["jsonrpc"]!));
        return body["result"]!;
    }
}
