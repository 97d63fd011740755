using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Storage.Blocks;

/// <summary>
/// A walk over the records of a <see cref="BlockFile"/> in which each record is its length (<see cref="Varint"/>) and
/// its bytes. What segments, runs of a merge and the live view have in common. Holds one decompressed block. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// Starts before the first record of block <paramref name="firstBlock"/>; a block count gives an empty walk.
/// </remarks>
internal sealed class RecordCursor(BlockFile file, int firstBlock) : IDisposable
{
    // A page with a million links makes a block of its own; its buffer is not kept.
    private const int MaxKeptBuffer = 1 << 22;

    // Mapped bytes count as memory of the process until they are let go; a walk keeps at most this much of the file
    // behind it.
    private const int ReleaseBytes = 1 << 22;

    private readonly BlockCodec _codec = new();
    private ReadAhead _ahead;
    private byte[] _block = [];
    private int _blockLength;
    private int _next;
    private int _recordStart;
    private int _nextBlock = firstBlock;
    private long _passedFrom = file.Offset(firstBlock);

    /// <summary>Ordinal of the current record in the file.</summary>
    public long Ordinal { get; private set; } = file.FirstRecord(firstBlock) - 1;

    /// <summary>The current record, valid until the next move.</summary>
    public ReadOnlySpan<byte> Current => _block.AsSpan(_recordStart, _next - _recordStart);

    /// <summary>A checked reader of the current record.</summary>
    public ByteReader Reader => new(Current, file.File.FileName, BlockOffset);

    /// <summary>Where the block of the current record starts in the file, for messages.</summary>
    public long BlockOffset => file.Offset(Math.Max(0, _nextBlock - 1));

    /// <summary>Moves to the next record; false at the end, and from then on.</summary>
    public bool MoveNext()
    {
        if (_next == _blockLength && !ReadNextBlock())
        {
            return false;
        }

        ReadOnlySpan<byte> rest = _block.AsSpan(_next, _blockLength - _next);
        int prefix = Varint.TryRead(rest, out ulong length);
        if (prefix == 0 || length > (ulong)(rest.Length - prefix))
        {
            throw Broken($"a record goes beyond the end of its block of {_blockLength} bytes");
        }

        _recordStart = _next + prefix;
        _next = _recordStart + (int)length;
        Ordinal++;
        return true;
    }

    /// <summary>The exception that names the current block.</summary>
    public IndexFormatException Broken(string problem) => new(file.File.FileName, BlockOffset, problem);

    /// <inheritdoc/>
    public void Dispose() => _codec.Dispose();

    private bool ReadNextBlock()
    {
        if (Ordinal + 1 != file.FirstRecord(_nextBlock))
        {
            throw new IndexFormatException(
                file.File.FileName, file.Offset(_nextBlock),
                $"block {_nextBlock} starts at record {Ordinal + 1}, but the index says "
                    + $"{file.FirstRecord(_nextBlock)}");
        }

        if (_nextBlock == file.BlockCount)
        {
            return false;
        }

        if (_block.Length > MaxKeptBuffer)
        {
            _block = [];
        }

        long start = file.Offset(_nextBlock);
        if (start - _passedFrom >= ReleaseBytes)
        {
            file.File.Release(_passedFrom, start - _passedFrom);
            _passedFrom = start;
        }

        (long ahead, int aheadLength) = _ahead.Next(_nextBlock, file.Offset(_nextBlock + 1));
        file.File.PrefetchAgain(ahead, aheadLength);
        _blockLength = file.Read(_nextBlock, _codec, ref _block).Length;
        _next = 0;
        _recordStart = 0;
        _nextBlock++;
        return true;
    }
}
