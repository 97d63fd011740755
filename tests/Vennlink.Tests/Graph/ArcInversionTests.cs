using CsCheck;
using Vennlink.Graph.Arcs;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Tests.Graph;

public sealed class ArcInversionTests
{
    [Fact]
    public void Lists_are_those_of_a_naive_inversion_however_the_arcs_come() => Gen.Select(
        Gen.Select(Gen.UInt[0, 500], Gen.UInt[0, 2_200_000]).Array[0, 3000], Gen.Int[1, 3], Gen.Bool, Gen.Bool).Sample(
        (arcs, writerCount, isOrdered, isRenumbered) =>
        Check(arcs, writerCount, isOrdered, isRenumbered, 1 << 20), iter: 12);

    [Fact]
    public void A_range_of_more_lists_than_memory_is_taken_in_parts()
    {
        // 400,000 arcs to 40 targets, with room for 65,536 at a time.
        (uint, uint)[] arcs =
            [.. Enumerable.Range(0, 400_000).Select(index => ((uint)(index / 40), (uint)(index % 40)))];
        Check(arcs, 1, isOrdered: true, isRenumbered: true, memoryBytes: 1);
    }

    [Fact]
    public void One_target_with_more_sources_than_memory_is_one_list()
    {
        (uint, uint)[] arcs = [.. Enumerable.Range(0, 200_000).Select(index => ((uint)index, 7u))];
        Check(arcs, 2, isOrdered: true, isRenumbered: true, memoryBytes: 1);
    }

    [Fact]
    public void A_changed_byte_is_noticed()
    {
        using TemporaryFolder folder = new();
        using ArcSpill spill = new(folder.Path, ArcSpill.EqualRanges(10));
        ArcSpill.Writer writer = spill.OpenWriter();
        writer.Add(3, [1, 2, 9]);
        writer.Complete();
        string file = Directory.EnumerateFiles(folder.Path).Single();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Throws<IndexFormatException>(() => spill.Open(0).Dispose());
    }

    [Fact]
    public void An_arc_takes_at_most_four_bytes_on_a_web_of_a_million_domains()
    {
        const uint Nodes = 1 << 20;
        Random random = new(1);
        using TemporaryFolder folder = new();
        using ArcSpill spill = new(folder.Path, ArcSpill.EqualRanges(Nodes));
        ArcSpill.Writer writer = spill.OpenWriter();
        for (uint source = 0; source < Nodes; source += 3)
        {
            // Half near, half anywhere.
            SortedSet<uint> targets = [];
            for (int arc = 0; arc < 12; arc++)
            {
                targets.Add(arc % 2 == 0
                    ? (uint)random.Next((int)Nodes) : (uint)Math.Min(Nodes - 1, source + random.Next(1000)));
            }

            writer.Add(source, [.. targets]);
        }

        writer.Complete();
        Assert.InRange((double)spill.SpilledBytes / spill.ArcCount, 1, 4);
        spill.Dispose();
        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }

    private static void Check((uint Source, uint Target)[] arcs, int writerCount, bool isOrdered, bool isRenumbered,
        long memoryBytes)
    {
        const uint Targets = 2_200_001;
        uint sourceCount = arcs.Length == 0 ? 1 : arcs.Max(arc => arc.Source) + 1;

        // Ids by class, then by order of sources, as Domain Authority gives them.
        using NativeArray<uint> idOf = new(sourceCount);
        List<uint> firsts = [];
        uint next = 0;
        for (uint found = 0; found < 5; found++)
        {
            uint first = next;
            for (uint source = 0; source < sourceCount; source++)
            {
                if (source * 2_654_435_761 % 5 == found)
                {
                    idOf[source] = next++;
                }
            }

            if (next > first)
            {
                firsts.Add(first);
            }
        }

        using TemporaryFolder folder = new();
        using ArcSpill spill = new(folder.Path, ArcSpill.EqualRanges(Targets));
        IEnumerable<IGrouping<uint, uint>> groups = arcs.GroupBy(arc => arc.Source, arc => arc.Target);
        List<IGrouping<uint, uint>> ordered = [.. isOrdered ? groups.OrderBy(group => group.Key) : groups];
        for (int writerNumber = 0; writerNumber < writerCount; writerNumber++)
        {
            ArcSpill.Writer writer = spill.OpenWriter();
            for (int index = 0; index < ordered.Count; index++)
            {
                if (index / 10 % writerCount == writerNumber)
                {
                    writer.Add(ordered[index].Key, [.. ordered[index].Distinct().Order()]);
                }
            }

            writer.Complete();
        }

        Dictionary<uint, uint[]> expected = arcs.GroupBy(arc => arc.Target, arc =>
            isRenumbered ? idOf[arc.Source] : arc.Source)
            .ToDictionary(group => group.Key, group => group.Distinct().Order().ToArray());
        using ArcInversion inversion = new(
            spill, isRenumbered ? idOf : null, new IdClasses(isRenumbered ? firsts : [0], sourceCount), memoryBytes);
        uint nextTarget = 0;
        int found2 = 0;
        for (int partition = 0; partition < spill.PartitionCount; partition++)
        {
            inversion.Run(
                partition, (target, ids) =>
                {
                    Assert.Equal(nextTarget++, target);
                    if (!ids.IsEmpty)
                    {
                        found2++;
                        Assert.Equal(expected[target], ids.ToArray());
                    }
                },
                CancellationToken.None);
        }

        Assert.Equal((Targets, expected.Count), (nextTarget, found2));
    }
}
