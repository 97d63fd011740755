using System.Text.RegularExpressions;

namespace Vennlink.Tests;

/// <summary>What holds for every Markdown page but the texts of licences, which stand as they were given.</summary>
public sealed partial class DocumentTests
{
    private const int WidestProse = 100;

    // Not ours to write: folders that builds and package managers fill.
    private static readonly string[] _foreignFolders =
        ["artifacts", "bin", "obj", "node_modules", "TestResults", ".git"];

    public static TheoryData<string> Pages =>
        [.. Files(SharedData.RepositoryRoot).Select(InRepository).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Prose_is_at_most_100_columns_wide(string page)
    {
        // Tables and fenced blocks keep their lines. A line without a blank is one URL or name, which stays whole.
        IEnumerable<string> tooWide = Prose(page)
            .Where(line => line.Text.Length > WidestProse)
            .Where(line => line.Text.Trim() is [not '|', ..] text && text.Contains(' ', StringComparison.Ordinal))
            .Select(line => $"{page}:{line.Number}: {line.Text.Length} columns");
        Assert.Empty(tooWide);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Relative_links_lead_to_files_and_headings_that_are_there(string page)
    {
        List<string> broken = [];
        foreach ((int number, string text) in Prose(page))
        {
            foreach (Match link in Link().Matches(CodeSpan().Replace(text, "")))
            {
                if (Problem(page, link.Groups["to"].Value) is { } problem)
                {
                    broken.Add($"{page}:{number}: {problem}");
                }
            }
        }

        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Files_of_the_repository_that_a_page_names_are_there(string page) =>
        Assert.All(
            NamesForeignFiles(page) ? [] : Prose(page)
                .SelectMany(line => NamedFile().Matches(line.Text))
                .SelectMany(name => Expand(name.Groups[1].Value)),
            file => Assert.True(Path.Exists(SharedData.InRepository(file)), file));

    [Fact]
    public void A_broken_link_and_a_missing_heading_are_found()
    {
        Assert.Null(Problem("README.md", "docs/cli.md#build"));
        Assert.Null(Problem("docs/cli.md", "#for-all-verbs"));
        Assert.Null(Problem("README.md", "https://example.com/nowhere"));
        Assert.NotNull(Problem("README.md", "docs/nowhere.md"));
        Assert.NotNull(Problem("README.md", "docs/cli.md#nowhere"));
        Assert.NotNull(Problem("docs/cli.md", "#nowhere"));
    }

    // Pages that tell where data came from name files of other repositories.
    private static bool NamesForeignFiles(string page) =>
        page.StartsWith("samples/", StringComparison.Ordinal) || page.StartsWith("tests/data/", StringComparison.Ordinal);

    // src/{A,B}.cs stands for src/A.cs and src/B.cs.
    private static IEnumerable<string> Expand(string name) =>
        name.Split('{', '}') is [var start, var choices, var end]
            ? choices.Split(',').Select(choice => start + choice + end)
            : [name];

    // Null where the link leads somewhere, or out of the repository.
    private static string? Problem(string page, string link)
    {
        if (link.Contains("://", StringComparison.Ordinal) || link.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return null;
        }

        string[] parts = link.Split('#', 2);
        string folder = Path.GetDirectoryName(page)!;
        string file = parts[0].Length == 0 ? page
            : InRepository(Path.GetFullPath(Path.Combine(SharedData.RepositoryRoot, folder, parts[0])));
        if (!Path.Exists(SharedData.InRepository(file)))
        {
            return $"{link} does not exist";
        }

        bool isThere = parts.Length == 1
            || Prose(file).Any(line => line.Text.StartsWith('#') && Anchor(line.Text) == parts[1]);
        return isThere ? null : $"{link} names no heading of {file}";
    }

    // As GitHub makes it: lower case, blanks as hyphens, nothing but letters, digits, hyphens and underscores.
    private static string Anchor(string heading) => string.Concat(
        heading.TrimStart('#').Trim().ToLowerInvariant()
            .Select(c => c == ' ' ? '-' : c)
            .Where(c => char.IsLetterOrDigit(c) || c is '-' or '_'));

    private static string InRepository(string path) => Path.GetRelativePath(SharedData.RepositoryRoot, path);

    private static IEnumerable<(int Number, string Text)> Prose(string page)
    {
        bool isFenced = false;
        int number = 0;
        foreach (string line in File.ReadLines(SharedData.InRepository(page)))
        {
            number++;
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                isFenced = !isFenced;
            }
            else if (!isFenced)
            {
                yield return (number, line);
            }
        }
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*.md")
            .Where(file => !file.EndsWith(".LICENSE.md", StringComparison.Ordinal))
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(inner => !_foreignFolders.Contains(Path.GetFileName(inner), StringComparer.Ordinal))
                .SelectMany(Files));

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`((?:src|tests|bench|tools)/[^`* ]+)`")]
    private static partial Regex NamedFile();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex CodeSpan();
}
