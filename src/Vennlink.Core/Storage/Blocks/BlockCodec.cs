using K4os.Compression.LZ4;
using ZstdSharp;

namespace Vennlink.Storage.Blocks;

/// <summary>How a block is compressed. Stored: never renumber.</summary>
internal enum BlockCompression : byte
{
    /// <summary>As it is.</summary>
    None = 0,

    /// <summary>LZ4 block: for what is read here and there.</summary>
    Lz4 = 1,

    /// <summary>One Zstandard frame: for what is large and read in passing.</summary>
    Zstandard = 2,
}

/// <summary>Compresses and decompresses single blocks; one a thread.</summary>
internal sealed class BlockCodec : IDisposable
{
    private const int ZstandardLevel = 1;

    private Compressor? _compressor;
    private Decompressor? _decompressor;
    private byte[] _output = [];

    /// <summary>
    /// Compresses <paramref name="block"/>; falls back to <see cref="BlockCompression.None"/> when that is not longer.
    /// </summary>
    /// <param name="block">Bytes of one block.</param>
    /// <param name="compression">In: the wish. Out: what was done.</param>
    /// <returns>The compressed bytes, valid until the next call.</returns>
    public ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> block, ref BlockCompression compression)
    {
        int length = 0;
        switch (compression)
        {
            case BlockCompression.Lz4:
                Reserve(LZ4Codec.MaximumOutputSize(block.Length));
                length = LZ4Codec.Encode(block, _output, LZ4Level.L00_FAST);
                break;
            case BlockCompression.Zstandard:
                Reserve(Compressor.GetCompressBound(block.Length));
                _compressor ??= new Compressor(ZstandardLevel);
                length = _compressor.Wrap(block, _output);
                break;
        }

        if (length <= 0 || length >= block.Length)
        {
            compression = BlockCompression.None;
            return block;
        }

        return _output.AsSpan(0, length);
    }

    /// <summary>
    /// As <see cref="Compress(ReadOnlySpan{byte}, ref BlockCompression)"/>, for bytes that are looked at on another
    /// thread.
    /// </summary>
    public ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> block, ref BlockCompression compression)
    {
        ReadOnlySpan<byte> compressed = Compress(block.Span, ref compression);
        return compression == BlockCompression.None ? block : _output.AsMemory(0, compressed.Length);
    }

    /// <summary>Decompresses one block into the whole of <paramref name="destination"/>.</summary>
    /// <returns>False when the bytes do not decompress to exactly that length.</returns>
    public bool TryDecompress(ReadOnlySpan<byte> compressed, BlockCompression compression, Span<byte> destination)
    {
        switch (compression)
        {
            case BlockCompression.None:
                if (compressed.Length != destination.Length)
                {
                    return false;
                }

                compressed.CopyTo(destination);
                return true;
            case BlockCompression.Lz4:
                return LZ4Codec.Decode(compressed, destination) == destination.Length;
            case BlockCompression.Zstandard:
                _decompressor ??= new Decompressor();
                try
                {
                    return _decompressor.Unwrap(compressed, destination) == destination.Length;
                }
                catch (ZstdException)
                {
                    return false;
                }

            default:
                return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _compressor?.Dispose();
        _decompressor?.Dispose();
    }

    private void Reserve(int length)
    {
        if (_output.Length < length)
        {
            _output = new byte[length];
        }
    }
}
