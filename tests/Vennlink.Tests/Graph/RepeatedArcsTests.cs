using CsCheck;
using Vennlink.Graph.Arcs;
using Vennlink.Storage.Files;

namespace Vennlink.Tests.Graph;

public sealed class RepeatedArcsTests
{
    // Of each source several groups, perhaps to the same targets, from several writers.
    private static readonly Gen<(uint Source, uint[] Targets)[]> Groups =
        Gen.Select(Gen.UInt[0, 12], Gen.UInt[0, 60].Array[1, 6])
            .Select((source, targets) => (source, targets.Distinct().Order().ToArray())).Array[0, 14];

    [Fact]
    public void An_arc_that_stands_twice_is_found_and_folding_leaves_each_once() =>
        Gen.Select(Groups, Gen.Int[1, 3]).Sample(
        (groups, writerCount) =>
        {
            using TemporaryFolder folder = new();
            using ArcSpill spill = new(folder.Path, [0, 20, 40, 61]);
            using NativeArray<byte> arrivals = new(61);
            List<ArcSpill.Writer> writers = [.. Enumerable.Range(0, writerCount).Select(_ => spill.OpenWriter())];
            for (int index = 0; index < groups.Length; index++)
            {
                writers[index % writerCount].Add(groups[index].Source, groups[index].Targets);
                arrivals[groups[index].Source] = (byte)Math.Min(2, arrivals[groups[index].Source] + 1);
            }

            writers.ForEach(writer => writer.Complete());
            (uint, uint)[] arcs =
                [.. groups.SelectMany(group => group.Targets.Select(target => (group.Source, target)))];
            bool isRepeated = arcs.Distinct().Count() < arcs.Length;
            Assert.Equal(
                isRepeated, RepeatedArcs.MayBe(spill, arrivals, 1 << 20, 2, TestContext.Current.CancellationToken));

            // Room for two groups a thread: nothing that is repeated is passed over.
            Assert.True(!isRepeated
                || RepeatedArcs.MayBe(spill, arrivals, 4 * RepeatedArcs.BytesPerGroup, 2,
                    TestContext.Current.CancellationToken));
            using ArcSpill distinct =
                DistinctArcs.Make(spill, folder.Path, 1 << 20, 2, TestContext.Current.CancellationToken);
            Assert.Equal(arcs.Distinct().Order(), Read(distinct).Order());
        },
        iter: 60);

    [Theory]
    [InlineData(10, true)]
    [InlineData(9, false)]
    public void More_groups_than_memory_is_given_for_count_as_repeated(int most, bool isTold)
    {
        using TemporaryFolder folder = new();
        using ArcSpill spill = new(folder.Path, [0, 20]);
        using NativeArray<byte> arrivals = new(20);
        ArcSpill.Writer writer = spill.OpenWriter();
        for (uint index = 0; index < 10; index++)
        {
            // Two sources by turns, so that every arc is a group; no two overlap.
            writer.Add(index % 2, [index]);
            arrivals[index % 2] = 2;
        }

        writer.Complete();
        Assert.Equal(
            !isTold, RepeatedArcs.MayBe(spill, arrivals, most * RepeatedArcs.BytesPerGroup, 1,
                TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(9, false)]
    public void More_arcs_to_compare_than_memory_is_given_for_count_as_repeated(int most, bool isTold)
    {
        using TemporaryFolder folder = new();
        using ArcSpill spill = new(folder.Path, [0, 20]);
        using NativeArray<byte> arrivals = new(20);
        arrivals[3] = 2;
        ArcSpill.Writer writer = spill.OpenWriter();
        writer.Add(3, [0, 2, 4, 6, 8]);
        writer.Add(3, [1, 3, 5, 7, 9]);
        writer.Complete();
        Assert.Equal(
            !isTold, RepeatedArcs.MayBe(spill, arrivals, most * RepeatedArcs.BytesPerGroup, 1,
                TestContext.Current.CancellationToken));
    }

    private static List<(uint, uint)> Read(ArcSpill spill)
    {
        List<(uint, uint)> arcs = [];
        for (int range = 0; range < spill.PartitionCount; range++)
        {
            using ArcSpillReader reader = spill.Open(range);
            Gathering gathering = new(arcs, spill.First(range));
            reader.Visit(ref gathering);
        }

        return arcs;
    }

    private readonly struct Gathering(List<(uint, uint)> arcs, uint first) : IArcVisitor
    {
        public void Visit(uint source, uint offset) => arcs.Add((source, first + offset));
    }
}
