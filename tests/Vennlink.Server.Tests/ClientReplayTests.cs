using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Vennlink.Server.Tests;

/// <summary>What public clients of the API send and rely on, replayed by hand: one test a habit.</summary>
[Collection(SmallWebServer.Name)]
public sealed class ClientReplayTests(SmallWebServer fixture)
{
    private readonly RunningServer _server = fixture.Server;

    [Fact]
    public async Task A_php_library_sends_nulls_and_empty_lists_as_a_form()
    {
        const string Body =
            """{"positive_targets":[{"target":"latimes.com","scope":"root_domain"}],"negative_targets":[],"min_matching_targets":null,"source_scope":"page","sort":null,"limit":50}""";
        using HttpRequestMessage request =
            _server.Post(new StringContent(Body, Encoding.UTF8, "application/x-www-form-urlencoded"));
        Assert.NotEmpty(Rows.Of(await _server.SendAsync(request)).Pages);
    }

    [Fact]
    public async Task A_go_client_asserts_that_the_token_is_a_string_and_sends_it_empty_first()
    {
        const string Body =
            """{"limit":50,"next_token":"","positive_targets":[{"scope":"root_domain","target":"latimes.com"}]}""";
        using HttpRequestMessage request = _server.Post(new StringContent(Body, Encoding.UTF8, "application/json"));
        JsonElement answer = JsonDocument.Parse((await _server.SendAsync(request)).Body).RootElement;
        Assert.Equal((JsonValueKind.String, ""),
            (answer.GetProperty("next_token").ValueKind, answer.GetProperty("next_token").GetString()));
    }

    [Fact]
    public async Task A_proxy_written_by_hand_leaves_a_comma_behind_the_last_target()
    {
        const string Body = """{"positive_targets": [{"target": "latimes.com", "scope": "root_domain"},], "negative_targets": [{"target": "moz.com", "scope": "root_domain"},], "limit": 1}""";
        Assert.Single(Rows.Of(await _server.PostAsync(Body)).Pages);
    }

    [Fact]
    public async Task A_checker_tells_good_credentials_from_bad_by_an_empty_body()
    {
        Assert.Equal(400, (await _server.PostAsync("")).Status);
        using var bad = new HttpRequestMessage(HttpMethod.Post, RunningServer.Path)
        {
            Content = new StringContent(""),
            Headers =
                { Authorization = new AuthenticationHeaderValue(
                    "Basic", RunningServer.TokenOf("mozscape-0123456789", new string('0', 32))) },
        };
        Answer answer = await _server.SendAsync(bad);
        Assert.Equal(401, answer.Status);
        JsonElement error = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal("Unauthorized", error.GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_class_sends_plain_text_to_the_path_with_a_slash_and_targets_with_a_scheme()
    {
        const string Body = """{"positive_targets": [{"target": "https://www.latimes.com/", "scope": "root_domain"}], "targets": ["https://x.example"]}""";
        using HttpRequestMessage request =
            _server.Post(new StringContent(Body, Encoding.UTF8, "text/plain"), RunningServer.Path + "/");
        Assert.NotEmpty(Rows.Of(await _server.SendAsync(request)).Pages);
    }

    [Fact]
    public async Task A_script_puts_the_encoded_token_behind_basic_or_into_the_token_header()
    {
        foreach ((string name, string value) in new[] { ("Authorization", "Basic " + _server.BasicToken),
            ("x-moz-token", _server.BasicToken) })
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post, RunningServer.Path)
            { Content = new StringContent(DocumentedCalls.Json) };
            request.Headers.Add(name, value);
            Assert.Single(Rows.Of(await _server.SendAsync(request)).Pages);
        }
    }

    [Fact]
    public async Task Pagers_stop_on_an_empty_page_on_no_token_and_ask_for_fewer_at_the_end()
    {
        var seen = new List<string>();
        string token = "";
        while (true)
        {
            int limit = Math.Min(50, 120 - seen.Count);
            Rows rows = Rows.Of(await _server.PostAsync(
                $$"""{"positive_targets": [{"target": "popular.example", "scope": "root_domain"}], "limit": {{limit}}, "next_token": "{{token}}"}"""));
            seen.AddRange(rows.Pages);
            token = rows.NextToken;
            if (seen.Count == 120 || token.Length == 0 || rows.Pages.Length == 0)
            {
                break;
            }
        }

        Assert.Equal(120, seen.Distinct().Count());
    }
}
