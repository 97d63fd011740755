namespace Vennlink.Storage.Bytes;

/// <summary>
/// Unsigned integers in base 128, low group first, the high bit saying "more follows" (LEB128): 1–10 bytes.
/// </summary>
internal static class Varint
{
    /// <summary>Most bytes one value takes.</summary>
    public const int MaxBytes = 10;

    /// <summary>Bytes that <paramref name="value"/> takes.</summary>
    public static int Length(ulong value) => (70 - System.Numerics.BitOperations.LeadingZeroCount(value | 1)) / 7;

    /// <summary>
    /// Writes <paramref name="value"/> and returns its length; the destination must have room for it.
    /// </summary>
    public static int Write(Span<byte> destination, ulong value)
    {
        int length = 0;
        while (value >= 0x80)
        {
            destination[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[length++] = (byte)value;
        return length;
    }

    /// <summary>Appends <paramref name="value"/> to a growing buffer.</summary>
    public static void Append(System.Buffers.ArrayBufferWriter<byte> buffer, ulong value) =>
        buffer.Advance(Write(buffer.GetSpan(MaxBytes), value));

    /// <summary>Reads one value from the start of <paramref name="source"/>.</summary>
    /// <returns>Bytes read; 0 when the source ends inside the value, or it does not fit 64 bits.</returns>
    public static int TryRead(ReadOnlySpan<byte> source, out ulong value)
    {
        value = 0;
        for (int index = 0; index < source.Length && index < MaxBytes; index++)
        {
            byte current = source[index];
            if (index == MaxBytes - 1 && current > 1)
            {
                return 0;
            }

            value |= (ulong)(current & 0x7F) << (7 * index);
            if (current < 0x80)
            {
                return index + 1;
            }
        }

        return 0;
    }
}
