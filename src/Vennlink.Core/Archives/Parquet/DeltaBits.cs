namespace Vennlink.Archives.Parquet;

/// <summary>Integers as differences in packed bits (DELTA_BINARY_PACKED).</summary>
internal sealed class DeltaBits
{
    private const int MaxBlockValues = 1 << 16;

    private readonly byte[] _bytes;
    private readonly int _end;
    private readonly int _blockParts;
    private readonly int _partValues;
    private int _at;
    private int _left;
    private bool _hasFirst;
    private long _value;
    private long _least;
    private int _widths;
    private int _part;
    private int _leftInPart;
    private int _width;
    private long _bit;

    /// <summary>Begins to read.</summary>
    /// <param name="bytes">Holds the values, and some bytes behind them.</param>
    /// <param name="start">Where they begin.</param>
    /// <param name="end">Where they end at the latest.</param>
    /// <param name="maxCount">More values than that are not given.</param>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public DeltaBits(byte[] bytes, int start, int end, int maxCount)
    {
        (_bytes, _end, _at) = (bytes, end, start);
        ulong blockValues = Unsigned();
        ulong parts = Unsigned();
        ulong count = Unsigned();
        _value = Signed();
        if (blockValues is 0 or > MaxBlockValues || parts == 0 || blockValues % parts != 0
            || blockValues / parts % 8 != 0 || count > (ulong)maxCount)
        {
            throw new InvalidDataException("the head of packed differences is none");
        }

        _blockParts = _part = (int)parts;
        _partValues = (int)(blockValues / parts);
        Count = _left = (int)count;
    }

    /// <summary>How many values there are.</summary>
    public int Count { get; }

    /// <summary>Offset behind them; this reads all of them.</summary>
    public int FindEnd()
    {
        while (_left > 0)
        {
            Next();
        }

        return _at;
    }

    /// <summary>The next value.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public long Next()
    {
        if (_left-- <= 0)
        {
            throw new InvalidDataException("a page ends before its last value");
        }

        if (!_hasFirst)
        {
            _hasFirst = true;
            return _value;
        }

        if (_leftInPart == 0)
        {
            OpenPart();
        }

        _leftInPart--;
        _value += _least + (long)RleBits.Read(_bytes, _bit, _width);
        _bit += _width;
        return _value;
    }

    private void OpenPart()
    {
        if (_part == _blockParts)
        {
            _least = Signed();
            (_part, _widths) = (0, _at);
            _at += _blockParts;
        }

        if (_at > _end || _bytes[_widths + _part] > 64)
        {
            throw new InvalidDataException("packed differences are damaged");
        }

        _width = _bytes[_widths + _part++];
        (_bit, _leftInPart) = (8L * _at, _partValues);
        _at += _partValues * _width / 8;
        if (_at > _end)
        {
            throw new InvalidDataException("a page ends before its last value");
        }
    }

    private ulong Unsigned() => RleBits.ReadUnsigned(_bytes, ref _at, _end);

    private long Signed()
    {
        ulong value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}
