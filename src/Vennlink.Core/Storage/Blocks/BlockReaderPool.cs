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

    public void Dispose()
    {
        foreach (BlockReader reader in _readers)
        {
            reader.Dispose();
        }
    }
}
