using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Vennlink.Server.Keys;

namespace Vennlink.Server.Tests.Pages;

/// <summary><c>GET /</c>: what it says of an index, and that its advice works.</summary>
public sealed partial class HomePageTests : IDisposable
{
    private const string Csv =
        """
        source,target,title,rel
        http://a.example/1,http://b.example/,One,
        http://a.example/1,http://www.a.example/2,One,
        http://a.example/2,http://b.example/x,Two,
        http://c.example/,http://b.example/x,Three,
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_an_index_it_says_so_in_two_forms()
    {
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        Answer text = await server.GetAsync("/");
        Assert.Equal("text/plain; charset=utf-8", text.ContentType);
        Assert.Contains("No index is being served yet.", text.Body, StringComparison.Ordinal);
        Assert.Contains($"http://127.0.0.1:{server.Address.Port}/v2/link_intersect", text.Body,
            StringComparison.Ordinal);
        Answer json = await server.GetAsync("/", "application/json");
        const string Start =
            """{"name":"vennlink","version":"0.1.0","snapshot":"","counts":{},"input_count":0,"inputs":[],"example":"curl -u""";
        Assert.StartsWith(Start, json.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_counts_what_the_index_holds_and_names_its_inputs()
    {
        TestIndex.Publish(_folder["index"], Csv);
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        string text = (await server.GetAsync("/")).Body;
        Assert.Equal(
            [
                "pages: 3", "pages that link to other sites: 3", "root domains that link to others: 2", "links: 4",
                "links to other sites: 3", "pages linked from other sites: 2", "root domains linked from others: 1",
                "built: TIME", "from: links.csv",
            ],
            LinesOf(text));
        JsonElement json = JsonDocument.Parse((await server.GetAsync("/", "application/json")).Body).RootElement;
        Assert.Equal(4, json.GetProperty("counts").GetProperty("links").GetInt64());
        Assert.Equal(["links.csv"], json.GetProperty("inputs").EnumerateArray().Select(name => name.GetString()));
        DateTimeOffset built =
            DateTimeOffset.Parse(json.GetProperty("built").GetString()!, CultureInfo.InvariantCulture);
        Assert.InRange(DateTimeOffset.UtcNow - built, TimeSpan.Zero, TimeSpan.FromMinutes(2));
        Answer ready = await server.GetAsync("/readyz");
        Assert.Contains(json.GetProperty("snapshot").GetString()!, ready.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_graph_of_domains_it_counts_domains()
    {
        TestIndex.PublishFiles(
            _folder["index"],
            ("vertices.txt", "0\tcom.a\t1\n1\tcom.b\t1\n2\torg.c\t1\n"u8.ToArray()),
            ("edges.txt", "0\t1\n0\t2\n1\t2\n"u8.ToArray()));
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        Assert.Equal(
            [
                "root domains: 3", "root domains that link to others: 2", "links: 3",
                "root domains linked from others: 2", "built: TIME", "from: edges.txt",
            ],
            LinesOf((await server.GetAsync("/")).Body));
    }

    [Fact]
    public async Task Of_many_inputs_it_names_a_few()
    {
        TestIndex.PublishFiles(_folder["index"], [.. Enumerable.Range(1, 7).Select(List)]);
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        const string From = "from: list-1.csv, list-2.csv, list-3.csv, list-4.csv, list-5.csv and 2 more";
        Assert.Equal(From, LinesOf((await server.GetAsync("/")).Body)[^1]);
    }

    [Fact]
    public async Task A_key_made_as_the_log_advises_works_on_this_server_and_the_page_names_no_file()
    {
        string file = _folder["keys of Ann's server.db"];
        await using RunningServer server = await RunningServer.StartAsync(_folder, options =>
            options with { KeysFile = file });
        const string Advice = "To add a key (no restart needed): ";
        string command = server.Log.All.Single(line => line.Contains(Advice, StringComparison.Ordinal)).Split(Advice)[1];
        Assert.DoesNotContain(file, (await server.GetAsync("/")).Body, StringComparison.Ordinal);
        Assert.Equal(["vennlink", "keys", "add", "NAME", "--keys", file], await ShellWordsAsync(command));
        NewKey key = KeyStore.Open(file).Add("NAME");
        string token = RunningServer.TokenOf(key.AccessId, key.SecretKey);
        using HttpRequestMessage request =
            new(HttpMethod.Post, RunningServer.Path) { Content = new StringContent("{}") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", token);
        Assert.Equal(400, (await server.SendAsync(request)).Status);
        string json = (await server.GetAsync("/", "application/json")).Body;
        Assert.Equal(
            "vennlink keys add NAME --keys FILE",
            JsonDocument.Parse(json).RootElement.GetProperty("key_command").GetString());
    }

    [Fact]
    public async Task A_host_that_is_no_host_does_not_reach_the_line_to_paste()
    {
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        string answer = await server.SendRawAsync("GET / HTTP/1.1\r\nHost: a';id;'\r\nConnection: close\r\n\r\n");
        Assert.DoesNotContain("';id;'", answer, StringComparison.Ordinal);
    }

    private static (string Name, byte[] Content) List(int number) =>
        ($"list-{number}.csv", Encoding.UTF8.GetBytes($"source,target\nhttp://s{number}.example/,http://t.example/\n"));

    // The two columns of the index, the time made a word.
    private static string[] LinesOf(string text) =>
        [.. TableLine().Matches(text)
            .Select(line => $"{line.Groups[1].Value}: {Time().Replace(line.Groups[2].Value, "TIME")}")];

    private static async Task<string[]> ShellWordsAsync(string command)
    {
        ProcessStartInfo start = new("sh", ["-c", $"printf '%s\\n' {command}"]) { RedirectStandardOutput = true };
        using Process shell = Process.Start(start)!;
        string words = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return words.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"(?m)^  (\S.*?)  +(\S.*)$")]
    private static partial Regex TableLine();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    private static partial Regex Time();
}
