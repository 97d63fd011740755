using System.Diagnostics;
using System.Globalization;
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
    public void With_open_it_needs_no_index_and_prints_an_address_that_signs_in_once()
    {
        // The default folder is the user's own.
        Shell shell = new(_folder);
        using RunningServer server = RunningServer.Start(shell, "serve", "--open", "--urls", "http://127.0.0.1:0");
        string serving = server.WaitForErrorLine(line => line.Contains("serving", StringComparison.Ordinal));
        Assert.Contains("there is no index yet", serving, StringComparison.Ordinal);
        string address = Regex.Match(
            server.WaitForErrorLine(line => line.Contains("/?token=", StringComparison.Ordinal)), "http[^ ]*").Value;
        string root = address[..address.IndexOf('?', StringComparison.Ordinal)];

        string first = shell.Bash($"curl -s -c jar -b jar -L -H 'Accept: text/html' '{address}'").Output;
        Assert.Contains("<html", first, StringComparison.Ordinal);
        Assert.Contains("\"snapshot\":null", shell.Bash($"curl -s -b jar {root}api/v1/index").Output, StringComparison.Ordinal);
        Assert.Contains("Unauthorized", shell.Bash($"curl -s {root}api/v1/index").Output, StringComparison.Ordinal);
        string second = shell.Bash($"curl -si -H 'Accept: text/html' '{address}'").Output;
        Assert.DoesNotContain("Set-Cookie", second, StringComparison.Ordinal);

        // Without it a missing index is told at once.
        Assert.Equal(1, shell.Run("serve", "--index", "none").ExitCode);
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

    [Fact]
    public async Task A_served_file_that_is_cut_short_in_place_never_ends_the_server()
    {
        // From another process, so that the death of the server would be seen: it is a signal, not an exception.
        Shell shell = new(_folder);
        File.WriteAllLines(
            Path.Combine(_folder, "a.csv"),
            Enumerable.Range(0, 2000).Select(i => $"http://s{i}.example/,http://daringfireball.net/{i % 50}")
                .Prepend("source,target"));
        Assert.Equal(0, shell.Run("build", "--out", "index", "a.csv").ExitCode);
        string[] key = [.. shell.Run("keys", "add", "Ann").Lines.Select(line => line.Split(": ")[1])];
        using RunningServer server =
            RunningServer.Start(shell, "serve", "--index", "index", "--urls", "http://127.0.0.1:0");
        Uri address = new(Address().Match(
            server.WaitForErrorLine(line => line.Contains("serving", StringComparison.Ordinal))).Value);
        Assert.SkipWhen(
            server.Error.Contains("are not guarded", StringComparison.Ordinal), "this file system gives no leases");
        Uri endpoint = new(address, "/v2/link_intersect");
        string good = Rows(await Answer(endpoint, key[0], key[1]));
        string pristine = shell.Bash("cat index/CURRENT").Output.Trim();
        string[] files = [.. Directory.GetFiles(Path.Combine(_folder, "index", "snapshots", pristine))
            .Select(file => Path.GetFileName(file)!).Where(name => name != "manifest.json")
            .Order(StringComparer.Ordinal)];
        using CancellationTokenSource done = new();
        Task<int>[] clients = [.. Enumerable.Range(0, 3).Select(_ => AskUntil(endpoint, key, good, done.Token))];
        for (int i = 0; i < 10; i++)
        {
            // A copy, served like any newer snapshot.
            string file = $"index/snapshots/copy-{i}/{files[i % files.Length]}";
            shell.Bash(
                $"cp -r index/snapshots/{pristine} index/snapshots/copy-{i} && echo copy-{i} > next "
                    + "&& mv next index/CURRENT");
            await WaitForReadiness(address, $"copy-{i}");
            string cut = (i % 3) switch
            {
                0 => $": > {file}",
                1 => $"head -c 100 {file} > backup; cp backup {file}",
                _ => $"until truncate -s 1K {file} 2> /dev/null; do sleep 0.05; done",
            };
            Assert.Equal(0, shell.Bash(cut).ExitCode);
            await WaitForReadiness(address, $"No index is being served: {files[i % files.Length]}: ");
        }

        shell.Bash($"echo {pristine} > next && mv next index/CURRENT");
        await WaitForReadiness(address, pristine);
        Assert.Equal(good, Rows(await Answer(endpoint, key[0], key[1])));
        await done.CancelAsync();
        Assert.True((await Task.WhenAll(clients)).Sum() > 20);
        Assert.Equal(0, server.Send("TERM"));
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

    // A token is another one each second.
    private static string Rows(string answer) =>
        answer[..answer.IndexOf("\"next_token\"", StringComparison.Ordinal)];

    // The right answer, or none while there is no index.
    [Fact]
    public async Task A_server_that_is_killed_has_charged_what_it_answered()
    {
        const int Clients = 4;
        Shell shell = new(_folder);
        string[] key = [.. shell.Run("keys", "add", "Ann").Lines.Select(line => line.Split(": ")[1])];
        int answered = 0;
        for (int kill = 1; kill <= 5; kill++)
        {
            using RunningServer server =
                RunningServer.Start(shell, "serve", "--index", samples.Index, "--urls", "http://127.0.0.1:0");
            Uri endpoint = new(new Uri(Address().Match(
                server.WaitForErrorLine(line => line.Contains("serving", StringComparison.Ordinal))).Value),
                "/v2/link_intersect");
            Task[] clients = [.. Enumerable.Range(0, Clients).Select(_ => AskUntilItEnds())];
            int before = answered;
            while (Volatile.Read(ref answered) < before + (20 * kill))
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            server.Send("KILL");
            await Task.WhenAll(clients);
            int charged = shell.Run("keys", "usage", "--key", key[0], "--format", "csv").Lines.Skip(1)
                .Sum(line => int.Parse(line.Split(',')[3], CultureInfo.InvariantCulture));
            Assert.InRange(charged, answered, answered + (kill * Clients));

            async Task AskUntilItEnds()
            {
                try
                {
                    while (true)
                    {
                        await Answer(endpoint, key[0], key[1]);
                        Interlocked.Increment(ref answered);
                    }
                }
                catch (HttpRequestException)
                {
                    // It was killed.
                }
            }
        }
    }

    private static async Task<int> AskUntil(Uri endpoint, string[] key, string good, CancellationToken done)
    {
        int count = 0;
        for (; !done.IsCancellationRequested; count++)
        {
            using HttpResponseMessage response = await Post(endpoint, key[0], key[1]);
            string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                Assert.Equal(good, Rows(body));
            }
            else
            {
                Assert.True((int)response.StatusCode is 500 or 503, body);
                Assert.Contains("ndex", body, StringComparison.Ordinal);
            }
        }

        return count;
    }

    private static async Task WaitForReadiness(Uri address, string text)
    {
        using HttpClient client = new();
        Stopwatch waited = Stopwatch.StartNew();
        for (string body = ""; !body.Contains(text, StringComparison.Ordinal); await Task.Delay(20))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), $"readiness is not {text} but {body}");
            using HttpResponseMessage response =
                await client.GetAsync(new Uri(address, "/readyz"), TestContext.Current.CancellationToken);
            body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
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
