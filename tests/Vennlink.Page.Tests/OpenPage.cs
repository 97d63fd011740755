using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Vennlink.Page.Tests;

/// <summary>A page in a browser of its own. What goes wrong in it — an error of a script, something that the policy
/// forbids — fails the test at its end.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _problems = [];

    public OpenPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.PageError += (_, error) => _problems.Add(error);
        page.Console += (_, message) =>
        {
            // Failed requests are answers that the page handles; their line in the console is the browser's own.
            if (message.Type == "error"
                && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _problems.Add(message.Text);
            }
        };
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What stands behind the address of the server.</summary>
    public string Hash => new Uri(Page.Url).Fragment;

    /// <summary>The names of the rows, in their order, once <paramref name="count"/> of them are there.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(int count)
    {
        await Assertions.Expect(Page.Locator(".table-slot tbody tr")).ToHaveCountAsync(count);
        return await Page.Locator(".table-slot tbody .open").AllInnerTextsAsync();
    }

    /// <summary>Waits for the line above the table to hold a text.</summary>
    public Task TotalAsync(string text) => Assertions.Expect(Page.Locator("#total")).ToContainTextAsync(text);

    /// <summary>Presses keys one after another.</summary>
    public async Task PressAsync(params string[] keys)
    {
        foreach (string key in keys)
        {
            await Page.Keyboard.PressAsync(key);
        }
    }

    /// <summary>Asks axe for violations of WCAG 2.2 A and AA; there must be none.</summary>
    public async Task AssertAccessibleAsync(string state)
    {
        AxeResult found = await Page.RunAxe(new AxeRunOptions
        {
            RunOnly = new RunOnlyOptions
            {
                Type = "tag",
                Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
            },
        });
        Assert.True(found.Violations.Length == 0, $"{state}: " + string.Join("\n", found.Violations.Select(violation =>
            $"{violation.Id}: {violation.Help}: "
                + string.Join(" | ", violation.Nodes.Select(node => node.Html).Take(4)))));
    }

    /// <summary>What went wrong so far was meant to.</summary>
    public void Forgive() => _problems.Clear();

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.True(_problems.Count == 0, string.Join("\n", _problems));
    }
}
