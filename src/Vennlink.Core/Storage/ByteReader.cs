namespace Vennlink.Storage;

/// <summary>
/// Walks over the bytes of one decoded block. Every read is checked against the end, so bytes that a checksum let pass
/// and that still do not decode become an <see cref="IndexFormatException"/>, not a crash.
/// </summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes, string file, long fileOffset)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly string _file = file;
    private readonly long _fileOffset = fileOffset;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Whether all bytes have been read.</summary>
    public readonly bool AtEnd => Position == _bytes.Length;

    /// <summary>The bytes not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _bytes[Position..];

    /// <summary>Reads one <see cref="Varint"/>.</summary>
    public ulong ReadVarint()
    {
        int length = Varint.TryRead(_bytes[Position..], out ulong value);
        if (length == 0)
        {
            throw Broken("a variable-length integer is cut short or too long");
        }

        Position += length;
        return value;
    }

    /// <summary>Reads one <see cref="Varint"/> that must not exceed <paramref name="maximum"/>.</summary>
    public int ReadVarint(int maximum)
    {
        ulong value = ReadVarint();
        return value <= (ulong)maximum ? (int)value : throw Broken($"found the value {value}, expected at most {maximum}");
    }

    /// <summary>Reads one byte.</summary>
    public byte ReadByte() => ReadBytes(1)[0];

    /// <summary>Reads <paramref name="length"/> bytes; the span is into the block.</summary>
    public ReadOnlySpan<byte> ReadBytes(int length)
    {
        if (length < 0 || length > _bytes.Length - Position)
        {
            throw Broken($"{length} bytes expected, {_bytes.Length - Position} left in the block");
        }

        ReadOnlySpan<byte> read = _bytes.Slice(Position, length);
        Position += length;
        return read;
    }

    /// <summary>A reader of the next <paramref name="length"/> bytes, which are read here.</summary>
    public ByteReader Slice(int length) => new(ReadBytes(length), _file, _fileOffset);

    /// <summary>The exception that names this place.</summary>
    public readonly IndexFormatException Broken(string problem) => new(_file, _fileOffset, $"in the block here, at its byte {Position}: {problem}");
}
