using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Facts;

/// <summary>Decodes varints that stand one behind the other, of which nearly all are of one byte.</summary>
internal static class VarintColumn
{
    /// <summary>Decodes a column.</summary>
    /// <param name="reader">Holds the varints and nothing behind them.</param>
    /// <param name="values">One for each, below 2³¹.</param>
    /// <exception cref="IndexFormatException">There are fewer or more of them, or one is larger.</exception>
    public static void Decode(ByteReader reader, Span<uint> values)
    {
        int count = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            // Sixteen at a time while none goes on beyond its byte; else one, and then on.
            while (values.Length - count >= Vector128<byte>.Count && reader.Rest.Length >= Vector128<byte>.Count)
            {
                Vector128<byte> bytes = Vector128.Create(reader.Rest[..Vector128<byte>.Count]);
                if (bytes.ExtractMostSignificantBits() == 0)
                {
                    Widen(bytes, values[count..]);
                    reader.ReadBytes(Vector128<byte>.Count);
                    count += Vector128<byte>.Count;
                }
                else
                {
                    values[count++] = (uint)reader.ReadVarint(int.MaxValue);
                }
            }
        }

        while (count < values.Length)
        {
            values[count++] = (uint)reader.ReadVarint(int.MaxValue);
        }

        if (!reader.AtEnd)
        {
            throw reader.Broken("bytes left over behind the numbers of a column");
        }
    }

    private static void Widen(Vector128<byte> bytes, Span<uint> values)
    {
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(bytes);
        (Vector128<uint> first, Vector128<uint> second) = Vector128.Widen(low);
        (Vector128<uint> third, Vector128<uint> fourth) = Vector128.Widen(high);
        ref uint start = ref MemoryMarshal.GetReference(values);
        first.StoreUnsafe(ref start);
        second.StoreUnsafe(ref start, 4);
        third.StoreUnsafe(ref start, 8);
        fourth.StoreUnsafe(ref start, 12);
    }
}
