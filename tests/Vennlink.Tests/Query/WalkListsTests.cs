using CsCheck;
using Vennlink.Query.Walk;

namespace Vennlink.Tests.Query;

/// <summary>Which windows a walk goes to, and which lists it expects something of there.</summary>
public sealed class WalkListsTests
{
    private static readonly Gen<uint[]> Ids = Gen.UInt[0, 40].Array[0, 12]
        .Select(windows => windows.Distinct().Order()
            .Select(window => SourceWindow.Start((int)window) + (window * 37 % 65_536)).ToArray());

    [Fact]
    public void Pivots_are_the_windows_that_enough_lists_have_something_in() =>
        Gen.Select(Ids.Array[1, 7], Ids, Gen.Bool, Gen.Int[1, 7], Gen.UInt[0, 500_000])
            .Sample((lists, required, hasRequired, threshold, from) =>
        {
            threshold = Math.Min(threshold, lists.Length);
            WalkLists walkLists = Open(lists, hasRequired ? required : null, threshold, from);

            // Every window with sources is met, in ascending order; others may be, and are passed.
            List<int> met = [];
            for (int pivot = walkLists.Pivot(); pivot < SourceWindow.Count; pivot = walkLists.Pivot())
            {
                Assert.True(met.Count == 0 || pivot >= met[^1]);
                if (walkLists.TryActivate(pivot))
                {
                    met.Add(pivot);
                    walkLists.Pass(pivot + 1, 0);
                }
            }

            int[] expected = [.. lists.SelectMany(list => list.Where(id => id >= from)).GroupBy(SourceWindow.Of)
                .Where(window =>
                    lists.Count(list => list.Any(id => id >= from && SourceWindow.Of(id) == window.Key)) >= threshold)
                .Select(window => window.Key).Where(window =>
                    !hasRequired || required.Any(id => id >= from && SourceWindow.Of(id) == window)).Order()];
            Assert.Empty(expected.Except(met));
            Assert.Equal(met.Distinct(), met);
        }, iter: 300);

    [Fact]
    public void Lists_that_candidates_are_looked_up_in_are_the_longest_and_fewer_than_the_threshold() =>
        Gen.Select(Gen.OneOf(Gen.Int[0, 50], Gen.Int[0, 5000]).Array[1, 9], Gen.Int[1, 9]).Sample((counts, threshold) =>
        {
            threshold = Math.Min(threshold, counts.Length);
            uint[][] lists =
                [.. counts.Select(count => Enumerable.Range(0, count + 1).Select(id => (uint)id * 3).ToArray())];
            WalkLists walkLists = Open(lists, null, threshold, 0);
            walkLists.ActivateAll();
            (int gathered, float ids, float cost) = walkLists.PlanGathering();
            Assert.InRange(gathered, lists.Length - threshold + 1, lists.Length);
            Assert.True(ids >= 0 && cost >= 0);
            for (int position = 1; position < walkLists.ActiveCount; position++)
            {
                Assert.True(walkLists.Expected(position - 1) <= walkLists.Expected(position));
            }
        }, iter: 200);

    private static WalkLists Open(uint[][] lists, uint[]? required, int threshold, uint from)
    {
        WalkLists walkLists = new(new WalkBuffers());
        Array.ForEach(lists, list => walkLists.Add(new ArrayCursor(list)));
        if (required is not null)
        {
            walkLists.Require(new ArrayCursor(required));
        }

        walkLists.Start(50 << SourceWindow.SizeBits, threshold, int.MaxValue, from);
        return walkLists;
    }
}
