using CsCheck;
using Vennlink.Query.Walk;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Query;

/// <summary>Many windows at once: which sources the lists have in them, and how far a run reaches.</summary>
public sealed class SparseRunTests
{
    private const int EndWindow = 64;

    [Fact]
    public void Runs_have_the_sources_of_plain_sets_and_follow_each_other_without_a_gap() =>
        Gen.Select(Gen.Int[1, 8], Gen.OneOf(5, 60, 1500), Gen.Bool, Gen.Bool, Gen.Int)
            .Sample((listCount, idCount, hasNegative, hasRequired, seed) =>
        {
            Random random = new(seed);
            uint[] common = Ids(random, idCount, []);
            uint[][] lists =
                [.. Enumerable.Range(0, listCount).Select(_ => Ids(random, random.Next(1, idCount + 1), common))];
            uint[] negative = hasNegative ? Ids(random, idCount / 3, common) : [];
            uint[] required = hasRequired ? Ids(random, idCount, common) : [];
            int threshold = random.Next(1, listCount + 1);
            WalkBuffers buffers = new();
            WalkLists walkLists = new(buffers);
            Array.ForEach(lists, list => walkLists.Add(new ArrayCursor(list)));
            walkLists.AddNegative(new ArrayCursor(negative));
            if (hasRequired)
            {
                walkLists.Require(new ArrayCursor(required));
            }

            walkLists.Start(EndWindow << SourceWindow.SizeBits, threshold, int.MaxValue, 0);
            SparseRun run = new(walkLists, buffers);
            run.Start();
            CountedWindow single = new(walkLists, buffers, LaneWidth.Bits64);
            single.Start();

            // As a walk does: windows that are no run are worked off by themselves.
            List<(uint Id, int Count)> found = [];
            for (int pivot = walkLists.Pivot(); pivot < EndWindow; pivot = walkLists.Pivot())
            {
                if (run.TryWorkOff(pivot, EndWindow))
                {
                    Assert.Equal(run.Count, run.CopySourceIds(new uint[run.Count]));
                    while (run.MoveNext())
                    {
                        ulong[] matches = new ulong[1];
                        run.AddMatches(matches);
                        Assert.Equal(Enumerable.Range(0, listCount).Where(list =>
                            Array.BinarySearch(lists[list], run.SourceId) >= 0), BestRows.TargetIndexes(matches));
                        found.Add((run.SourceId, run.MatchCount));
                    }
                }
                else if (walkLists.TryActivate(pivot))
                {
                    single.WorkOff(pivot, 0, null);
                    while (single.MoveNext())
                    {
                        found.Add((single.SourceId, single.MatchCount));
                    }

                    buffers.Gathered.Forget();
                }
            }

            Assert.Equal(
                lists.SelectMany(list => list).CountBy(id => id)
                    .Where(pair => pair.Value >= threshold && Array.BinarySearch(negative, pair.Key) < 0
                        && (!hasRequired || Array.BinarySearch(required, pair.Key) >= 0))
                    .OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)),
                found);
        }, iter: 100);

    [Fact]
    public void Lists_with_many_ids_in_a_window_are_no_run()
    {
        WalkBuffers buffers = new();
        WalkLists walkLists = new(buffers);
        walkLists.Add(new ArrayCursor([.. Enumerable.Range(0, 200_000).Select(id => (uint)id)]));
        walkLists.Start(200_000, 1, int.MaxValue, 0);
        SparseRun run = new(walkLists, buffers);
        run.Start();
        Assert.False(run.TryWorkOff(0, EndWindow));
        Assert.False(run.TryWorkOff(0, EndWindow));
    }

    private static uint[] Ids(Random random, int count, uint[] common) =>
        [.. Enumerable.Range(0, count)
            .Select(_ => common.Length > 0 && random.Next(3) > 0 ? common[random.Next(common.Length)]
                : (uint)random.Next(EndWindow << SourceWindow.SizeBits))
            .Distinct().Order()];
}
