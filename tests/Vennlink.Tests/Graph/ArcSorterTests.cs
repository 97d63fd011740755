using Vennlink.Graph.Arcs;

namespace Vennlink.Tests.Graph;

public sealed class ArcSorterTests
{
    [Theory]
    [InlineData(64 << 10)]
    [InlineData(1 << 20)]
    [InlineData(16 << 20)]
    public void The_arcs_are_those_added_whatever_memory_there_is_and_no_more_is_held(int memoryBytes)
    {
        const uint TargetCount = 3000;
        using TemporaryFolder folder = new();
        using ArcSpill spill = new(folder.Path, [0, TargetCount]);
        ArcSorter sorter = new(spill.OpenWriter(), memoryBytes);
        Random random = new(3);
        List<(uint Source, uint Target)> arcs = [];
        long held = 0;
        for (uint target = 0; target < TargetCount; target++)
        {
            // One source has every arc, so that its targets fill the second array.
            uint[] sources = [7, .. Enumerable.Range(0, random.Next(120)).Select(_ => (uint)random.Next(8, 900)).Distinct()];
            sorter.Add(target, sources);
            arcs.AddRange(sources.Select(source => (source, target)));
            held = Math.Max(held, sorter.HeldBytes);
        }

        sorter.Complete();
        Assert.InRange(Math.Max(held, sorter.HeldBytes), 1, memoryBytes);
        List<(uint, uint)> read = [];
        using ArcSpillReader reader = spill.Open(0);
        Gathering gathering = new(read);
        reader.Visit(ref gathering);
        Assert.Equal(arcs.Order(), read.Order());
    }

    private readonly struct Gathering(List<(uint, uint)> arcs) : IArcVisitor
    {
        public void Visit(uint source, uint offset) => arcs.Add((source, offset));
    }
}
