using System.Buffers.Binary;

namespace Vennlink.Archives.Parquet;

/// <summary>
/// Small numbers as runs of one value and runs of packed bits, in turns: levels, places in a dictionary, truth values.
/// </summary>
/// <param name="bytes">Holds the runs, and some bytes behind them.</param>
/// <param name="start">Where they begin.</param>
/// <param name="end">Where they end.</param>
/// <param name="width">Bits of a value, 0–32.</param>
internal sealed class RleBits(byte[] bytes, int start, int end, int width)
{
    private const int MaxWidth = 32;

    private readonly int _width = width <= MaxWidth
        ? width : throw new InvalidDataException($"a number of {width} bits, where {MaxWidth} are most");

    private int _at = start;
    private long _left;
    private bool _isPacked;
    private long _bit;
    private uint _value;

    /// <summary>Values that are packed bits from first to last.</summary>
    public static RleBits Packed(byte[] bytes, int start, int end, int width) =>
        new(bytes, end, end, width) { _isPacked = true, _bit = 8L * start, _left = 8L * (end - start) / width };

    /// <summary>Reads bits, low ones first.</summary>
    /// <param name="bytes">Eight bytes behind the first bit are read, whatever the width.</param>
    /// <param name="bit">Number of the first bit.</param>
    /// <param name="width">Bits, 0–64.</param>
    public static ulong Read(byte[] bytes, long bit, int width)
    {
        int at = (int)(bit >> 3);
        int shift = (int)(bit & 7);
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)) >> shift;
        if (shift + width > 64)
        {
            value |= (ulong)bytes[at + sizeof(ulong)] << (64 - shift);
        }

        return width == 64 ? value : value & ((1UL << width) - 1);
    }

    /// <summary>Reads an unsigned number of base 128.</summary>
    public static ulong ReadUnsigned(byte[] bytes, ref int at, int end)
    {
        int length = Storage.Bytes.Varint.TryRead(bytes.AsSpan(at, end - at), out ulong value);
        at += length;
        return length > 0 ? value : throw new InvalidDataException("a page ends before its last value");
    }

    /// <summary>The next value.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public int Next()
    {
        while (_left == 0)
        {
            ReadRun();
        }

        _left--;
        if (!_isPacked)
        {
            return (int)_value;
        }

        int value = (int)Read(bytes, _bit, _width);
        _bit += _width;
        return value;
    }

    private void ReadRun()
    {
        ulong head = ReadUnsigned(bytes, ref _at, end);
        long count = (long)Math.Min(head >> 1, int.MaxValue);
        _isPacked = (head & 1) != 0;
        int length = (_width + 7) / 8;
        if (_isPacked)
        {
            // The last group may be cut where the values end.
            long wanted = count * _width;
            _left = _width == 0 || wanted <= end - _at ? count * 8 : (end - _at) * 8L / _width;
            _bit = 8L * _at;
            _at = (int)Math.Min(_at + wanted, end);
            return;
        }

        if (length > end - _at)
        {
            throw new InvalidDataException("a page ends before its last value");
        }

        _left = count;
        _value = (uint)Read(bytes, 8L * _at, 8 * length);
        _at += length;
    }
}
