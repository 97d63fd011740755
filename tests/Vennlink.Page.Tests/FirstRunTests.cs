using Microsoft.Playwright;
using Vennlink.Server.Serving;
using Vennlink.Tests;
using static Microsoft.Playwright.Assertions;

namespace Vennlink.Page.Tests;

/// <summary>From nothing to prospects: the sample, and exports that are dropped on the page.</summary>
public sealed class FirstRunTests(Browser browser) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-first-").FullName;

    private string Index => Path.Combine(_folder, "index");

    [Fact]
    public async Task The_whole_walk_from_an_empty_folder_to_a_workbook()
    {
        await using PageServer server = await PageServer.StartAsync(Index, Open);
        await using OpenPage open = await server.OpenAsync(browser);
        IPage page = open.Page;
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Welcome. There is no data yet." }))
            .ToBeVisibleAsync();
        await open.AssertAccessibleAsync("first run");
        await page.GetByRole(AriaRole.Button, new() { Name = "Build the sample" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Find prospects" }).ClickAsync(new() { Timeout = 90_000 });

        await page.GetByLabel("Who links to").FillAsync(
            "daringfireball.net mjtsai.com marco.org inessential.com hypercritical.co ");
        await page.GetByLabel("and not to").FillAsync("sixcolors.com ");
        await page.GetByLabel("and not to").PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find prospects" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "2+", Exact = true }).ClickAsync();
        await open.TotalAsync("13 prospects, exact");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "github.com", Exact = true })).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "show", Exact = true }).ClickAsync();
        Assert.Contains("github.com", await open.RowsAsync(13));

        await page.Locator("tbody .open").First.ClickAsync();
        await Expect(page.Locator(".drawer .absence")).ToContainTextAsync("none leads to sixcolors.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await page.Locator("[data-export]").ClickAsync();
        IDownload saved = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Button, new() { Name = "Save file" }).ClickAsync());
        using MemoryStream file = new();
        await (await saved.CreateReadStreamAsync()).CopyToAsync(file);
        file.Position = 0;
        Assert.Equal(1 + 13, new Workbook(file)["results"].Length);
    }

    [Fact]
    public async Task Six_exports_that_are_dropped_are_recognised_and_give_what_was_counted_by_hand()
    {
        await using PageServer server = await PageServer.StartAsync(Index, Open);
        await using OpenPage open = await server.OpenAsync(browser);
        IPage page = open.Page;
        await DropAsync(page, VendorFiles.All);
        ILocator rows = page.Locator(".check-table tbody tr");
        await Expect(rows).ToHaveCountAsync(6);
        foreach ((string file, string kind, string used) in new[]
        {
            ("ahrefs-alpha.csv", "Ahrefs", "3"), ("semrush-beta.csv", "Semrush", "2"),
            ("frog-gamma.csv", "Screaming Frog", "2"), ("moz-delta.csv", "Moz", "1"),
            ("majestic-epsilon.csv", "Majestic", "2"),
        })
        {
            ILocator row = rows.Filter(new() { HasText = file });
            await Expect(row).ToContainTextAsync(kind);
            await Expect(row.Locator("td").Nth(2)).ToHaveTextAsync(used);
        }

        // It is not built before it is known whose links the one lists that does not say it.
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Build the index" })).ToBeDisabledAsync();
        await open.AssertAccessibleAsync("import check");
        ILocator mine = page.GetByLabel($"Site that {VendorFiles.SearchConsole} lists the links of");
        await mine.FillAsync("https://www.mine.example/");
        await mine.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Build the index" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Find prospects" }).ClickAsync(new() { Timeout = 60_000 });

        const string To = "#/q?to=alpha.example&to=beta.example&to=gamma.example&to=delta.example&to=epsilon.example";
        Assert.Equal(["one.example", "bücher.example", "two.example"],
            await RowsOfAsync(server, $"{To}&not=mine.example&min=2&source=root_domain", 3));
        Assert.Equal(["bücher.example", "one.example"], (await RowsOfAsync(
            server, $"{To}&not=mine.example&min=2&followed=1&source=root_domain", 2)).OrderBy(row => row[0]));
        Assert.Contains("friend.example", await RowsOfAsync(server, $"{To}&source=root_domain", 4));
        Assert.DoesNotContain("friend.example",
            await RowsOfAsync(server, $"{To}&not=mine.example&source=root_domain", 3));
    }

    [Fact]
    public async Task A_file_that_is_no_list_says_so_and_can_be_taken_away()
    {
        await using PageServer server = await PageServer.StartAsync(Index, Open);
        await using OpenPage open = await server.OpenAsync(browser);
        IPage page = open.Page;
        byte[] noList = "no list\r\nat all\r\n"u8.ToArray();
        await DropAsync(page,
        [
            new() { Name = "<img src=x onerror=alert(1)>.csv", MimeType = "text/csv", Buffer = noList },
            new() { Name = "notes.csv", MimeType = "text/csv", Buffer = noList },
        ]);
        await Expect(page.Locator(".check-table .problem")).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Build the index" })).ToBeDisabledAsync();
        await open.AssertAccessibleAsync("import of a file that is no list");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove <img src=x onerror=alert(1)>.csv" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove notes.csv" }).ClickAsync();
        await Expect(page.Locator(".check-table tbody tr")).ToHaveCountAsync(0);
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(_folder, recursive: true);
    }

    private static ServerOptions Open(ServerOptions options) =>
        options with { CanImport = true, SampleFolder = SharedData.InRepository("samples") };

    private async Task<IReadOnlyList<string>> RowsOfAsync(PageServer server, string hash, int count)
    {
        await using OpenPage open = await server.OpenAsync(browser, hash);
        return await open.RowsAsync(count);
    }

    // Really dropped: a browser gives a script files by a drop that it made itself.
    private static async Task DropAsync(IPage page, FilePayload[] files)
    {
        IJSHandle dropped = await page.EvaluateHandleAsync(
            """
            files => files.reduce((all, { name, bytes }) => {
              all.items.add(new File([Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0))], name));
              return all;
            }, new DataTransfer())
            """,
            files.Select(file => new { name = file.Name, bytes = Convert.ToBase64String(file.Buffer) }).ToArray());
        await page.Locator(".drop").DispatchEventAsync(
            "drop", new Dictionary<string, object> { ["dataTransfer"] = dropped });
    }
}
