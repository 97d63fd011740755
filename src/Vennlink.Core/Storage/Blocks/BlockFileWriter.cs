using System.Buffers;
using System.Buffers.Binary;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Storage.Blocks;

/// <summary>
/// Writes records, in the order of their keys, as compressed blocks with an index of first keys: a
/// <see cref="SealedFile"/> whose sections 0–2 are blocks, index and first keys. Sections of the caller's own may
/// follow.
/// </summary>
/// <remarks>
/// Layout in docs/formats/block-file.md. How a record is laid out is the caller's business; so is coding it against the
/// record before, which must not reach across the start of a block: ask <see cref="AtBlockStart"/> before each record.
/// Not thread-safe. Holds one block, and the index: 32 bytes and one key a block.
/// </remarks>
internal sealed class BlockFileWriter : IDisposable
{
    public const int IndexEntryBytes = 32;
    public const int BlocksSection = 0;
    public const int IndexSection = 1;
    public const int KeysSection = 2;

    /// <summary>Sections taken; a caller's own start here.</summary>
    public const int SectionCount = 3;

    private readonly BlockCodec _codec = new();
    private readonly BlockCompression _compression;
    private readonly int _blockBytes;
    private readonly bool _compressesAside;
    private ArrayBufferWriter<byte> _block = new();

    // The block before, while another thread compresses it; written when the next one ends.
    private ArrayBufferWriter<byte> _aside = new();
    private Task? _compressing;
    private long _asideFirstRecord;
    private int _asideKeyStart;
    private BlockCompression _asideCompression;
    private ReadOnlyMemory<byte> _asideCompressed;
    private readonly ArrayBufferWriter<byte> _index = new();
    private readonly ArrayBufferWriter<byte> _keys = new();
    private long _blockFirstRecord;
    private int _blockKeyStart;
    private bool _blocksEnded;

    /// <summary>Creates the file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="magic">8 bytes that name the kind.</param>
    /// <param name="version">Version of the kind.</param>
    /// <param name="compression">How blocks are compressed.</param>
    /// <param name="blockBytes">A block ends with the record that brings it to this length, before compression.</param>
    /// <param name="compressesAside">Whether another thread compresses a block while the next one is filled. The bytes
    /// are the same.</param>
    public BlockFileWriter(
        string path, ReadOnlySpan<byte> magic, uint version, BlockCompression compression, int blockBytes,
        bool compressesAside = false)
    {
        _compressesAside = compressesAside;
        _compression = compression;
        _blockBytes = blockBytes;
        File = new SealedFileWriter(path, magic, version);
        File.StartSection();
    }

    /// <summary>The file underneath, for sections of the caller's own after <see cref="EndBlocks"/>.</summary>
    public SealedFileWriter File { get; }

    /// <summary>Records added so far.</summary>
    public long RecordCount { get; private set; }

    /// <summary>Whether the next record is the first of a block.</summary>
    public bool AtBlockStart => _block.WrittenCount == 0;

    /// <summary>Adds one record.</summary>
    /// <param name="key">Its key: at or above the key before in byte order. Kept only when the record starts a
    /// block.</param>
    /// <param name="record">Its bytes; at least one.</param>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> record)
    {
        ArgumentOutOfRangeException.ThrowIfZero(record.Length);
        StartRecord(key);
        _block.Write(record);
        EndRecord();
    }

    /// <summary>
    /// Adds one record with its length before it, as a walk over records (<see cref="RecordCursor"/>) reads it.
    /// </summary>
    /// <param name="key">As of <see cref="Add"/>.</param>
    /// <param name="start">Its first bytes.</param>
    /// <param name="rest">Its other bytes.</param>
    public void AddWithLength(ReadOnlySpan<byte> key, ReadOnlySpan<byte> start, ReadOnlySpan<byte> rest = default)
    {
        StartRecord(key);
        Varint.Append(_block, (ulong)(start.Length + rest.Length));
        _block.Write(start);
        _block.Write(rest);
        EndRecord();
    }

    /// <summary>Adds a block of one record that is compressed already.</summary>
    /// <param name="key">Key of the record.</param>
    /// <param name="compressed">Its bytes.</param>
    /// <param name="rawLength">Length before compression.</param>
    /// <param name="compression">How they were compressed.</param>
    public void AddCompressed(ReadOnlySpan<byte> key, ReadOnlySpan<byte> compressed, int rawLength,
        BlockCompression compression)
    {
        if (!AtBlockStart)
        {
            EndBlock();
        }

        WriteAside();
        _blockKeyStart = _keys.WrittenCount;
        _keys.Write(key);
        WriteIndexEntry(RecordCount++, _blockKeyStart, rawLength, compression);
        File.Write(compressed);
    }

    /// <summary>Ends the last block and writes the index. No record may follow.</summary>
    public void EndBlocks()
    {
        if (!AtBlockStart)
        {
            EndBlock();
        }

        WriteAside();

        // One entry more than blocks: where the last block and its key end, and the number of records.
        WriteIndexEntry(RecordCount, _keys.WrittenCount, 0, BlockCompression.None);
        File.StartSection();
        File.Write(_index.WrittenSpan);
        File.StartSection();
        File.Write(_keys.WrittenSpan);
        _blocksEnded = true;
    }

    /// <summary>Ends the file. Without this, what was written is no index file.</summary>
    public void Complete()
    {
        if (!_blocksEnded)
        {
            EndBlocks();
        }

        File.Complete();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The codec is in use until then; what went wrong in it no longer matters.
        _compressing?.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        File.Dispose();
        _codec.Dispose();
    }

    private void StartRecord(ReadOnlySpan<byte> key)
    {
        if (AtBlockStart)
        {
            _blockFirstRecord = RecordCount;
            _blockKeyStart = _keys.WrittenCount;
            _keys.Write(key);
        }
    }

    private void EndRecord()
    {
        RecordCount++;
        if (_block.WrittenCount >= _blockBytes)
        {
            EndBlock();
        }
    }

    private void EndBlock()
    {
        WriteAside();
        (_block, _aside) = (_aside, _block);
        _block.ResetWrittenCount();
        (_asideFirstRecord, _asideKeyStart) = (_blockFirstRecord, _blockKeyStart);
        if (_compressesAside)
        {
            _compressing = Task.Run(Compress);
        }
        else
        {
            Compress();
            _compressing = Task.CompletedTask;
            WriteAside();
        }
    }

    private void Compress()
    {
        _asideCompression = _compression;
        _asideCompressed = _codec.Compress(_aside.WrittenMemory, ref _asideCompression);
    }

    private void WriteAside()
    {
        if (_compressing is null)
        {
            return;
        }

        _compressing.GetAwaiter().GetResult();
        _compressing = null;
        WriteIndexEntry(_asideFirstRecord, _asideKeyStart, _aside.WrittenCount, _asideCompression);
        File.Write(_asideCompressed.Span);
    }

    private void WriteIndexEntry(long firstRecord, int keyStart, int rawLength, BlockCompression compression)
    {
        Span<byte> entry = _index.GetSpan(IndexEntryBytes)[..IndexEntryBytes];
        entry.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(entry, File.SectionPosition);
        BinaryPrimitives.WriteInt64LittleEndian(entry[8..], firstRecord);
        BinaryPrimitives.WriteInt64LittleEndian(entry[16..], keyStart);
        BinaryPrimitives.WriteInt32LittleEndian(entry[24..], rawLength);
        entry[28] = (byte)compression;
        _index.Advance(IndexEntryBytes);
    }
}
