using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Vennlink.Server.Keys;
using Vennlink.Server.Sessions;

namespace Vennlink.Server.Tests.Http;

/// <summary>A browser signs in, and no page of another site can use that.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private const string Question = """{"to": ["popular.example"], "limit": 1}""";

    private readonly TemporaryFolder _folder = new();
    private readonly FakeClock _clock = new(DateTimeOffset.UtcNow);
    private RunningServer _server = null!;

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
    public async Task A_key_gives_a_cookie_that_scripts_and_other_sites_cannot_use_and_that_asks_like_the_key()
    {
        Assert.Equal(Told(false, null), await TellAsync(""));
        Answer signedIn = await SignInAsync(_server.Key);
        Assert.Equal((204, ""), (signedIn.Status, signedIn.Body));
        string[] parts = signedIn.Headers["Set-Cookie"].Split("; ");
        Assert.StartsWith($"vennlink_session_{_server.Address.Port}=", parts[0], StringComparison.Ordinal);
        Assert.Equal(
            ["httponly", "max-age=604800", "path=/", "samesite=strict"],
            parts[1..].Select(part => part.ToLowerInvariant()).Order());
        Assert.Equal(Told(true, _server.Key.AccessId), await TellAsync(parts[0]));
        Assert.Equal(200, (await AskAsync(parts[0])).Status);
        Assert.Equal(200, (await GetAsync("/api/v1/targets?prefix=pop", parts[0])).Status);
        Assert.Contains(_server.Log.All, line => line.Contains(
            $"key {_server.Key.AccessId}", StringComparison.Ordinal));
        Assert.DoesNotContain(_server.Log.All, line => line.Contains(parts[0].Split('=')[1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_key_gives_none_and_the_page_is_not_asked_for_a_password_by_the_browser()
    {
        Answer refused = await SignInAsync(_server.Key with { SecretKey = new string('0', 32) });
        refused.Error(401, "Unauthorized");
        Assert.False(refused.Headers.ContainsKey("Set-Cookie"));
        Assert.False(refused.Headers.ContainsKey("WWW-Authenticate"));
        Assert.True((await AskAsync("", page: false)).Headers.ContainsKey("WWW-Authenticate"));
        using HttpRequestMessage empty = FromPage(HttpMethod.Post, "/api/v1/session", "");
        empty.Content = new StringContent("{}");
        Assert.Contains("access_id", (await _server.SendAsync(empty)).Error(400, "Bad Request"), StringComparison.Ordinal);
    }

    // Each is a request that another site can make a browser send, or nearly.
    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", true)]
    [InlineData("Sec-Fetch-Site", "same-site", true)]
    [InlineData("Sec-Fetch-Site", "none", true)]
    [InlineData("Origin", "https://evil.example", true)]
    [InlineData("Origin", "null", true)]
    [InlineData("Origin", "http://127.0.0.1:1", true)]
    [InlineData("Host", "evil.example", true)]
    [InlineData("Sec-Fetch-Site", "same-origin", false)]
    public async Task A_forged_request_asks_nothing_and_changes_nothing(string header, string value, bool hasPageHeader)
    {
        string cookie = await CookieAsync();
        foreach ((HttpMethod method, string path) in ((HttpMethod, string)[])
            [(HttpMethod.Post, "/api/v1/intersect"), (HttpMethod.Delete, "/api/v1/session")])
        {
            if (header == "Host" && method == HttpMethod.Delete)
            {
                // Under another name there is nothing to end.
                continue;
            }

            using HttpRequestMessage request = FromPage(method, path, cookie);
            request.Content = new StringContent(Question);
            request.Headers.Remove("Sec-Fetch-Site");
            request.Headers.Remove(header);
            request.Headers.TryAddWithoutValidation(header, value == "evil.example" ? $"{value}:{_server.Address.Port}" : value);
            if (!hasPageHeader)
            {
                request.Headers.Remove("X-Vennlink-Page");
            }

            Answer answer = await _server.SendAsync(request);
            answer.Error(403, "Forbidden");
            Assert.False(answer.Headers.ContainsKey("Set-Cookie"));
        }

        Assert.Equal(200, (await AskAsync(cookie)).Status);
    }

    [Fact]
    public async Task A_forged_reading_is_refused_too_and_an_address_typed_by_hand_is_not()
    {
        string cookie = await CookieAsync();
        Assert.Equal(403, (await GetAsync("/api/v1/index", cookie, "cross-site")).Status);
        Assert.Equal(403, (await GetAsync("/api/v1/index", cookie, "same-site")).Status);
        Assert.Equal(200, (await GetAsync("/api/v1/index", cookie, "none")).Status);
        Assert.Equal(200, (await GetAsync("/api/v1/index", cookie, "same-origin")).Status);
        Assert.Equal(401, (await GetAsync("/api/v1/index", "", "cross-site")).Status);
    }

    [Fact]
    public async Task A_session_ends_with_its_key_by_signing_out_and_with_its_time()
    {
        NewKey other = KeyStore.Open(_server.Options.KeysFile).Add("other");
        string revoked = await CookieAsync(other);
        string left = await CookieAsync();
        string old = await CookieAsync();
        KeyStore.Open(_server.Options.KeysFile).Revoke(other.AccessId);
        Assert.Equal(401, (await AskAsync(revoked)).Status);

        using HttpRequestMessage signOut = FromPage(HttpMethod.Delete, "/api/v1/session", left);
        Answer gone = await _server.SendAsync(signOut);
        Assert.Equal(204, gone.Status);
        Assert.Contains("expires=Thu, 01 Jan 1970", gone.Headers["Set-Cookie"], StringComparison.Ordinal);
        Assert.Equal(401, (await AskAsync(left)).Status);

        _clock.Advance(SessionStore.Lifetime - TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await AskAsync(old)).Status);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(401, (await AskAsync(old)).Status);
    }

    [Fact]
    public async Task A_one_time_address_signs_in_once_under_a_name_of_this_machine()
    {
        Uri address = new(_server.OneTimeAddress()!);
        Assert.Equal(_server.Address.Authority, address.Authority);

        // Not by a look at the head, and not under a name that a stranger may have led here.
        using HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        Assert.Equal(HttpStatusCode.OK, (await OpenAsync(HttpMethod.Head)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await OpenAsync(HttpMethod.Get, host: "evil.example")).StatusCode);
        HttpResponseMessage first = await OpenAsync(HttpMethod.Get);
        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        Assert.Equal("/", first.Headers.Location!.OriginalString);
        string cookie = first.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Assert.Equal(Told(true, "local"), await TellAsync(cookie));
        Assert.Equal(200, (await AskAsync(cookie)).Status);

        // Who is signed in goes on; anybody else gets the page, which sees the token and asks for a key.
        Assert.Equal(HttpStatusCode.SeeOther, (await OpenAsync(HttpMethod.Get, cookie: cookie)).StatusCode);
        HttpResponseMessage second = await OpenAsync(HttpMethod.Get);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.False(second.Headers.Contains("Set-Cookie"));
        Assert.Equal("no-referrer", second.Headers.GetValues("Referrer-Policy").Single());

        async Task<HttpResponseMessage> OpenAsync(HttpMethod method, string? host = null, string? cookie = null)
        {
            using HttpRequestMessage request = new(method, address);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
            request.Headers.Host = host;
            if (cookie is not null)
            {
                request.Headers.Add("Cookie", cookie);
            }

            return await client.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task An_address_for_all_interfaces_is_opened_by_a_name_of_this_machine()
    {
        using TemporaryFolder folder = new();
        await using RunningServer everywhere = await RunningServer.StartAsync(
            folder, options => options with { Urls = "http://0.0.0.0:0" });
        Assert.StartsWith("http://localhost:", everywhere.OneTimeAddress(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_are_bounded_and_the_oldest_makes_way()
    {
        SessionStore sessions = new(_clock);
        string[] secrets = [.. Enumerable.Range(0, SessionStore.MaxSessions + 5).Select(_ =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return sessions.Begin("key", "host");
        })];
        Assert.Equal(SessionStore.MaxSessions, sessions.Count);
        Assert.All(secrets[..5], secret => Assert.Null(sessions.Find(secret)));
        Assert.All(secrets[5..], secret => Assert.NotNull(sessions.Find(secret)));
        _clock.Advance(SessionStore.Lifetime);
        sessions.Begin("key", "host");
        Assert.Equal(1, sessions.Count);
    }

    [Fact]
    public void A_new_token_takes_the_place_of_the_one_before()
    {
        SessionStore sessions = new(_clock);
        string first = sessions.MakeToken();
        string second = sessions.MakeToken();
        Assert.False(sessions.TryUse(first));
        Assert.False(sessions.TryUse(""));
        Assert.True(sessions.TryUse(second));
        Assert.False(sessions.TryUse(second));
    }

    private static string Told(bool isSignedIn, string? accessId) =>
        $$"""{"signed_in":{{(isSignedIn ? "true" : "false")}},"access_id":{{(accessId is null ? "null" : $"\"{accessId}\"")}}}""";

    private static HttpRequestMessage FromPage(HttpMethod method, string path, string cookie)
    {
        HttpRequestMessage request = new(method, path);
        request.Headers.Add("X-Vennlink-Page", "1");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (cookie.Length > 0)
        {
            request.Headers.Add("Cookie", cookie);
        }

        return request;
    }

    private async Task<string> TellAsync(string cookie) => (await GetAsync("/api/v1/session", cookie)).Body;

    private async Task<Answer> GetAsync(string path, string cookie, string site = "same-origin")
    {
        using HttpRequestMessage request = FromPage(HttpMethod.Get, path, cookie);
        request.Headers.Remove("Sec-Fetch-Site");
        request.Headers.Add("Sec-Fetch-Site", site);
        return await _server.SendAsync(request);
    }

    private async Task<Answer> AskAsync(string cookie, bool page = true)
    {
        using HttpRequestMessage request = FromPage(HttpMethod.Post, "/api/v1/intersect", cookie);
        request.Content = new StringContent(Question);
        if (!page)
        {
            request.Headers.Remove("X-Vennlink-Page");
        }

        return await _server.SendAsync(request);
    }

    private async Task<Answer> SignInAsync(NewKey key)
    {
        using HttpRequestMessage request = FromPage(HttpMethod.Post, "/api/v1/session", "");
        request.Content = new StringContent(
            JsonSerializer.Serialize(new { access_id = key.AccessId, secret_key = key.SecretKey }), Encoding.UTF8);
        return await _server.SendAsync(request);
    }

    private async Task<string> CookieAsync(NewKey? key = null) =>
        (await SignInAsync(key ?? _server.Key)).Headers["Set-Cookie"].Split(';')[0];
}
