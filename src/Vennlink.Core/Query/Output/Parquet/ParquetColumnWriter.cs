using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using Vennlink.Archives.Parquet;
using ZstdSharp;

namespace Vennlink.Query.Output.Parquet;

/// <summary>Codes the values of a column in the row group that is being written.</summary>
/// <remarks>
/// Texts are numbers into a dictionary as long as that pays: half of the values of the group or fewer are distinct, and
/// they fit in a page. From the first page on where it does not, the group goes on with plain values.
/// </remarks>
internal sealed class ParquetColumnWriter(string name, ParquetType type, Compressor compressor)
{
    // Numbers of the specification.
    private const int Plain = 0;
    private const int RunLengths = 3;
    private const int DictionaryNumbers = 8;
    private const int DataPage = 0;
    private const int DictionaryPage = 2;
    private const int Zstandard = 6;

    private const int MaxPageBytes = 1 << 20;
    private const int BitsPerByte = 8;

    private readonly ArrayBufferWriter<byte> _values = new();
    private readonly ArrayBufferWriter<byte> _levels = new();
    private readonly ArrayBufferWriter<byte> _pages = new();
    private readonly ArrayBufferWriter<byte> _dictionaryPage = new();
    private readonly TextDictionary _dictionary = new();
    private readonly List<int> _numbers = []; // of the page, into the dictionary
    private bool _isPlain; // whether the dictionary was given up in this group
    private bool _hasNumbers; // whether a page of this group refers to it
    private byte[] _packed = [];
    private byte[] _raw = [];
    private int _run;
    private bool _isRunOfValues;
    private byte _bits;
    private int _truthCount;
    private int _pageCount; // of values, nulls included
    private int _pageBytes; // as plain values
    private long _count;
    private long _nullCount;
    private long _unpackedBytes;
    private (long Min, long Max)? _range;

    /// <summary>Bytes of the group so far, before they are compressed.</summary>
    public long RawBytes { get; private set; }

    /// <summary>Adds a text that is well-formed.</summary>
    public void AddText(ReadOnlySpan<byte> utf8)
    {
        if (_isPlain)
        {
            BinaryPrimitives.WriteInt32LittleEndian(Grow(sizeof(int)), utf8.Length);
            _values.Write(utf8);
        }
        else
        {
            _numbers.Add(_dictionary.Add(utf8));
        }

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

    /// <summary>The same of double precision.</summary>
    public void AddPrecise(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(Grow(sizeof(double)), value);
        AddValue(sizeof(double));
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
        if (_hasNumbers)
        {
            WritePage(_dictionaryPage, _dictionary.Values, DictionaryPage, _dictionary.Count, Plain);
        }

        output.Write(_dictionaryPage.WrittenSpan);
        output.Write(_pages.WrittenSpan);
        (long Packed, long Unpacked) size = (_dictionaryPage.WrittenCount + _pages.WrittenCount, _unpackedBytes);
        Describe(footer, offset, size);
        _pages.ResetWrittenCount();
        _dictionaryPage.ResetWrittenCount();
        _dictionary.Clear();
        (_count, _nullCount, _unpackedBytes, RawBytes, _range) = (0, 0, 0, 0, null);
        _isPlain = _hasNumbers = false;
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
        ParquetType.Precise => 5,
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
        _pageBytes += length;
        if (_pageBytes >= MaxPageBytes)
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
        WriteVarint(_levels, (uint)_run << 1);
        _levels.Write([_isRunOfValues ? (byte)1 : (byte)0]);
        _run = 0;
    }

    private static void WriteVarint(ArrayBufferWriter<byte> output, uint value)
    {
        Span<byte> bytes = output.GetSpan(sizeof(long));
        int length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            bytes[length++] = (byte)(value | 0x80);
        }

        bytes[length++] = (byte)value;
        output.Advance(length);
    }

    private void EndBits()
    {
        Grow(1)[0] = _bits;
        RawBytes++;
        _pageBytes++;
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

        bool isNumbers = TryWriteNumbers();
        int length = sizeof(int) + _levels.WrittenCount + _values.WrittenCount;
        Reserve(ref _raw, length);
        BinaryPrimitives.WriteInt32LittleEndian(_raw, _levels.WrittenCount);
        _levels.WrittenSpan.CopyTo(_raw.AsSpan(sizeof(int)));
        _values.WrittenSpan.CopyTo(_raw.AsSpan(sizeof(int) + _levels.WrittenCount));
        _count += _pageCount;
        WritePage(_pages, _raw.AsSpan(0, length), DataPage, _pageCount, isNumbers ? DictionaryNumbers : Plain);
        _pageCount = _truthCount = _pageBytes = 0;
        _values.ResetWrittenCount();
        _levels.ResetWrittenCount();
    }

    // Whether the values of the page are written as numbers into the dictionary.
    private bool TryWriteNumbers()
    {
        if (_numbers.Count == 0)
        {
            return false;
        }

        long valueCount = _count + _pageCount - _nullCount;
        bool pays = 2L * _dictionary.Count <= valueCount && _dictionary.Values.Length <= MaxPageBytes;
        if (pays)
        {
            WriteNumbers(BitOperations.Log2((uint)Math.Max(1, _dictionary.Count - 1)) + 1);
        }
        else
        {
            foreach (int number in _numbers)
            {
                _values.Write(_dictionary[number]);
            }
        }

        (_isPlain, _hasNumbers) = (!pays, _hasNumbers || pays);
        _numbers.Clear();
        return pays;
    }

    // The width, then one run of as many bits each, by eights, the lowest bit first.
    private void WriteNumbers(int width)
    {
        Grow(1)[0] = (byte)width;
        int eights = (_numbers.Count + BitsPerByte - 1) / BitsPerByte;
        WriteVarint(_values, ((uint)eights << 1) | 1);
        ulong bits = 0;
        int held = 0;
        for (int index = 0; index < eights * BitsPerByte; index++)
        {
            bits |= (ulong)(index < _numbers.Count ? _numbers[index] : 0) << held;
            for (held += width; held >= BitsPerByte; held -= BitsPerByte)
            {
                Grow(1)[0] = (byte)bits;
                bits >>= BitsPerByte;
            }
        }
    }

    private void WritePage(ArrayBufferWriter<byte> pages, ReadOnlySpan<byte> raw, int type, int count, int encoding)
    {
        Reserve(ref _packed, Compressor.GetCompressBound(raw.Length));
        ReadOnlySpan<byte> packed = _packed.AsSpan(0, compressor.Wrap(raw, _packed));
        int before = pages.WrittenCount;
        ThriftWriter header = new(pages);
        header.StartElement();
        header.Integer(1, type);
        header.Integer(2, raw.Length);
        header.Integer(3, packed.Length);
        header.Integer(4, (int)Crc32.HashToUInt32(packed));
        header.Start(type == DataPage ? 5 : 7);
        header.Integer(1, count);
        header.Integer(2, encoding);
        if (type == DataPage)
        {
            header.Integer(3, RunLengths);
            header.Integer(4, RunLengths);
        }

        header.End();
        header.End();
        _unpackedBytes += pages.WrittenCount - before + raw.Length;
        pages.Write(packed);
    }

    private void Describe(ThriftWriter footer, long offset, (long Packed, long Unpacked) size)
    {
        footer.StartElement();
        footer.Long(2, 0);
        footer.Start(3);
        footer.Integer(1, PhysicalType);
        footer.List(2, ThriftType.Int32, _hasNumbers ? 3 : 2);
        footer.Element(Plain);
        footer.Element(RunLengths);
        if (_hasNumbers)
        {
            footer.Element(DictionaryNumbers);
        }

        footer.List(3, ThriftType.Binary, 1);
        footer.Element(name);
        footer.Integer(4, Zstandard);
        footer.Long(5, _count);
        footer.Long(6, size.Unpacked);
        footer.Long(7, size.Packed);
        footer.Long(9, offset + _dictionaryPage.WrittenCount);
        if (_hasNumbers)
        {
            footer.Long(11, offset);
        }

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
