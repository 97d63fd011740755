using Vennlink.Fuzz;

namespace Vennlink.Tests;

/// <summary>Replays every kept fuzz input: seeds, and finds under names that say what they were.</summary>
public sealed class FuzzCorpusTests
{
    private static string Corpus => SharedData.InRepository("tests/Vennlink.Fuzz/corpus");

    public static TheoryData<string, string> Inputs()
    {
        TheoryData<string, string> inputs = [];
        foreach (string file in Directory.EnumerateFiles(Corpus, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal))
        {
            inputs.Add(Path.GetFileName(Path.GetDirectoryName(file))!, Path.GetFileName(file));
        }

        return inputs;
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void A_kept_input_keeps_the_laws(string target, string input) =>
        FuzzTargets.ByName[target](File.ReadAllBytes(Path.Combine(Corpus, target, input)));

    [Fact]
    public void Every_target_has_seeds() =>
        Assert.Equal(FuzzTargets.ByName.Keys.Order(), Directory.EnumerateDirectories(Corpus).Select(Path.GetFileName)
            .Order());
}
