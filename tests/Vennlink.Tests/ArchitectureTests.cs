using System.Text.RegularExpressions;

namespace Vennlink.Tests;

/// <summary>The folder list is the path of the data: a folder of the library uses only folders above it.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] FoldersInOrder =
        ["Storage", "Urls", "Archives", "Links", "Segments", "Merge", "Graph", "Ranking", "Snapshots", "Query", "Build", "Research"];

    [Fact]
    public void A_folder_of_the_library_uses_only_folders_above_it()
    {
        string library = SharedData.InRepository("src/Vennlink.Core");
        List<string> wrong = [];
        foreach (string file in Directory.EnumerateFiles(library, "*.cs", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(library, file);
            int own = Array.IndexOf(FoldersInOrder, relative.Split(Path.DirectorySeparatorChar)[0]);
            Assert.True(own >= 0, $"{relative} stands in no folder of the path");
            foreach (Match match in NamespaceUse().Matches(File.ReadAllText(file)))
            {
                string used = match.Groups[1].Value;
                if (Array.IndexOf(FoldersInOrder, used) > own)
                {
                    wrong.Add($"{relative} uses {used}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_of_the_library_is_in_the_list()
    {
        string library = SharedData.InRepository("src/Vennlink.Core");
        Assert.Empty(Directory.EnumerateDirectories(library).Select(Path.GetFileName).Except(FoldersInOrder));
    }

    [GeneratedRegex(@"(?m)^\s*using (?:static )?Vennlink\.(\w+)")]
    private static partial Regex NamespaceUse();
}
