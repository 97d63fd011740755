namespace Vennlink.Archives;

/// <summary>A growing byte buffer that is reused from record to record.</summary>
internal sealed class ByteList(int initialBytes = 256)
{
    private byte[] _bytes = new byte[initialBytes];

    /// <summary>Bytes in use. May be set lower; never higher than what was written.</summary>
    public int Length { get; set; }

    public Span<byte> Span => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>The whole array; valid until the list next grows.</summary>
    public byte[] Array => _bytes;

    public void Clear() => Length = 0;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
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
            // Terminates in int range: callers cap what they append at ArchiveLimits, well under half of int.MaxValue.
            System.Array.Resize(ref _bytes, Math.Max(Length + byteCount, (int)Math.Min(_bytes.Length * 2L, System.Array.MaxLength)));
        }

        return _bytes.AsSpan(Length);
    }
}
