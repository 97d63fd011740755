using CsCheck;
using Vennlink.Query.Walk;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Query;

/// <summary>The rows of windows by their sets of targets, against one row after the other.</summary>
public sealed class SubsetCountsTests
{
    // Many rows of few targets are counted together, few rows or many targets one by one; past twelve targets only sets
    // that occur have a counter.
    [Theory]
    [InlineData(1, 0.9)]
    [InlineData(3, 0.5)]
    [InlineData(6, 0.5)]
    [InlineData(6, 0.0005)]
    [InlineData(8, 0.9)]
    [InlineData(12, 0.5)]
    [InlineData(13, 0.3)]
    [InlineData(64, 0.02)]
    public void Each_row_is_counted_once_with_its_targets(int targetCount, double share) =>
        Gen.Select(Gen.OneOf(Enum.GetValues<LaneWidth>()), Gen.Int).Sample((width, seed) =>
        {
            Random random = new(seed);
            SubsetCounts subsets = new(targetCount, width);
            Dictionary<ulong, long> expected = [];
            for (int window = 0; window < 2; window++)
            {
                ulong[] bitmaps = new ulong[targetCount * SourceWindow.WordCount];
                int[] starts = [.. Enumerable.Range(0, targetCount)
                    .Select(target => random.Next(4) == 0 ? -1 : target * SourceWindow.WordCount)];
                ulong[] rows = new ulong[SourceWindow.WordCount];
                for (int row = 0; row < SourceWindow.Size; row++)
                {
                    ulong set = 0;
                    for (int target = 0; target < targetCount; target++)
                    {
                        if (starts[target] >= 0 && random.Next(3) == 0)
                        {
                            set |= 1UL << target;
                            bitmaps[starts[target] + (row >> 6)] |= 1UL << row;
                        }
                    }

                    if (random.NextDouble() < share)
                    {
                        rows[row >> 6] |= 1UL << row;
                        expected[set] = expected.GetValueOrDefault(set) + 1;
                    }
                }

                subsets.AddWindow(rows, bitmaps, starts);
            }

            subsets.Add(1);
            expected[1] = expected.GetValueOrDefault(1UL) + 1;
            Assert.Equal(expected.OrderBy(pair => pair.Key), subsets.Counts().OrderBy(pair => pair.Key));
        }, iter: 8);
}
