using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Vennlink.Archives.Parquet;
using ZstdSharp;

namespace Vennlink.Query.Output.Parquet;

/// <summary>Codes the values of a column in the row group that is being written.</summary>
internal sealed class ParquetColumnWriter(string name, ParquetType type, Compressor compressor)
{
    // Numbers of the specification.
    private const int Plain = 0;
    private const int RunLengths = 3;
    private const int Zstandard = 6;

    private const int MaxPageBytes = 1 << 20;
    private const int BitsPerByte = 8;

    private readonly ArrayBufferWriter<byte> _values = new();
    private readonly ArrayBufferWriter<byte> _levels = new();
    private readonly ArrayBufferWriter<byte> _pages = new();
    private byte[] _packed = [];
    private byte[] _raw = [];
    private int _run;
    private bool _isRunOfValues;
    private byte _bits;
    private int _truthCount;
    private int _pageCount; // of values, nulls included
    private long _count;
    private long _nullCount;
    private long _unpackedBytes;
    private (long Min, long Max)? _range;

    /// <summary>Bytes of the group so far, before they are compressed.</summary>
    public long RawBytes { get; private set; }

    /// <summary>Adds a text that is well-formed.</summary>
    public void AddText(ReadOnlySpan<byte> utf8)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Grow(sizeof(int)), utf8.Length);
        _values.Write(utf8);
        AddValue(sizeof(int) + utf8.Length);
    }

    /// <summary>Adds a number, or a time in its units.</summary>
    public void AddNumber(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Grow(sizeof(long)), value);
        _range = (Math.Min(_range?.Min ?? value, value), Math.Max(_range?.Max ?? value, value));
        AddValue(sizeof(long));
    }

    /// <summary>Adds a number that need not be whole.</summary>
    public void AddReal(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(Grow(sizeof(float)), value);
        AddValue(sizeof(float));
    }

    /// <summary>Adds a truth value: one bit, the lowest first.</summary>
    public void AddTruth(bool value)
    {
        _bits |= (byte)((value ? 1 : 0) << (_truthCount % BitsPerByte));
        if (++_truthCount % BitsPerByte == 0)
        {
            EndBits();
        }

        AddValue(0);
    }

    /// <summary>Adds that there is no value.</summary>
    public void AddNull()
    {
        _nullCount++;
        AddLevel(false);
    }

    /// <summary>Ends the column in this group: writes its pages, and what the footer says of them.</summary>
    /// <param name="output">Gets the pages.</param>
    /// <param name="offset">Offset in the file of the first.</param>
    /// <param name="footer">Gets the description.</param>
    /// <returns>Bytes of the pages, and what they take unpacked.</returns>
    public (long Packed, long Unpacked) EndGroup(IBufferWriter<byte> output, long offset, ThriftWriter footer)
    {
        EndPage();
        output.Write(_pages.WrittenSpan);
        (long Packed, long Unpacked) size = (_pages.WrittenCount, _unpackedBytes);
        Describe(footer, offset, size);
        _pages.ResetWrittenCount();
        (_count, _nullCount, _unpackedBytes, RawBytes, _range) = (0, 0, 0, 0, null);
        return size;
    }

    /// <summary>Writes the element of the schema.</summary>
    public void WriteSchema(ThriftWriter footer)
    {
        footer.StartElement();
        footer.Integer(1, PhysicalType);
        footer.Integer(3, 1); // may be null
        footer.Text(4, name);
        if (type == ParquetType.Text)
        {
            footer.Integer(6, 0);
            footer.Start(10);
            footer.Empty(1);
            footer.End();
        }
        else if (type == ParquetType.Time)
        {
            const int Microseconds = 2;
            footer.Integer(6, 10);
            footer.Start(10);
            footer.Start(8);
            footer.Truth(1, true);
            footer.Start(2);
            footer.Empty(Microseconds);
            footer.End();
            footer.End();
            footer.End();
        }

        footer.End();
    }

    private int PhysicalType => type switch
    {
        ParquetType.Truth => 0,
        ParquetType.Number or ParquetType.Time => 2,
        ParquetType.Real => 4,
        _ => 6,
    };

    private Span<byte> Grow(int length)
    {
        Span<byte> bytes = _values.GetSpan(length);
        _values.Advance(length);
        return bytes;
    }

    private void AddValue(int length)
    {
        RawBytes += length;
        AddLevel(true);
        if (_values.WrittenCount >= MaxPageBytes)
        {
            EndPage();
        }
    }

    private void AddLevel(bool isValue)
    {
        if (_run > 0 && isValue != _isRunOfValues)
        {
            EndRun();
        }

        _isRunOfValues = isValue;
        _run++;
        _pageCount++;
    }

    private void EndRun()
    {
        Span<byte> run = _levels.GetSpan(sizeof(long));
        int length = 0;
        for (uint head = (uint)_run << 1; ; head >>= 7)
        {
            run[length++] = (byte)(head < 0x80 ? head : head | 0x80);
            if (head < 0x80)
            {
                break;
            }
        }

        run[length++] = _isRunOfValues ? (byte)1 : (byte)0;
        _levels.Advance(length);
        _run = 0;
    }

    private void EndBits()
    {
        Grow(1)[0] = _bits;
        RawBytes++;
        _bits = 0;
    }

    private void EndPage()
    {
        if (_pageCount == 0)
        {
            return;
        }

        EndRun();
        if (_truthCount % BitsPerByte != 0)
        {
            EndBits();
        }

        int length = sizeof(int) + _levels.WrittenCount + _values.WrittenCount;
        Reserve(ref _raw, length);
        BinaryPrimitives.WriteInt32LittleEndian(_raw, _levels.WrittenCount);
        _levels.WrittenSpan.CopyTo(_raw.AsSpan(sizeof(int)));
        _values.WrittenSpan.CopyTo(_raw.AsSpan(sizeof(int) + _levels.WrittenCount));
        Reserve(ref _packed, Compressor.GetCompressBound(length));
        int packedLength = compressor.Wrap(_raw.AsSpan(0, length), _packed);
        int before = _pages.WrittenCount;
        WriteHeader(length, _packed.AsSpan(0, packedLength));
        _unpackedBytes += _pages.WrittenCount - before + length;
        _pages.Write(_packed.AsSpan(0, packedLength));
        _count += _pageCount;
        _pageCount = _truthCount = 0;
        _values.ResetWrittenCount();
        _levels.ResetWrittenCount();
    }

    private void WriteHeader(int length, ReadOnlySpan<byte> packed)
    {
        ThriftWriter header = new(_pages);
        header.StartElement();
        header.Integer(1, 0); // a page of data
        header.Integer(2, length);
        header.Integer(3, packed.Length);
        header.Integer(4, (int)Crc32.HashToUInt32(packed));
        header.Start(5);
        header.Integer(1, _pageCount);
        header.Integer(2, Plain);
        header.Integer(3, RunLengths);
        header.Integer(4, RunLengths);
        header.End();
        header.End();
    }

    private void Describe(ThriftWriter footer, long offset, (long Packed, long Unpacked) size)
    {
        footer.StartElement();
        footer.Long(2, 0);
        footer.Start(3);
        footer.Integer(1, PhysicalType);
        footer.List(2, ThriftType.Int32, 2);
        footer.Element(Plain);
        footer.Element(RunLengths);
        footer.List(3, ThriftType.Binary, 1);
        footer.Element(name);
        footer.Integer(4, Zstandard);
        footer.Long(5, _count);
        footer.Long(6, size.Unpacked);
        footer.Long(7, size.Packed);
        footer.Long(9, offset);
        footer.Start(12);
        footer.Long(3, _nullCount);
        if (_range is { } range)
        {
            footer.NumberBytes(5, range.Max);
            footer.NumberBytes(6, range.Min);
        }

        footer.End();
        footer.End();
        footer.End();
    }

    private static void Reserve(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new byte[length];
        }
    }
}
