using CsCheck;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Snapshots;

public sealed class ShortListCodeTests
{
    // Scattered over all ids, close together, consecutive; at both ends of the range.
    private static readonly Gen<(uint PageCount, uint[][] Lists)> Lists =
        Gen.Select(Gen.OneOf(Gen.UInt[40, 100], Gen.UInt[1000, uint.MaxValue - 1]),
            Gen.Select(Gen.UInt, Gen.UInt[1, 8].Array[0, 31], Gen.Int[0, 28]).Array[1, 20])
            .Select((pageCount, lists) =>
                (pageCount, lists.Select(list => Ascending(pageCount, list.Item1, list.Item2, list.Item3)).ToArray()));

    [Fact]
    public void Lists_come_back_one_after_the_other() =>
        Lists.Sample((pageCount, lists) =>
        {
            BitWriter writer = new();
            ShortListCode code = new(pageCount);
            foreach (uint[] list in lists)
            {
                code.Write(writer, list);
            }

            BitReader reader = new(writer.Written);
            ShortListCode read = new(pageCount);
            foreach (uint[] list in lists)
            {
                uint[] ids = new uint[list.Length];
                read.Read(ref reader, ids);
                if (!ids.AsSpan().SequenceEqual(list))
                {
                    return false;
                }
            }

            return reader.Position == writer.BitCount;
        });

    [Fact]
    public void A_list_near_the_one_before_takes_few_bits()
    {
        BitWriter writer = new();
        ShortListCode code = new(1 << 30);
        code.Write(writer, [500_000_000, 500_000_001, 500_000_002]);
        long before = writer.BitCount;
        code.Write(writer, [500_000_000, 500_000_001, 500_000_002]);
        Assert.InRange(writer.BitCount - before, 1, 8);
    }

    private static uint[] Ascending(uint pageCount, uint start, uint[] gaps, int scale)
    {
        List<uint> ids = [start % pageCount];
        foreach (uint gap in gaps)
        {
            ulong next = ids[^1] + (scale == 0 ? 1UL : (ulong)gap << (gap % 3 == 0 ? scale : 0));
            if (next < pageCount)
            {
                ids.Add((uint)next);
            }
        }

        return [.. ids];
    }
}
