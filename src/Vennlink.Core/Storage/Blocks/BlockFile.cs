using System.Buffers.Binary;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Storage.Blocks;

/// <summary>
/// Reads what <see cref="BlockFileWriter"/> wrote: finds blocks by key or by record ordinal and decompresses them.
/// </summary>
/// <remarks>Thread-safe, but for the codec and buffer that each caller brings. Does not own the file.</remarks>
internal sealed class BlockFile
{
    // No block is longer: a flipped bit in a length must not ask for gigabytes before the checksum is seen (it is seen
    // first; this is the second lock).
    private const int MaxBlockBytes = 1 << 30;

    private readonly FileSection _blocks;
    private readonly FileSection _index;
    private readonly FileSection _keys;

    /// <summary>Takes the three sections of an open file.</summary>
    /// <exception cref="IndexFormatException">They do not fit together.</exception>
    public BlockFile(SealedFile file)
    {
        File = file;
        _blocks = file.Section(BlockFileWriter.BlocksSection);
        _index = file.Section(BlockFileWriter.IndexSection);
        _keys = file.Section(BlockFileWriter.KeysSection);
        long entryCount = _index.Length / BlockFileWriter.IndexEntryBytes;
        if (entryCount < 1 || entryCount > int.MaxValue || _index.Length % BlockFileWriter.IndexEntryBytes != 0)
        {
            throw new IndexFormatException(
                file.FileName, _index.Start, $"the block index has the wrong length of {_index.Length} bytes");
        }

        BlockCount = (int)(entryCount - 1);
        RecordCount = FirstRecord(BlockCount);
    }

    /// <summary>The file underneath.</summary>
    public SealedFile File { get; }

    /// <summary>Number of blocks.</summary>
    public int BlockCount { get; }

    /// <summary>Number of records in all blocks.</summary>
    public long RecordCount { get; }

    /// <summary>Ordinal of the first record of a block; legal for the block count: the record count.</summary>
    public long FirstRecord(int block) => BinaryPrimitives.ReadInt64LittleEndian(Entry(block)[8..]);

    /// <summary>Key of the first record of a block; the span is into the map.</summary>
    public ReadOnlySpan<byte> FirstKey(int block)
    {
        long start = BinaryPrimitives.ReadInt64LittleEndian(Entry(block)[16..]);
        long end = BinaryPrimitives.ReadInt64LittleEndian(Entry(block + 1)[16..]);
        return _keys.Read(start, checked((int)(end - start)));
    }

    /// <summary>
    /// The last block whose first key is at or below <paramref name="key"/>; −1 when the key is below all.
    /// </summary>
    /// <remarks>Where keys may repeat, a key equal to the block's first key may also end the block before.</remarks>
    public int FindBlock(ReadOnlySpan<byte> key)
    {
        int low = -1;
        int high = BlockCount;

        // Invariant: first key of low ≤ key < first key of high (with −∞ and +∞ at the ends).
        while (high - low > 1)
        {
            int middle = low + ((high - low) / 2);
            if (FirstKey(middle).SequenceCompareTo(key) <= 0)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>The block that holds record <paramref name="ordinal"/>.</summary>
    public int FindBlock(long ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ordinal, RecordCount);
        int low = 0;
        int high = BlockCount;

        // Invariant: first record of low ≤ ordinal < first record of high.
        while (high - low > 1)
        {
            int middle = low + ((high - low) / 2);
            if (FirstRecord(middle) <= ordinal)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>Decompresses a block.</summary>
    /// <param name="block">Ordinal of the block.</param>
    /// <param name="codec">The caller's own.</param>
    /// <param name="buffer">Grown when too short; the block stands at its start.</param>
    /// <returns>The block, inside <paramref name="buffer"/>.</returns>
    public ReadOnlySpan<byte> Read(int block, BlockCodec codec, ref byte[] buffer)
    {
        ReadOnlySpan<byte> entry = Entry(block);
        long start = BinaryPrimitives.ReadInt64LittleEndian(entry);
        long end = BinaryPrimitives.ReadInt64LittleEndian(Entry(block + 1));
        int rawLength = BinaryPrimitives.ReadInt32LittleEndian(entry[24..]);
        if (rawLength is <= 0 or > MaxBlockBytes || end - start is <= 0 or > MaxBlockBytes)
        {
            throw new IndexFormatException(File.FileName, _blocks.Start + start,
                $"block {block} has a wrong length: {end - start} bytes compressed, {rawLength} decompressed");
        }

        ReadOnlySpan<byte> compressed = _blocks.Read(start, (int)(end - start));
        if (buffer.Length < rawLength)
        {
            buffer = new byte[Math.Max(rawLength, buffer.Length * 2)];
        }

        if (!codec.TryDecompress(compressed, (BlockCompression)entry[28], buffer.AsSpan(0, rawLength)))
        {
            throw new IndexFormatException(File.FileName, _blocks.Start + start,
                $"block {block} does not decompress to {rawLength} bytes");
        }

        return buffer.AsSpan(0, rawLength);
    }

    /// <summary>Where a block starts in the file; of the one behind the last, where that one ends.</summary>
    public long Offset(int block) => _blocks.Start + BinaryPrimitives.ReadInt64LittleEndian(Entry(block));

    private ReadOnlySpan<byte> Entry(int block) =>
        _index.Read((long)block * BlockFileWriter.IndexEntryBytes, BlockFileWriter.IndexEntryBytes);
}
