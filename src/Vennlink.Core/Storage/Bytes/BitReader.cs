using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vennlink.Storage.Bytes;

/// <summary>Reads what <see cref="BitWriter"/> wrote.</summary>
/// <remarks>
/// Bits behind the end read as zeros, but no more than 64 of them: then <see cref="ArgumentOutOfRangeException"/>,
/// which callers turn into an <see cref="IndexFormatException"/> with the place.
/// </remarks>
internal ref struct BitReader(ReadOnlySpan<byte> bytes, long position = 0)
{
    private const int MaxGammaInPeek = 27;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bits before the next one.</summary>
    public long Position { get; set; } = position;

    /// <summary>Reads <paramref name="width"/> bits; 0–56.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Read(int width)
    {
        ulong value = Peek() & ((1UL << width) - 1);
        Position += width;
        return value;
    }

    /// <summary>Counts zeros up to the next one.</summary>
    public ulong ReadUnary()
    {
        ulong value = 0;
        while (true)
        {
            // At least 56 bits of a peek are real; a one above them is real too, but is found again in the next turn.
            ulong next = Peek() & ((1UL << 56) - 1);
            if (next != 0)
            {
                int zeros = BitOperations.TrailingZeroCount(next);
                Position += zeros + 1;
                return value + (ulong)zeros;
            }

            value += 56;
            Position += 56;
        }
    }

    /// <summary>Reads a value of at least 1 in Elias's gamma code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadGamma()
    {
        // At least 57 bits of a peek are real: 27 zeros, the one and 27 more are among them.
        ulong next = Peek();
        int width = BitOperations.TrailingZeroCount(next);
        if (width > MaxGammaInPeek)
        {
            return ReadLongGamma();
        }

        Position += (2 * width) + 1;
        return (1UL << width) | ((next >> width >> 1) & ((1UL << width) - 1));
    }

    /// <summary>Reads a value of at least 1 in Elias's delta code.</summary>
    public ulong ReadDelta()
    {
        int width = (int)Math.Min(ReadGamma() - 1, 56);
        return (1UL << width) | Read(width);
    }

    /// <summary>Reads a value of <c>[0, range)</c>; a range of at most 2⁵⁵.</summary>
    public ulong ReadBounded(ulong range)
    {
        int width = BitOperations.Log2(range);
        ulong shortCount = (2UL << width) - range;
        ulong next = Peek();
        ulong value = next & ((1UL << width) - 1);
        bool isLong = value >= shortCount;
        Position += width + (isLong ? 1 : 0);
        return isLong ? ((value << 1) | ((next >> width) & 1)) - shortCount : value;
    }

    /// <summary>Moves to the start of the next byte, unless at one.</summary>
    public void AlignToByte() => Position = (Position + 7) & ~7L;

    private ulong ReadLongGamma()
    {
        int width = (int)Math.Min(ReadUnary(), 56);
        return (1UL << width) | Read(width);
    }

    // 64 bits from the position on, the highest 0–7 of them zeros.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ulong Peek()
    {
        long offset = Position >> 3;
        return (ulong)offset + sizeof(ulong) <= (ulong)_bytes.Length
            ? Unsafe.ReadUnaligned<ulong>(
                ref Unsafe.Add(ref MemoryMarshal.GetReference(_bytes), (nint)offset)) >> (int)(Position & 7)
            : PeekAtEnd(offset);
    }

    private readonly ulong PeekAtEnd(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, _bytes.Length + (long)sizeof(ulong), nameof(Position));
        Span<byte> last = stackalloc byte[sizeof(ulong)];
        last.Clear();
        if (offset < _bytes.Length)
        {
            _bytes[(int)offset..].CopyTo(last);
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(last) >> (int)(Position & 7);
    }
}
