using System.Buffers;

namespace Vennlink.Storage.Blocks;

/// <summary>
/// Blocks of one record each, compressed ahead of their turn in a <see cref="BlockFileWriter"/>: so that several
/// threads compress what one writes.
/// </summary>
/// <param name="compression">As the file's.</param>
internal sealed class CompressedBlocks(BlockCompression compression) : IDisposable
{
    private readonly BlockCodec _codec = new();
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<(int KeyLength, int RawLength, int Length, BlockCompression Compression)> _blocks = [];

    /// <summary>Compresses a block that is one record.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> record)
    {
        BlockCompression used = compression;
        ReadOnlySpan<byte> compressed = _codec.Compress(record, ref used);
        _bytes.Write(key);
        _bytes.Write(compressed);
        _blocks.Add((key.Length, record.Length, compressed.Length, used));
    }

    /// <summary>Appends the blocks to a file.</summary>
    public void WriteTo(BlockFileWriter file)
    {
        ReadOnlySpan<byte> rest = _bytes.WrittenSpan;
        foreach ((int keyLength, int rawLength, int length, BlockCompression used) in _blocks)
        {
            file.AddCompressed(rest[..keyLength], rest.Slice(keyLength, length), rawLength, used);
            rest = rest[(keyLength + length)..];
        }
    }

    /// <summary>Empties it for reuse.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _blocks.Clear();
    }

    public void Dispose() => _codec.Dispose();
}
