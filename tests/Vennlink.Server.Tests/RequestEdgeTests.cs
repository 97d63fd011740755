using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging;
using Vennlink.Server.Endpoints;
using Vennlink.Server.Keys;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Tests;

/// <summary>
/// What is answered before an index is asked: paths, methods, credentials, bodies. The server here has no index.
/// </summary>
public sealed class RequestEdgeTests : IAsyncLifetime
{
    private const string GoodBody = """{"positive_targets": [{"target": "a.example", "scope": "page"}]}""";
    private const string BadBody = """{"positive_targets": []}""";
    private const string BadBodyMessage = "positive_targets must have at least one target.";

    private readonly TemporaryFolder _folder = new();
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Without_an_index_a_good_request_is_answered_503_with_a_time_to_come_back()
    {
        Answer answer = await _server.PostAsync(GoodBody);
        Assert.Equal("No index is being served yet.", answer.Error(503, "Service Unavailable"));
        Assert.Equal("5", answer.Headers["Retry-After"]);
    }

    [Fact]
    public async Task Health_is_of_the_process_and_readiness_of_the_index()
    {
        Answer health = await _server.GetAsync("/healthz");
        Assert.Equal((200, """{"status":"ok"}"""), (health.Status, health.Body));
        Assert.Equal("No index is being served yet.", (await _server.GetAsync("/readyz"))
            .Error(503, "Service Unavailable"));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("PATCH")]
    public async Task Another_method_is_answered_405_before_anyone_asks_for_credentials(string method)
    {
        foreach (string path in new[] { "/v2/link_intersect", "/v2/link_intersect/" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            Answer answer = await _server.SendAsync(request);
            Assert.Equal("/v2/link_intersect answers POST only.", answer.Error(405, "Method Not Allowed"));
            Assert.Equal("POST", answer.Headers["Allow"]);
        }
    }

    [Fact]
    public async Task The_home_page_answers_get_and_head_only()
    {
        Answer answer = await _server.PostAsync("{}", "/");
        Assert.Equal("/ answers GET only.", answer.Error(405, "Method Not Allowed"));
        Assert.Equal("GET, HEAD", answer.Headers["Allow"]);
        using var head = new HttpRequestMessage(HttpMethod.Head, "/");
        Answer headAnswer = await _server.SendAsync(head);
        Assert.Equal((200, ""), (headAnswer.Status, headAnswer.Body));
        Assert.NotEqual("0", headAnswer.Headers["Content-Length"]);
    }

    [Theory]
    [InlineData("/v2/url_metrics")]
    [InlineData("/v2/link_intersect/more")]
    [InlineData("/v2")]
    [InlineData("/favicon.ico")]
    [InlineData("/%2e%2e/etc")]
    [InlineData("/linkscape/url-metrics/moz.com?AccessID=x&Signature=y")]
    public async Task An_unknown_path_is_answered_404(string path)
    {
        Answer answer = await _server.PostAsync("{}", path);
        string message = answer.Error(404, "Not Found");
        Assert.StartsWith("There is nothing at this path; this server answers POST /v2/link_intersect, ", message,
            StringComparison.Ordinal);
        Assert.Contains(", GET /api/v1/explain, ", message, StringComparison.Ordinal);
        Assert.EndsWith(" and GET /.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_credentials_are_answered_401_with_the_challenge_whatever_the_body()
    {
        foreach (string body in new[] { GoodBody, BadBody, "", "{" })
        {
            using var request =
                new HttpRequestMessage(HttpMethod.Post, RunningServer.Path) { Content = new StringContent(body) };
            Answer answer = await _server.SendAsync(request);
            Assert.Equal(
                "Send a valid Access ID and Secret Key with Basic auth, or base64 of AccessID:SecretKey in the "
                    + "header x-moz-token.", answer.Error(401, "Unauthorized"));
            Assert.Equal("Basic realm=\"vennlink\", charset=\"UTF-8\"", answer.Headers["WWW-Authenticate"]);
        }
    }

    [Fact]
    public async Task Basic_auth_and_the_token_header_are_both_accepted()
    {
        string token = _server.BasicToken;
        foreach ((string name, string value) in new[]
        {
            ("Authorization", "Basic " + token),
            ("Authorization", "basic " + token),
            ("authorization", "BASIC  " + token),
            ("x-moz-token", token),
            ("X-Moz-Token", token),
        })
        {
            Assert.Equal(BadBodyMessage, (await PostWithHeaderAsync(name, value)).Error(400, "Bad Request"));
        }

        using HttpRequestMessage both = _server.Post(new StringContent(BadBody));
        both.Headers.Add("x-moz-token", "stale");
        Assert.Equal(400, (await _server.SendAsync(both)).Status);
    }

    [Fact]
    public async Task Wrong_or_malformed_credentials_are_answered_401()
    {
        string token = _server.BasicToken;
        foreach ((string name, string value) in new[]
        {
            ("Authorization", "Basic"),
            ("Authorization", "Basic "),
            ("Authorization", "Basic !!!"),
            ("Authorization", "Bearer " + token),
            ("Authorization", token),
            ("Authorization", "Basic " + RunningServer.TokenOf(_server.Key.AccessId, "0")),
            ("Authorization", "Basic " + RunningServer.TokenOf(_server.Key.AccessId, _server.Key.SecretKey + "0")),
            ("Authorization", "Basic " + RunningServer.TokenOf("member-0000000000", _server.Key.SecretKey)),
            ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(_server.Key.AccessId))),
            ("Authorization", "Basic " + new string('A', 20_000)),
            ("x-moz-token", ""),
            ("x-moz-token", _server.Key.SecretKey),
            ("x-moz-token", "Basic " + token),
        })
        {
            (await PostWithHeaderAsync(name, value)).Error(401, "Unauthorized");
        }
    }

    [Fact]
    public async Task A_new_key_works_and_a_revoked_one_stops_without_a_restart()
    {
        KeyStore keys = KeyStore.Open(_server.Options.KeysFile);
        NewKey late = keys.Add("late");
        string header = "Basic " + RunningServer.TokenOf(late.AccessId, late.SecretKey);
        Assert.Equal(400, (await PostWithHeaderAsync("Authorization", header)).Status);
        keys.Revoke(late.AccessId);
        Assert.Equal(401, (await PostWithHeaderAsync("Authorization", header)).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("not a type")]
    public async Task The_content_type_does_not_matter(string? contentType)
    {
        using HttpRequestMessage request = _server.Post(new ByteArrayContent(Encoding.UTF8.GetBytes(BadBody)));
        if (contentType is not null)
        {
            request.Content!.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        Assert.Equal(BadBodyMessage, (await _server.SendAsync(request)).Error(400, "Bad Request"));
    }

    [Fact]
    public async Task An_empty_body_under_good_credentials_is_a_400()
    {
        Assert.Equal("The request body is empty; it must be a JSON object.", (await _server.PostAsync(""))
            .Error(400, "Bad Request"));
        Assert.Equal("The request body must be a JSON object, not null.", (await _server.PostAsync("null"))
            .Error(400, "Bad Request"));
    }

    [Fact]
    public async Task The_slash_at_the_end_changes_nothing() =>
        Assert.Equal(BadBodyMessage, (await _server.PostAsync(BadBody, RunningServer.Path + "/"))
            .Error(400, "Bad Request"));

    [Fact]
    public async Task The_host_header_does_not_matter()
    {
        using HttpRequestMessage request = _server.Post(new StringContent(BadBody));
        request.Headers.Host = "lsapi.seomoz.com";
        Assert.Equal(400, (await _server.SendAsync(request)).Status);
    }

    [Fact]
    public async Task A_chunked_body_is_read()
    {
        using HttpRequestMessage request = _server.Post(new StringContent(BadBody));
        request.Headers.TransferEncodingChunked = true;
        Assert.Equal(BadBodyMessage, (await _server.SendAsync(request)).Error(400, "Bad Request"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZIP")]
    public async Task A_gzip_body_is_inflated(string coding) =>
        Assert.Equal(BadBodyMessage, (await PostCodedAsync(Gzip(Encoding.UTF8.GetBytes(BadBody)), coding))
            .Error(400, "Bad Request"));

    [Fact]
    public async Task A_broken_or_unknown_coding_is_a_400()
    {
        Assert.Equal(
            "The request body is not one whole gzip member, though Content-Encoding says so.",
            (await PostCodedAsync(Encoding.UTF8.GetBytes(BadBody), "gzip")).Error(400, "Bad Request"));
        Assert.Equal("Content-Encoding must be gzip or absent.", (await PostCodedAsync([1], "br"))
            .Error(400, "Bad Request"));
        Assert.Equal("Content-Encoding must be gzip or absent.", (await PostCodedAsync([1], "gzip, gzip"))
            .Error(400, "Bad Request"));
    }

    [Theory]
    [InlineData(64 << 10, 400)]
    [InlineData((64 << 10) + 1, 413)]
    [InlineData(1 << 20, 413)]
    public async Task A_body_over_64_KiB_is_a_413(int length, int status)
    {
        string body = "{" + new string(' ', length - 2) + "}";
        Answer plain = await _server.PostAsync(body);
        Assert.Equal(status, plain.Status);
        using HttpRequestMessage chunked = _server.Post(new StringContent(body));
        chunked.Headers.TransferEncodingChunked = true;
        Assert.Equal(status, (await _server.SendAsync(chunked)).Status);
        Answer inflated = await PostCodedAsync(Gzip(Encoding.UTF8.GetBytes(body)), "gzip");
        Assert.Equal(status, inflated.Status);
        if (status == 413)
        {
            Assert.Equal("The request body may have up to 65536 bytes, as sent and after decompression.",
                plain.Error(413, "Payload Too Large"));
            inflated.Error(413, "Payload Too Large");
        }
    }

    [Fact]
    public async Task A_gzip_body_that_is_cut_or_goes_on_behind_its_end_is_a_400()
    {
        byte[] whole = Gzip(Encoding.UTF8.GetBytes(BadBody));
        byte[][] broken =
        [
            .. Enumerable.Range(0, whole.Length).Select(length => whole[..length]),
            [.. whole, 0],
            [.. whole, 0, 0, 0, 0, 0, 0, 0, 0],
            [.. whole, .. whole],
            [.. whole, .. whole[..9]],
            [.. whole, 0x1F],
        ];
        foreach (byte[] body in broken)
        {
            Assert.Equal(
                "The request body is not one whole gzip member, though Content-Encoding says so.",
                (await PostCodedAsync(body, "gzip")).Error(400, "Bad Request"));
        }
    }

    [Fact]
    public async Task A_gzip_bomb_is_a_413() =>
        (await PostCodedAsync(Gzip(new byte[20 << 20]), "gzip")).Error(413, "Payload Too Large");

    [Fact]
    public async Task Expect_100_continue_is_answered_before_the_body_is_sent()
    {
        string head =
            $"POST {RunningServer.Path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Basic "
                + $"{_server.BasicToken}\r\nExpect: 100-continue\r\n";
        string answer = await _server.SendRawAsync($"{head}Content-Length: {BadBody.Length}\r\n\r\n", BadBody);
        Assert.StartsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 Bad Request\r\n", answer,
            StringComparison.Ordinal);
        Assert.EndsWith(BadBodyMessage + "\"}", answer, StringComparison.Ordinal);
        string refused = await _server.SendRawAsync(head + "Content-Length: 20000000\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413 Payload Too Large\r\n", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Malformed_chunks_and_early_ends_are_400s()
    {
        string head =
            $"POST {RunningServer.Path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Basic "
                + $"{_server.BasicToken}\r\n";
        foreach (string size in new[]
        {
            "zz", "-1", "", " ", "80000000", "100000000", "7fffffffffffffff", "8000000000000000", "ffffffffffffffff",
            "10000000000000000", new string('f', 500),
        })
        {
            string answer = await _server.SendRawAsync($"{head}Transfer-Encoding: chunked\r\n\r\n{size}\r\n{{}}\r\n");
            Assert.True(
                answer.StartsWith("HTTP/1.1 400 Bad Request\r\n", StringComparison.Ordinal)
                || answer.StartsWith("HTTP/1.1 413 Payload Too Large\r\n", StringComparison.Ordinal), size + answer);
        }

        Assert.DoesNotContain(_server.Log.All, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_request_line_with_a_host_the_host_header_does_not_count()
    {
        foreach (string target in new[] { "http://other.example", "https://other.example:8443", "http://h", "" })
        {
            string answer = await _server.SendRawAsync(
                $"POST {target}{RunningServer.Path}?a=b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                + $"Authorization: Basic {_server.BasicToken}\r\nContent-Length: {BadBody.Length}\r\n\r\n{BadBody}");
            Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer, StringComparison.Ordinal);
            Assert.EndsWith(BadBodyMessage + "\"}", answer, StringComparison.Ordinal);
        }

        string home = await _server.SendRawAsync(
            "GET http://other.example/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.Contains(" http://other.example/v2/link_intersect", home, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/V2/Link_Intersect")]
    [InlineData("/V2/LINK_INTERSECT/")]
    [InlineData("/v2/link%5Fintersect")]
    public async Task A_path_counts_in_any_case(string path) =>
        Assert.Equal(BadBodyMessage, (await _server.PostAsync(BadBody, path)).Error(400, "Bad Request"));

    [Theory]
    [InlineData("/v2/link_intersect//")]
    [InlineData("/v2//link_intersect")]
    [InlineData("/v2/link_intersect%2F")]
    public async Task A_path_with_other_slashes_is_unknown(string path) =>
        (await _server.PostAsync(BadBody, path)).Error(404, "Not Found");

    [Theory]
    [InlineData("post", "/v2/link_intersect", "POST")]
    [InlineData("Post", "/v2/link_intersect", "POST")]
    [InlineData("get", "/", "GET, HEAD")]
    [InlineData("head", "/healthz", "GET, HEAD")]
    [InlineData("gET", "/api/v1/explain", "GET, HEAD")]
    public async Task A_method_counts_only_in_its_own_case(string method, string path, string allowed)
    {
        // Not by the client, which mends the case of methods it knows.
        string answer = await _server.SendRawAsync(
            $"{method} {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 405 Method Not Allowed\r\n", answer, StringComparison.Ordinal);
        Assert.Contains($"\r\nAllow: {allowed}\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_has_no_server_header_and_may_not_be_sniffed()
    {
        Answer answer = await _server.PostAsync(GoodBody);
        Assert.False(answer.Headers.ContainsKey("Server"));
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
    }

    [Fact]
    public async Task The_log_names_who_asked_and_holds_no_secret()
    {
        using HttpRequestMessage request =
            _server.Post(new StringContent(BadBody), RunningServer.Path + "?Signature=topsecret");
        await _server.SendAsync(request);
        await PostWithHeaderAsync("x-moz-token", "wrongsecret");
        using HttpRequestMessage odd = _server.Post(new StringContent(""), "/a%0AINFO forged" + new string('x', 300));
        await _server.SendAsync(odd);
        string log = string.Join('\n', _server.Log.All);
        Assert.Contains($"Information: POST /v2/link_intersect 400 ", log, StringComparison.Ordinal);
        Assert.Contains($" key {_server.Key.AccessId} rows -", log, StringComparison.Ordinal);
        foreach (string secret in new[] { _server.Key.SecretKey, _server.BasicToken, "topsecret", "wrongsecret",
            "positive_targets", "\nINFO" })
        {
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task With_no_key_the_log_says_how_to_add_one()
    {
        using var folder = new TemporaryFolder();
        var log = new LogLines();
        await using (ServerApp.Create(
            new ServerOptions { IndexFolder = folder["index"], KeysFile = folder["keys.db"] }, logging =>
            logging.AddProvider(log)))
        {
            Assert.Contains(log.All, line =>
                line.EndsWith($"Add one (no restart needed): vennlink keys add NAME --keys {folder["keys.db"]}",
                    StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("http://127.0.0.1:0", false)]
    [InlineData("http://127.9.9.9:0;http://[::1]:0;http://localhost:5465", false)]
    [InlineData("http://unix:/run/vennlink.sock", false)]
    [InlineData("http://0.0.0.0:5465", true)]
    [InlineData("http://127.0.0.1:0;http://*:5465", true)]
    [InlineData("http://[::]:5465", true)]
    [InlineData("http://192.0.2.7:80", true)]
    [InlineData("http://links.example", true)]
    public async Task An_address_that_others_can_reach_without_tls_is_warned_of(string urls, bool isWarned)
    {
        using var folder = new TemporaryFolder();
        var log = new LogLines();
        await using (ServerApp.Create(
            new ServerOptions { IndexFolder = folder["index"], KeysFile = folder["keys.db"], Urls = urls },
            logging => logging.AddProvider(log)))
        {
            string warning = $"Warning: {urls.Split(';')[^1]} can be reached from other machines, and has no TLS: ";
            Assert.Equal(isWarned, log.All.Any(line => line.StartsWith(warning, StringComparison.Ordinal)));
            Assert.Equal(isWarned, log.All.Any(line => line.Contains("TLS", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void An_option_out_of_range_is_refused_by_its_name()
    {
        var options = new ServerOptions { IndexFolder = _folder["index"], KeysFile = _folder["keys.db"] };
        foreach ((ServerOptions bad, string name) in new[]
        {
            (options with { MaxLimit = 0 }, "MaxLimit"),
            (options with { MaxRowsPerQuery = 0 }, "MaxRowsPerQuery"),
            (options with { MaxTargets = 0 }, "MaxTargets"),
            (options with { TokenLifetime = TimeSpan.Zero }, "TokenLifetime"),
        })
        {
            Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => ServerApp.Create(bad)).ParamName);
        }
    }

    [Fact]
    public async Task Too_many_waiting_queries_are_sent_away()
    {
        var options =
            new ServerOptions { IndexFolder = "", KeysFile = "", MaxConcurrentQueries = 1, MaxWaitingQueries = 1 };
        using var gate = new QueryGate(options);
        using var release = new ManualResetEventSlim();
        CancellationToken none = CancellationToken.None;
        Task<int> running = Task.Run(() => gate.RunAsync(_ => { release.Wait(none); return 1; }, none), none);
        while (gate.RunningCount == 0)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Task<int> waiting = gate.RunAsync(_ => 2, none);
        ApiException refused = await Assert.ThrowsAsync<ApiException>(() => gate.RunAsync(_ => 3, none));
        Assert.Equal((503, 2), (refused.Status, refused.RetryAfterSeconds));
        release.Set();
        Assert.Equal((1, 2), (await running, await waiting));
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_a_503_and_one_whose_client_left_is_none()
    {
        var options =
            new ServerOptions { IndexFolder = "", KeysFile = "", QueryTimeout = TimeSpan.FromMilliseconds(50) };
        using var gate = new QueryGate(options);
        static int Endless(CancellationToken cancellationToken)
        {
            cancellationToken.WaitHandle.WaitOne();
            cancellationToken.ThrowIfCancellationRequested();
            return 0;
        }

        ApiException late = await Assert.ThrowsAsync<ApiException>(() =>
            Task.Run(() => gate.RunAsync(Endless, CancellationToken.None)));
        Assert.Equal((503, "The query took too long."), (late.Status, late.Message));
        using var left = new CancellationTokenSource(10);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Task.Run(() => gate.RunAsync(Endless, left.Token)));
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }

    private async Task<Answer> PostCodedAsync(byte[] body, string coding)
    {
        using HttpRequestMessage request = _server.Post(new ByteArrayContent(body));
        request.Content!.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        return await _server.SendAsync(request);
    }

    private async Task<Answer> PostWithHeaderAsync(string name, string value)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post, RunningServer.Path) { Content = new StringContent(BadBody) };
        request.Headers.TryAddWithoutValidation(name, value);
        return await _server.SendAsync(request);
    }
}
