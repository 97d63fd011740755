using System.Text;
using CsCheck;
using Vennlink.Storage.Sorting;

namespace Vennlink.Tests.Storage;

public sealed class NaturalRunSorterTests
{
    [Fact]
    public void Any_order_is_sorted_as_an_array_is() => Gen.String[Gen.Char['a', 'c'], 0, 6].Array[0, 2000].Sample(
        texts =>
        {
            using TemporaryFolder folder = new();
            Assert.Equal(texts.Order(StringComparer.Ordinal), Sorted(folder.Path, texts, out _, out _));
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        },
        iter: 50);

    [Fact]
    public void Names_in_the_order_of_their_text_make_a_run_for_each_dash_that_stands_before_a_dot()
    {
        // By text "-" is below ".", by label it is above: the longest falling sequence is a-b-c, a-b, a below.
        string[] byText = ["a", "a-b", "a-b-c", "a-b-c.x", "a-b.x", "a.x", "b", "b-c", "b.c"];
        using TemporaryFolder folder = new();
        string[] keys = [.. byText.Select(name => name.Replace('.', '\u0001'))];
        Assert.Equal(keys.Order(StringComparer.Ordinal), Sorted(folder.Path, keys, out int runs, out long unordered));
        Assert.Equal((3, 0), (runs, unordered));
    }

    [Fact]
    public void Falling_records_beyond_the_runs_go_through_the_external_sorter()
    {
        string[] falling = [.. Enumerable.Range(0, 400).Select(index => $"{999 - index}")];
        using TemporaryFolder folder = new();
        Assert.Equal(falling.Order(StringComparer.Ordinal), Sorted(folder.Path, falling, out _, out long unordered));
        Assert.True(unordered > 0);
    }

    [Fact]
    public void One_that_is_not_sorted_leaves_no_files()
    {
        using TemporaryFolder folder = new();
        using (NaturalRunSorter sorter = new(folder.Path, 1 << 20))
        {
            sorter.Add("b"u8);
            sorter.Add("a"u8);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static List<string> Sorted(string folder, IEnumerable<string> texts, out int runs, out long unordered)
    {
        using NaturalRunSorter sorter = new(folder, 1 << 20);
        foreach (string text in texts)
        {
            sorter.Add(Encoding.ASCII.GetBytes(text));
        }

        (runs, unordered) = (sorter.RunCount, sorter.UnorderedCount);
        using SortedRecords sorted = sorter.Sort(CancellationToken.None);
        List<string> result = [];
        while (sorted.MoveNext())
        {
            result.Add(Encoding.ASCII.GetString(sorted.Current));
        }

        return result;
    }
}
