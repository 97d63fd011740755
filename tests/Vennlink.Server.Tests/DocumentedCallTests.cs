using System.Diagnostics;

namespace Vennlink.Server.Tests;

/// <summary>
/// The calls of the reference page, run by the programs they are written for; only host and credentials are changed.
/// </summary>
[Collection(SmallWebServer.Name)]
public sealed class DocumentedCallTests(SmallWebServer fixture)
{
    private readonly RunningServer _server = fixture.Server;

    [Fact]
    public async Task The_documented_curl_call_is_answered()
    {
        await RequireAsync("curl", "--version");
        string command = DocumentedCalls.Curl
            .Replace("https://lsapi.seomoz.com", _server.Address.GetLeftPart(UriPartial.Authority),
                StringComparison.Ordinal)
            .Replace("access_id:secret_key", $"{_server.Key.AccessId}:{_server.Key.SecretKey}",
                StringComparison.Ordinal);
        Check(Rows.Of(new Answer(200, await RunAsync("sh", "-c", command), Json)));
    }

    [Fact]
    public async Task The_documented_python_call_is_answered()
    {
        await RequireAsync("python3", "-c", "import requests");
        string script = $"access_id = '{_server.Key.AccessId}'\nsecret_key = '{_server.Key.SecretKey}'\n"
            + DocumentedCalls.Python.Replace(
                "https://lsapi.seomoz.com", _server.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            + "\nassert request.status_code == 200, request.status_code\nassert 'Content-Type' not in "
                + "request.request.headers\nprint(request.text)\n";
        Check(Rows.Of(new Answer(200, await RunAsync("python3", "-c", script), Json)));
    }

    [Fact]
    public async Task The_documented_json_example_is_answered() =>
        Check(Rows.Of(await _server.PostAsync(DocumentedCalls.Json)));

    [Fact]
    public async Task The_line_of_the_home_page_works_once_credentials_are_filled_in()
    {
        await RequireAsync("curl", "--version");
        string home = (await _server.GetAsync("/")).Body;
        string line = home.Split('\n').Single(line => line.TrimStart().StartsWith("curl ", StringComparison.Ordinal))
            .Replace("ACCESS_ID", _server.Key.AccessId, StringComparison.Ordinal)
            .Replace("SECRET_KEY", _server.Key.SecretKey, StringComparison.Ordinal);
        Rows.Of(new Answer(200, await RunAsync("sh", "-c", line), Json));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--anyauth")]
    [InlineData("-H 'Content-Type: application/json'")]
    [InlineData("-H 'Content-Type: text/plain'")]
    [InlineData("-H 'Content-Type:'")]
    [InlineData("-H 'Transfer-Encoding: chunked'")]
    [InlineData("-H 'Expect: 100-continue'")]
    [InlineData("--http1.0")]
    public async Task Curl_is_answered_however_it_is_told_to_send(string options)
    {
        await RequireAsync("curl", "--version");
        Check(Rows.Of(
            new Answer(
                200, await RunAsync(
                    "sh", "-c",
                    $"curl {options} -u {_server.Key.AccessId}:{_server.Key.SecretKey} -d '{DocumentedCalls.Json}' "
                        + $"{Url}"), Json)));
    }

    [Fact]
    public async Task Curl_gets_to_read_the_413_of_a_body_far_too_large()
    {
        await RequireAsync("curl", "--version");
        using var folder = new TemporaryFolder();
        foreach (int length in new[] { 100_000, 5_000_000 })
        {
            File.WriteAllText(folder["body"], new string(' ', length));
            string status = await RunAsync(
                "curl", "-o", folder["answer"], "-w", "%{http_code}", "-u",
                $"{_server.Key.AccessId}:{_server.Key.SecretKey}", "--data-binary", "@" + folder["body"], Url);
            Assert.Equal("413", status);
            Assert.Contains("Payload Too Large", File.ReadAllText(folder["answer"]), StringComparison.Ordinal);
        }
    }

    private static readonly Dictionary<string, string> Json = new() { ["Content-Type"] = "application/json" };

    private string Url => new Uri(_server.Address, RunningServer.Path).ToString();

    // The examples ask for one row by Domain Authority; latimes.com itself, which links to the other paper, has the
    // highest here.
    private static void Check(Rows rows)
    {
        string page = Assert.Single(rows.Pages);
        Assert.Equal("www.latimes.com/press", page);
        Assert.Equal([1], rows.Indexes(0));
        Assert.NotEmpty(rows.NextToken);
    }

    private static async Task RequireAsync(string program, params string[] arguments)
    {
        bool isThere;
        try
        {
            isThere = await StartAsync(program, arguments) is (0, _, _);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            isThere = false;
        }

        Assert.SkipUnless(isThere, $"{program} {string.Join(' ', arguments)} does not run here");
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        (int exitCode, string output, string error) = await StartAsync(program, arguments);
        Assert.True(exitCode == 0, error);
        return output.TrimEnd('\n');
    }

    private static async Task<(int ExitCode, string Output, string Error)> StartAsync(
        string program, string[] arguments)
    {
        // Proxies of the machine are none of the loopback's business.
        var start =
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NO_PROXY"] = start.Environment["no_proxy"] = "*";
        using Process process = Process.Start(start)!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(60));
        Task<string> output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        return (process.ExitCode, await output, await error);
    }
}
