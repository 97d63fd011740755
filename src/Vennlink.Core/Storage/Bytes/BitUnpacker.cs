using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vennlink.Storage.Bytes;

/// <summary>
/// Unpacks values of one width that stand bit after bit from the start of a byte on, up to sixteen at a time.
/// </summary>
/// <remarks>
/// Sixteen values take twice their width in bytes, so each round starts at a whole byte. AVX-512: the four bytes that
/// hold a value are brought to its lane by one byte permutation (VPERMB) and shifted by what is left; AVX2: gathered.
/// Wider than 25 bits a value may reach over five bytes: then one by one.
/// </remarks>
internal static class BitUnpacker
{
    private const int MaxLaneBits = 25;

    /// <summary>Unpacks.</summary>
    /// <param name="lanes">Which way; all give the same.</param>
    /// <param name="bytes">Holds the values and at least 64 bytes behind them.</param>
    /// <param name="width">Bits of a value, 0–32.</param>
    /// <param name="count">Values.</param>
    /// <param name="values">Room for them, rounded up to a multiple of sixteen less one; what is behind the last of
    /// them is overwritten.</param>
    /// <exception cref="ArgumentOutOfRangeException">A width above 32, or fewer bytes than that.</exception>
    public static void Unpack(LaneWidth lanes, ReadOnlySpan<byte> bytes, int width, int count, Span<uint> values)
    {
        const int Slack = 64;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 32);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, (((count * width) + 7) / 8) + Slack, nameof(bytes));
        int rounded = (count + 15) & ~15;
        if (width <= MaxLaneBits && lanes == LaneWidth.Bits512 && Avx512Vbmi.IsSupported && rounded <= values.Length)
        {
            Unpack512(ref MemoryMarshal.GetReference(bytes), width, rounded, ref MemoryMarshal.GetReference(values));
        }
        else if (width <= MaxLaneBits && lanes >= LaneWidth.Bits256 && Avx2.IsSupported && rounded <= values.Length)
        {
            Unpack256(ref MemoryMarshal.GetReference(bytes), width, rounded, ref MemoryMarshal.GetReference(values));
        }
        else
        {
            ulong mask = (1UL << width) - 1;
            long bit = 0;
            for (int index = 0; index < count; index++)
            {
                values[index] =
                    (uint)((BinaryPrimitives.ReadUInt64LittleEndian(
                        bytes[(int)(bit >> 3)..]) >> (int)(bit & 7)) & mask);
                bit += width;
            }
        }
    }

    private static void Unpack512(ref byte bytes, int width, int count, ref uint values)
    {
        Vector512<uint> bits = Vector512<uint>.Indices * (uint)width;
        Vector512<byte> places = ((bits >>> 3) * 0x0101_0101u).AsByte() + Vector512.Create(0x0302_0100u).AsByte();
        Vector512<uint> shifts = bits & Vector512.Create(7u);
        Vector512<uint> mask = Vector512.Create((uint)((1UL << width) - 1));
        for (int index = 0; index < count; index += 16)
        {
            Vector512<uint> lanes = Avx512Vbmi.PermuteVar64x8(Vector512.LoadUnsafe(ref bytes), places).AsUInt32();
            (Avx512F.ShiftRightLogicalVariable(lanes, shifts) & mask).StoreUnsafe(ref values, (nuint)index);
            bytes = ref Unsafe.Add(ref bytes, 2 * width);
        }
    }

    private static unsafe void Unpack256(ref byte bytes, int width, int count, ref uint values)
    {
        Vector256<uint> bits = Vector256<uint>.Indices * (uint)width;
        Vector256<int> places = (bits >>> 3).AsInt32();
        Vector256<uint> shifts = bits & Vector256.Create(7u);
        Vector256<uint> mask = Vector256.Create((uint)((1UL << width) - 1));
        fixed (byte* start = &bytes)
        {
            byte* place = start;
            for (int index = 0; index < count; index += 8)
            {
                Vector256<uint> lanes = Avx2.GatherVector256((uint*)place, places, 1);
                (Avx2.ShiftRightLogicalVariable(lanes, shifts) & mask).StoreUnsafe(ref values, (nuint)index);
                place += width;
            }
        }
    }
}
