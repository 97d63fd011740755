using System.IO.Compression;

namespace Vennlink.Webs;

/// <summary>A gzip member of text, made again and again in the same buffers.</summary>
internal sealed class TextMember
{
    private byte[] _compressed = [];
    private byte[] _text = new byte[1 << 20];
    private int _length;

    /// <summary>
    /// Room for at least <paramref name="size"/> bytes; <see cref="Advance"/> says how many were used.
    /// </summary>
    public Span<byte> Room(int size)
    {
        if (_text.Length - _length < size)
        {
            Array.Resize(ref _text, Math.Max(2 * _text.Length, _length + size));
        }

        return _text.AsSpan(_length);
    }

    public void Advance(int length) => _length += length;

    /// <summary>Compresses what was written, and begins anew; the bytes are valid until the next call.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        // Deflate never adds more than a few bytes for each 16 KB.
        int most = _length + (_length >> 8) + 1024;
        if (_compressed.Length < most)
        {
            _compressed = new byte[2 * most];
        }

        using MemoryStream target = new(_compressed);
        using (GZipStream gzip = new(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(_text, 0, _length);
        }

        _length = 0;
        return _compressed.AsMemory(0, (int)target.Position);
    }
}
