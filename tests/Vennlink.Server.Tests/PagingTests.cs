using System.Globalization;
using Vennlink.Server.Keys;
using Vennlink.Server.Serving;
using Vennlink.Snapshots;

namespace Vennlink.Server.Tests;

/// <summary>Pages of an answer, and the tokens between them.</summary>
public sealed class PagingTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeClock _clock = new(DateTimeOffset.UtcNow);
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        TestIndex.Publish(_folder["index"], TestIndex.LargerWeb);
        _server = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("page", "matching_target_count")]
    [InlineData("page", "source_domain_authority")]
    [InlineData("root_domain", "source_spam_score")]
    public async Task Pages_of_any_size_give_the_same_rows_once_each(string sourceScope, string sort)
    {
        string[] byFifty = await AllPagesAsync(50, sourceScope, sort);
        string[] bySeven = await AllPagesAsync(7, sourceScope, sort);
        Assert.Equal(sourceScope == "page" ? 500 : 310, byFifty.Length);
        Assert.Equal(byFifty.Length, byFifty.Distinct().Count());
        Assert.Equal(byFifty, bySeven);
    }

    [Fact]
    public async Task A_query_ends_at_500_rows_with_an_empty_token()
    {
        string token = "";
        for (int page = 0; page < 10; page++)
        {
            Rows rows = await AskAsync(50, token);
            Assert.Equal(50, rows.Pages.Length);
            Assert.Equal(page == 9, rows.NextToken.Length == 0);
            token = rows.NextToken;
        }
    }

    [Fact]
    public async Task The_last_rows_come_with_an_empty_token_even_where_they_fill_the_page()
    {
        await using RunningServer server = await StartAsync(options =>
            options with { MaxRowsPerQuery = 10_000, MaxLimit = 620 });
        Assert.Equal((620, ""), await CountAsync(server, 620));
        (int count, string token) = await CountAsync(server, 619);
        Assert.Equal(619, count);
        Rows last = Rows.Of(await server.PostAsync(Body(619, token)));
        Assert.Equal((1, ""), (last.Pages.Length, last.NextToken));
    }

    [Fact]
    public async Task Only_the_limit_may_change_between_pages()
    {
        string token = (await AskAsync(10, "")).NextToken;
        Assert.Equal(3, (await AskAsync(3, token)).Pages.Length);
        const string Problem =
            "next_token does not match the request: repeat the request that it came with; only limit may change.";
        foreach (string other in new[]
        {
            $$"""{"positive_targets": [{"target": "popular.example", "scope": "subdomain"}], "next_token": "{{token}}"}""",
            $$"""{"positive_targets": [{"target": "latimes.com", "scope": "root_domain"}], "next_token": "{{token}}"}""",
            $$"""{"positive_targets": [{"target": "popular.example", "scope": "root_domain"}], "negative_targets": [{"target": "moz.com", "scope": "root_domain"}], "next_token": "{{token}}"}""",
            $$"""{"positive_targets": [{"target": "popular.example", "scope": "root_domain"}], "source_scope": "root_domain", "next_token": "{{token}}"}""",
            $$"""{"positive_targets": [{"target": "popular.example", "scope": "root_domain"}], "sort": "source_spam_score", "next_token": "{{token}}"}""",
        })
        {
            Assert.Equal(Problem, (await _server.PostAsync(other)).Error(400, "Bad Request"));
        }

        // Said otherwise, asked the same.
        Assert.Equal(25, Rows.Of(await _server.PostAsync(
            $$"""{"positive_targets": [{"target": "HTTP://www.Popular.example/x", "scope": "root_domain"}], "sort": "matching_target_count", "min_matching_targets": 1, "next_token": "{{token}}"}""")).Pages.Length);
    }

    [Fact]
    public async Task A_token_changed_anywhere_is_a_400()
    {
        string token = (await AskAsync(10, "")).NextToken;
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < token.Length; i++)
        {
            // The highest bit of the six: the lower ones of the last character may stand for nothing.
            char changed = Alphabet[Alphabet.IndexOf(token[i], StringComparison.Ordinal) ^ 32];
            await AssertNoTokenAsync(token[..i] + changed + token[(i + 1)..]);
        }

        foreach (string other in new[] { "x", "Ao3225XIVYho", token[..^1], token + "A", token + token,
            new string('A', 5000), "é", "\\u0000" })
        {
            await AssertNoTokenAsync(other);
        }
    }

    [Fact]
    public async Task A_token_of_another_key_is_a_400()
    {
        string token = (await AskAsync(10, "")).NextToken;
        NewKey other = KeyStore.Open(_server.Options.KeysFile).Add("other");
        using var request = new HttpRequestMessage(
            HttpMethod.Post, RunningServer.Path)
        { Content = new StringContent(Body(10, token)) };
        request.Headers.Add("x-moz-token", RunningServer.TokenOf(other.AccessId, other.SecretKey));
        Assert.Equal("next_token belongs to another key.", (await _server.SendAsync(request))
            .Error(400, "Bad Request"));
    }

    [Fact]
    public async Task A_token_past_its_age_is_gone_in_the_documented_words()
    {
        string token = (await AskAsync(10, "")).NextToken;
        _clock.Advance(TimeSpan.FromHours(23.9));
        Assert.Equal(10, (await AskAsync(10, token)).Pages.Length);
        _clock.Advance(TimeSpan.FromHours(0.2));
        Answer answer = await _server.PostAsync(Body(10, token));
        Assert.Equal("The next token has expired", answer.Error(410, "Gone"));
        Golden.Verify(answer.Body, "gone");
        Assert.Equal(10, (await AskAsync(10, "")).Pages.Length);
    }

    [Fact]
    public async Task What_is_wrong_with_the_request_comes_before_an_expired_token()
    {
        string token = (await AskAsync(10, "")).NextToken;
        _clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(
            "limit must be a whole number from 1 to 50, not 51.", (await _server.PostAsync(Body(51, token)))
            .Error(400, "Bad Request"));
    }

    [Fact]
    public async Task A_token_outlives_a_newer_snapshot_and_a_restart_and_answers_from_its_own()
    {
        string[] expected = await AllPagesAsync(50, "page", "matching_target_count");
        string old = IndexFolder.CurrentId(_folder["index"])!;
        string token = (await AskAsync(10, "")).NextToken;
        TestIndex.Publish(_folder["index"], TestIndex.Fans("popular.example", 700));
        _server.Snapshots.Poll();
        Assert.NotEqual(old, await ReadyIdAsync());
        Rows second = await AskAsync(10, token);
        Assert.Equal(expected[10..20], second.Pages);

        RunningServer restarted = await StartAsync();
        await _server.DisposeAsync();
        _server = restarted;
        Rows third = await AskAsync(10, second.NextToken, restarted);
        Assert.Equal(expected[20..30], third.Pages);
    }

    [Fact]
    public async Task A_token_into_a_deleted_snapshot_is_gone_and_a_superseded_one_is_deleted_when_no_token_can_point_into_it()
    {
        string old = IndexFolder.CurrentId(_folder["index"])!;
        string oldFolder = IndexFolder.SnapshotFolder(_folder["index"], old);
        string token = (await AskAsync(10, "")).NextToken;
        TestIndex.Publish(_folder["index"], TestIndex.Fans("popular.example", 700));
        _server.Snapshots.Poll();
        _clock.Advance(TimeSpan.FromHours(23.9));
        _server.Snapshots.Poll();
        Assert.True(Directory.Exists(oldFolder));
        Assert.Equal(10, (await AskAsync(10, token)).Pages.Length);
        _clock.Advance(TimeSpan.FromHours(0.2));
        _server.Snapshots.Poll();
        Assert.False(Directory.Exists(oldFolder));
        Assert.Equal("The next token has expired", (await _server.PostAsync(Body(10, token))).Error(410, "Gone"));
    }

    [Fact]
    public async Task A_token_into_a_snapshot_deleted_by_hand_is_gone()
    {
        string old = IndexFolder.CurrentId(_folder["index"])!;
        string token = (await AskAsync(10, "")).NextToken;
        TestIndex.Publish(_folder["index"], TestIndex.Fans("popular.example", 700));
        RunningServer restarted = await StartAsync();
        await _server.DisposeAsync();
        _server = restarted;
        Directory.Delete(IndexFolder.SnapshotFolder(_folder["index"], old), recursive: true);
        Assert.Equal("The next token has expired", (await _server.PostAsync(Body(10, token))).Error(410, "Gone"));
    }

    private static string Body(int limit, string token) =>
        $$"""{"positive_targets": [{"target": "popular.example", "scope": "root_domain"}], "limit": {{limit.ToString(CultureInfo.InvariantCulture)}}, "next_token": "{{token}}"}""";

    private static async Task<(int Count, string Token)> CountAsync(RunningServer server, int limit)
    {
        Rows rows = Rows.Of(await server.PostAsync(Body(limit, "")));
        return (rows.Pages.Length, rows.NextToken);
    }

    // The key of the first server goes on being used: it is in the same file, as it is after a restart.
    private async Task<RunningServer> StartAsync(Func<ServerOptions, ServerOptions>? change = null) =>
        await RunningServer.StartAsync(_folder, options =>
            (change ?? (same => same))(options with { Clock = _clock }), _server?.Key);

    private async Task<string> ReadyIdAsync() => (await _server.GetAsync("/readyz")).Body.Split('"')[^2];

    private async Task AssertNoTokenAsync(string token) =>
        Assert.Equal("next_token is not a token that this server gave out.", (await _server.PostAsync(Body(10, token)))
            .Error(400, "Bad Request"));

    private async Task<Rows> AskAsync(int limit, string token, RunningServer? server = null) =>
        Rows.Of(await (server ?? _server).PostAsync(Body(limit, token)));

    private async Task<string[]> AllPagesAsync(int limit, string sourceScope, string sort)
    {
        var pages = new List<string>();
        string token = "";
        do
        {
            Rows rows = Rows.Of(await _server.PostAsync(
                $$"""{"positive_targets": [{"target": "popular.example", "scope": "root_domain"}], "source_scope": "{{sourceScope}}", "sort": "{{sort}}", "limit": {{limit.ToString(CultureInfo.InvariantCulture)}}, "next_token": "{{token}}"}"""));
            pages.AddRange(rows.Pages);
            token = rows.NextToken;
        }
        while (token.Length > 0);
        return [.. pages];
    }
}
