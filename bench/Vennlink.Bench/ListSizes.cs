using System.Numerics;

namespace Vennlink.Bench;

/// <summary>
/// Adds up what posting lists would take in forms that others use, and the zeroth-order entropy of their gaps.
/// </summary>
/// <param name="sourceCount">All ids are below this.</param>
internal sealed class ListSizes(uint sourceCount)
{
    private const int PackedBlock = 128;
    private const int MostIdsOfRoaringArray = 4096;
    private const int RoaringBitmapBytes = 8192;

    private readonly uint[] _gapCounts = new uint[(long)sourceCount + 1];

    /// <summary>Ids of all lists.</summary>
    public long IdCount { get; private set; }

    /// <summary>Lists.</summary>
    public long ListCount { get; private set; }

    /// <summary>Each difference in bytes of seven bits, count of the list included; nothing to skip by.</summary>
    public long VarintBits { get; private set; }

    /// <summary>Each whole list in Elias–Fano code over all ids; nothing to select by.</summary>
    public long EliasFanoBits { get; private set; }

    /// <summary>Blocks of 128 gaps in the width of the widest, one byte for the width; nothing to skip by.</summary>
    public long PackedBits { get; private set; }

    /// <summary>The portable serialized form of Roaring bitmaps with runs, as RoaringFormatSpec tells it.</summary>
    public long RoaringBits { get; private set; }

    /// <summary>Bits a gap; the first id of a list counts from −1.</summary>
    public double EntropyBits
    {
        get
        {
            double bits = 0;
            foreach (uint count in _gapCounts)
            {
                bits -= count == 0 ? 0 : count * Math.Log2((double)count / IdCount);
            }

            return bits / IdCount;
        }
    }

    /// <summary>Adds a list of at least one id.</summary>
    public void Add(ReadOnlySpan<uint> ids)
    {
        ListCount++;
        IdCount += ids.Length;
        VarintBits += 8 * VarintLength((uint)ids.Length);
        uint previous = uint.MaxValue;
        int widest = 0;
        for (int index = 0; index < ids.Length; index++)
        {
            uint difference = ids[index] - previous;
            previous = ids[index];
            _gapCounts[difference]++;
            VarintBits += 8 * VarintLength(difference);
            widest = Math.Max(widest, 32 - BitOperations.LeadingZeroCount(difference - 1));
            if ((index + 1) % PackedBlock == 0 || index + 1 == ids.Length)
            {
                PackedBits += 8 + (widest * ((index % PackedBlock) + 1));
                widest = 0;
            }
        }

        int lowBits = BitOperations.Log2(Math.Max(1, sourceCount / (uint)ids.Length));
        EliasFanoBits += ((long)ids.Length * (lowBits + 1)) + (sourceCount >> lowBits);
        RoaringBits += 8 * RoaringBytes(ids);
    }

    private static int VarintLength(uint value) => 1 + (BitOperations.Log2(value | 1) / 7);

    private static long RoaringBytes(ReadOnlySpan<uint> ids)
    {
        long bytes = 0;
        int containers = 0;
        bool hasRuns = false;
        for (int start = 0; start < ids.Length;)
        {
            int end = start + 1;
            int runs = 1;
            for (; end < ids.Length && ids[end] >> 16 == ids[start] >> 16; end++)
            {
                runs += ids[end] == ids[end - 1] + 1 ? 0 : 1;
            }

            int plain = end - start <= MostIdsOfRoaringArray ? 2 * (end - start) : RoaringBitmapBytes;
            int asRuns = 2 + (4 * runs);
            hasRuns |= asRuns < plain;
            bytes += Math.Min(plain, asRuns);
            containers++;
            start = end;
        }

        // Cookie and flags of runs, or cookie and count; key and count of each container; offsets, which a few
        // containers with runs do without.
        const int FewestWithOffsets = 4;
        long head = hasRuns ? 4 + ((containers + 7) / 8) : 8;
        return head + (4L * containers) + (hasRuns && containers < FewestWithOffsets ? 0 : 4L * containers) + bytes;
    }
}
