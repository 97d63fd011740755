using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vennlink.Snapshots.Postings;

/// <summary>The AVX-512 way of <see cref="BucketDecoder"/>: 64 buckets at a time.</summary>
/// <remarks>
/// The low bits of up to 64 ids are unpacked with one byte permutation and one multishift, expanded (VPEXPANDB) to the
/// lanes of the buckets that have one, and become bits by a shift of 1 in lanes as wide as a bucket. Lanes without an
/// id hold a shift that is too far and gives nothing.
/// </remarks>
internal static class BucketDecoder512
{
    private const int UnitBits = 6;

    // Buckets wider than a word, and layers of few ids, are done id by id.
    private const int MaxLaneBits = 6;
    private const int FewIds = 2;

    public static bool IsSupported => Avx512Vbmi2.IsSupported && Avx512Vbmi.IsSupported && Avx512BW.IsSupported
        && Bmi2.X64.IsSupported;

    public static void Decode(ReadOnlySpan<byte> body, in BucketHead head, Span<ulong> words)
    {
        if (head.BucketBits == BucketHead.NibbleBits)
        {
            DecodeNibbles(body, head, words);
        }
        else
        {
            DecodeLayers(body, head, words);
        }
    }

    private static void DecodeNibbles(ReadOnlySpan<byte> body, in BucketHead head, Span<ulong> words)
    {
        ref byte start = ref MemoryMarshal.GetReference(body);
        ref byte result = ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetReference(words));
        nint bit = (nint)(head.Span >> BucketHead.NibbleBits);
        nint end = 8 * (nint)body.Length;
        Unpacker unpacker = new(4);
        Vector512<byte> selectors = Selectors;
        Vector512<byte> spread = Spread;
        Vector512<sbyte> weights = Vector512.Create((short)0x1001).AsSByte();
        for (int unit = 0; unit < words.Length / 4; unit++)
        {
            ulong mask = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, unit * sizeof(ulong)));
            if (bit > end)
            {
                BucketDecoder.ThrowBroken();
            }

            Vector512<byte> nibbles = unpacker.Unpack(ref start, bit);
            bit += 4 * BitOperations.PopCount(mask);
            Vector512<byte> lanes = Avx512Vbmi2.Expand(Vector512<byte>.Zero, Lanes(mask, selectors, spread), nibbles);

            // Two nibbles to a byte: low + 16 × high.
            Vector256<byte> bytes =
                Avx512BW.ConvertToVector256Byte(Avx512BW.MultiplyAddAdjacent(lanes, weights).AsUInt16());
            ref byte place = ref Unsafe.Add(ref result, unit * 32);
            (Vector256.LoadUnsafe(ref place) | bytes).StoreUnsafe(ref place);
        }

        if (bit > end)
        {
            BucketDecoder.ThrowBroken();
        }
    }

    private static void DecodeLayers(ReadOnlySpan<byte> body, in BucketHead head, Span<ulong> words)
    {
        int lowBits = head.BucketBits;
        int unitCount = 1 << (head.SpanBits - lowBits - UnitBits);
        Span<ulong> masks = stackalloc ulong[1 << (BucketHead.MaxSpanBits - BucketHead.MinLowBits - UnitBits)];
        ref byte start = ref MemoryMarshal.GetReference(body);
        ref ulong result = ref MemoryMarshal.GetReference(words);
        nint lowBit = 8 * (((nint)(head.Span >> lowBits) + head.Count + 7) / 8);
        int rest = head.Count;
        Unpacker unpacker = new(lowBits);
        Vector512<byte> selectors = Selectors;
        Vector512<byte> spread = Spread;

        // The first layer's masks stand at known places.
        for (int unit = 0; unit < unitCount; unit++)
        {
            ulong mask = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, unit * sizeof(ulong)));
            masks[unit] = mask;
            if (mask == 0)
            {
                continue;
            }

            int count = BitOperations.PopCount(mask);
            rest -= count;
            if (rest < 0)
            {
                BucketDecoder.ThrowBroken();
            }

            Place(ref start, lowBit, lowBits, mask, count, ref Unsafe.Add(ref result, unit << lowBits), unpacker,
                selectors, spread);
            lowBit += count * lowBits;
        }

        nint maskBit = head.Span >> lowBits;
        while (rest > 0)
        {
            int before = rest;
            for (int unit = 0; unit < unitCount; unit++)
            {
                ulong mask = masks[unit];
                if (mask == 0)
                {
                    continue;
                }

                ulong goesOn = BucketDecoder.LoadBits(ref start, maskBit);
                maskBit += BitOperations.PopCount(mask);
                mask = Bmi2.X64.ParallelBitDeposit(goesOn, mask);
                masks[unit] = mask;
                if (mask == 0)
                {
                    continue;
                }

                int count = BitOperations.PopCount(mask);
                rest -= count;
                if (rest < 0)
                {
                    BucketDecoder.ThrowBroken();
                }

                Place(ref start, lowBit, lowBits, mask, count, ref Unsafe.Add(ref result, unit << lowBits), unpacker,
                    selectors, spread);
                lowBit += count * lowBits;
            }

            if (rest == before)
            {
                BucketDecoder.ThrowBroken();
            }
        }
    }

    // Sets one id in each bucket of the mask.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Place(
        ref byte start, nint lowBit, int lowBits, ulong mask, int count, ref ulong words, in Unpacker unpacker,
        Vector512<byte> selectors, Vector512<byte> spread)
    {
        if (count <= FewIds || lowBits > MaxLaneBits)
        {
            ulong lowMask = (1UL << lowBits) - 1;
            for (; mask != 0; mask &= mask - 1)
            {
                ulong low =
                    (Unsafe.ReadUnaligned<ulong>(
                        ref Unsafe.Add(ref start, lowBit >> 3)) >> ((int)lowBit & 7)) & lowMask;
                lowBit += lowBits;
                int id = (BitOperations.TrailingZeroCount(mask) << lowBits) + (int)low;
                Unsafe.Add(ref words, id >> 6) |= 1UL << id;
            }

            return;
        }

        Vector512<byte> lows = unpacker.Unpack(ref start, lowBit);
        Vector512<byte> shifts = Avx512Vbmi2.Expand(Vector512<byte>.AllBitsSet, Lanes(mask, selectors, spread), lows);
        switch (lowBits)
        {
            case 3:
                // The shuffle gives nothing for a shift with the highest bit.
                Or(Avx512BW.Shuffle(Vector512.Create(0x8040201008040201UL).AsByte(), shifts).AsUInt64(), ref words, 0);
                break;
            case 4:
                Or(Avx512BW.ShiftLeftLogicalVariable(Vector512.Create((ushort)1),
                    Avx512BW.ConvertToVector512UInt16(shifts.GetLower())).AsUInt64(), ref words, 0);
                Or(Avx512BW.ShiftLeftLogicalVariable(Vector512.Create((ushort)1),
                    Avx512BW.ConvertToVector512UInt16(shifts.GetUpper())).AsUInt64(), ref words, 8);
                break;
            case 5:
                Or5(shifts.GetLower().GetLower(), ref words, 0);
                Or5(shifts.GetLower().GetUpper(), ref words, 8);
                Or5(shifts.GetUpper().GetLower(), ref words, 16);
                Or5(shifts.GetUpper().GetUpper(), ref words, 24);
                break;
            default:
                Or6(shifts.GetLower().GetLower(), ref words, 0);
                Or6(shifts.GetLower().GetUpper(), ref words, 16);
                Or6(shifts.GetUpper().GetLower(), ref words, 32);
                Or6(shifts.GetUpper().GetUpper(), ref words, 48);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Or5(Vector128<byte> shifts, ref ulong words, nuint offset) =>
        Or(Avx512F.ShiftLeftLogicalVariable(Vector512.Create(1u), Avx512F.ConvertToVector512UInt32(shifts)).AsUInt64(),
            ref words, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Or6(Vector128<byte> shifts, ref ulong words, nuint offset)
    {
        Or(Avx512F.ShiftLeftLogicalVariable(Vector512.Create(1UL), Avx512F.ConvertToVector512UInt64(shifts)),
            ref words, offset);
        Or(Avx512F.ShiftLeftLogicalVariable(Vector512.Create(1UL),
            Avx512F.ConvertToVector512UInt64(Sse2.ShiftRightLogical128BitLane(shifts, 8))), ref words, offset + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Or(Vector512<ulong> bits, ref ulong words, nuint offset) =>
        (Vector512.LoadUnsafe(ref words, offset) | bits).StoreUnsafe(ref words, offset);

    // Byte lane i is all ones when bit i of the mask is set.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Lanes(ulong mask, Vector512<byte> selectors, Vector512<byte> spread) =>
        Vector512.Equals(Avx512BW.Shuffle(Vector512.Create(mask).AsByte(), spread) & selectors, selectors);

    private static Vector512<byte> Selectors => Vector512.Create(0x8040201008040201UL).AsByte();

    // Byte i / 8 of the mask, which stands in each 128-bit lane twice.
    private static Vector512<byte> Spread => Vector512.Create(
        0x0000_0000_0000_0000UL, 0x0101_0101_0101_0101UL, 0x0202_0202_0202_0202UL, 0x0303_0303_0303_0303UL,
        0x0404_0404_0404_0404UL, 0x0505_0505_0505_0505UL, 0x0606_0606_0606_0606UL, 0x0707_0707_0707_0707UL).AsByte();

    /// <summary>Unpacks 64 values of one width, at most 8 bits, from any bit on.</summary>
    private readonly struct Unpacker
    {
        private readonly Vector512<byte> _bytes;
        private readonly Vector512<byte> _shifts;
        private readonly Vector512<byte> _mask;

        public Unpacker(int width)
        {
            // Eight values take as many bytes as one has bits, so each word of eight starts at a whole byte.
            Vector512<byte> lane = Vector512.Create(0x0706050403020100UL).AsByte();
            _shifts = (lane.AsUInt64() * (ulong)width).AsByte();
            Vector512<ulong> group =
                Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7) * (0x0101_0101_0101_0101UL * (ulong)width);
            _bytes = group.AsByte() + lane;
            _mask = Vector512.Create((byte)((1 << width) - 1));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<byte> Unpack(ref byte start, nint bit)
        {
            Vector512<byte> bytes =
                Avx512Vbmi.PermuteVar64x8(Vector512.LoadUnsafe(ref Unsafe.Add(ref start, bit >> 3)), _bytes);
            Vector512<byte> shifts = _shifts + Vector512.Create((byte)(bit & 7));
            return Avx512Vbmi.MultiShift(shifts, bytes.AsUInt64()).AsByte() & _mask;
        }
    }
}
