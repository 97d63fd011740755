using CsCheck;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Tests.Graph;

public sealed class SourceSetTests
{
    // Ascending parts, as the lists of single pages are, with few distinct sources: many meetings, growth in the middle.
    private static readonly Gen<(uint Source, bool IsNotFollowed)[][]> Parts =
        Gen.Select(Gen.UInt[0, 150], Gen.Bool).Array[0, 120].Select(part => part.DistinctBy(item => item.Item1).OrderBy(item => item.Item1).ToArray()).Array[0, 12];

    [Fact]
    public void A_source_is_there_once_and_followed_when_any_part_says_so() =>
        Parts.Sample(parts =>
        {
            SourceSet set = new();
            foreach ((uint, bool)[] part in parts)
            {
                set.Add([.. part.Select(item => SourceSet.Element(item.Item1, item.Item2))]);
            }

            ulong[] expected = [.. parts.SelectMany(part => part).GroupBy(item => item.Source).OrderBy(group => group.Key)
                .Select(group => SourceSet.Element(group.Key, group.All(item => item.IsNotFollowed)))];
            return set.Settle().SequenceEqual(expected) && set.Settle().SequenceEqual(expected);
        });

    [Fact]
    public void Nothing_is_left_after_clearing()
    {
        SourceSet set = new();
        for (uint source = 200_000; source > 0; source--)
        {
            set.Add(SourceSet.Element(source, isNotFollowed: true));
        }

        Assert.Equal(200_000, set.Settle().Length);
        set.Clear();
        Assert.Equal(0, set.Settle().Length);
    }
}
