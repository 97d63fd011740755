using System.IO.Hashing;
using System.Numerics;

namespace Vennlink.Research;

/// <summary>Counters of distinct keys: registers, a byte each, that hold the highest rank of a hash seen.</summary>
/// <remarks>
/// Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm",
/// 2007, with the estimate of Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", 2017, which has
/// no seams between small and large counts. The relative standard error is 1.04/√m for m registers.
/// </remarks>
internal sealed unsafe class HyperLogLog
{
    /// <summary>Fewest registers: one vector.</summary>
    public const int MinRegisters = 64;

    /// <summary>Most registers.</summary>
    public const int MaxRegisters = 1 << RegisterBits;

    private const int RegisterBits = 10;

    // What is left of 16 bits.
    private const int RankBits = 6;

    // 2^(−register) is a whole number of 2⁻⁵⁴: the sum is the same in whatever order it is added up.
    private const int MaxRank = 64 - RegisterBits;

    private readonly ulong[] _powers =
        [.. Enumerable.Range(0, MaxRank + 1).Select(rank => rank == 0 ? 0 : 1UL << (MaxRank - rank))];
    private readonly double[] _ofZeros;

    /// <param name="registerCount">Registers of a counter, a power of two.</param>
    public HyperLogLog(int registerCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(registerCount, MinRegisters);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(registerCount, MaxRegisters);
        ArgumentOutOfRangeException.ThrowIfEqual(BitOperations.IsPow2(registerCount), false, nameof(registerCount));
        RegisterCount = registerCount;
        _ofZeros = [.. Enumerable.Range(0, registerCount + 1)
            .Select(zeros => registerCount * Sigma((double)zeros / registerCount))];
    }

    /// <summary>Registers of a counter, each a byte.</summary>
    public int RegisterCount { get; }

    /// <summary>Relative standard error of an estimate.</summary>
    public double StandardError => StandardErrorOf(RegisterCount);

    /// <summary>Relative standard error of an estimate from so many registers.</summary>
    public static double StandardErrorOf(int registerCount) => 1.04 / Math.Sqrt(registerCount);

    /// <summary>What counters take from a key: in the low bits its rank (1, 2, 3 … with frequencies ½, ¼, ⅛ …), in the
    /// high ones its register.</summary>
    public static ushort Hash(ReadOnlySpan<byte> key)
    {
        ulong hash = XxHash3.HashToUInt64(key);
        int rank = BitOperations.LeadingZeroCount((hash << RegisterBits) | (1UL << RegisterBits)) + 1;
        return (ushort)((hash >> (64 - RegisterBits) << RankBits) | (uint)rank);
    }

    /// <summary>Adds a key to a counter.</summary>
    public void Add(byte* counter, ushort hash)
    {
        byte* register = counter
            + ((uint)hash >> (BitOperations.TrailingZeroCount(MaxRegisters / RegisterCount) + RankBits));
        *register = Math.Max(*register, (byte)(hash & ((1 << RankBits) - 1)));
    }

    /// <summary>How many distinct keys a counter has seen, estimated; 0 for none. Grows with every register.</summary>
    public double Estimate(byte* counter)
    {
        ulong sum = 0;
        int zeros = 0;
        fixed (ulong* powers = _powers)
        {
            for (int register = 0; register < RegisterCount; register++)
            {
                sum += powers[counter[register]];
                zeros += counter[register] == 0 ? 1 : 0;
            }
        }

        // α∞m²/(m·σ(zeros/m) + Σ 2^(−register)), α∞ = 1/(2·ln 2); nothing in reach fills a register to the brim.
        return (double)RegisterCount * RegisterCount / (2 * Math.Log(2)) / (_ofZeros[zeros]
            + (sum / (double)(1UL << MaxRank)));
    }

    // σ(x) = x + Σ x^(2^k) · 2^(k−1) over k from 1.
    private static double Sigma(double x)
    {
        if (x == 1)
        {
            return double.PositiveInfinity;
        }

        double sum = x;
        double factor = 1;
        double before;
        do
        {
            x *= x;
            before = sum;
            sum += x * factor;
            factor *= 2;
        }
        while (sum != before);
        return sum;
    }
}
