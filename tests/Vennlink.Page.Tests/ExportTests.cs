using System.Text.Json;
using Microsoft.Playwright;
using Vennlink.Tests.Archives;
using static Microsoft.Playwright.Assertions;

namespace Vennlink.Page.Tests;

/// <summary>The menu of exports: files are read back, and what is copied is run.</summary>
public sealed class ExportTests(Browser browser, DemoIndex demo)
{
    private const string Five = "#/q?to=daringfireball.net&to=mjtsai.com&to=marco.org&to=inessential.com"
        + "&to=hypercritical.co&not=sixcolors.com&min=2&source=root_domain";

    [Fact]
    public async Task Thirteen_prospects_are_thirteen_in_a_workbook_with_their_links_and_what_was_asked()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Five);
        await open.RowsAsync(13);
        await using Stream file = await SaveAsync(open.Page, "Excel workbook");
        Workbook book = new(await CopyAsync(file));
        Assert.Equal(["results", "evidence", "about"], book.Sheets);
        Assert.Equal(1 + 13, book["results"].Length);
        Assert.Contains(book["results"], row => row[0] == "kagi.com");
        Assert.True(book["evidence"].Length > 13);
        Assert.Contains(book["evidence"], row => row.Contains("Daring Fireball"));
        Assert.Contains(book["about"],
            row => row.Any(cell => cell.Contains("sixcolors.com", StringComparison.Ordinal)));
        Assert.False(book.HasFormula);
    }

    [Theory]
    [InlineData("CSV for spreadsheets", "csv")]
    [InlineData("CSV, exact", "csv")]
    [InlineData("NDJSON", "ndjson")]
    [InlineData("Parquet", "parquet")]
    public async Task Other_forms_hold_the_same_rows(string form, string extension)
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Five);
        IReadOnlyList<string> shown = await open.RowsAsync(13);
        await OpenMenuAsync(open.Page);
        await open.Page.GetByLabel(form).CheckAsync();
        IDownload saved = await open.Page.RunAndWaitForDownloadAsync(() =>
            open.Page.GetByRole(AriaRole.Button, new() { Name = "Save file" }).ClickAsync());
        Assert.EndsWith($".{extension}", saved.SuggestedFilename, StringComparison.Ordinal);
        MemoryStream file = await CopyAsync(await saved.CreateReadStreamAsync());
        string[] pages = extension == "ndjson"
            ? [.. System.Text.Encoding.UTF8.GetString(file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("page").GetString()!)]
            : [.. ReadTable.Of(file).Rows.Select(row => row[0]).Where(cell => cell.TrimStart('\ufeff') != "page")];
        Assert.Equal(shown, pages);
    }

    [Fact]
    public async Task Selected_rows_alone_become_a_list_for_outreach_of_nine_columns()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Five);
        await open.RowsAsync(13);
        foreach (string row in new[] { "kagi.com", "manton.org", "github.com" })
        {
            await open.Page.GetByLabel($"Select {row}").CheckAsync();
        }

        await Expect(open.Page.GetByRole(AriaRole.Button, new() { Name = "Export 3" })).ToBeVisibleAsync();
        await using Stream file = await SaveAsync(open.Page, "Outreach list");
        string[][] rows = ReadTable.Of(await CopyAsync(file)).Rows;
        Assert.Equal(9, rows[0].Length);
        Assert.Equal(["kagi.com", "manton.org", "github.com"], rows[1..].Select(row => row[1]));
        Assert.Equal(["1", "kagi.com", "3", "5"], rows[1][..4]);
    }

    [Fact]
    public async Task Rows_are_copied_to_paste_them_and_the_question_to_ask_it_elsewhere()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Five);
        await open.RowsAsync(13);
        await OpenMenuAsync(open.Page);
        await open.AssertAccessibleAsync("menu of exports");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Copy rows" }).ClickAsync();
        await Expect(open.Page.Locator(".export-state")).ToContainTextAsync("Copied 13 rows");
        string[] lines = (await CopiedAsync(open.Page)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(14, lines.Length);
        Assert.All(lines, line => Assert.Equal(10, line.Split('\t').Length));

        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Shell command" }).ClickAsync();
        await Expect(open.Page.Locator(".export-state")).ToContainTextAsync("Copied: Shell command");
        Assert.Contains("--min 2", await CopiedAsync(open.Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_wrong_is_said_and_nothing_is_saved()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Five);
        await open.RowsAsync(13);
        await OpenMenuAsync(open.Page);
        await open.Page.RouteAsync("**/api/v1/intersect", route => route.FulfillAsync(new()
        {
            Status = 503,
            ContentType = "application/json",
            Body = """{"name": "Service Unavailable", "message": "too many at once"}""",
        }));
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Save file" }).ClickAsync();
        await Expect(open.Page.Locator(".export-state [role=alert]"))
            .ToHaveTextAsync("Service Unavailable: too many at once");
    }

    [Fact]
    public async Task An_export_that_takes_long_can_be_cancelled()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Five);
        await open.RowsAsync(13);
        await OpenMenuAsync(open.Page);
        await open.Page.RouteAsync("**/api/v1/intersect", _ => Task.CompletedTask); // never answered
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Save file" }).ClickAsync();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(open.Page.Locator(".export-state")).ToHaveTextAsync("Cancelled: nothing was saved.");
        await Expect(open.Page.GetByRole(AriaRole.Button, new() { Name = "Save file" })).ToBeEnabledAsync();
    }

    private static async Task OpenMenuAsync(IPage page) => await page.Locator("[data-export]").ClickAsync();

    private static async Task<Stream> SaveAsync(IPage page, string form)
    {
        await OpenMenuAsync(page);
        await page.GetByLabel(form).CheckAsync();
        IDownload file = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Button, new() { Name = "Save file" }).ClickAsync());
        return await file.CreateReadStreamAsync();
    }

    private static async Task<MemoryStream> CopyAsync(Stream stream)
    {
        MemoryStream copy = new();
        await stream.CopyToAsync(copy);
        copy.Position = 0;
        return copy;
    }

    private static Task<string> CopiedAsync(IPage page) =>
        page.EvaluateAsync<string>("navigator.clipboard.readText()");
}
