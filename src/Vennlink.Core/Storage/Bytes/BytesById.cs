namespace Vennlink.Storage.Bytes;

/// <summary>Copies bytes of a number; returns their length, or the length needed when they do not fit.</summary>
internal delegate int CopyBytes(uint id, Span<byte> destination);

/// <summary>Reads keys or texts by number, one after the other, into a buffer that grows. Not thread-safe.</summary>
/// <param name="copy">Copies them.</param>
internal sealed class BytesById(CopyBytes copy)
{
    private byte[] _bytes = new byte[512];

    /// <summary>Bytes of a number; valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(uint id)
    {
        int length = copy(id, _bytes);
        if (length > _bytes.Length)
        {
            _bytes = new byte[length];
            copy(id, _bytes);
        }

        return _bytes.AsSpan(0, length);
    }
}
