using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Vennlink.Cli.Tests;

public sealed partial class ServeTests(SampleIndex samples) : IDisposable
{
    private const string Question =
        """{"positive_targets":[{"target":"daringfireball.net","scope":"root_domain"}],"source_scope":"page"}""";
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_key_works_as_soon_as_it_is_added_and_no_longer_once_it_is_revoked()
    {
        Shell shell = new(_folder);
        using RunningServer server =
            RunningServer.Start(shell, "serve", "--index", samples.Index, "--urls", "http://127.0.0.1:0");
        server.WaitForErrorLine(line => line.Contains("vennlink keys add NAME", StringComparison.Ordinal));
        Uri endpoint =
            new(new Uri(
                Address().Match(server.WaitForErrorLine(line => line.Contains("serving", StringComparison.Ordinal)))
                .Value), "/v2/link_intersect");

        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(endpoint, "member-0000000000", "no"));
        string[] key = [.. shell.Run("keys", "add", "Ann").Lines.Select(line => line.Split(": ")[1])];
        Assert.Equal(HttpStatusCode.OK, await Ask(endpoint, key[0], key[1]));
        Assert.Equal(0, shell.Run("keys", "revoke", key[0]).ExitCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(endpoint, key[0], key[1]));
    }

    [Fact]
    public async Task A_newer_snapshot_is_served_within_seconds_without_a_failed_request()
    {
        File.WriteAllText(
            Path.Combine(_folder, "a.csv"), "source,target\nhttp://a.example/,http://daringfireball.net/\n");
        File.WriteAllText(
            Path.Combine(_folder, "b.csv"), "source,target\nhttp://b.example/,http://daringfireball.net/\n");
        Shell shell = new(_folder);
        Assert.Equal(0, shell.Run("build", "--out", "index", "a.csv").ExitCode);
        string[] key = [.. shell.Run("keys", "add", "Ann").Lines.Select(line => line.Split(": ")[1])];
        using RunningServer server =
            RunningServer.Start(shell, "serve", "--index", "index", "--urls", "http://127.0.0.1:0");
        Uri endpoint =
            new(new Uri(
                Address().Match(server.WaitForErrorLine(line => line.Contains("serving", StringComparison.Ordinal)))
                .Value), "/v2/link_intersect");
        Assert.DoesNotContain("b.example", await Answer(endpoint, key[0], key[1]), StringComparison.Ordinal);

        Assert.Equal(0, shell.Run("build", "--out", "index", "--add", "b.csv").ExitCode);
        Stopwatch waited = Stopwatch.StartNew();
        while (!(await Answer(endpoint, key[0], key[1])).Contains("b.example", StringComparison.Ordinal))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(5), "the old snapshot is still served");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 0)]
    public void Serving_ends_when_told_to(string signal, int exitCode)
    {
        using RunningServer server = RunningServer.Start(samples.NewShell(), "serve", "--urls", "http://127.0.0.1:0");
        server.WaitForErrorLine(line => line.Contains("serving", StringComparison.Ordinal));

        Assert.Equal(exitCode, server.Send(signal));
    }

    private static async Task<HttpStatusCode> Ask(Uri endpoint, string accessId, string secret)
    {
        using HttpResponseMessage response = await Post(endpoint, accessId, secret);
        return response.StatusCode;
    }

    private static async Task<string> Answer(Uri endpoint, string accessId, string secret)
    {
        using HttpResponseMessage response = await Post(endpoint, accessId, secret);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<HttpResponseMessage> Post(Uri endpoint, string accessId, string secret)
    {
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Post, endpoint) { Content = new StringContent(Question) };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{accessId}:{secret}")));
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
