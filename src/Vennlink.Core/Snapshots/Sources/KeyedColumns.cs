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
}
