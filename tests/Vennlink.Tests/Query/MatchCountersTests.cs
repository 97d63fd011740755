using CsCheck;
using Vennlink.Query.Walk;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Query;

public sealed class MatchCountersTests
{
    public static TheoryData<int> Widths => [64, 128, 256, 512];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Counters_find_what_counting_bit_by_bit_finds_at_every_threshold(int width) =>
        Gen.Select(Gen.Int[1, 40], Gen.UInt).Sample((listCount, seed) =>
        {
            Random random = new((int)seed);
            ulong[] bitmaps = RandomBitmaps(random, listCount, WalkBuffers.BitmapStride);
            int[] starts = [.. Enumerable.Range(0, listCount).Select(list => list * WalkBuffers.BitmapStride)];
            for (int threshold = 1; threshold <= listCount + 1; threshold++)
            {
                AssertSameAsNaive((LaneWidth)width, bitmaps, starts, threshold);
            }
        }, iter: 20);

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_thousand_bitmaps_are_counted_exactly(int width)
    {
        const int ListCount = 1000;
        Random random = new(1);
        ulong[] bitmaps = RandomBitmaps(random, ListCount, SourceWindow.WordCount);
        int[] starts = [.. Enumerable.Range(0, ListCount).Select(list => list * SourceWindow.WordCount)];
        foreach (int threshold in (int[])[1, 2, 5, 63, 64, 65, 400, 499, 500, 501, 512, 513, 999, 1000])
        {
            AssertSameAsNaive((LaneWidth)width, bitmaps, starts, threshold);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void What_two_bitmaps_have_in_common_is_counted_exactly(int width) => Gen.UInt.Sample(seed =>
    {
        ulong[] bitmaps = RandomBitmaps(new Random((int)seed), 2, SourceWindow.WordCount);
        ReadOnlySpan<ulong> left = bitmaps.AsSpan(0, SourceWindow.WordCount);
        ReadOnlySpan<ulong> right = bitmaps.AsSpan(SourceWindow.WordCount);
        ulong[] both = new ulong[SourceWindow.WordCount];
        ulong[] expected = [.. left.ToArray().Zip(right.ToArray(), (one, other) => one & other)];
        int count = MatchCounters.CountAnd((LaneWidth)width, left, right, both);
        Assert.Equal(expected, both);
        Assert.Equal(expected.Sum(System.Numerics.BitOperations.PopCount), count);
        both.AsSpan().Fill(ulong.MaxValue);
        Assert.Equal(SourceWindow.Size, MatchCounters.CountAnd((LaneWidth)width, both, both, both));
        Assert.Equal(0, MatchCounters.CountAnd((LaneWidth)width, both, new ulong[SourceWindow.WordCount], both));
    }, iter: 50);

    [Fact]
    public void A_bitmap_given_twice_counts_twice()
    {
        ulong[] bitmaps = RandomBitmaps(new Random(2), 2, SourceWindow.WordCount);
        AssertSameAsNaive(Lanes.Widest, bitmaps, [0, SourceWindow.WordCount, 0], 2);
        AssertSameAsNaive(Lanes.Widest, bitmaps, [0, 0, 0, 0, 0, SourceWindow.WordCount], 5);
    }

    [Fact]
    public void A_bitmap_outside_the_buffer_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            MatchCounters.AtLeast(Lanes.Widest, new ulong[SourceWindow.WordCount], [1], 1,
                new ulong[SourceWindow.WordCount]));

    private static ulong[] RandomBitmaps(Random random, int listCount, int stride)
    {
        ulong[] bitmaps = new ulong[listCount * stride];
        for (int list = 0; list < listCount; list++)
        {
            // From nearly empty to nearly full.
            int style = random.Next(4);
            foreach (ref ulong word in bitmaps.AsSpan(list * stride, SourceWindow.WordCount))
            {
                ulong bits = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
                word = style switch
                {
                    0 => bits,
                    1 => bits & (ulong)random.NextInt64(),
                    2 =>
                    bits | (ulong)random.NextInt64(),
                    _ => random.Next(8) == 0 ? bits : 0
                };
            }
        }

        return bitmaps;
    }

    private static void AssertSameAsNaive(LaneWidth width, ulong[] bitmaps, int[] starts, int threshold)
    {
        ulong[] survivors = new ulong[SourceWindow.WordCount];
        survivors.AsSpan().Fill(0x5555);
        MatchCounters.AtLeast(width, bitmaps, starts, threshold, survivors);
        for (int bit = 0; bit < SourceWindow.Size; bit += bit % 64 == 63 ? 1 + (64 * 13) : 1) // every 14th word
        {
            int count = 0;
            foreach (int start in starts)
            {
                count += (int)(bitmaps[start + (bit >> 6)] >> (bit & 63)) & 1;
            }

            Assert.Equal(count >= threshold, ((survivors[bit >> 6] >> (bit & 63)) & 1) != 0);
        }
    }
}
