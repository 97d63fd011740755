using System.Buffers.Binary;
using System.Numerics;

namespace Vennlink.Storage.Bytes;

/// <summary>
/// Appends bits to a growing buffer, the first at the low end of the first byte. Reused: <see cref="Clear"/>. Not
/// thread-safe.
/// </summary>
internal sealed class BitWriter
{
    private byte[] _bytes = new byte[256];

    /// <summary>Bits written.</summary>
    public long BitCount { get; private set; }

    /// <summary>Bytes written, the last filled up with zeros.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, checked((int)((BitCount + 7) / 8)));

    /// <summary>
    /// Writes the low <paramref name="width"/> bits of <paramref name="value"/>, whose other bits are zero; 0–56.
    /// </summary>
    public void Write(ulong value, int width)
    {
        int offset = (int)(BitCount / 8);
        if (_bytes.Length - offset < 2 * sizeof(ulong))
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        Span<byte> place = _bytes.AsSpan(offset, sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(
            place, BinaryPrimitives.ReadUInt64LittleEndian(place) | (value << (int)(BitCount % 8)));
        BitCount += width;
    }

    /// <summary>Writes <paramref name="value"/> zeros and a one.</summary>
    public void WriteUnary(ulong value)
    {
        for (; value >= 56; value -= 56)
        {
            Write(0, 56);
        }

        Write(1UL << (int)value, (int)value + 1);
    }

    /// <summary>
    /// Writes a value of at least 1 in Elias's gamma code: its width − 1 in unary, then its bits below the highest.
    /// </summary>
    public void WriteGamma(ulong value)
    {
        int width = BitOperations.Log2(value);
        WriteUnary((ulong)width);
        Write(value ^ (1UL << width), width);
    }

    /// <summary>
    /// Writes a value of at least 1 in Elias's delta code: its width in gamma code, then its bits below the highest.
    /// </summary>
    public void WriteDelta(ulong value)
    {
        int width = BitOperations.Log2(value);
        WriteGamma((ulong)width + 1);
        Write(value ^ (1UL << width), width);
    }

    /// <summary>Bits that <see cref="WriteDelta"/> takes.</summary>
    public static int DeltaLength(ulong value)
    {
        int width = BitOperations.Log2(value);
        return width + (2 * BitOperations.Log2((uint)width + 1)) + 1;
    }

    /// <summary>
    /// Writes a value of <c>[0, range)</c> in <c>⌊log₂ range⌋</c> or one more bits: truncated binary.
    /// </summary>
    public void WriteBounded(ulong value, ulong range)
    {
        int width = BitOperations.Log2(range);
        ulong shortCount = (2UL << width) - range;
        if (value < shortCount)
        {
            Write(value, width);
        }
        else
        {
            // High part first, so that a reader can tell from the first bits whether one more follows.
            ulong shifted = value + shortCount;
            Write(shifted >> 1, width);
            Write(shifted & 1, 1);
        }
    }

    /// <summary>Bits that <see cref="WriteBounded"/> takes.</summary>
    public static int BoundedLength(ulong value, ulong range)
    {
        int width = BitOperations.Log2(range);
        return value < (2UL << width) - range ? width : width + 1;
    }

    /// <summary>Fills the last byte up with zeros.</summary>
    public void AlignToByte() => BitCount = (BitCount + 7) & ~7L;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _bytes.AsSpan(0, Math.Min(_bytes.Length, (int)(BitCount / 8) + 1)).Clear();
        BitCount = 0;
    }
}
