using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Vennlink.Server;
using Vennlink.Server.Keys;
using Vennlink.Server.Serving;
using Vennlink.Tests;

namespace Vennlink.Page.Tests;

/// <summary>The real server in this process, on a port of its own, with the files of the page as the sources have
/// them.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private PageServer(WebApplication app, string folder, NewKey key)
    {
        _app = app;
        _folder = folder;
        Key = key;
    }

    /// <summary>A key of this server.</summary>
    public NewKey Key { get; }

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Url => _app.Urls.First();

    /// <summary>Starts it.</summary>
    /// <param name="index">Index folder; there need be none.</param>
    /// <param name="change">Changes the options.</param>
    public static async Task<PageServer> StartAsync(string index, Func<ServerOptions, ServerOptions>? change = null)
    {
        string folder = Directory.CreateTempSubdirectory("vennlink-page-").FullName;
        var options = new ServerOptions
        {
            IndexFolder = index,
            KeysFile = Path.Combine(folder, "keys.db"),
            Urls = "http://127.0.0.1:0",
            SiteFolder = SharedData.InRepository("src/Vennlink.Server/Pages/Site"),
        };
        options = change?.Invoke(options) ?? options;
        NewKey key = KeyStore.Open(options.KeysFile).Add("test");
        WebApplication app = ServerApp.Create(options, logging => logging.ClearProviders());
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new PageServer(app, folder, key);
    }

    /// <summary>An address that signs a browser in once.</summary>
    public string OneTimeAddress() => ServerApp.OneTimeAddress(_app)!;

    /// <summary>Opens a page in a browser of its own that is signed in.</summary>
    /// <param name="browser">The browser.</param>
    /// <param name="hash">What follows the address, such as <c>#/q?to=e.com</c>.</param>
    /// <param name="width">Of the window.</param>
    /// <param name="height">Of the window.</param>
    /// <param name="isDark">Whether the person likes it dark.</param>
    public async Task<OpenPage> OpenAsync(
        Browser browser, string hash = "", int width = 1440, int height = 900, bool isDark = false)
    {
        IBrowserContext context = await browser.Require().NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout(20_000);
        var page = new OpenPage(context, await context.NewPageAsync());
        await page.Page.GotoAsync($"{OneTimeAddress()}{hash}");
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
