using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Vennlink.Server.Tests.Pages;

/// <summary>The reference page, as bytes and in a real browser.</summary>
[Collection(SmallWebServer.Name)]
public sealed partial class ReferencePageTests(SmallWebServer fixture)
{
    private static readonly string? _browser = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
        .FirstOrDefault(File.Exists);

    private readonly RunningServer _server = fixture.Server;

    public static bool HasBrowser => _browser is not null;

    [Fact]
    public async Task The_page_and_its_scripts_come_from_this_server_under_a_policy_that_allows_no_other()
    {
        Answer page = await _server.GetAsync("/reference/");
        string policy = page.Headers["Content-Security-Policy"];
        string nonce = NonceOf().Match(policy).Groups[1].Value;

        Assert.Equal(200, page.Status);
        Assert.All(ScriptOf().Matches(page.Body), script => Assert.Contains($"nonce=\"{nonce}\"", script.Value, StringComparison.Ordinal));
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", page.Body);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        foreach (string source in ScriptOf().Matches(page.Body).Select(script => SourceOf().Match(script.Value).Groups[1].Value)
            .Where(source => source.Length > 0))
        {
            Answer script = await _server.GetAsync("/reference/" + source);
            Assert.Equal((200, true), (script.Status, script.ContentType!.StartsWith("text/javascript", StringComparison.Ordinal)));
        }

        Assert.NotEqual(nonce, NonceOf().Match((await _server.GetAsync("/reference/")).Headers["Content-Security-Policy"]).Groups[1].Value);
    }

    [Fact(Skip = "no Chromium on this machine (apt-get install chromium)", SkipUnless = nameof(HasBrowser))]
    public async Task A_browser_shows_every_operation_and_asks_no_other_server()
    {
        using TemporaryFolder folder = new();
        string log = folder["net.json"];
        ProcessStartInfo start = new(_browser!,
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--disable-extensions",
            $"--user-data-dir={folder["profile"]}", $"--log-net-log={log}", "--enable-logging=stderr", "--v=0",
            "--window-size=1200,4000", "--virtual-time-budget=20000", "--dump-dom",
            new Uri(_server.Address, "/reference/").ToString(),
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process browser = Process.Start(start)!;
        Task<string> said = browser.StandardError.ReadToEndAsync();
        string page = await browser.StandardOutput.ReadToEndAsync();
        await browser.WaitForExitAsync();

        Assert.Contains("Rows of an answer", page, StringComparison.Ordinal);
        Assert.Contains("Known targets by the beginning of a name", page, StringComparison.Ordinal);
        string[] asked = [.. RequestOf().Matches(File.ReadAllText(log)).Select(url => url.Groups[1].Value)
            .Where(url => url.StartsWith("http", StringComparison.Ordinal)).Distinct()];
        Assert.Contains(asked, url => url.EndsWith("/openapi.json", StringComparison.Ordinal));
        Assert.All(asked.Where(url => !IsOfBrowser(url)),
            url => Assert.StartsWith(_server.Address.ToString(), url, StringComparison.Ordinal));
        Assert.DoesNotContain("Content Security Policy", await said, StringComparison.Ordinal);
    }

    // What Chromium itself asks at its start, whatever page it shows.
    private static bool IsOfBrowser(string url) => new Uri(url).Host is var host
        && (host.EndsWith(".google.com", StringComparison.Ordinal) || host.EndsWith(".googleapis.com", StringComparison.Ordinal)
            || host.EndsWith(".gvt1.com", StringComparison.Ordinal) || host.EndsWith(".google", StringComparison.Ordinal));

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex NonceOf();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex ScriptOf();

    [GeneratedRegex("src=\"([^\"]+)\"")]
    private static partial Regex SourceOf();

    [GeneratedRegex("\"url\":\"([^\"]+)\"")]
    private static partial Regex RequestOf();
}
