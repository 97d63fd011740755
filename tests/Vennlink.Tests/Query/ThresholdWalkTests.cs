using CsCheck;
using Vennlink.Query.Walk;
using Vennlink.Snapshots.Postings;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Query;

public sealed class ThresholdWalkTests
{
    // Sparse, dense and mixed windows, three of them.
    private static readonly Gen<uint[]> Ids = Gen.Select(Gen.OneOf(Gen.Int[0, 60], Gen.Int[0, 7000]),
        Gen.UInt[1, 196_608], Gen.UInt).Select((count, below, seed) =>
    {
        Random random = new((int)seed);
        return Enumerable.Range(0, count).Select(_ => (uint)random.Next((int)below)).Distinct().Order().ToArray();
    });

    [Fact]
    public void A_threshold_raised_on_the_way_holds_from_the_next_source_on() =>
        Gen.Select(Ids.Array[1, 7], Ids, Gen.OneOf<uint>(0, 1, 70_000), Gen.OneOf(Gen.Int[1, 10], Gen.Int[2, 400]))
            .Sample((lists, negative, from, rowsPerLevel) =>
        {
            Dictionary<uint, int> counts = lists.SelectMany(list => list).Where(id => id >= from).CountBy(id => id)
                .ToDictionary();
            foreach (uint id in negative)
            {
                counts.Remove(id);
            }

            using ThresholdWalk walk =
                Walk([.. lists.Select(list => new ArrayCursor(list))], [new ArrayCursor(negative)], 196_608, 1, from);
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
                    Assert.Equal(Enumerable.Range(0, lists.Length)
                        .Where(list => Array.BinarySearch(lists[list], id) >= 0), BestRows.TargetIndexes(matches));
                }

                walk.Threshold += ++row % rowsPerLevel == 0 ? 1 : 0;
            }

            Assert.False(walk.MoveNext());
        }, iter: 300);

    [Fact]
    public void Many_short_lists_count_as_much_as_long_ones() =>
        Gen.Select(Gen.Int[50, 700], Gen.Int[1, 200], Gen.Int[0, 2], Gen.Int[2, 40], Gen.Int)
            .Sample((shortCount, idCount, longCount, threshold, seed) =>
        {
            Random random = new(seed);
            uint[] Ids(int count) =>
                [.. Enumerable.Range(0, count).Select(_ => (uint)(random.NextDouble() * random.NextDouble() * 140_000))
                    .Distinct().Order()];
            uint[][] lists = [.. Enumerable.Range(0, shortCount).Select(_ => Ids(random.Next(idCount))),
                .. Enumerable.Range(0, longCount).Select(_ => Ids(60_000))];
            random.Shuffle(lists);
            (uint Id, int Count)[] expected = [.. lists.SelectMany(list => list).CountBy(id => id).Where(pair =>
                pair.Value >= threshold).OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value))];
            using ThresholdWalk walk =
                Walk([.. lists.Select(list => new ArrayCursor(list))], [], 140_000, threshold, 0);
            ulong[] matches = new ulong[walk.MatchWordCount];
            for (int row = 0; row < expected.Length; row++)
            {
                Assert.True(walk.MoveNext());
                Assert.Equal(expected[row], (walk.SourceId, walk.MatchCount));
                if (row % 40 == 0)
                {
                    walk.CopyMatches(matches);
                    Assert.Equal(Enumerable.Range(0, lists.Length).Where(list =>
                        Array.BinarySearch(lists[list], expected[row].Id) >= 0), BestRows.TargetIndexes(matches));
                }
            }

            Assert.False(walk.MoveNext());
        }, iter: 40);

    // Few ids in each of many windows, some windows crowded; lists, negative, required (null for all), threshold,
    // ceiling, all that a walk can be asked.
    [Fact]
    public void Short_lists_over_many_windows_count_as_in_plain_sets() =>
        Gen.Select(Gen.Int[1, 12], Gen.OneOf(3, 60, 3000), Gen.OneOf<uint>(1 << 20, 1 << 27), Gen.Bool, Gen.Bool,
            Gen.Int).Sample((listCount, idCount, below, hasRequired, hasCeiling, seed) =>
        {
            Random random = new(seed);
            uint[] common = [.. Enumerable.Range(0, 2 * idCount).Select(_ => (uint)random.Next((int)below))];
            uint[] Ids() => [.. Enumerable.Range(0, random.Next(idCount + 1))
                .Select(_ =>
                    random.Next(4) switch { 0 => (uint)random.Next((int)below), 1 =>
                        (below / 2) + (uint)random.Next(5000), _ => common[random.Next(common.Length)] }).Distinct()
                            .Order()];
            uint[][] lists = [.. Enumerable.Range(0, listCount).Select(_ => Ids())];
            uint[] negative = Ids();
            uint[]? required = hasRequired ? [.. common.Distinct().Order()] : null;
            int threshold = random.Next(1, listCount + 1);
            int ceiling = hasCeiling ? random.Next(threshold, listCount + 1) : int.MaxValue;
            AssertSameAsSets(lists, negative, required, below, threshold, ceiling, random);
        }, iter: 300);

    // Crowded windows and high thresholds: what is left of the shorter lists is looked up in the longest, or too much
    // of it is left.
    [Fact]
    public void Long_lists_that_few_sources_are_in_count_as_in_plain_sets() =>
        Gen.Select(Gen.Int[2, 24], Gen.OneOf(40, 400, 4000), Gen.Int[0, 20], Gen.Bool, Gen.Bool, Gen.Int)
            .Sample((listCount, density, shortListCount, hasRequired, hasCeiling, seed) =>
        {
            const uint Below = 3 << SourceWindow.SizeBits;
            Random random = new(seed);
            bool[] isBusy = [.. Enumerable.Range(0, 12).Select(_ => random.Next(4) == 0)];
            uint[] Ids(double share) =>
                [.. Enumerable.Range(0, (int)Below).Where(id =>
                    random.NextDouble() < (isBusy[id / 16_384] && id % 50 == 0 ? 0.7 : share)).Select(id => (uint)id)];
            uint[][] lists =
            [
                .. Enumerable.Range(0, listCount).Select(_ => Ids(random.NextDouble() * density / 10_000)),
                .. Enumerable.Range(0, shortListCount).Select(_ => Ids(0.0005)),
            ];
            uint[] negative = Ids(0.1);
            uint[]? required = hasRequired ? Ids(random.NextDouble() * 0.3) : null;
            int threshold = random.Next(1 + (listCount / 3), listCount + 1);
            int ceiling = hasCeiling ? random.Next(threshold, lists.Length + 1) : int.MaxValue;
            AssertSameAsSets(lists, negative, required, Below, threshold, ceiling, random);
        }, iter: 40);

    [Fact]
    public void Lists_that_never_meet_are_left_by_seeking_alone()
    {
        // Half of the lists in even windows, half in odd ones, too many to be gathered: no window has more than half,
        // so nothing is decoded.
        uint[] Every(int first) =>
            [.. Enumerable.Range(0, 300).Select(window => SourceWindow.Start((2 * window) + first))];
        PostingCursor[] lists =
            [.. Enumerable.Range(0, 800).Select(list => new ArrayCursor(Every(list % 2), damagedAfter: 0))];
        using ThresholdWalk walk = Walk(lists, [], 600 << SourceWindow.SizeBits, 401, 0);
        Assert.False(walk.MoveNext());
    }

    private static void AssertSameAsSets(uint[][] lists, uint[] negative, uint[]? required, uint below, int threshold,
        int ceiling, Random random)
    {
        (uint Id, int Count)[] expected = [.. lists.SelectMany(list => list).CountBy(id => id)
            .Where(pair => pair.Value >= threshold && pair.Value <= ceiling)
            .Where(pair => Array.BinarySearch(negative, pair.Key) < 0
                && (required is null || Array.BinarySearch(required, pair.Key) >= 0))
            .OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value))];
        using StoredLists stored = new([.. lists, negative, required ?? []]);
        LaneWidth width = random.GetItems(Enum.GetValues<LaneWidth>(), 1)[0];
        ThresholdWalk Fresh() => Walk(
            [.. lists.Select((_, list) => stored.Open(list, width))], [stored.Open(lists.Length, width)], below,
            threshold, 0,
            required is null ? null : stored.Open(lists.Length + 1, width), ceiling, width);

        using ThresholdWalk walk = Fresh();
        ulong[] matches = new ulong[walk.MatchWordCount];
        foreach ((uint id, int count) in expected)
        {
            Assert.True(walk.MoveNext());
            Assert.Equal((id, count), (walk.SourceId, walk.MatchCount));
            walk.CopyMatches(matches);
            Assert.Equal(Enumerable.Range(0, lists.Length).Where(list => Array.BinarySearch(lists[list], id) >= 0),
                BestRows.TargetIndexes(matches));
        }

        Assert.False(walk.MoveNext());
        if (ceiling == int.MaxValue)
        {
            using ThresholdWalk counting = Fresh();
            int middle = random.Next(1, SourceWindow.Of(below) + 2);
            Assert.Equal(
                expected.Length, counting.CountWindows(0, middle) + counting.CountWindows(middle, SourceWindow.Count));
            using ThresholdWalk writing = Fresh();
            System.Buffers.ArrayBufferWriter<uint> written = new();
            writing.WriteWindows(written);
            Assert.Equal(expected.Select(row => row.Id), written.WrittenSpan.ToArray());
        }
    }

    private static ThresholdWalk Walk(
        PostingCursor[] lists, PostingCursor[] negatives, uint sourceCount, int threshold, uint from,
        PostingCursor? required = null, int ceiling = int.MaxValue, LaneWidth? width = null)
    {
        ThresholdWalk walk = new(width ?? Lanes.Widest);
        if (required is not null)
        {
            walk.Require(required);
        }

        foreach (PostingCursor list in lists)
        {
            walk.AddList(list);
        }

        foreach (PostingCursor negative in negatives)
        {
            walk.AddNegative(negative);
        }

        walk.Start(sourceCount, threshold, from, ceiling, CancellationToken.None);
        return walk;
    }
}
