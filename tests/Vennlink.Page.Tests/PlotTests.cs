using System.Xml.Linq;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Vennlink.Page.Tests;

/// <summary>Plots at the real page: what is pressed is what the rows are.</summary>
public sealed class PlotTests(Browser browser, DemoIndex demo)
{
    private const string Five = "#/q?to=daringfireball.net&to=mjtsai.com&to=marco.org&to=inessential.com"
        + "&to=hypercritical.co&not=sixcolors.com&min=2&source=root_domain&view=both";

    private const string Three =
        "#/q?to=daringfireball.net&to=mjtsai.com&to=marco.org&min=2&source=root_domain&view=both";

    [Fact]
    public async Task All_five_in_the_upset_plot_are_two_rows_and_the_address_gives_them_to_another_browser()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Five);
        IPage page = open.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "2 sites link to all 5" }).ClickAsync();
        IReadOnlyList<string> rows = await open.RowsAsync(2);
        Assert.Equal(["kagi.com", "indieblog.page"], rows);
        await open.TotalAsync("2 prospects, exact");
        await Expect(page.Locator("svg .subset[aria-pressed=true]")).ToHaveCountAsync(1);
        await open.AssertAccessibleAsync("UpSet, one chosen");

        await using OpenPage other = await server.OpenAsync(browser, open.Hash);
        Assert.Equal(rows, await other.RowsAsync(2));
    }

    [Fact]
    public async Task Each_mark_says_a_number_that_is_the_number_of_its_rows_and_all_add_up()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Five);
        IPage page = open.Page;
        ILocator marks = page.Locator("svg .subset");
        await Expect(marks.First).ToBeVisibleAsync();
        int sum = 0;
        for (int i = 0; i < await marks.CountAsync(); i++)
        {
            int said = int.Parse((await marks.Nth(i).GetAttributeAsync("aria-label"))!.Split(' ')[0],
                System.Globalization.CultureInfo.InvariantCulture);
            await marks.Nth(i).ClickAsync();
            await open.RowsAsync(said);
            sum += said;
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Clear 1 chosen subset" }).ClickAsync();
        await open.RowsAsync(sum);
    }

    [Fact]
    public async Task Marks_are_chosen_added_and_let_go_by_keys()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Five);
        IPage page = open.Page;
        await page.Locator("svg .subset").First.FocusAsync();
        await open.PressAsync("Enter");
        await open.RowsAsync(2);
        await open.PressAsync("ArrowRight", "Shift+Enter");
        await open.RowsAsync(4);
        Assert.Contains("only=", open.Hash, StringComparison.Ordinal);
        await open.PressAsync("Backspace");
        await open.RowsAsync(13);
        Assert.DoesNotContain("only=", open.Hash, StringComparison.Ordinal);
        await Expect(page.Locator("svg .subset:focus")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Circles_of_three_targets_have_their_numbers_beside_them()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Three);
        IPage page = open.Page;
        await Expect(page.Locator("svg.venn circle.disc")).ToHaveCountAsync(3);
        string[] numbers = [.. (await page.Locator(".subsets tbody button").AllInnerTextsAsync())];
        Assert.Equal(7, numbers.Length);
        await open.AssertAccessibleAsync("Venn");

        // Those that link to one target alone are fewer than "at least 2" asks for: choosing them asks for less.
        await page.GetByRole(AriaRole.Row, new() { Name = "daringfireball.net only" }).GetByRole(AriaRole.Button)
            .ClickAsync();
        await open.RowsAsync(int.Parse(numbers[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.DoesNotContain("min=2", open.Hash, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_least_k_of_n_is_a_list_whose_numbers_ask_for_it()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Five);
        IPage page = open.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Links to k of n" }).ClickAsync();
        await open.AssertAccessibleAsync("bars");
        await page.GetByRole(AriaRole.Button, new() { Name = "10 sites link to at least 3 of 5" }).ClickAsync();
        await open.RowsAsync(10);
    }

    [Fact]
    public async Task A_plot_is_saved_as_a_drawing_and_as_numbers()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Five);
        IPage page = open.Page;
        await Expect(page.Locator("svg .subset").First).ToBeVisibleAsync();
        XDocument drawing = XDocument.Parse(await SavedAsync(page, "Save SVG"));
        XNamespace svg = "http://www.w3.org/2000/svg";
        Assert.Equal(svg + "svg", drawing.Root!.Name);
        XElement bar = drawing.Descendants(svg + "rect").First(rect => rect.Attribute("height")!.Value == "12");
        Assert.StartsWith("rgb(", bar.Attribute("fill")!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(drawing.Descendants().Attributes(),
            attribute => attribute.Name.LocalName is "class" or "style");

        string[] lines = (await SavedAsync(page, "Save CSV")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("subset,count", lines[0]);
        Assert.Equal(13, lines[1..].Sum(line => int.Parse(
            line[(line.LastIndexOf(',') + 1)..], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task On_a_narrow_screen_the_plot_is_a_list_of_subsets()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        string plot = Five.Replace("both", "plot", StringComparison.Ordinal);
        await using OpenPage open = await server.OpenAsync(browser, plot, 390, 844);
        IPage page = open.Page;
        await Expect(page.Locator("svg.upset")).ToBeHiddenAsync();
        await Expect(page.Locator(".subsets tbody tr")).ToHaveCountAsync(10);
        await open.AssertAccessibleAsync("plot, narrow");
    }

    private static async Task<string> SavedAsync(IPage page, string button)
    {
        IDownload file = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync());
        using StreamReader reader = new(await file.CreateReadStreamAsync());
        return await reader.ReadToEndAsync();
    }
}
