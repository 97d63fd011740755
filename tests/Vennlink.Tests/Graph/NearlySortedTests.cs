using System.Diagnostics;
using CsCheck;
using Vennlink.Graph.Arcs;

namespace Vennlink.Tests.Graph;

public sealed class NearlySortedTests
{
    [Fact]
    public void Any_ids_are_sorted_and_equal_ones_stay() => Gen.UInt[0, 200].Array[0, 300].Sample(Check);

    [Fact]
    public void Sorted_ids_with_stretches_out_of_order_are_sorted() => Gen.Select(
        Gen.UInt[0, 5000].Array[0, 2000], Gen.Select(Gen.Int[0, 2000], Gen.Int[2, 40]).Array[0, 20], Gen.Int).Sample(
        (ids, stretches, seed) =>
        {
            Array.Sort(ids);
            Random random = new(seed);
            foreach ((int start, int length) in stretches.Where(stretch => stretch.Item1 < ids.Length))
            {
                random.Shuffle(ids.AsSpan(start, Math.Min(length, ids.Length - start)));
            }

            Check(ids);
        });

    [Fact]
    public void Ids_that_make_every_stretch_start_far_back_take_no_longer_than_sorting_them()
    {
        // High and low in turns: each low one belongs before all high ones so far.
        uint[] ids = [.. Enumerable.Range(0, 2_000_000)
            .Select(index => index % 2 == 0 ? 1_000_000_000u + (uint)index : (uint)index)];
        Stopwatch clock = Stopwatch.StartNew();
        NearlySorted.Sort(ids);
        Assert.True(ids.AsSpan().SequenceEqual(ids.Order().ToArray()));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"took {clock.Elapsed}");
    }

    private static void Check(uint[] ids)
    {
        uint[] expected = [.. ids.Order()];
        NearlySorted.Sort(ids);
        Assert.Equal(expected, ids);
    }
}
