using System.Runtime.CompilerServices;

namespace Vennlink.Storage.Bytes;

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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadVarint()
    {
        // Nearly all lengths are below 128.
        if ((uint)Position < (uint)_bytes.Length && _bytes[Position] < 0x80)
        {
            return _bytes[Position++];
        }

        return ReadLongVarint();
    }

    /// <summary>Reads one <see cref="Varint"/> that must not exceed <paramref name="maximum"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadVarint(int maximum)
    {
        ulong value = ReadVarint();
        return value <= (ulong)maximum ? (int)value : throw TooLarge(value, maximum);
    }

    /// <summary>Reads one byte.</summary>
    public byte ReadByte() => ReadBytes(1)[0];

    /// <summary>Reads <paramref name="length"/> bytes; the span is into the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> ReadBytes(int length)
    {
        if ((uint)length > (uint)(_bytes.Length - Position))
        {
            throw CutShort(length);
        }

        ReadOnlySpan<byte> read = _bytes.Slice(Position, length);
        Position += length;
        return read;
    }

    /// <summary>A reader of the next <paramref name="length"/> bytes, which are read here.</summary>
    public ByteReader Slice(int length) => new(ReadBytes(length), _file, _fileOffset);

    /// <summary>The exception that names this place.</summary>
    public readonly IndexFormatException Broken(string problem) =>
        new(_file, _fileOffset, $"byte {Position} of this block: {problem}");

    private ulong ReadLongVarint()
    {
        int length = Varint.TryRead(_bytes[Position..], out ulong value);
        if (length == 0)
        {
            throw Broken("a variable-length integer is cut short or too long");
        }

        Position += length;
        return value;
    }

    // Apart, so that reading is short enough to become part of its callers.
    private readonly IndexFormatException TooLarge(ulong value, int maximum) =>
        Broken($"found the value {value}, expected at most {maximum}");

    private readonly IndexFormatException CutShort(int length) =>
        Broken($"{length} bytes expected, but {_bytes.Length - Position} are left in the block");
}
