using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using Vennlink.Build;
using static Microsoft.Playwright.Assertions;

namespace Vennlink.Page.Tests;

/// <summary>What strangers wrote (titles, anchors, URLs, names of files) is shown as letters and runs nothing.</summary>
public sealed class HostileTests(Browser browser) : IDisposable
{
    private const string Markup = "<img src=x onerror=\"window.ran=1\"><script>window.ran=1</script>";
    private static readonly string Long = new('L', 10_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Strangers_texts_are_letters_and_nothing_else()
    {
        await using PageServer server = await PageServer.StartAsync(BuildIndex());
        await using OpenPage open = await server.OpenAsync(browser, "#/q?to=target.example&source=page");
        IPage page = open.Page;
        IReadOnlyList<string> names = await open.RowsAsync(6);
        string all = string.Join('\n', names);
        Assert.Contains(Markup, all, StringComparison.Ordinal);
        Assert.Contains("turned ‹202E›txt.exe", all, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', all);
        Assert.DoesNotContain(Long, all, StringComparison.Ordinal);
        Assert.Contains("xn--pypal-4ve.example", all, StringComparison.Ordinal);
        Assert.Contains("bücher.example", all, StringComparison.Ordinal);

        await Expect(page.Locator("td.anchor bdi").First).ToBeVisibleAsync();
        foreach (string name in names)
        {
            await page.Locator("tbody .open").Nth(names.ToList().IndexOf(name)).ClickAsync();
            await Expect(page.Locator(".drawer .to-target").First).ToBeVisibleAsync();
        }

        Assert.True(await page.EvaluateAsync<bool>("window.ran === undefined"));
        Assert.Equal(0, await page.Locator("main img, main script, main iframe").CountAsync());
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 1440);
    }

    [Fact]
    public async Task Links_to_strangers_tell_them_nothing_and_run_nothing()
    {
        await using PageServer server = await PageServer.StartAsync(BuildIndex());
        await using OpenPage open = await server.OpenAsync(browser, "#/q?to=target.example&source=page");
        await open.RowsAsync(6);
        string[] links = await open.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('main a[target]')].map(a => `${new URL(a.href).protocol} ${a.rel}`)");
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.Equal("http: noopener noreferrer nofollow", link));
    }

    [Fact]
    public async Task No_script_that_stands_in_a_page_runs_under_the_policy()
    {
        await using PageServer server = await PageServer.StartAsync(BuildIndex());
        await using OpenPage open = await server.OpenAsync(browser);
        await Expect(open.Page.Locator(".starters button").First).ToBeVisibleAsync();
        IReadOnlyList<string> blocked = await open.Page.EvaluateAsync<string[]>("""
            async () => {
              const blocked = [];
              document.addEventListener('securitypolicyviolation', event => blocked.push(event.effectiveDirective));
              const script = document.createElement('script');
              script.textContent = 'window.ran = 1';
              document.body.append(script);
              const box = document.createElement('div');
              box.innerHTML = '<img src="data:image/gif;base64,R0lGOD" onerror="window.ran=1" style="color:red">';
              document.body.append(box);
              await fetch('https://elsewhere.example/').catch(() => blocked.push('fetch'));
              await new Promise(done => setTimeout(done, 300));
              return [String(window.ran), ...new Set(blocked)];
            }
            """);
        open.Forgive();
        Assert.Equal("undefined", blocked[0]);
        string[] expected = ["fetch", "img-src", "script-src-elem", "style-src-attr"];
        Assert.True(expected.All(blocked.Contains), string.Join(' ', blocked));
    }

    [Fact]
    public async Task An_address_out_of_a_mail_is_text_too()
    {
        await using PageServer server = await PageServer.StartAsync(BuildIndex());
        string hostile = Uri.EscapeDataString(Markup);
        await using OpenPage open = await server.OpenAsync(browser,
            $"#/q?to=target.example&to={hostile}&not={hostile}&anchor={hostile}&row={hostile}&tld={hostile}");
        await Expect(open.Page.Locator(".notice.bad")).ToBeVisibleAsync();
        await open.Page.GotoAsync($"{server.Url}/#/q?to=target.example&match={hostile}");
        await Expect(open.Page.Locator(".notice.bad")).ToBeVisibleAsync();
        Assert.True(await open.Page.EvaluateAsync<bool>("window.ran === undefined"));
        Assert.Equal(0, await open.Page.Locator("main img, main script").CountAsync());
    }

    // Titles come with crawled pages, so this is a crawl.
    private string BuildIndex()
    {
        string index = Path.Combine(_folder, "index");
        (string Url, string Title, string Anchor)[] pages =
        [
            ("http://markup.example/", Markup, Markup),
            ("http://turned.example/", "turned \u202etxt.exe", "\u202eanchor\u0001"),
            ("http://long.example/" + new string('p', 1500), Long, Long),
            ("http://xn--pypal-4ve.example/", "Mixed scripts", "شركة عربية"),
            ("http://xn--bcher-kva.example/", "", "Bücher"),
            ("http://formula.example/?q=%3Cscript%3E", "=cmd()", "\u200b"),
        ];
        var warc = new StringBuilder();
        foreach ((string url, string title, string anchor) in pages)
        {
            string html = $"<html><head><title>{Escape(title)}</title></head><body>"
                + $"<a href=\"http://target.example/\">{Escape(anchor)}</a></body></html>";
            string http = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html;
            warc.Append(string.Create(CultureInfo.InvariantCulture, $"""
                WARC/1.0
                WARC-Type: response
                WARC-Target-URI: {url}
                WARC-Date: 2026-01-02T03:04:05Z
                WARC-Record-ID: <urn:uuid:{Guid.NewGuid()}>
                Content-Type: application/http; msgtype=response
                Content-Length: {Encoding.UTF8.GetByteCount(http)}


                """).ReplaceLineEndings("\r\n")).Append(http).Append("\r\n\r\n");
        }

        string file = Path.Combine(_folder, "<img src=x onerror=window.ran=1>.warc");
        File.WriteAllText(file, warc.ToString());
        IndexBuild.Run(
            new BuildOptions { IndexFolder = index, Inputs = [file], MemoryBytes = 64 << 20, ThreadCount = 1 }, null,
            CancellationToken.None);
        return index;
    }

    private static string Escape(string text) => System.Net.WebUtility.HtmlEncode(text);
}
