namespace Vennlink.Archives.Parquet;

/// <summary>The values of a column chunk that pages refer to by number.</summary>
internal sealed class ParquetDictionary
{
    private readonly byte[] _bytes;
    private readonly (int Start, int Length)[] _values;

    /// <summary>Finds the values in a page.</summary>
    /// <param name="kind">Kind of the column.</param>
    /// <param name="bytes">The page, which is kept.</param>
    /// <param name="length">Bytes of it.</param>
    /// <param name="count">Values in it, as its header says.</param>
    /// <exception cref="InvalidDataException">It holds fewer.</exception>
    public ParquetDictionary(ParquetKind kind, byte[] bytes, int length, int count)
    {
        int leastBytes = kind.WidthBytes == 0 ? sizeof(int) : kind.WidthBytes;
        if (count < 0 || count > length / leastBytes)
        {
            throw new InvalidDataException("a dictionary has fewer values than it should");
        }

        _bytes = bytes;
        _values = new (int, int)[count];
        PageValues values = PageValues.Open(0, kind, bytes, 0, length, count, null);
        for (int index = 0; index < count; index++)
        {
            ReadOnlySpan<byte> value = values.Next();
            bytes.AsSpan().Overlaps(value, out int start);
            _values[index] = (start, value.Length);
        }
    }

    /// <summary>Bytes that are held beside the page.</summary>
    public long HeldBytes => 8L * _values.Length;

    /// <summary>A value.</summary>
    /// <exception cref="InvalidDataException">There is none of that number.</exception>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            if ((uint)index >= (uint)_values.Length)
            {
                throw new InvalidDataException("a page refers to a value that its dictionary has not");
            }

            (int start, int length) = _values[index];
            return _bytes.AsSpan(start, length);
        }
    }
}
