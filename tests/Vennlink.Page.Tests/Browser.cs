using Microsoft.Playwright;
using Vennlink.Page.Tests;

[assembly: AssemblyFixture(typeof(Browser))]

namespace Vennlink.Page.Tests;

/// <summary>
/// Chromium as the system has it, started once for all tests; without it, or without the driver of Playwright, those
/// that need it are skipped by name.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string _whyNot = "";

    /// <summary>Starts it, unless it is not there.</summary>
    public async ValueTask InitializeAsync()
    {
        string? program = Names.SelectMany(name => SearchPath().Select(folder => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        if (program is null)
        {
            _whyNot = "chromium is not installed (apt-get install chromium)";
            return;
        }

        try
        {
            _playwright = await Playwright.CreateAsync();
        }
        catch (PlaywrightException e)
        {
            _whyNot = $"the driver of Playwright does not run here: {e.Message}";
            return;
        }

        // A busy machine is no failure.
        Assertions.SetDefaultExpectTimeout(20_000);
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Timeout = 60_000 });
    }

    /// <summary>The browser; the calling test is skipped by name without it.</summary>
    public IBrowser Require()
    {
        Assert.SkipWhen(_browser is null, _whyNot);
        return _browser!;
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private static string[] SearchPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}
