using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Vennlink.Page.Tests;

/// <summary>What another page asks for in a person's name is refused, and changes nothing.</summary>
public sealed class ForgeryTests(Browser browser) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-hostile-").FullName;

    [Fact]
    public async Task A_request_that_another_page_forges_changes_nothing()
    {
        await using PageServer server = await PageServer.StartAsync(
            Path.Combine(_folder, "none"), options => options with { CanImport = true });
        await using IBrowserContext context = await browser.Require().NewContextAsync();
        IPage mine = await context.NewPageAsync();
        await mine.GotoAsync(server.OneTimeAddress());
        await Expect(mine.GetByRole(AriaRole.Heading, new() { Name = "Welcome" })).ToBeVisibleAsync();

        List<(string Url, int Status)> answers = [];

        // Of the same host, so that the browser sends the cookie along; and of another one.
        foreach (string host in new[] { "127.0.0.1", "localhost" })
        {
            using ForeignSite site = new(host,
                $"<form method=post action='{server.Url}/api/v1/imports' enctype='text/plain'>"
                    + "<input name='{\"x\":\"' value='\"}'></form>");
            IPage foreign = await context.NewPageAsync();
            foreign.Response += (_, response) => answers.Add((response.Url, response.Status));
            await foreign.GotoAsync(site.Url);
            foreach (string path in new[] { "imports", "session", "intersect" })
            {
                await foreign.EvaluateAsync(
                    """
                    url => fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' })
                      .catch(() => null)
                    """, $"{server.Url}/api/v1/{path}");
            }

            // With the header that the page sends a browser asks beforehand, and is told no.
            Assert.Equal("refused", await foreign.EvaluateAsync<string>(
                """
                url => fetch(url, { method: 'PUT', credentials: 'include', body: '{"question":{"to":["x.example"]}}',
                  headers: { 'X-Vennlink-Page': '1' } }).then(answer => String(answer.status), () => 'refused')
                """, $"{server.Url}/api/v1/saved/forged"));
            await foreign.EvaluateAsync("document.forms[0].submit()");
            await foreign.WaitForTimeoutAsync(300);
        }

        (string Url, int Status)[] forged = [.. answers.Where(answer =>
            answer.Url.StartsWith(server.Url, StringComparison.Ordinal))];
        Assert.True(forged.Length >= 4, "no forged request got to the server");
        Assert.All(forged, answer => Assert.True(answer.Status is 400 or 401 or 403, $"{answer}"));
        JsonElement saved = await mine.EvaluateAsync<JsonElement>(
            "fetch('/api/v1/saved', { headers: { 'X-Vennlink-Page': '1' } }).then(answer => answer.json())");
        Assert.Equal(0, saved.GetProperty("saved").GetArrayLength());
        Assert.True((await mine.EvaluateAsync<JsonElement>(
            "fetch('/api/v1/session', { headers: { 'X-Vennlink-Page': '1' } }).then(answer => answer.json())"))
            .GetProperty("signed_in").GetBoolean());
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(_folder, recursive: true);
    }
}
