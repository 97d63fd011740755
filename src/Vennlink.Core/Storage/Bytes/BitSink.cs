using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Vennlink.Storage.Bytes;

/// <summary>
/// Writes bits into a span, the first at the low end of the first byte, as <see cref="BitWriter"/> does, but faster and
/// without growing.
/// </summary>
/// <param name="destination">Where to; eight bytes longer than what is written.</param>
internal ref struct BitSink(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;
    private ulong _bits;
    private int _fill;
    private int _offset;

    /// <summary>Bytes written, the last filled up with zeros.</summary>
    public readonly int ByteCount => _offset + ((_fill + 7) / 8);

    /// <summary>
    /// Writes the low <paramref name="width"/> bits of <paramref name="value"/>, whose other bits are zero; 0–56.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ulong value, int width)
    {
        _bits |= value << _fill;
        BinaryPrimitives.WriteUInt64LittleEndian(_destination[_offset..], _bits);
        _fill += width;
        _offset += _fill >> 3;
        _bits >>= _fill & ~7;
        _fill &= 7;
    }

    /// <summary>Writes <paramref name="value"/> zeros and a one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUnary(ulong value)
    {
        for (; value >= 56; value -= 56)
        {
            Write(0, 56);
        }

        Write(1UL << (int)value, (int)value + 1);
    }
}
