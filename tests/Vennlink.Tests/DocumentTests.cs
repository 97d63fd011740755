using System.Text.RegularExpressions;

namespace Vennlink.Tests;

/// <summary>What holds for every Markdown page of the repository but the texts of licences, which stand as they were given.</summary>
public sealed partial class DocumentTests
{
    private const int WidestProse = 100;

    // Not ours to write: folders that builds and package managers fill.
    private static readonly string[] _foreignFolders = ["artifacts", "bin", "obj", "node_modules", "TestResults", ".git"];

    public static TheoryData<string> Pages => [.. Files(SharedData.RepositoryRoot).Select(file => Path.GetRelativePath(SharedData.RepositoryRoot, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Prose_is_at_most_100_columns_wide(string page)
    {
        // Tables and fenced blocks keep their lines. A line without a blank is one URL or one name, which is not to be broken.
        IEnumerable<string> tooWide = Prose(page)
            .Where(line => line.Text.Length > WidestProse && !line.Text.TrimStart().StartsWith('|') && line.Text.Trim().Contains(' ', StringComparison.Ordinal))
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

    // Null where the link leads somewhere, or out of the repository.
    private static string? Problem(string page, string link)
    {
        if (link.Contains("://", StringComparison.Ordinal) || link.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return null;
        }

        string[] parts = link.Split('#', 2);
        string folder = Path.GetDirectoryName(page)!;
        string file = parts[0].Length == 0 ? page : Path.GetRelativePath(SharedData.RepositoryRoot, Path.GetFullPath(Path.Combine(SharedData.RepositoryRoot, folder, parts[0])));
        if (!Path.Exists(SharedData.InRepository(file)))
        {
            return $"{link} does not exist";
        }

        return parts.Length == 1 || Prose(file).Any(line => line.Text.StartsWith('#') && Anchor(line.Text) == parts[1]) ? null : $"{link} names no heading of {file}";
    }

    // As GitHub makes it: lower case, blanks as hyphens, nothing but letters, digits, hyphens and underscores.
    private static string Anchor(string heading) =>
        string.Concat(heading.TrimStart('#').Trim().ToLowerInvariant().Select(c => c == ' ' ? '-' : c).Where(c => char.IsLetterOrDigit(c) || c is '-' or '_'));

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
        Directory.EnumerateFiles(folder, "*.md").Where(file => !file.EndsWith(".LICENSE.md", StringComparison.Ordinal)).Concat(
            Directory.EnumerateDirectories(folder).Where(inner => !_foreignFolders.Contains(Path.GetFileName(inner), StringComparer.Ordinal)).SelectMany(Files));

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex CodeSpan();
}
