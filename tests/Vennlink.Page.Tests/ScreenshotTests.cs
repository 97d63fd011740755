using Microsoft.Playwright;
using Vennlink.Tests;
using static Microsoft.Playwright.Assertions;

namespace Vennlink.Page.Tests;

/// <summary>
/// The pictures of docs/images. Run by hand, after a change of looks:
/// <c>Vennlink.Page.Tests -class Vennlink.Page.Tests.ScreenshotTests -explicit only</c>.
/// </summary>
public sealed class ScreenshotTests(Browser browser, DemoIndex demo)
{
    private const string Five = "#/q?to=daringfireball.net&to=mjtsai.com&to=marco.org&to=inessential.com"
        + "&to=hypercritical.co&not=sixcolors.com&min=2&source=root_domain";

    private const string Three = "#/q?to=daringfireball.net&to=mjtsai.com&to=marco.org&min=2&source=root_domain";

    [Theory(Explicit = true)]
    [InlineData("prospects", Five + "&view=both", 1440, 900, false)]
    [InlineData("prospects-dark", Five + "&row=manton.org", 1440, 900, true)]
    [InlineData("venn-dark", Three + "&view=plot", 1024, 768, true)]
    [InlineData("narrow", Five, 390, 844, false)]
    [InlineData("narrow-dark", Five + "&view=plot", 390, 844, true)]
    public async Task Pictures_of_the_main_states(string name, string hash, int width, int height, bool isDark)
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, hash, width, height, isDark);
        await open.TotalAsync("exact");
        await TakeAsync(open.Page, name);
    }

    [Fact(Explicit = true)]
    public async Task A_picture_of_the_check_of_files()
    {
        string folder = Directory.CreateTempSubdirectory("vennlink-picture-").FullName;
        await using PageServer server = await PageServer.StartAsync(
            folder, options => options with { CanImport = true, SampleFolder = SharedData.InRepository("samples") });
        await using OpenPage open = await server.OpenAsync(browser, width: 1024, height: 768);
        await open.Page.Locator("#files").SetInputFilesAsync(VendorFiles.All);
        await Expect(open.Page.Locator(".check-table tbody tr")).ToHaveCountAsync(6);
        await Expect(open.Page.GetByText("please say")).ToBeVisibleAsync();
        await TakeAsync(open.Page, "import");
        Directory.Delete(folder, recursive: true);
    }

    private static async Task TakeAsync(IPage page, string name)
    {
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.WaitForTimeoutAsync(300);
        await page.ScreenshotAsync(new() { Path = SharedData.InRepository($"docs/images/{name}.png") });
    }
}
