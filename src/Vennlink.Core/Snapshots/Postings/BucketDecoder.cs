using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Postings;

/// <summary>Decodes blocks of form <see cref="PostingForm.Buckets"/> into a bitmap.</summary>
/// <remarks>
/// Three ways with one result, chosen by <see cref="LaneWidth"/>: AVX-512 (<see cref="BucketDecoder512"/>), words with
/// BMI2, and plain words. Reads up to
/// <see cref="PostingBlock.Slack"/> bytes behind the body, whatever the bytes are; a body that is none throws and
/// leaves some bits behind.
/// </remarks>
internal static class BucketDecoder
{
    private const int UnitBits = 6; // buckets looked at together, as a power of two: a word of masks

    /// <summary>Sets the bit of each id.</summary>
    /// <param name="width">Which way.</param>
    /// <param name="body">The body of exactly one block; <see cref="PostingBlock.Slack"/> more bytes are readable
    /// behind it.</param>
    /// <param name="head">Its head.</param>
    /// <param name="words">The bitmap of the span; bits are OR-ed in.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are no such body.</exception>
    public static void Decode(LaneWidth width, ReadOnlySpan<byte> body, in BucketHead head, Span<ulong> words)
    {
        words = words[..head.WordCount];
        ArgumentOutOfRangeException.ThrowIfLessThan(body.Length, FixedBytes(head), nameof(body));
        if (head.BucketBits == 0)
        {
            Or(width, body, words);
        }
        else if (width == LaneWidth.Bits512 && BucketDecoder512.IsSupported)
        {
            BucketDecoder512.Decode(body, head, words);
        }
        else if (head.BucketBits == BucketHead.NibbleBits)
        {
            DecodeNibbles(width, body, head, words);
        }
        else
        {
            DecodeLayers(width, body, head, words);
        }
    }

    /// <summary>
    /// Whether a block holds an id, found by the ranks of its bucket in mask and layers; nothing is decoded.
    /// </summary>
    /// <param name="body">As for <see cref="Decode"/>.</param>
    /// <param name="head">Its head.</param>
    /// <param name="offset">The id, less the first one of the span.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are no such body.</exception>
    public static bool Contains(ReadOnlySpan<byte> body, in BucketHead head, int offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(body.Length, FixedBytes(head), nameof(body));
        ref byte start = ref MemoryMarshal.GetReference(body);
        int bucket = offset >> head.BucketBits;
        if (!IsSet(ref start, bucket))
        {
            return false;
        }

        if (head.BucketBits == 0)
        {
            return true;
        }

        nint bucketCount = head.Span >> head.BucketBits;
        nint rank = CountBits(ref start, 0, bucket);
        if (head.BucketBits == BucketHead.NibbleBits)
        {
            nint bit = bucketCount + (rank << BucketHead.NibbleBits) + (offset & ((1 << BucketHead.NibbleBits) - 1));
            return bit < 8 * (nint)body.Length ? IsSet(ref start, bit) : throw Broken();
        }

        // The ids of a bucket ascend from layer to layer. Terminates: each layer begins behind the one before, and none
        // behind the last id.
        nint lowStart = 8 * ((bucketCount + head.Count + 7) / 8);
        uint wanted = (uint)offset & ((1u << head.BucketBits) - 1);
        nint layer = 0;
        nint next = CountBits(ref start, 0, bucketCount);
        while (true)
        {
            nint place = layer + rank;
            if (place >= next || next > head.Count)
            {
                throw Broken();
            }

            nint lowBit = lowStart + (place * head.BucketBits);
            uint low =
                (Unsafe.ReadUnaligned<uint>(
                    ref Unsafe.Add(ref start, lowBit >> 3)) >> ((int)lowBit & 7)) & ((1u << head.BucketBits) - 1);
            if (low >= wanted || !IsSet(ref start, bucketCount + place))
            {
                return low == wanted;
            }

            rank = CountBits(ref start, bucketCount + layer, bucketCount + place);
            (layer, next) = (next, next + CountBits(ref start, bucketCount + layer, bucketCount + next));
        }
    }

    /// <summary>Bits of the mask at any place: <paramref name="bit"/> and the 63 behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LoadBits(ref byte start, nint bit)
    {
        ref byte place = ref Unsafe.Add(ref start, bit >> 3);
        int shift = (int)bit & 7;
        ulong low = Unsafe.ReadUnaligned<ulong>(ref place) >> shift;
        ulong high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref place, sizeof(ulong))) << 1 << (63 - shift);
        return low | high;
    }

    /// <summary>Throws that the bits do not belong together.</summary>
    public static void ThrowBroken() => throw Broken();

    private static ArgumentOutOfRangeException Broken() => new("body", "Masks and counts do not agree.");

    private static bool IsSet(ref byte start, nint bit) =>
        ((Unsafe.Add(ref start, bit >> 3) >> ((int)bit & 7)) & 1) != 0;

    // Set bits of [from, to).
    private static nint CountBits(ref byte start, nint from, nint to)
    {
        nint count = 0;
        for (; from + 64 <= to; from += 64)
        {
            count += BitOperations.PopCount(LoadBits(ref start, from));
        }

        return from == to
            ? count : count + BitOperations.PopCount(LoadBits(ref start, from) << (int)(64 - (to - from)));
    }

    // What the head tells of the length of the body.
    private static int FixedBytes(in BucketHead head)
    {
        int mask = head.Span >> head.BucketBits;
        return head.BucketBits switch
        {
            0 => head.Span / 8,
            BucketHead.NibbleBits => mask / 8,
            int lowBits => ((mask + head.Count + 7) / 8) + (((head.Count * lowBits) + 7) / 8),
        };
    }

    private static void Or(LaneWidth width, ReadOnlySpan<byte> body, Span<ulong> words)
    {
        ref byte from = ref MemoryMarshal.GetReference(body);
        ref byte to = ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetReference(words));
        nuint length = (nuint)words.Length * sizeof(ulong);
        if (width == LaneWidth.Bits512)
        {
            for (nuint offset = 0; offset < length; offset += 64)
            {
                (Vector512.LoadUnsafe(ref from, offset) | Vector512.LoadUnsafe(ref to, offset))
                    .StoreUnsafe(ref to, offset);
            }
        }
        else if (width == LaneWidth.Bits256)
        {
            for (nuint offset = 0; offset < length; offset += 32)
            {
                (Vector256.LoadUnsafe(ref from, offset) | Vector256.LoadUnsafe(ref to, offset))
                    .StoreUnsafe(ref to, offset);
            }
        }
        else
        {
            for (int word = 0; word < words.Length; word++)
            {
                words[word] |= BinaryPrimitives.ReadUInt64LittleEndian(body[(word * sizeof(ulong))..]);
            }
        }
    }

    // Sixteen nibbles make a word: a nonempty one for each bit of the mask, in turn.
    private static void DecodeNibbles(LaneWidth width, ReadOnlySpan<byte> body, in BucketHead head, Span<ulong> words)
    {
        ref byte start = ref MemoryMarshal.GetReference(body);
        nint bit = (nint)(head.Span >> BucketHead.NibbleBits);
        nint end = 8 * (nint)body.Length;
        bool deposits = width >= LaneWidth.Bits256 && Bmi2.X64.IsSupported;
        for (int word = 0; word < words.Length; word++)
        {
            uint mask = BinaryPrimitives.ReadUInt16LittleEndian(body[(2 * word)..]);
            int count = BitOperations.PopCount(mask);
            if (bit > end)
            {
                ThrowBroken();
            }

            ulong nibbles = LoadBits(ref start, bit);
            bit += 4 * count;
            if (deposits)
            {
                ulong places = Bmi2.X64.ParallelBitDeposit(mask, 0x1111_1111_1111_1111) * 0xF;
                words[word] |= Bmi2.X64.ParallelBitDeposit(nibbles, places);
                continue;
            }

            for (; mask != 0; mask &= mask - 1)
            {
                words[word] |= (nibbles & 0xF) << (4 * BitOperations.TrailingZeroCount(mask));
                nibbles >>= 4;
            }
        }

        if (bit > end)
        {
            ThrowBroken();
        }
    }

    private static void DecodeLayers(LaneWidth width, ReadOnlySpan<byte> body, in BucketHead head, Span<ulong> words)
    {
        int lowBits = head.BucketBits;
        int unitCount = 1 << (head.SpanBits - lowBits - UnitBits);
        Span<ulong> masks = stackalloc ulong[1 << (BucketHead.MaxSpanBits - BucketHead.MinLowBits - UnitBits)];
        ref byte start = ref MemoryMarshal.GetReference(body);
        nint maskBit = 0;
        nint lowBit = 8 * (((nint)(head.Span >> lowBits) + head.Count + 7) / 8);
        bool deposits = width >= LaneWidth.Bits256 && Bmi2.X64.IsSupported;
        ulong lowMask = (1UL << lowBits) - 1;
        int rest = head.Count;
        for (bool isFirst = true; rest > 0; isFirst = false)
        {
            int before = rest;
            for (int unit = 0; unit < unitCount; unit++)
            {
                ulong mask;
                if (isFirst)
                {
                    mask = LoadBits(ref start, maskBit);
                    maskBit += 1 << UnitBits;
                }
                else
                {
                    mask = masks[unit];
                    if (mask == 0)
                    {
                        continue;
                    }

                    ulong goesOn = LoadBits(ref start, maskBit);
                    maskBit += BitOperations.PopCount(mask);
                    mask = deposits ? Bmi2.X64.ParallelBitDeposit(goesOn, mask) : Deposit(goesOn, mask);
                }

                masks[unit] = mask;
                rest -= BitOperations.PopCount(mask);
                if (rest < 0)
                {
                    ThrowBroken();
                }

                for (; mask != 0; mask &= mask - 1)
                {
                    ulong low =
                        (Unsafe.ReadUnaligned<ulong>(
                            ref Unsafe.Add(ref start, lowBit >> 3)) >> ((int)lowBit & 7)) & lowMask;
                    lowBit += lowBits;
                    int id = ((((unit << UnitBits) + BitOperations.TrailingZeroCount(mask)) << lowBits) + (int)low);
                    words[id >> 6] |= 1UL << id;
                }
            }

            if (rest == before)
            {
                ThrowBroken();
            }
        }
    }

    // The low bits go to the places of the mask.
    private static ulong Deposit(ulong bits, ulong mask)
    {
        ulong result = 0;
        for (; mask != 0; mask &= mask - 1)
        {
            result |= (bits & 1) != 0 ? mask & (~mask + 1) : 0;
            bits >>= 1;
        }

        return result;
    }
}
