namespace Vennlink.Storage.Bytes;

/// <summary>A growing byte buffer that is reused from record to record.</summary>
/// <param name="initialBytes">Room at first.</param>
/// <param name="usualMaxBytes">Length up to which doubling goes; what is longer gets just the room it asks for.</param>
internal sealed class ByteList(int initialBytes = 256, int usualMaxBytes = int.MaxValue)
{
    private byte[] _bytes = new byte[initialBytes];

    /// <summary>Bytes in use. May be set lower; never higher than what was written.</summary>
    public int Length { get; set; }

    public Span<byte> Span => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>The whole array; valid until the list next grows.</summary>
    public byte[] Array => _bytes;

    public void Clear() => Length = 0;

    /// <summary>Appends bytes, which may be some of this list.</summary>
    /// <returns>Where they start.</returns>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        // When the list grows, the old array lives on as long as it is looked at.
        int start = Length;
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
        return start;
    }

    public void Append(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    /// <summary>At least <paramref name="byteCount"/> writable bytes behind the ones in use.</summary>
    public Span<byte> Reserve(int byteCount)
    {
        if (_bytes.Length - Length < byteCount)
        {
            System.Array.Resize(
                ref _bytes, Math.Max(Length + byteCount, (int)Math.Min(_bytes.Length * 2L, usualMaxBytes)));
        }

        return _bytes.AsSpan(Length);
    }
}
