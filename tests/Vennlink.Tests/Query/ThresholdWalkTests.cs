using CsCheck;
using Vennlink.Query;
using Vennlink.Snapshots;
using Vennlink.Storage;

namespace Vennlink.Tests.Query;

public sealed class ThresholdWalkTests
{
    // Sparse, dense and mixed windows, three of them.
    private static readonly Gen<uint[]> Ids = Gen.Select(Gen.OneOf(Gen.Int[0, 60], Gen.Int[0, 7000]), Gen.UInt[1, 196_608], Gen.UInt).Select((count, below, seed) =>
    {
        Random random = new((int)seed);
        return Enumerable.Range(0, count).Select(_ => (uint)random.Next((int)below)).Distinct().Order().ToArray();
    });

    [Fact]
    public void A_threshold_raised_on_the_way_holds_from_the_next_source_on() =>
        Gen.Select(Ids.Array[1, 7], Ids, Gen.OneOf<uint>(0, 1, 70_000), Gen.OneOf(Gen.Int[1, 10], Gen.Int[2, 400])).Sample((lists, negative, from, rowsPerLevel) =>
        {
            Dictionary<uint, int> counts = lists.SelectMany(list => list).Where(id => id >= from).CountBy(id => id).ToDictionary();
            foreach (uint id in negative)
            {
                counts.Remove(id);
            }

            using ThresholdWalk walk = Walk([.. lists.Select(list => new ArrayCursor(list))], [new ArrayCursor(negative)], 196_608, 1, from);
            ulong[] matches = new ulong[walk.MatchWordCount];
            int row = 0;
            foreach ((uint id, int count) in counts.OrderBy(pair => pair.Key))
            {
                if (count < walk.Threshold)
                {
                    continue;
                }

                Assert.True(walk.MoveNext());
                Assert.Equal(id, walk.SourceId);
                Assert.Equal(count, walk.MatchCount);
                if (row % 5 == 0)
                {
                    walk.CopyMatches(matches);
                    Assert.Equal(Enumerable.Range(0, lists.Length).Where(list => Array.BinarySearch(lists[list], id) >= 0), BestRows.TargetIndexes(matches));
                }

                walk.Threshold += ++row % rowsPerLevel == 0 ? 1 : 0;
            }

            Assert.False(walk.MoveNext());
        }, iter: 300);

    [Fact]
    public void Many_short_lists_count_as_much_as_long_ones() =>
        Gen.Select(Gen.Int[50, 700], Gen.Int[1, 200], Gen.Int[0, 2], Gen.Int[2, 40], Gen.Int).Sample((shortCount, idCount, longCount, threshold, seed) =>
        {
            Random random = new(seed);
            uint[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => (uint)(random.NextDouble() * random.NextDouble() * 140_000)).Distinct().Order()];
            uint[][] lists = [.. Enumerable.Range(0, shortCount).Select(_ => Ids(random.Next(idCount))), .. Enumerable.Range(0, longCount).Select(_ => Ids(60_000))];
            random.Shuffle(lists);
            (uint Id, int Count)[] expected = [.. lists.SelectMany(list => list).CountBy(id => id).Where(pair => pair.Value >= threshold).OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value))];
            using ThresholdWalk walk = Walk([.. lists.Select(list => new ArrayCursor(list))], [], 140_000, threshold, 0);
            ulong[] matches = new ulong[walk.MatchWordCount];
            for (int row = 0; row < expected.Length; row++)
            {
                Assert.True(walk.MoveNext());
                Assert.Equal(expected[row], (walk.SourceId, walk.MatchCount));
                if (row % 40 == 0)
                {
                    walk.CopyMatches(matches);
                    Assert.Equal(Enumerable.Range(0, lists.Length).Where(list => Array.BinarySearch(lists[list], expected[row].Id) >= 0), BestRows.TargetIndexes(matches));
                }
            }

            Assert.False(walk.MoveNext());
        }, iter: 40);

    [Fact]
    public void Lists_that_never_meet_are_left_by_seeking_alone()
    {
        // Two lists in alternate windows: no window has both, so nothing is decoded.
        uint[] even = [.. Enumerable.Range(0, 3000).Select(window => SourceWindow.Start(2 * window))];
        uint[] odd = [.. Enumerable.Range(0, 3000).Select(window => SourceWindow.Start((2 * window) + 1))];
        using ThresholdWalk walk = Walk([new ArrayCursor(even, damagedAfter: 0), new ArrayCursor(odd, damagedAfter: 0)], [], PostingCursor.End, 2, 0);
        Assert.False(walk.MoveNext());
    }

    private static ThresholdWalk Walk(PostingCursor[] lists, PostingCursor[] negatives, uint sourceCount, int threshold, uint from)
    {
        ThresholdWalk walk = new WalkBuffers(Lanes.Widest).Walk;
        foreach (PostingCursor list in lists)
        {
            walk.AddList(list);
        }

        foreach (PostingCursor negative in negatives)
        {
            walk.AddNegative(negative);
        }

        walk.Start(sourceCount, threshold, from, int.MaxValue, CancellationToken.None);
        return walk;
    }
}
