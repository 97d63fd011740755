namespace Vennlink.Storage;

/// <summary>A codec, a buffer and the block that was decompressed last. For one thread at a time; see <see cref="BlockReaderPool"/>.</summary>
internal sealed class BlockReader(BlockFile blocks) : IDisposable
{
    private readonly BlockFile _blocks = blocks;
    private readonly BlockCodec _codec = new();
    private byte[] _buffer = [];
    private int _loaded = -1;
    private int _length;
    private byte[] _key = new byte[256];
    private int _keyLength;

    /// <summary>The key that was put together last by <see cref="ReadKey"/>.</summary>
    public ReadOnlySpan<byte> Key => _key.AsSpan(0, _keyLength);

    /// <summary>A block; decompressed only when it is not the one that was asked for last.</summary>
    public ByteReader Load(int block)
    {
        if (block != _loaded)
        {
            _loaded = -1;
            _length = _blocks.Read(block, _codec, ref _buffer).Length;
            _loaded = block;
        }

        _keyLength = 0;
        return new ByteReader(_buffer.AsSpan(0, _length), _blocks.File.FileName, _blocks.Offset(block));
    }

    /// <summary>Reads a front-coded key: bytes shared with the key before, which is empty at the start of a block, and the others.</summary>
    public void ReadKey(ref ByteReader reader)
    {
        int shared = reader.ReadVarint(_keyLength);
        ReadOnlySpan<byte> suffix = reader.ReadBytes(reader.ReadVarint(int.MaxValue));
        _keyLength = shared + suffix.Length;
        if (_key.Length < _keyLength)
        {
            Array.Resize(ref _key, 2 * _keyLength);
        }

        suffix.CopyTo(_key.AsSpan(shared));
    }

    public void Dispose() => _codec.Dispose();
}
