using System.Buffers.Binary;
using System.Numerics;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Parquet;

/// <summary>A column without lists, read value by value; a page and a dictionary of it are held.</summary>
/// <param name="name">Its name, with those of the structures around it.</param>
/// <param name="kind">Kind of its values.</param>
/// <param name="maxLevel">The level at which it has a value: how many of its path may be null.</param>
/// <param name="source">Gives pages.</param>
internal sealed class ParquetColumn(string name, ParquetKind kind, int maxLevel, PageSource source)
{
    private const int RunLengths = 3;

    private ColumnChunk _chunk;
    private long _offset;
    private byte[] _page = [];
    private byte[] _dictionaryPage = [];
    private ParquetDictionary? _dictionary;
    private RleBits? _levels;
    private PageValues? _values;
    private PageHeader _header;
    private int _valuesAt;
    private long _left;

    /// <summary>Its name; names of a path have dots between.</summary>
    public string Name => name;

    /// <summary>Goes to the column's part of a row group.</summary>
    public void Start(ColumnChunk chunk)
    {
        (_chunk, _offset, _left) = (chunk, chunk.Start, 0);
        source.Budget.HoldMore(-(_dictionary?.HeldBytes ?? 0));
        _dictionary = null;
    }

    /// <summary>Appends the next value as text; null is nothing.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is damaged.</exception>
    public void AppendNext(ByteList cell)
    {
        while (_left == 0)
        {
            ReadPage();
        }

        _left--;
        if (_levels is null || _levels.Next() == maxLevel)
        {
            _values ??= PageValues.Open(
                (int)_header.Encoding, kind, _page, _valuesAt, (int)_header.PageBytes, (int)_header.ValueCount,
                _dictionary);
            kind.Append(cell, _values.Next());
        }
    }

    private void ReadPage()
    {
        _header = source.Read(ref _offset, _chunk.End);
        if (_header.IsDictionary)
        {
            ReadDictionary();
        }
        else if (_header.IsData)
        {
            Unpack(ref _page, _header.IsVersion2 ? (int)_header.LevelBytes : 0);
            OpenLevels();
            (_values, _left) = (null, _header.ValueCount);
        }
    }

    private void ReadDictionary()
    {
        if (_dictionary is not null)
        {
            throw new InvalidDataException("it has two dictionaries");
        }

        Unpack(ref _dictionaryPage, 0);
        _dictionary = new ParquetDictionary(
            kind, _dictionaryPage, (int)_header.PageBytes, (int)_header.ValueCount);
        source.Budget.HoldMore(_dictionary.HeldBytes);
    }

    // Levels of version 2 are not packed.
    private void Unpack(ref byte[] page, int levelBytes)
    {
        int length = (int)_header.PageBytes;
        int packedLength = (int)_header.PackedBytes - levelBytes;
        source.Budget.Make(length);
        page = source.Budget.Hold(page, length);
        source.Packed.AsSpan(0, levelBytes).CopyTo(page);
        if (length > levelBytes || packedLength > 0)
        {
            PageCodec.Unpack(
                _header.IsStored ? 0 : _chunk.Codec, source.Packed, levelBytes, packedLength,
                page.AsSpan(levelBytes, length - levelBytes));
        }
    }

    private void OpenLevels()
    {
        int width = BitOperations.Log2((uint)maxLevel) + 1;
        int end = (int)_header.LevelBytes;
        (_levels, _valuesAt) = (null, end);
        if (maxLevel == 0)
        {
            return;
        }

        if (_header.IsVersion2)
        {
            _levels = new RleBits(_page, 0, end, width);
            return;
        }

        long length = _header.PageBytes < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(_page);
        if (_header.LevelEncoding != RunLengths || length < 0 || length > _header.PageBytes - sizeof(int))
        {
            throw new InvalidDataException("a page does not say which of its values are null");
        }

        _valuesAt = sizeof(int) + (int)length;
        _levels = new RleBits(_page, sizeof(int), _valuesAt, width);
    }
}

/// <summary>Where the values of a column in one row group lie.</summary>
/// <param name="Start">Offset in the file of its first page.</param>
/// <param name="End">Offset behind its last.</param>
/// <param name="Codec">Number of the codec of pages.</param>
/// <param name="ValueCount">Values, nulls included.</param>
internal readonly record struct ColumnChunk(long Start, long End, int Codec, long ValueCount);
