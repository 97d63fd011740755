using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>
/// A file of records in the order of their ordinals, each a key and in some files a value, with columns beside them.
/// Thread-safe.
/// </summary>
internal abstract class KeyedColumns : IDisposable
{
    private readonly bool _haveValues;

    /// <param name="folder">Folder of the snapshot.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="magic">Its kind.</param>
    /// <param name="version">The newest version of it.</param>
    /// <param name="haveValues">Whether its records have a value.</param>
    /// <param name="maxCount">Most records that there are ids for.</param>
    /// <exception cref="IndexFormatException">It cannot be read as that.</exception>
    protected KeyedColumns(
        string folder, string name, ReadOnlySpan<byte> magic, uint version, bool haveValues, long maxCount)
    {
        File = SealedFile.Open(Path.Combine(folder, name), magic, version);
        _haveValues = haveValues;
        try
        {
            Readers = new BlockReaderPool(new BlockFile(File));
            if (RecordCount > maxCount)
            {
                throw new IndexFormatException(File.FileName, 0, $"{RecordCount} records are more than there are ids");
            }
        }
        catch
        {
            File.Dispose();
            throw;
        }
    }

    public SealedFile File { get; }

    /// <summary>Records; their ordinals are <c>0 … count − 1</c>.</summary>
    public long RecordCount => Readers.Blocks.RecordCount;

    protected BlockReaderPool Readers { get; }

    /// <summary>
    /// Copies the key of a record; returns its length, whether or not it fitted. Walking ordinals upwards decompresses
    /// each block once.
    /// </summary>
    public int Key(long ordinal, Span<byte> destination) => Copy(ordinal, isKey: true, destination);

    /// <summary>The key of a record.</summary>
    public byte[] Key(long ordinal)
    {
        byte[] key = new byte[Key(ordinal, [])];
        Key(ordinal, key);
        return key;
    }

    /// <summary>The first record of a range whose key is not below one; keys ascend inside of the range.</summary>
    /// <param name="key">The key.</param>
    /// <param name="start">First record of the range.</param>
    /// <param name="end">Behind its last, and what is returned when all keys are below.</param>
    /// <param name="guess">Where it may be; the nearer, the fewer blocks are decompressed.</param>
    public long FirstAtOrAbove(ReadOnlySpan<byte> key, long start, long end, long guess)
    {
        if (start == end)
        {
            return end;
        }

        BlockReader reader = Readers.Rent();
        try
        {
            int block = FindBlock(reader, key, start, end, guess);
            long first = Readers.Blocks.FirstRecord(block);
            end = Math.Min(end, Readers.Blocks.FirstRecord(block + 1));
            for (start = Math.Max(start, first); start < end; start++)
            {
                reader.Find(block, (int)(start - first), _haveValues);
                if (reader.Key.SequenceCompareTo(key) >= 0)
                {
                    break;
                }
            }

            return start;
        }
        finally
        {
            Readers.Return(reader);
        }
    }

    public void Dispose()
    {
        Readers.Dispose();
        File.Dispose();
    }

    /// <summary>Copies the value of a record; returns as <see cref="Key(long, Span{byte})"/>.</summary>
    protected int Value(long ordinal, Span<byte> destination) => Copy(ordinal, isKey: false, destination);

    /// <summary>A column.</summary>
    /// <param name="ordinal">Which of those behind the records.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    /// <param name="furtherCount">Elements more than records.</param>
    /// <exception cref="IndexFormatException">It has another length. The file is closed.</exception>
    protected FileSection Column(int ordinal, int elementBytes, int furtherCount = 0)
    {
        try
        {
            FileSection column = File.Section(BlockFileWriter.SectionCount + ordinal);
            return column.Length == (RecordCount + furtherCount) * elementBytes
                ? column
                : throw new IndexFormatException(File.FileName, column.Start,
                    $"column {ordinal} has {column.Length} bytes, which does not fit {RecordCount} records");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private int Copy(long ordinal, bool isKey, Span<byte> destination)
    {
        BlockReader reader = Readers.Rent();
        try
        {
            ReadOnlySpan<byte> value = reader.Find(ordinal, _haveValues);
            ReadOnlySpan<byte> sought = isKey ? reader.Key : value;
            sought.TryCopyTo(destination);
            return sought.Length;
        }
        finally
        {
            Readers.Return(reader);
        }
    }

    // The last block of a range that begins below a key, or before the range.
    private int FindBlock(BlockReader reader, ReadOnlySpan<byte> key, long start, long end, long guess)
    {
        int low = Readers.Blocks.FindBlock(start);
        int high = Readers.Blocks.FindBlock(end - 1) + 1;
        int middle = Readers.Blocks.FindBlock(Math.Clamp(guess, start, end - 1));

        // Invariant: low is one of those, and high is none, or behind the range. Away from the guess in growing steps,
        // never more than half of the way.
        for (int step = 1; high - low > 1; step = Math.Min(2 * step, high))
        {
            middle = Math.Clamp(middle, low + 1, high - 1);
            reader.Find(middle, 0, _haveValues);
            bool isBelow = reader.Key.SequenceCompareTo(key) < 0;
            (low, high) = isBelow ? (middle, high) : (low, middle);
            int way = Math.Min(step, (high - low) / 2);
            middle = isBelow ? low + way : high - way;
        }

        return low;
    }
}
