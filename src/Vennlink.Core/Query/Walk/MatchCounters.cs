using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vennlink.Storage.Bytes;

namespace Vennlink.Query.Walk;

/// <summary>
/// Says for each bit position of a window whether at least k of n bitmaps have it: one counter a bit, all counters side
/// by side.
/// </summary>
/// <remarks>
/// A counter is kept as bit slices (slice i holds bit i of every counter of a register), and adding a bitmap is a chain
/// of full adders. Two things keep the chain short. Counters start at 2ᵇ − k, where b = ⌈log₂ k⌉, so reaching k is a
/// carry out of slice b − 1: no comparison at the end, and b depends on k alone, not on n. And the carry is sticky:
/// what happens to a counter after it has reached k is of no interest. Source: Kaser and Lemire, "Threshold and
/// symmetric functions over bitmaps", 2014. O(n · (1 + b)) operations a register, or fewer.
/// </remarks>
internal static class MatchCounters
{
    // 2³² targets would not fit anywhere, so neither will a 32nd slice.
    private const int MaxSliceCount = 32;

    /// <summary>What <see cref="CountAnd"/> counts is a multiple of so many words.</summary>
    public const int AndWords = 128;

    /// <summary>Writes the positions that at least <paramref name="threshold"/> bitmaps have.</summary>
    /// <param name="width">Register width; any is right on any machine, some are slow on some.</param>
    /// <param name="bitmaps">All bitmaps.</param>
    /// <param name="starts">Where each bitmap to count starts in <paramref name="bitmaps"/>; a start that is there
    /// twice counts twice.</param>
    /// <param name="threshold">k, at least 1; above <c>starts.Length</c> nothing survives.</param>
    /// <param name="survivors">Overwritten.</param>
    public static void AtLeast(
        LaneWidth width, ReadOnlySpan<ulong> bitmaps, ReadOnlySpan<int> starts, int threshold, Span<ulong> survivors)
    {
        Debug.Assert(threshold >= 1 && survivors.Length == SourceWindow.WordCount);
        if (threshold > starts.Length)
        {
            survivors.Clear();
            return;
        }

        foreach (int start in starts)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)(bitmaps.Length - SourceWindow.WordCount),
                nameof(starts));
        }

        ref ulong words = ref MemoryMarshal.GetReference(bitmaps);
        ref ulong result = ref MemoryMarshal.GetReference(survivors);
        switch (width)
        {
            case LaneWidth.Bits512:
                AtLeast<Lanes512, Vector512<ulong>>(ref words, starts, threshold, ref result);
                break;
            case LaneWidth.Bits256:
                AtLeast<Lanes256, Vector256<ulong>>(ref words, starts, threshold, ref result);
                break;
            case LaneWidth.Bits128:
                AtLeast<Lanes128, Vector128<ulong>>(ref words, starts, threshold, ref result);
                break;
            default:
                AtLeast<Lanes64, ulong>(ref words, starts, threshold, ref result);
                break;
        }
    }

    /// <summary>Takes the excluded positions out of the survivors.</summary>
    public static void AndNot(LaneWidth width, Span<ulong> survivors, ReadOnlySpan<ulong> excluded)
    {
        Debug.Assert(survivors.Length == SourceWindow.WordCount && excluded.Length == SourceWindow.WordCount);
        ref ulong result = ref MemoryMarshal.GetReference(survivors);
        ref ulong words = ref MemoryMarshal.GetReference(excluded);
        switch (width)
        {
            case LaneWidth.Bits512:
                AndNot<Lanes512, Vector512<ulong>>(ref result, ref words);
                break;
            case LaneWidth.Bits256:
                AndNot<Lanes256, Vector256<ulong>>(ref result, ref words);
                break;
            case LaneWidth.Bits128:
                AndNot<Lanes128, Vector128<ulong>>(ref result, ref words);
                break;
            default:
                AndNot<Lanes64, ulong>(ref result, ref words);
                break;
        }
    }

    /// <summary>Keeps only the required positions of the survivors.</summary>
    public static void And(LaneWidth width, Span<ulong> survivors, ReadOnlySpan<ulong> required)
    {
        Debug.Assert(survivors.Length == SourceWindow.WordCount && required.Length == SourceWindow.WordCount);
        ref ulong result = ref MemoryMarshal.GetReference(survivors);
        ref ulong words = ref MemoryMarshal.GetReference(required);
        switch (width)
        {
            case LaneWidth.Bits512:
                And<Lanes512, Vector512<ulong>>(ref result, ref words);
                break;
            case LaneWidth.Bits256:
                And<Lanes256, Vector256<ulong>>(ref result, ref words);
                break;
            case LaneWidth.Bits128:
                And<Lanes128, Vector128<ulong>>(ref result, ref words);
                break;
            default:
                And<Lanes64, ulong>(ref result, ref words);
                break;
        }
    }

    /// <summary>Writes the positions that two bitmaps have both, and counts them.</summary>
    /// <remarks>Sixteen registers at a time by carry-save adders, so that one population count does for all of them.
    /// Source: Muła, Kurz and Lemire, "Faster population counts using AVX2 instructions", 2018.</remarks>
    public static int CountAnd(LaneWidth width, ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> both)
    {
        Debug.Assert(left.Length % AndWords == 0 && right.Length == left.Length && both.Length == left.Length);
        ref ulong first = ref MemoryMarshal.GetReference(left);
        ref ulong second = ref MemoryMarshal.GetReference(right);
        ref ulong result = ref MemoryMarshal.GetReference(both);
        return width switch
        {
            LaneWidth.Bits512 => CountAnd<Lanes512, Vector512<ulong>>(ref first, ref second, ref result, left.Length),
            LaneWidth.Bits256 => CountAnd<Lanes256, Vector256<ulong>>(ref first, ref second, ref result, left.Length),
            LaneWidth.Bits128 => CountAnd<Lanes128, Vector128<ulong>>(ref first, ref second, ref result, left.Length),
            _ => CountAnd<Lanes64, ulong>(ref first, ref second, ref result, left.Length),
        };
    }

    /// <summary>Number of set bits.</summary>
    public static int PopulationCount(ReadOnlySpan<ulong> words)
    {
        // Two sums, so that one addition need not wait for the other.
        int even = 0;
        int odd = 0;
        int word = 0;
        for (; word + 1 < words.Length; word += 2)
        {
            even += BitOperations.PopCount(words[word]);
            odd += BitOperations.PopCount(words[word + 1]);
        }

        return even + odd + (word < words.Length ? BitOperations.PopCount(words[word]) : 0);
    }

    private static void AtLeast<TLanes, TVector>(ref ulong words, ReadOnlySpan<int> starts, int threshold,
        ref ulong survivors)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        if (threshold == 1)
        {
            Any<TLanes, TVector>(ref words, starts, ref survivors);
        }
        else if (threshold == starts.Length)
        {
            All<TLanes, TVector>(ref words, starts, ref survivors);
        }
        else if (threshold == 2)
        {
            AtLeastTwo<TLanes, TVector>(ref words, starts, ref survivors);
        }
        else if (threshold <= 4)
        {
            AtLeastThreeOrFour<TLanes, TVector>(ref words, starts, threshold, ref survivors);
        }
        else
        {
            AtLeastMany<TLanes, TVector>(ref words, starts, threshold, ref survivors);
        }
    }

    private static void AndNot<TLanes, TVector>(ref ulong survivors, ref ulong excluded)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        for (nuint word = 0; word < SourceWindow.WordCount; word += (nuint)TLanes.WordCount)
        {
            TVector kept = TLanes.Xor(TLanes.Load(ref excluded, word), TLanes.AllBitsSet);
            TLanes.Store(TLanes.And(TLanes.Load(ref survivors, word), kept), ref survivors, word);
        }
    }

    private static void And<TLanes, TVector>(ref ulong survivors, ref ulong required)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        for (nuint word = 0; word < SourceWindow.WordCount; word += (nuint)TLanes.WordCount)
        {
            TLanes.Store(TLanes.And(TLanes.Load(ref survivors, word), TLanes.Load(ref required, word)),
                ref survivors, word);
        }
    }

    private static int CountAnd<TLanes, TVector>(ref ulong left, ref ulong right, ref ulong both, int wordCount)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        nuint eight = 8 * (nuint)TLanes.WordCount;
        TVector ones = TLanes.Zero;
        TVector twos = TLanes.Zero;
        TVector fours = TLanes.Zero;
        TVector eights = TLanes.Zero;
        int sixteens = 0;
        for (nuint word = 0; word < (nuint)wordCount; word += 2 * eight)
        {
            TVector first = AddEightAnds<TLanes, TVector>(
                ref left, ref right, ref both, word, ref ones, ref twos, ref fours);
            TVector second = AddEightAnds<TLanes, TVector>(
                ref left, ref right, ref both, word + eight, ref ones, ref twos, ref fours);
            sixteens += TLanes.PopulationCount(Add<TLanes, TVector>(ref eights, first, second));
        }

        return (16 * sixteens) + (8 * TLanes.PopulationCount(eights)) + (4 * TLanes.PopulationCount(fours))
            + (2 * TLanes.PopulationCount(twos)) + TLanes.PopulationCount(ones);
    }

    // Returns what falls out at the top.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector AddEightAnds<TLanes, TVector>(ref ulong left, ref ulong right, ref ulong both, nuint word,
        ref TVector ones, ref TVector twos, ref TVector fours)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TVector first = AddFourAnds<TLanes, TVector>(ref left, ref right, ref both, word, ref ones, ref twos);
        TVector second = AddFourAnds<TLanes, TVector>(
            ref left, ref right, ref both, word + (4 * (nuint)TLanes.WordCount), ref ones, ref twos);
        return Add<TLanes, TVector>(ref fours, first, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector AddFourAnds<TLanes, TVector>(
        ref ulong left, ref ulong right, ref ulong both, nuint word, ref TVector ones, ref TVector twos)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        nuint next = (nuint)TLanes.WordCount;
        TVector first = Add<TLanes, TVector>(ref ones, StoreAnd<TLanes, TVector>(ref left, ref right, ref both, word),
            StoreAnd<TLanes, TVector>(ref left, ref right, ref both, word + next));
        TVector second = Add<TLanes, TVector>(
            ref ones, StoreAnd<TLanes, TVector>(ref left, ref right, ref both, word + (2 * next)),
            StoreAnd<TLanes, TVector>(ref left, ref right, ref both, word + (3 * next)));
        return Add<TLanes, TVector>(ref twos, first, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector StoreAnd<TLanes, TVector>(ref ulong left, ref ulong right, ref ulong both, nuint word)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TVector value = TLanes.And(TLanes.Load(ref left, word), TLanes.Load(ref right, word));
        TLanes.Store(value, ref both, word);
        return value;
    }

    private static void Any<TLanes, TVector>(ref ulong words, ReadOnlySpan<int> starts, ref ulong survivors)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        for (nuint word = 0; word < SourceWindow.WordCount; word += (nuint)TLanes.WordCount)
        {
            TVector reached = TLanes.Zero;
            foreach (int start in starts)
            {
                reached = TLanes.Or(reached, TLanes.Load(ref words, (nuint)start + word));
            }

            TLanes.Store(reached, ref survivors, word);
        }
    }

    private static void All<TLanes, TVector>(ref ulong words, ReadOnlySpan<int> starts, ref ulong survivors)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        for (nuint word = 0; word < SourceWindow.WordCount; word += (nuint)TLanes.WordCount)
        {
            TVector reached = TLanes.AllBitsSet;
            foreach (int start in starts)
            {
                reached = TLanes.And(reached, TLanes.Load(ref words, (nuint)start + word));
            }

            TLanes.Store(reached, ref survivors, word);
        }
    }

    // b = 1 and the start value is 0: the one slice is "an odd number so far".
    private static void AtLeastTwo<TLanes, TVector>(ref ulong words, ReadOnlySpan<int> starts, ref ulong survivors)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        for (nuint word = 0; word < SourceWindow.WordCount; word += (nuint)TLanes.WordCount)
        {
            TVector ones = TLanes.Zero;
            TVector reached = TLanes.Zero;
            foreach (int start in starts)
            {
                TVector bits = TLanes.Load(ref words, (nuint)start + word);
                reached = TLanes.Or(reached, TLanes.And(ones, bits));
                ones = TLanes.Or(ones, bits); // reached is sticky, so "seen once or more" does for "odd"
            }

            TLanes.Store(reached, ref survivors, word);
        }
    }

    // b = 2: both slices stay in registers.
    private static void AtLeastThreeOrFour<TLanes, TVector>(ref ulong words, ReadOnlySpan<int> starts, int threshold,
        ref ulong survivors)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TVector bias = threshold == 3 ? TLanes.AllBitsSet : TLanes.Zero;
        for (nuint word = 0; word < SourceWindow.WordCount; word += (nuint)TLanes.WordCount)
        {
            TVector ones = bias;
            TVector twos = TLanes.Zero;
            TVector reached = TLanes.Zero;
            foreach (int start in starts)
            {
                TVector bits = TLanes.Load(ref words, (nuint)start + word);
                TVector carry = TLanes.And(ones, bits);
                ones = TLanes.Xor(ones, bits);
                reached = TLanes.Or(reached, TLanes.And(twos, carry));
                twos = TLanes.Xor(twos, carry);
            }

            TLanes.Store(reached, ref survivors, word);
        }
    }

    // Four bitmaps a round: three full adders fold them into slices 0 and 1, so only one carry in four ripples on.
    private static void AtLeastMany<TLanes, TVector>(ref ulong words, ReadOnlySpan<int> starts, int threshold,
        ref ulong survivors)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        int sliceCount = BitOperations.Log2((uint)threshold - 1) + 1;
        uint bias = (uint)((1UL << sliceCount) - (uint)threshold);
        SliceBuffer<TVector> buffer = default;
        Span<TVector> slices = MemoryMarshal.CreateSpan(ref Unsafe.As<SliceBuffer<TVector>, TVector>(ref buffer),
            MaxSliceCount)[..sliceCount];
        for (nuint word = 0; word < SourceWindow.WordCount; word += (nuint)TLanes.WordCount)
        {
            for (int slice = 0; slice < slices.Length; slice++)
            {
                slices[slice] = ((bias >> slice) & 1) != 0 ? TLanes.AllBitsSet : TLanes.Zero;
            }

            TVector reached = TLanes.Zero;
            TVector ones = slices[0];
            TVector twos = slices[1];
            int list = 0;
            for (; list + 4 <= starts.Length; list += 4)
            {
                TVector first = Add<TLanes, TVector>(
                    ref ones, TLanes.Load(ref words, (nuint)starts[list] + word),
                    TLanes.Load(ref words, (nuint)starts[list + 1] + word));
                TVector second = Add<TLanes, TVector>(
                    ref ones, TLanes.Load(ref words, (nuint)starts[list + 2] + word),
                    TLanes.Load(ref words, (nuint)starts[list + 3] + word));
                TVector carry = Add<TLanes, TVector>(ref twos, first, second);
                reached = Ripple<TLanes, TVector>(slices, reached, carry);
            }

            for (; list < starts.Length; list++)
            {
                TVector bits = TLanes.Load(ref words, (nuint)starts[list] + word);
                TVector first = TLanes.And(ones, bits);
                ones = TLanes.Xor(ones, bits);
                TVector carry = TLanes.And(twos, first);
                twos = TLanes.Xor(twos, first);
                reached = Ripple<TLanes, TVector>(slices, reached, carry);
            }

            TLanes.Store(reached, ref survivors, word);
        }
    }

    // Full adder: the slice becomes the sum's low bit, the high bit is returned.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Add<TLanes, TVector>(ref TVector slice, TVector left, TVector right)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        (slice, TVector carry) = TLanes.Add(slice, left, right);
        return carry;
    }

    // Adds a carry of weight 4 to slices 2 and up; what falls out at the top has reached the threshold.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Ripple<TLanes, TVector>(Span<TVector> slices, TVector reached, TVector carry)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        for (int slice = 2; slice < slices.Length; slice++)
        {
            TVector next = TLanes.And(slices[slice], carry);
            slices[slice] = TLanes.Xor(slices[slice], carry);
            carry = next;
        }

        return TLanes.Or(reached, carry);
    }

    [InlineArray(MaxSliceCount)]
    private struct SliceBuffer<TVector>
        where TVector : struct
    {
        private TVector _first;
    }
}
