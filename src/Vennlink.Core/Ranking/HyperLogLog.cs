using System.IO.Hashing;
using System.Numerics;

namespace Vennlink.Ranking;

/// <summary>Counters of distinct nodes: registers that hold the highest rank of a hash seen (Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog", 2007).</summary>
internal static class HyperLogLog
{
    /// <summary>Bits of a hash that choose the register, at most.</summary>
    public const int RegisterBits = 10;

    // What is left of 16 bits: ranks up to 54 fit.
    private const int RankBits = 6;

    /// <summary>What a counter takes from a key: the low bits its rank (1 and up, halving in frequency), the high ones its register.</summary>
    public static ushort Hash(ReadOnlySpan<byte> key)
    {
        ulong hash = XxHash3.HashToUInt64(key);
        int rank = BitOperations.LeadingZeroCount((hash << RegisterBits) | (1UL << (RegisterBits - 1))) + 1;
        return (ushort)((hash >> (64 - RegisterBits) << RankBits) | (uint)rank);
    }
}
