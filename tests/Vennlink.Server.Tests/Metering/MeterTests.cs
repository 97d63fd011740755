using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Vennlink.Server.Keys;
using Vennlink.Server.Metering;
using Vennlink.Server.OpenApi;

namespace Vennlink.Server.Tests.Metering;

/// <summary>Keys that are held to something, over HTTP; docs/metering.md.</summary>
public sealed class MeterTests : IAsyncLifetime
{
    private const string Question = """{"positive_targets": [{"target": "latimes.com", "scope": "root_domain"}]}""";

    private readonly TemporaryFolder _folder = new();
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private RunningServer _server = null!;

    private KeyStore Keys => KeyStore.Open(_folder["keys.db"], _clock);

    public async ValueTask InitializeAsync()
    {
        TestIndex.Publish(_folder["index"], TestIndex.LargerWeb);
        _server = await RunningServer.StartAsync(_folder, options => options with { Clock = _clock });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_answer_costs_its_rows_times_the_weight_of_its_call_and_errors_nothing()
    {
        NewKey key = Keys.Add("one");
        long expected = 0;
        long rows = Rows(await AskAsync(key, Question), "results");
        Assert.InRange(rows, 1, 25);
        Assert.Equal(expected += 5 * rows, await UsedAsync(key));

        await AskAsync(key, "{}");
        await AskAsync(key, """{"to": ["latimes.com"], "hide": ["nonsense"]}""", "/api/v1/intersect");
        Assert.Equal(expected, await UsedAsync(key));

        await AskAsync(key, """{"to": ["latimes.com"]}""", "/api/v1/count");
        Assert.Equal(expected += 1, await UsedAsync(key));

        Answer page = await AskAsync(key, """{"to": ["latimes.com"], "limit": 2}""", "/api/v1/intersect");
        Assert.Equal(expected += 5 * Rows(page, "results"), await UsedAsync(key));

        Answer stream = await AskAsync(
            key, """{"to": ["latimes.com"]}""", "/api/v1/intersect", accept: "application/x-ndjson");
        Assert.Equal(
            expected += 5 * stream.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, await UsedAsync(key));

        const string Rpc =
            """
            {"jsonrpc": "2.0", "id": "0123456789abcdef01234567", "method": "data.site.link.intersect.fetch",
             "params": {"data": {"is_linking_to": [{"query": "latimes.com", "scope": "domain"}]}}}
            """;
        using JsonDocument answer = JsonDocument.Parse((await AskAsync(key, Rpc, "/jsonrpc")).Body);
        expected += 5 * answer.RootElement.GetProperty("result").GetProperty("link_intersects").GetArrayLength();
        Assert.Equal(expected, await UsedAsync(key));
    }

    [Fact]
    public async Task A_spent_quota_is_a_403_that_programs_know_and_the_next_month_begins_anew()
    {
        long rows = Rows(await AskAsync(Keys.Add("free"), Question), "results");
        NewKey key = Keys.Add("bound", new KeyLimits { RowsAMonth = (5 * rows * 2) + 4 });
        Assert.Equal(200, (await AskAsync(key, Question)).Status);
        Assert.Equal(200, (await AskAsync(key, Question)).Status);

        // Four are left: too few for the rows of an answer, which then costs nothing.
        AssertSpent(await AskAsync(key, Question));
        Assert.Equal(10 * rows, await UsedAsync(key));
        Assert.Equal(200, (await AskAsync(key, """{"to": ["latimes.com"]}""", "/api/v1/count")).Status);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await AskAsync(key, """{"to": ["latimes.com"]}""", "/api/v1/count")).Status);
        }

        AssertSpent(await AskAsync(key, """{"to": ["latimes.com"]}""", "/api/v1/count"));
        Answer stream = await AskAsync(
            key, """{"to": ["latimes.com"]}""", "/api/v1/intersect", accept: "application/x-ndjson");
        AssertSpent(stream);
        Assert.Equal(rows * 10 + 4, await UsedAsync(key));

        const string Lookup =
            """
            {"jsonrpc": "2.0", "id": "0123456789abcdef01234567", "method": "quota.lookup", "params": {"data": {}}}
            """;
        using (JsonDocument answer = JsonDocument.Parse((await AskAsync(key, Lookup, "/jsonrpc")).Body))
        {
            JsonElement quota = answer.RootElement.GetProperty("result").GetProperty("quota");
            Assert.Equal((rows * 10 + 4, rows * 10 + 4),
                (quota.GetProperty("allotted").GetInt64(), quota.GetProperty("used").GetInt64()));
        }

        string rpc = Lookup.Replace("quota.lookup", "data.site.link.intersect.fetch", StringComparison.Ordinal)
            .Replace("{}", """{"is_linking_to": [{"query": "latimes.com", "scope": "domain"}]}""", StringComparison.Ordinal);
        using (JsonDocument answer = JsonDocument.Parse((await AskAsync(key, rpc, "/jsonrpc")).Body))
        {
            JsonElement error = answer.RootElement.GetProperty("error");
            Assert.Equal((-32670, "insufficient-quota"), (error.GetProperty("code").GetInt32(),
                error.GetProperty("data").GetProperty("issue").GetString()));
        }

        _clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(200, (await AskAsync(key, Question)).Status);
    }

    [Fact]
    public async Task A_quota_holds_exactly_when_many_ask_at_once()
    {
        NewKey key = Keys.Add("bound", new KeyLimits { RowsAMonth = 20 });
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(
            _ => AskAsync(key, """{"to": ["latimes.com"]}""", "/api/v1/count")));
        Assert.Equal(20, answers.Count(answer => answer.Status == 200));
        Assert.Equal(40, answers.Count(answer => answer.Status == 403));
        Assert.Equal(20, await UsedAsync(key));
    }

    [Fact]
    public async Task A_key_makes_its_calls_only_at_its_rate_until_its_end()
    {
        NewKey key = Keys.Add("bound", new KeyLimits
        {
            Calls = ["count", "usage_data"],
            RequestsAMinute = 12,
            Expires = _clock.GetUtcNow().AddDays(1),
        });
        Answer other = await AskAsync(key, Question);
        Assert.Equal("This key may not call link_intersect.", other.Error(403, "Forbidden"));

        // Twelve a minute: the two of ten seconds at once, and no third.
        Assert.Equal(200, (await AskAsync(key, """{"to": ["latimes.com"]}""", "/api/v1/count")).Status);
        Assert.Equal(200, (await AskAsync(key, """{"to": ["latimes.com"]}""", "/api/v1/count")).Status);
        Answer often = await AskAsync(key, """{"to": ["latimes.com"]}""", "/api/v1/count");
        Assert.StartsWith("This request exceeds the limit allowed by your current plan",
            often.Error(429, "Too Many Requests"), StringComparison.Ordinal);
        Assert.InRange(int.Parse(often.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 5);

        _clock.Advance(TimeSpan.FromDays(1));
        (await AskAsync(key, """{"to": ["latimes.com"]}""", "/api/v1/count")).Error(401, "Unauthorized");
    }

    [Theory]
    [InlineData("{}", 200)]
    [InlineData("""{"start": "0", "end": "1"}""", 200)]
    [InlineData("""{"start": 0, "end": 1789000000.5}""", 200)]
    [InlineData("""{"start": "now"}""", 400)]
    [InlineData("""{"start": 5, "end": 5}""", 400)]
    [InlineData("""{"start": -1}""", 400)]
    [InlineData("""{"start": []}""", 400)]
    [InlineData("""{"end": 1e300}""", 400)]
    [InlineData("", 400)]
    public async Task Usage_takes_times_as_clients_send_them(string body, int status) =>
        Assert.Equal(status, (await AskAsync(_server.Key, body, "/v2/usage_data")).Status);

    [Fact]
    public void The_calls_that_are_counted_are_those_that_ask_the_index()
    {
        IEnumerable<string> paths = Operations.All(_server.Options)
            .Where(operation => operation.Tag is "Ask" or "Look up" or "As Moz" && operation.Path != "/jsonrpc")
            .Select(operation => operation.Path[(operation.Path.LastIndexOf('/') + 1)..]);
        Assert.Equal(
            paths.Concat(["data.site.link.intersect.fetch", "quota.lookup", "index"]).Distinct()
                .Order(StringComparer.Ordinal),
            CallWeights.Calls);
    }

    private static long Rows(Answer answer, string field)
    {
        using JsonDocument document = JsonDocument.Parse(answer.Body);
        return document.RootElement.GetProperty(field).GetArrayLength();
    }

    private static void AssertSpent(Answer answer)
    {
        Assert.Equal("The account does not have enough quota remaining for current period.",
            answer.Error(403, "Forbidden"));
        using JsonDocument document = JsonDocument.Parse(answer.Body);
        Assert.Equal("insufficient-quota", document.RootElement.GetProperty("data").GetProperty("issue").GetString());
    }

    private async Task<Answer> AskAsync(
        NewKey key, string body, string path = RunningServer.Path, string accept = "application/json")
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", key.Token), Accept = { new(accept) } },
        };
        return await _server.SendAsync(request);
    }

    private async Task<long> UsedAsync(NewKey key)
    {
        using JsonDocument document = JsonDocument.Parse((await AskAsync(key, "{}", "/v2/usage_data")).Body);
        return document.RootElement.GetProperty("rows_consumed").GetInt64();
    }
}
