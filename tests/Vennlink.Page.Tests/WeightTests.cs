using Vennlink.Server.Pages;

namespace Vennlink.Page.Tests;

/// <summary>How much the page weighs, and what its files may hold.</summary>
public sealed class WeightTests
{
    private const int MaxBytes = 150 << 10;

    [Fact]
    public void All_files_of_the_page_are_small_when_compressed()
    {
        int bytes = SiteFiles.Names.Sum(name => new SiteFile(name, File.ReadAllBytes(PathOf(name))).In("br").Length);
        TestContext.Current.SendDiagnosticMessage($"{SiteFiles.Names.Count} files, {bytes} bytes");
        Assert.InRange(bytes, 20 << 10, MaxBytes);
    }

    // The only way from a text to nodes is `el`, which makes text of it.
    [Fact]
    public void No_module_makes_nodes_of_markup_or_code_of_text()
    {
        string[] refused =
            ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser",
                "createContextualFragment", "setHTML", "javascript:", "srcdoc"];
        foreach (string file in Directory.GetFiles(SiteModule.Folder, "*.js", SearchOption.AllDirectories))
        {
            string text = File.ReadAllText(file);
            Assert.All(refused, word => Assert.False(text.Contains(word, StringComparison.Ordinal), $"{file}: {word}"));
        }
    }

    [Fact]
    public void The_page_asks_no_other_server()
    {
        string html = File.ReadAllText(PathOf("index.html"));
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
        foreach (string name in SiteFiles.Names.Where(name => name.EndsWith(".css", StringComparison.Ordinal)))
        {
            string css = File.ReadAllText(PathOf(name));
            Assert.DoesNotContain("url(", css, StringComparison.Ordinal);
            Assert.DoesNotContain("@import", css, StringComparison.Ordinal);
        }
    }

    private static string PathOf(string name) => Path.Combine(SiteModule.Folder, "..", name);
}
