using CsCheck;
using Vennlink.Query.Walk;
using Vennlink.Snapshots.Postings;
using Vennlink.Storage.Bytes;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Query;

public sealed class MatchTreeTests
{
    private const int TargetCount = 5;

    private static readonly Gen<MatchExpression> Trees = Gen.Int.Select(seed =>
        NaiveMatch.Random(new Random(seed), TargetCount));

    // A range around the window's start, inside it, none.
    private static readonly IdRange[] OwnSites =
        [new(0, SourceWindow.Size + 10), new(SourceWindow.Size + 5, SourceWindow.Size + 70), default, default,
            new(2 * SourceWindow.Size, 3 * SourceWindow.Size)];

    [Fact]
    public void A_source_matches_as_the_tree_is_defined() =>
        Gen.Select(Trees, Gen.ULong[0, (1 << TargetCount) - 1],
            Gen.UInt[SourceWindow.Size - 20, SourceWindow.Size + 90]).Sample((expression, matches, source) =>
            Assert.Equal(Naive(expression, matches, source), new MatchTree(expression, OwnSites)
                .Holds([matches], source)), iter: 3000);

    [Fact]
    public void A_window_at_once_has_the_sources_that_match_one_by_one() =>
        Gen.Select(Trees, Gen.OneOf(Enum.GetValues<LaneWidth>()), Gen.Int).Sample((expression, width, seed) =>
        {
            Random random = new(seed);
            MatchTree tree = new(expression, OwnSites);
            int[] starts = new int[TargetCount];
            ulong[] bitmaps = new ulong[(TargetCount + tree.BitmapCount) * WalkBuffers.BitmapStride];
            for (int target = 0; target < TargetCount; target++)
            {
                starts[target] = random.Next(4) == 0 ? -1 : target * WalkBuffers.BitmapStride;
                for (int word = 0; word < SourceWindow.WordCount; word++)
                {
                    bitmaps[(target * WalkBuffers.BitmapStride) + word] =
                        (ulong)random.NextInt64() & (ulong)random.NextInt64();
                }
            }

            int start = tree.Fill(width, SourceWindow.Size, bitmaps, starts, TargetCount * WalkBuffers.BitmapStride);
            for (int offset = 0; offset < SourceWindow.Size; offset += 1 + (offset / 200))
            {
                ulong matches = 0;
                for (int target = 0; target < TargetCount; target++)
                {
                    matches |= starts[target] < 0
                        ? 0 : ((bitmaps[starts[target] + (offset >> 6)] >> offset) & 1) << target;
                }

                Assert.Equal(tree.Holds([matches], SourceWindow.Size + (uint)offset), start >= 0
                    && ((bitmaps[start + (offset >> 6)] >> offset) & 1) != 0);
            }
        }, iter: 150);

    [Fact]
    public void No_source_with_fewer_links_than_the_least_matches_and_that_is_not_said_too_low_without_need() =>
        Trees.Sample(expression =>
        {
            MatchTree tree = new(expression, OwnSites);
            int least = Enumerable.Range(0, 1 << TargetCount)
                .Where(matches => tree.Holds([(ulong)matches], SourceWindow.Size * 9))
                .Select(matches => System.Numerics.BitOperations.PopCount((uint)matches)).DefaultIfEmpty(99).Min();
            Assert.InRange(tree.MinLinkedTargets, 1, least);
        }, iter: 1000);

    [Fact]
    public void Groups_of_different_targets_need_the_sum_of_what_each_needs()
    {
        MatchExpression[] targets = [.. Enumerable.Range(0, TargetCount).Select(MatchExpression.Target)];
        MatchExpression tree = MatchExpression.All(MatchExpression.AtLeast(2, targets[..3]),
            MatchExpression.Any(targets[3]), MatchExpression.Not(targets[4]));
        Assert.Equal(3, new MatchTree(tree, OwnSites).MinLinkedTargets);
        Assert.Equal(
            [3], new MatchTree(
                MatchExpression.All(MatchExpression.Any(targets[..3]), targets[3], MatchExpression.Not(targets[4])),
                OwnSites).RequiredTargets);
    }

    private static bool Naive(MatchExpression expression, ulong matches, uint source) => NaiveMatch.Holds(
        expression, target => ((matches >> target) & 1) != 0, target =>
        source >= OwnSites[target].Start && source < OwnSites[target].End);
}
