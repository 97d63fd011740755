using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Storage.Blocks;

/// <summary>
/// A codec, a buffer and the block that was decompressed last. For one thread at a time; see
/// <see cref="BlockReaderPool"/>.
/// </summary>
internal sealed class BlockReader(BlockFile blocks) : IDisposable
{
    private readonly BlockFile _blocks = blocks;
    private readonly BlockCodec _codec = new();
    private byte[] _buffer = [];
    private int _loaded = -1;
    private int _length;
    private ReadAhead _ahead;
    private byte[] _key = new byte[256];
    private int _keyLength;

    // The record of the loaded block that was read last, where its value stands, and where the next record starts.
    private int _record = -1;
    private int _valueStart;
    private int _nextStart;

    /// <summary>The key that was put together last by <see cref="ReadKey"/>.</summary>
    public ReadOnlySpan<byte> Key => _key.AsSpan(0, _keyLength);

    /// <summary>A block; decompressed only when it is not the one that was asked for last.</summary>
    public ByteReader Load(int block)
    {
        if (block != _loaded)
        {
            _loaded = -1;
            (long ahead, int aheadLength) = _ahead.Next(block, _blocks.Offset(block + 1));
            _blocks.File.Prefetch(ahead, aheadLength);
            _length = _blocks.Read(block, _codec, ref _buffer).Length;
            _loaded = block;
        }

        _keyLength = 0;
        _record = -1;
        _nextStart = 0;
        return new ByteReader(_buffer.AsSpan(0, _length), _blocks.File.FileName, _blocks.Offset(block));
    }

    /// <summary>
    /// Reads a record that is a front-coded key and, in some files, a value with its length before it. Goes on from the
    /// record that was read last where it can, so reading a file in order decodes each record once. <see cref="Key"/>
    /// is its key.
    /// </summary>
    /// <param name="block">Ordinal of the block.</param>
    /// <param name="record">Ordinal of the record in the block.</param>
    /// <param name="hasValue">Whether records of this file have a value.</param>
    /// <returns>The value; empty without one.</returns>
    public ReadOnlySpan<byte> Find(int block, int record, bool hasValue)
    {
        if (block != _loaded || record < _record)
        {
            Load(block);
        }

        if (_record < record)
        {
            int start = _nextStart;
            ByteReader reader =
                new(_buffer.AsSpan(start, _length - start), _blocks.File.FileName, _blocks.Offset(block));
            while (_record < record)
            {
                ReadKey(ref reader);
                int valueLength = hasValue ? reader.ReadVarint(int.MaxValue) : 0;
                _valueStart = start + reader.Position;
                reader.ReadBytes(valueLength);
                _nextStart = start + reader.Position;
                _record++;
            }
        }

        return _buffer.AsSpan(_valueStart, _nextStart - _valueStart);
    }

    /// <summary>Reads the record with this ordinal in the file as <see cref="Find(int, int, bool)"/> does.</summary>
    public ReadOnlySpan<byte> Find(long ordinal, bool hasValue)
    {
        int block = _blocks.FindBlock(ordinal);
        return Find(block, (int)(ordinal - _blocks.FirstRecord(block)), hasValue);
    }

    /// <summary>
    /// Reads a front-coded key: bytes shared with the key before, which is empty at the start of a block, and the
    /// others.
    /// </summary>
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
