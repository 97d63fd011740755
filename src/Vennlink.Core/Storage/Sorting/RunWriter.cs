using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;

namespace Vennlink.Storage.Sorting;

/// <summary>Writes one <see cref="RunFile"/>.</summary>
internal sealed class RunWriter : IDisposable
{
    private readonly string _path;
    private readonly int _blockBytes;
    private readonly FileStream _stream;
    private readonly BlockCodec _codec = new();
    private readonly ArrayBufferWriter<byte> _block = new();
    private byte[] _previous = [];
    private int _previousLength;
    private bool _complete;

    public RunWriter(string path, int blockBytes)
    {
        _path = path;
        _blockBytes = blockBytes;
        _stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
    }

    /// <summary>Appends a record; one that begins as the one before takes less room.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        int shared = record.CommonPrefixLength(_previous.AsSpan(0, _previousLength));
        Varint.Append(_block, (ulong)shared);
        Varint.Append(_block, (ulong)(record.Length - shared));
        _block.Write(record[shared..]);
        if (_previous.Length < record.Length)
        {
            // What is shared is kept: the next record is compared with all of this one.
            Array.Resize(ref _previous, Math.Max(record.Length, 2 * _previous.Length));
        }

        record[shared..].CopyTo(_previous.AsSpan(shared));
        _previousLength = record.Length;
        if (_block.WrittenCount >= _blockBytes)
        {
            EndBlock();
        }
    }

    /// <summary>Writes the last block.</summary>
    public RunFile Complete()
    {
        if (_block.WrittenCount > 0)
        {
            EndBlock();
        }

        _complete = true;
        return new RunFile(_path, _stream.Length);
    }

    /// <summary>Closes the file; one that was not completed is deleted.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        _codec.Dispose();
        if (!_complete)
        {
            File.Delete(_path);
        }
    }

    private void EndBlock()
    {
        BlockCompression compression = BlockCompression.Lz4;
        ReadOnlySpan<byte> compressed = _codec.Compress(_block.WrittenSpan, ref compression);
        Span<byte> header = stackalloc byte[RunFile.BlockHeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, compressed.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], _block.WrittenCount);
        header[8] = (byte)compression;
        BinaryPrimitives.WriteUInt64LittleEndian(header[9..], XxHash3.HashToUInt64(compressed));
        _stream.Write(header);
        _stream.Write(compressed);
        _block.ResetWrittenCount();
    }
}
