using System.Buffers.Binary;
using System.IO.Hashing;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;

namespace Vennlink.Storage.Sorting;

/// <summary>Reads one <see cref="RunFile"/> front to back.</summary>
internal sealed class RunReader : IDisposable
{
    private readonly string _name;
    private readonly FileStream _stream;
    private readonly BlockCodec _codec = new();
    private byte[] _compressed = [];
    private byte[] _block = [];
    private long _blockOffset;
    private int _blockLength;
    private int _position;
    private byte[] _record = [];
    private int _recordLength;

    public RunReader(RunFile run)
    {
        _name = Path.GetFileName(run.Path);
        _stream = new FileStream(run.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0,
            FileOptions.SequentialScan);
    }

    /// <summary>Whether the run has been read to its end.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>The current record.</summary>
    public ReadOnlySpan<byte> Current => _record.AsSpan(0, _recordLength);

    /// <summary>First 8 bytes of the current record, big-endian, padded with zeros: settles most comparisons.</summary>
    public ulong Prefix { get; private set; }

    /// <summary>Moves to the next record; false at the end.</summary>
    public bool MoveNext()
    {
        if (_position == _blockLength && !ReadBlock())
        {
            AtEnd = true;
            return false;
        }

        ByteReader reader = new(_block.AsSpan(_position, _blockLength - _position), _name, _blockOffset);
        int shared = reader.ReadVarint(_recordLength);
        ReadOnlySpan<byte> suffix = reader.ReadBytes(reader.ReadVarint(int.MaxValue));
        _recordLength = shared + suffix.Length;
        if (_record.Length < _recordLength)
        {
            Array.Resize(ref _record, Math.Max(_recordLength, 2 * _record.Length));
        }

        suffix.CopyTo(_record.AsSpan(shared));
        _position += reader.Position;
        if (shared < sizeof(ulong))
        {
            Span<byte> padded = stackalloc byte[sizeof(ulong)];
            padded.Clear();
            Current[..Math.Min(_recordLength, sizeof(ulong))].CopyTo(padded);
            Prefix = BinaryPrimitives.ReadUInt64BigEndian(padded);
        }

        return true;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _codec.Dispose();
    }

    private bool ReadBlock()
    {
        Span<byte> header = stackalloc byte[RunFile.BlockHeaderBytes];
        long offset = _stream.Position;
        if (_stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) is int read && read < header.Length)
        {
            return read == 0 ? false : throw new IndexFormatException(_name, offset, "the temporary file is cut short");
        }

        int compressedLength = BinaryPrimitives.ReadInt32LittleEndian(header);
        int blockLength = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        Reserve(ref _compressed, compressedLength);
        Reserve(ref _block, blockLength);
        Span<byte> compressed = _compressed.AsSpan(0, compressedLength);
        _stream.ReadExactly(compressed);
        if (XxHash3.HashToUInt64(compressed) != BinaryPrimitives.ReadUInt64LittleEndian(header[9..])
            || !_codec.TryDecompress(compressed, (BlockCompression)header[8], _block.AsSpan(0, blockLength)))
        {
            throw new IndexFormatException(_name, offset, "the temporary file is damaged");
        }

        _blockOffset = offset;
        _blockLength = blockLength;
        _position = 0;
        return true;
    }

    private static void Reserve(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = GC.AllocateUninitializedArray<byte>(length);
        }
    }
}
