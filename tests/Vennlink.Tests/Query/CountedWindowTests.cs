using CsCheck;
using Vennlink.Query.Walk;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Query;

/// <summary>
/// One window by itself, worked off in each way there is: which sources are left of it, in how many lists, and in
/// which.
/// </summary>
public sealed class CountedWindowTests
{
    private const int Window = 3;

    // Shares of the window that lists have: few ids are gathered; many are decoded; short lists before long ones leave
    // few candidates to look up.
    public static TheoryData<double, double> Shares =>
        new() { { 0.0003, 0.0003 }, { 0.2, 0.5 }, { 0.0005, 0.5 }, { 0.004, 0.03 } };

    [Theory]
    [MemberData(nameof(Shares))]
    public void A_window_has_the_sources_of_plain_sets(double least, double most) =>
        Gen.Select(Gen.Int[1, 9], Gen.Bool, Gen.Bool, Gen.OneOf(Enum.GetValues<LaneWidth>()), Gen.Int)
            .Sample((listCount, hasNegative, hasRequired, width, seed) =>
        {
            Random random = new(seed);
            uint[][] lists = [.. Enumerable.Range(0, listCount)
                .Select(_ => Ids(random, least + (random.NextDouble() * (most - least))))];
            uint[] negative = hasNegative ? Ids(random, 0.3) : [];
            uint[] required = hasRequired ? Ids(random, random.Next(2) == 0 ? 0.0005 : 0.5) : [];
            int threshold = random.Next(1, listCount + 1);
            int ceiling = random.Next(2) == 0 ? int.MaxValue : random.Next(threshold, listCount + 1);
            (WalkLists walkLists, CountedWindow window, _) =
                Open(lists, hasNegative ? negative : null, hasRequired ? required : null, threshold, ceiling, width);
            Assert.True(walkLists.TryActivate(Window) || walkLists.Pivot() >= Window);
            walkLists.ActivateAll();

            window.WorkOff(Window, 0, null);
            foreach (uint id in Enumerable.Range((int)SourceWindow.Start(Window), SourceWindow.Size)
                .Select(id => (uint)id))
            {
                int[] holding =
                    [.. Enumerable.Range(0, listCount).Where(list => Array.BinarySearch(lists[list], id) >= 0)];
                bool isSource = holding.Length >= threshold && holding.Length <= ceiling
                    && Array.BinarySearch(negative, id) < 0
                    && (!hasRequired || Array.BinarySearch(required, id) >= 0);
                if (isSource)
                {
                    ulong[] matches = new ulong[1];
                    Assert.True(window.MoveNext());
                    Assert.Equal((id, holding.Length), (window.SourceId, window.MatchCount));
                    window.AddMatches(matches);
                    Assert.Equal(holding, BestRows.TargetIndexes(matches));
                }
            }

            Assert.False(window.MoveNext());
        }, iter: 40);

    [Fact]
    public void A_threshold_raised_inside_a_window_leaves_those_below_out()
    {
        uint start = SourceWindow.Start(Window);
        uint[][] lists = [.. Enumerable.Range(1, 3)
            .Select(every => Enumerable.Range(0, 6000).Select(id => start + (uint)(id * every)).ToArray())];
        (WalkLists walkLists, CountedWindow window, _) = Open(lists, null, null, 1, int.MaxValue, Lanes.Widest);
        walkLists.ActivateAll();
        window.WorkOff(Window, 0, null);
        for (uint id = 0; id < 100; id++)
        {
            Assert.True(window.MoveNext());
            Assert.Equal(start + id, window.SourceId);
        }

        walkLists.Threshold = 3;
        for (uint id = 102; id < 6000; id += 6)
        {
            Assert.True(window.MoveNext());
            Assert.Equal((start + id, 3), (window.SourceId, window.MatchCount));
        }
    }

    [Fact]
    public void A_window_with_more_of_the_best_than_wanted_raises_the_threshold_itself()
    {
        uint start = SourceWindow.Start(Window);
        uint[] all = [.. Enumerable.Range(0, 9000).Select(id => start + (uint)id)];
        (WalkLists walkLists, CountedWindow window, _) =
            Open([all, all, [.. all.Take(50)]], null, null, 1, int.MaxValue, Lanes.Widest);
        walkLists.ActivateAll();
        window.WorkOff(Window, 40, null);
        Assert.Equal(3, walkLists.Threshold);
    }

    private static (WalkLists Lists, CountedWindow Window, WalkBuffers Buffers) Open(
        uint[][] lists, uint[]? negative, uint[]? required, int threshold, int ceiling, LaneWidth width)
    {
        WalkBuffers buffers = new();
        WalkLists walkLists = new(buffers);
        foreach (uint[] list in lists)
        {
            walkLists.Add(new ArrayCursor(list));
        }

        if (negative is not null)
        {
            walkLists.AddNegative(new ArrayCursor(negative));
        }

        if (required is not null)
        {
            walkLists.Require(new ArrayCursor(required));
        }

        walkLists.Start(SourceWindow.Size * 8, threshold, ceiling, 0);
        CountedWindow window = new(walkLists, buffers, width);
        window.Start();
        return (walkLists, window, buffers);
    }

    // In the window, and some before and behind it.
    private static uint[] Ids(Random random, double share) =>
        [.. Enumerable.Range(0, (int)(share * SourceWindow.Size * 2)).Select(_ =>
            SourceWindow.Start(Window) - 20_000 + (uint)random.Next(2 * SourceWindow.Size)).Distinct().Order()];
}
