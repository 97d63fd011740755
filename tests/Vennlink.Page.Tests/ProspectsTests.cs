using Microsoft.Playwright;
using Vennlink.Build;
using static Microsoft.Playwright.Assertions;

namespace Vennlink.Page.Tests;

/// <summary>A person at the page: question, rows, filters, evidence; by mouse and by keyboard alone.</summary>
public sealed class ProspectsTests(Browser browser, DemoIndex demo)
{
    private const string Blogs = "#/q?to=daringfireball.net&to=mjtsai.com&to=marco.org&to=inessential.com"
        + "&to=hypercritical.co&not=sixcolors.com&min=2&source=root_domain";

    private const string Hidden = "&hide=platforms,same-owner,feeds,other-hosts";

    [Fact]
    public async Task A_pasted_list_becomes_rows_and_evidence_and_back_goes_the_same_way()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser);
        IPage page = open.Page;
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Who links to" })
            .FillAsync("https://daringfireball.net/ mjtsai.com,marco.org ");
        await Expect(page.Locator(".chip")).ToHaveCountAsync(3);
        await Expect(page.Locator(".chip-count").First).ToHaveTextAsync("16");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "and not to" }).FillAsync("sixcolors.com");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "and not to" }).PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find prospects" }).ClickAsync();
        await open.TotalAsync("prospects, exact");
        Assert.Contains("hide=platforms", open.Hash, StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "2+", Exact = true }).ClickAsync();
        await open.TotalAsync("hidden");
        await page.GetByRole(AriaRole.Button, new() { Name = "show", Exact = true }).ClickAsync();
        await open.TotalAsync("11 prospects, exact");
        Assert.Equal(["kagi.com", "indieblog.page", "manton.org"], (await open.RowsAsync(11)).Take(3));

        // The number beside the box is the number of rows after the click.
        ILocator me = page.Locator(".tlds .check").Filter(new() { HasText = ".com" });
        string promised = await me.Locator(".facet-count").InnerTextAsync();
        await me.Locator("input").CheckAsync();
        await open.TotalAsync($"{promised} prospects, exact");

        await page.Locator("tbody .open").First.ClickAsync();
        await Expect(page.Locator(".drawer .why"))
            .ToContainTextAsync("Links to 3 of your 3 sites on one page, kagi.com/smallweb/opml");
        await Expect(page.Locator(".drawer .absence")).ToContainTextAsync("none leads to sixcolors.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "copy citation" }).First.ClickAsync();
        Assert.Contains("kagi.com/smallweb/opml → daringfireball.net/",
            await page.EvaluateAsync<string>("navigator.clipboard.readText()"), StringComparison.Ordinal);

        await page.GoBackAsync();
        await Expect(page.Locator(".drawer")).ToBeHiddenAsync();
        await page.GoBackAsync();
        await open.TotalAsync("11 prospects, exact");
        await page.GoBackAsync();
        await open.TotalAsync("hidden");
    }

    [Fact]
    public async Task The_address_is_the_whole_question()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage one = await server.OpenAsync(browser, Blogs + Hidden + "&only=0,1;1,4&row=jagibson.org");
        IReadOnlyList<string> rows = await one.RowsAsync(3);
        await Expect(one.Page.Locator("#drawer-title")).ToHaveTextAsync("jagibson.org");
        await using OpenPage other = await server.OpenAsync(browser, one.Hash);
        Assert.Equal(rows, await other.RowsAsync(3));
        await Expect(other.Page.Locator("#drawer-title")).ToHaveTextAsync("jagibson.org");
    }

    [Fact]
    public async Task All_of_it_goes_by_keyboard_alone()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser);
        IPage page = open.Page;
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Who links to" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("daringf");
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await open.PressAsync("ArrowDown", "Enter");
        await page.Keyboard.TypeAsync("mjtsai.com ");
        await open.PressAsync("Enter");
        await open.TotalAsync("prospects, exact");

        await open.PressAsync("Escape");
        await page.EvaluateAsync("document.activeElement.blur()");
        await open.PressAsync("j", "j", "x");
        await Expect(page.Locator(".picked-tools")).ToContainTextAsync("1 row selected");
        string name = await page.Locator("tbody tr:focus .open").InnerTextAsync();
        await open.PressAsync("Enter");
        await Expect(page.Locator("#drawer-title")).ToBeFocusedAsync();
        await Expect(page.Locator("#drawer-title")).ToHaveTextAsync(name);
        await open.PressAsync("Escape");
        await Expect(page.Locator("tbody tr:focus .open")).ToHaveTextAsync(name);
        Assert.DoesNotContain("row=", open.Hash, StringComparison.Ordinal);

        await open.PressAsync("f");
        Assert.True(await page.EvaluateAsync<bool>("document.activeElement.closest('#filters') !== null"));
        await open.PressAsync("g");
        await Expect(page.Locator(".plot-slot")).ToBeVisibleAsync();
        await open.PressAsync("/");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Who links to" })).ToBeFocusedAsync();
        await open.PressAsync("Escape");
        await page.EvaluateAsync("document.activeElement.blur()");
        await open.PressAsync("?");
        await page.GetByLabel("Single keys are on").UncheckAsync();
        await open.PressAsync("Escape", "g");
        Assert.Contains("view=plot", open.Hash, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_focus_stays_where_it_was_after_sorting_and_filtering()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Blogs);
        IPage page = open.Page;
        await open.TotalAsync("13 prospects");
        ILocator sort = page.Locator("thead").GetByRole(AriaRole.Button, new() { Name = "DA", Exact = true });
        await sort.FocusAsync();
        await open.PressAsync("Enter");
        await Expect(page.Locator("th[aria-sort]")).ToContainTextAsync("DA");
        await Expect(sort).ToBeFocusedAsync();
        Assert.Equal("manton.org", (await open.RowsAsync(13))[0]);
        await Expect(page.Locator("#live")).ToContainTextAsync("13 prospects");

        ILocator tld = page.Locator(".tlds input").First;
        await tld.FocusAsync();
        await open.PressAsync("Space");
        await open.TotalAsync("6 prospects");
        await Expect(tld).ToBeFocusedAsync();
        await Expect(tld).ToBeCheckedAsync();
    }

    [Fact]
    public async Task An_empty_answer_says_why_and_offers_what_would_give_rows()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser,
            "#/q?to=heroku.com&to=netlify.com&min=2&source=page&followed=1&tld=dev");
        IPage page = open.Page;
        await Expect(page.Locator(".alone li").First).ToContainTextAsync("heroku.com");
        ILocator offer = page.GetByRole(AriaRole.Button, new() { Name = "Without the top-level domain" });
        string rows = await offer.Locator("b").InnerTextAsync();
        await offer.ClickAsync();
        await open.TotalAsync(rows.Replace(" row", " prospect", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_target_that_nobody_links_to_is_told_before_the_search_with_the_nearest()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser);
        IPage page = open.Page;
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Who links to" }).FillAsync("inessentiall.com ");
        await Expect(page.Locator(".token-notes").First)
            .ToContainTextAsync("Nobody links to inessentiall.com in this index");
        await page.Locator(".token-notes").GetByRole(AriaRole.Button, new() { Name = "inessential.com" }).ClickAsync();
        await Expect(page.Locator(".chip-count").First).ToHaveTextAsync("15");
    }

    [Fact]
    public async Task Groups_are_boxes_and_a_text()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(
            browser, "#/q?to=daringfireball.net&to=mjtsai.com&min=2&source=root_domain");
        IPage page = open.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "group", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "and to" }).FillAsync("kottke.org marco.org ");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find prospects" }).ClickAsync();
        await Expect(page.Locator("th.target")).ToHaveCountAsync(4);
        Assert.Contains("match=2%20of%20(daringfireball.net,%20mjtsai.com)%20and%20(kottke.org%20or%20marco.org)",
            open.Hash, StringComparison.Ordinal);
        await open.TotalAsync("5 prospects");
    }

    [Fact]
    public async Task My_site_is_remembered_and_stands_in_the_next_question()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Blogs);
        IPage page = open.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "remember these" }).ClickAsync();
        await page.GotoAsync($"{server.Url}/");
        await Expect(page.Locator(".chip")).ToHaveCountAsync(1);
        await Expect(page.Locator(".chip")).ToContainTextAsync("sixcolors.com");
    }

    [Fact]
    public async Task A_key_signs_in_once_and_an_old_one_time_address_says_what_to_do()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        string address = server.OneTimeAddress();
        await using OpenPage first = await server.OpenAsync(browser);
        IPage page = first.Page;
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync($"{address}#/q?to=mjtsai.com");
        await Expect(page.Locator(".sign-in")).ToContainTextAsync("was used already");
        await page.GetByLabel("Access id").FillAsync(server.Key.AccessId);
        await page.GetByLabel("Secret key").FillAsync("wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator(".problem")).ToContainTextAsync("not known here");
        await page.GetByLabel("Secret key").FillAsync(server.Key.SecretKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator("#total")).ToContainTextAsync("prospects");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.Locator(".sign-in")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Pages_of_rows_follow_each_other_without_a_gap()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, "#/q?to=creativecommons.org&source=page&page=3");
        IPage page = open.Page;
        IReadOnlyList<string> third = await open.RowsAsync(25);
        await Expect(page.Locator(".place")).ToHaveTextAsync("51–75 of 307");
        await page.GetByRole(AriaRole.Button, new() { Name = "Page before" }).ClickAsync();
        await Expect(page.Locator(".place")).ToContainTextAsync("26–50");
        await page.GetByRole(AriaRole.Button, new() { Name = "Next page" }).ClickAsync();
        await Expect(page.Locator(".place")).ToContainTextAsync("51–75");
        Assert.Equal(third, await open.RowsAsync(25));
    }

    [Fact]
    public async Task A_newer_snapshot_is_offered_and_no_row_changes_before_it_is_taken()
    {
        string folder = Directory.CreateTempSubdirectory("vennlink-page-").FullName;
        try
        {
            string index = Path.Combine(folder, "index");
            BuildTable(index, Path.Combine(folder, "one.csv"), "a.example");
            await using PageServer server = await PageServer.StartAsync(index);
            await using OpenPage open = await server.OpenAsync(browser, "#/q?to=target.example");
            Assert.Equal(["a.example"], await open.RowsAsync(1));
            BuildTable(index, Path.Combine(folder, "two.csv"), "b.example");
            ILocator offer = open.Page.GetByRole(AriaRole.Button, new() { Name = "Switch to it" });
            for (int tries = 0; tries < 100 && await offer.CountAsync() == 0; tries++)
            {
                await open.Page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }

            Assert.Equal(["a.example"], await open.RowsAsync(1));
            await offer.ClickAsync();
            Assert.Equal(["a.example", "b.example"], await open.RowsAsync(2));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void BuildTable(string index, string file, params string[] sources)
    {
        File.WriteAllLines(file, ["source,target", .. sources.Select(source => $"http://{source}/,http://target.example/")]);
        IndexBuild.Run(
            new BuildOptions
            {
                IndexFolder = index,
                Inputs = [file],
                Add = Directory.Exists(index),
                MemoryBytes = 64 << 20,
                ThreadCount = 1,
            },
            null, CancellationToken.None);
    }

    [Fact]
    public async Task Skipping_to_the_content_keeps_the_question()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Blogs);
        await open.TotalAsync("13 prospects");
        await open.Page.Locator(".skip").FocusAsync();
        await open.PressAsync("Enter");
        await Expect(open.Page.Locator("#main")).ToBeFocusedAsync();
        Assert.Contains("min=2", open.Hash, StringComparison.Ordinal);
        Assert.Equal("Links to daringfireball.net and 4 more · Vennlink", await open.Page.TitleAsync());
    }

    [Theory]
    [InlineData(1440, false)]
    [InlineData(1024, true)]
    [InlineData(390, false)]
    public async Task No_state_violates_what_axe_knows_of_WCAG(int width, bool isDark)
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, "", width, 900, isDark);
        await Expect(open.Page.Locator(".starters button")).ToHaveCountAsync(12);
        await open.AssertAccessibleAsync("start");
        await open.Page.GotoAsync($"{server.Url}/{Blogs}{Hidden}");
        await Expect(open.Page.Locator("td.anchor bdi").First).ToBeVisibleAsync();
        await open.TotalAsync("9 after de-noising");
        await open.AssertAccessibleAsync("table");
        await open.Page.GotoAsync($"{server.Url}/{Blogs}{Hidden}&row=lmika.org");
        await Expect(open.Page.Locator(".absence")).ToBeVisibleAsync();
        await open.AssertAccessibleAsync("drawer");
        await open.Page.GotoAsync(
            $"{server.Url}/#/q?to=heroku.com&to=netlify.com&min=2&source=page&tld=dev&followed=1");
        await Expect(open.Page.Locator(".offers button").First).ToBeVisibleAsync();
        await open.AssertAccessibleAsync("empty");
        await open.Page.GotoAsync($"{server.Url}/#/q?to=mjtsai.com&source=page&match=((");
        await Expect(open.Page.Locator(".notice.bad")).ToBeVisibleAsync();
        await open.AssertAccessibleAsync("error");
        await open.Page.Context.ClearCookiesAsync();
        await open.Page.GotoAsync($"{server.Url}/");
        await Expect(open.Page.Locator(".sign-in")).ToBeVisibleAsync();
        await open.AssertAccessibleAsync("sign-in");
    }

    [Fact]
    public async Task On_a_narrow_screen_nothing_is_wider_than_it_and_all_can_be_reached()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser, Blogs + Hidden, 390, 844);
        IPage page = open.Page;
        await open.TotalAsync("9 after de-noising");
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390);
        await page.GetByRole(AriaRole.Button, new() { Name = "Filters (0)" }).ClickAsync();
        await page.Locator(".tlds input").First.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Filters (1)" })).ToBeFocusedAsync();
        await page.Locator("tbody .open").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390);
        await open.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await page.Locator(".unfold").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Who links to" })).ToBeFocusedAsync();
    }

    // Measured figures stand in the notes of the change; here only that nothing is out of all proportion.
    [Fact]
    public async Task Rows_do_not_move_when_links_and_numbers_arrive()
    {
        await using PageServer server = await PageServer.StartAsync(demo.Folder);
        await using OpenPage open = await server.OpenAsync(browser);
        IPage page = open.Page;
        await page.EvaluateAsync("""
            () => { window.shift = 0; window.moved = []; new PerformanceObserver(list => {
                for (const entry of list.getEntries()) { if (!entry.hadRecentInput) { window.shift += entry.value;
                    window.moved.push(...entry.sources.map(one => one.node?.className ?? one.node?.nodeName)); } }
                }).observe({ type: 'layout-shift' }); }
            """);
        await page.EvaluateAsync($"location.hash = '{Blogs}{Hidden}'");
        await Expect(page.Locator("td.anchor bdi").First).ToBeVisibleAsync();
        await open.TotalAsync("9 after de-noising");
        await page.WaitForTimeoutAsync(300);
        double shift = await page.EvaluateAsync<double>("window.shift");
        Assert.True(shift < 0.05, $"{shift}: {await page.EvaluateAsync<string>("window.moved.join(', ')")}");
    }
}
