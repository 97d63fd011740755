namespace Vennlink.Tests.Architecture;

/// <summary>The walks of <c>docs/walks</c> lead through code that is there.</summary>
public sealed class WalkTests
{
    public static TheoryData<string> Walks =>
        [.. Directory.EnumerateFiles(SharedData.InRepository("docs/walks"), "*.txt").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Walks))]
    public void Every_step_is_a_member_of_a_file(string walk)
    {
        ILookup<string, string> files = SourceProject.All.SelectMany(project => project.SourceFiles())
            .ToLookup(file => Path.GetFileName(file), StringComparer.Ordinal);
        List<string> wrong = [];
        foreach (string line in File.ReadLines(SharedData.InRepository($"docs/walks/{walk}")))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0 && words[0] != "#"
                && !files[words[0]].Any(file => File.ReadAllText(file).Contains(words[1], StringComparison.Ordinal)))
            {
                wrong.Add(line.Trim());
            }
        }

        Assert.Empty(wrong);
    }
}
