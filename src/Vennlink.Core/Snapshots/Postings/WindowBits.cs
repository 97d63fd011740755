using System.Numerics;

namespace Vennlink.Snapshots.Postings;

/// <summary>Ranges of bits of a bitmap whose bit i stands for the i-th id from its start on.</summary>
internal static class WindowBits
{
    /// <summary>Sets bits <c>[from, to)</c>, at least one.</summary>
    public static void Set(Span<ulong> bitmap, uint from, uint to)
    {
        int first = (int)(from >> 6);
        int last = (int)((to - 1) >> 6);
        ulong head = ulong.MaxValue << (int)from;
        ulong tail = ulong.MaxValue >> (int)(-to & 63);
        if (first == last)
        {
            bitmap[first] |= head & tail;
            return;
        }

        bitmap[first] |= head;
        bitmap[(first + 1)..last].Fill(ulong.MaxValue);
        bitmap[last] |= tail;
    }

    /// <summary>ORs the ids <c>[from, end)</c> of one bitmap into another; both start at a multiple of 64.</summary>
    /// <param name="bitmap">Where to.</param>
    /// <param name="bitmapStart">Its first id.</param>
    /// <param name="source">Where from.</param>
    /// <param name="sourceStart">Its first id.</param>
    /// <param name="from">First id; at or above both starts.</param>
    /// <param name="end">Behind the last id; above <paramref name="from"/> and inside of both.</param>
    /// <returns>Bits that the source has there.</returns>
    public static int Or(Span<ulong> bitmap, uint bitmapStart, ReadOnlySpan<ulong> source, uint sourceStart, uint from,
        uint end)
    {
        int count = 0;
        uint first = from & ~63u;
        for (uint id = first; id < end && id >= first; id += 64)
        {
            ulong bits = source[(int)((id - sourceStart) >> 6)];
            bits &= id < from ? ulong.MaxValue << (int)from : ulong.MaxValue;
            bits &= end - id < 64 ? (1UL << (int)(end - id)) - 1 : ulong.MaxValue;
            bitmap[(int)((id - bitmapStart) >> 6)] |= bits;
            count += BitOperations.PopCount(bits);
        }

        return count;
    }
}
