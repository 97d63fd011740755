using System.Collections.Concurrent;

namespace Vennlink.Storage.Blocks;

/// <summary>Readers of one block file, as many as threads ever asked at once. Thread-safe.</summary>
internal sealed class BlockReaderPool(BlockFile blocks) : IDisposable
{
    private readonly ConcurrentBag<BlockReader> _readers = [];

    /// <summary>The file.</summary>
    public BlockFile Blocks { get; } = blocks;

    /// <summary>A reader for the caller alone, until <see cref="Return"/>.</summary>
    public BlockReader Rent() => _readers.TryTake(out BlockReader? reader) ? reader : new BlockReader(Blocks);

    /// <summary>Gives a reader back.</summary>
    public void Return(BlockReader reader) => _readers.Add(reader);

    /// <summary>
    /// Copies the key of a record; returns its length, whether or not it fitted. Walking ordinals upwards decompresses
    /// each block once.
    /// </summary>
    /// <param name="ordinal">Ordinal of a record as <see cref="BlockReader.Find(long, bool)"/> reads it.</param>
    /// <param name="hasValue">Whether records of this file have a value.</param>
    /// <param name="destination">Where to.</param>
    public int Key(long ordinal, bool hasValue, Span<byte> destination)
    {
        BlockReader reader = Rent();
        try
        {
            reader.Find(ordinal, hasValue);
            reader.Key.TryCopyTo(destination);
            return reader.Key.Length;
        }
        finally
        {
            Return(reader);
        }
    }

    public void Dispose()
    {
        foreach (BlockReader reader in _readers)
        {
            reader.Dispose();
        }
    }
}
