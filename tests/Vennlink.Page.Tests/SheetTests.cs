using System.Text;
using Microsoft.Playwright;
using Vennlink.Build;
using Vennlink.Snapshots;
using static Microsoft.Playwright.Assertions;

namespace Vennlink.Page.Tests;

/// <summary>The pages beside the question: a site, the data, saved questions; and what is kept of prospects.</summary>
public sealed class SheetTests(Browser browser, DemoIndex demo) : IDisposable
{
    private const string Blogs = "#/q?to=daringfireball.net&to=mjtsai.com&min=2&source=root_domain";

    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-sheets-").FullName;

    [Fact]
    public async Task A_site_is_explained_by_parts_that_add_up_to_its_score()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, "#/site");
        IPage page = open.Page;
        await page.GetByLabel("Site or page").FillAsync("https://manton.org/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Explain", Exact = true }).ClickAsync();
        await Expect(page.Locator(".parts").First).ToContainTextAsync("Domain Authority 16");
        string[] points = [.. await page.Locator(".parts").First.Locator("tbody td:nth-child(3)").AllInnerTextsAsync()];
        Assert.Equal(
            16, points.Sum(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)), 0.6);
        await open.AssertAccessibleAsync("a site");
        await page.GetByRole(AriaRole.Link, new() { Name = "Who links to it" }).ClickAsync();
        await open.TotalAsync("prospects, exact");

        await page.GotoAsync($"{server.Url}/#/site?of=daringfirebal.net");
        await Expect(page.Locator(".site-body")).ToContainTextAsync("is not in this index");
        await page.GetByLabel("Site or page").FillAsync("no site");
        await page.GetByRole(AriaRole.Button, new() { Name = "Explain", Exact = true }).ClickAsync();
        await Expect(page.Locator(".site-sheet [role=alert]")).ToHaveTextAsync("“no site” names no web address.");
    }

    [Fact]
    public async Task The_data_are_shown_with_each_file_and_what_was_left_out_of_it()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, "#/data");
        IPage page = open.Page;
        ILocator blogrolls = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "blogroll-edges.csv.gz" });
        await Expect(blogrolls).ToContainTextAsync("5,080 bad row");
        await Expect(page.GetByText("Built from 5 files")).ToBeVisibleAsync();
        await Expect(page.GetByText(IndexFolder.CurrentId(demo.Folder)!).First).ToBeVisibleAsync();
        await open.AssertAccessibleAsync("data");
    }

    [Fact]
    public async Task A_saved_question_opens_as_it_was_and_says_what_changed_since()
    {
        string index = Path.Combine(_folder, "index");
        Build(index, "one.csv", "source,target\nhttps://s1.example/,https://t.example/\n");
        await using PageServer server = await PageServer.StartAsync(index);
        await using OpenPage open = await server.OpenAsync(browser, "#/q?to=t.example&source=root_domain&rows=50");
        IPage page = open.Page;
        await open.TotalAsync("1 prospect, exact");
        string address = open.Hash;
        await page.GetByRole(AriaRole.Button, new() { Name = "Save question" }).ClickAsync();
        await page.GetByLabel("Name of the question").FillAsync("<b>mine</b> & 'co'/1");
        await page.GetByLabel("Name of the question").PressAsync("Enter");
        await Expect(page.GetByText("Saved as <b>mine</b> & 'co'/1")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Saved" }).ClickAsync();
        ILocator row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "<b>mine</b>" });
        await Expect(row).ToContainTextAsync("sites that link to t.example");
        await Expect(row).ToContainTextAsync("same index");
        await open.AssertAccessibleAsync("saved questions");

        string before = IndexFolder.CurrentId(index)!;
        Build(index, "two.csv",
            "source,target\nhttps://s2.example/,https://t.example/\nhttps://s3.example/,https://t.example/\n");
        Assert.NotEqual(before, IndexFolder.CurrentId(index));
        await ServedAsync(server, IndexFolder.CurrentId(index)!);
        await page.ReloadAsync();
        await Expect(row).ToContainTextAsync("2 new, 0 lost");
        await row.GetByRole(AriaRole.Link).ClickAsync();
        await open.TotalAsync("3 prospects, exact");
        Assert.Equal(address, open.Hash);

        await page.GetByRole(AriaRole.Link, new() { Name = "Saved" }).ClickAsync();
        IDownload file = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Button, new() { Name = "Run all, one file" }).ClickAsync());
        using StreamReader reader = new(await file.CreateReadStreamAsync());
        Assert.Equal(1 + 3, (await reader.ReadToEndAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove <b>mine</b>" }).ClickAsync();
        await Expect(page.GetByText("None yet.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_kept_of_a_prospect_stays_and_those_contacted_can_be_left_out()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, $"{Blogs}&row=manton.org");
        IPage page = open.Page;
        await open.RowsAsync(7);
        ILocator marks = page.Locator(".drawer .marks");
        await marks.GetByLabel("Status").SelectOptionAsync("contacted");
        await marks.GetByLabel("Tags").FillAsync("blogrolls, <i>spring</i>");
        await marks.GetByLabel("Note").FillAsync("Asked on Monday\n=1+1");
        await marks.GetByLabel("Note").PressAsync("Tab");
        await Expect(marks.GetByText("kept")).ToBeVisibleAsync();
        await open.AssertAccessibleAsync("marks");
        ILocator row = page.Locator(".table-slot tbody tr").Filter(new() { HasText = "manton.org" });
        await Expect(row).ToContainTextAsync("contacted #blogrolls #<i>spring</i>");

        await page.ReloadAsync();
        await Expect(marks.GetByLabel("Note")).ToHaveValueAsync("Asked on Monday\n=1+1");
        await page.GotoAsync($"{server.Url}/{Blogs}&skip=contacted");
        Assert.DoesNotContain("manton.org", await open.RowsAsync(6));
    }

    [Fact]
    public async Task Selected_rows_get_a_status_together()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Blogs);
        IPage page = open.Page;
        IReadOnlyList<string> rows = await open.RowsAsync(7);
        await page.GetByLabel($"Select {rows[0]}").CheckAsync();
        await page.GetByLabel($"Select {rows[2]}").CheckAsync();
        await page.GetByLabel("Status of the selected rows").SelectOptionAsync("to_contact");
        await Expect(page.Locator(".table-slot tbody tr").Filter(new() { HasText = "to contact" })).ToHaveCountAsync(2);
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(_folder, recursive: true);
    }

    // The server takes a newer snapshot up within a second.
    private static async Task ServedAsync(PageServer server, string snapshot)
    {
        using HttpClient client = new();
        for (int i = 0; i < 100; i++)
        {
            if ((await client.GetStringAsync($"{server.Url}/readyz")).Contains(snapshot, StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail("the newer snapshot is not served");
    }

    private void Build(string index, string name, string csv)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, csv, Encoding.UTF8);
        IndexBuild.Run(
            new BuildOptions
            {
                IndexFolder = index,
                Inputs = [file],
                Add = IndexFolder.CurrentId(index) is not null,
                MemoryBytes = 256 << 20,
                ThreadCount = 2,
            },
            null,
            TestContext.Current.CancellationToken);
    }
}
