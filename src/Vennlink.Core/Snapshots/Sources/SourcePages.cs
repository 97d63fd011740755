using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>Reads <c>source.pages</c>. Thread-safe.</summary>
internal sealed class SourcePages : IDisposable
{
    private readonly BlockReaderPool _pool;
    private readonly FileSection _authorities;

    public SourcePages(string folder)
    {
        File = SealedFile.Open(Path.Combine(folder, SnapshotFormat.SourcePagesFile), SnapshotFormat.SourcePagesMagic,
            SnapshotFormat.SourcePagesVersion);
        _pool = new BlockReaderPool(new BlockFile(File));
        _authorities = File.Section(BlockFileWriter.SectionCount);
        if (_pool.Blocks.RecordCount > uint.MaxValue || _authorities.Length != _pool.Blocks.RecordCount)
        {
            throw new IndexFormatException(File.FileName, _authorities.Start,
                $"found {_authorities.Length} Page Authorities for {_pool.Blocks.RecordCount} pages");
        }
    }

    public SealedFile File { get; }

    public uint Count => (uint)_pool.Blocks.RecordCount;

    public int Authority(uint page) => _authorities.Read(page, 1)[0];

    /// <summary>Copies the key; returns its length, whether or not it fitted.</summary>
    public int Key(uint page, Span<byte> destination) => _pool.Key(page, hasValue: true, destination);

    /// <summary>Copies the title; returns its length, whether or not it fitted.</summary>
    public int Title(uint page, Span<byte> destination)
    {
        BlockReader reader = _pool.Rent();
        try
        {
            ReadOnlySpan<byte> title = reader.Find(page, hasValue: true);
            title.TryCopyTo(destination);
            return title.Length;
        }
        finally
        {
            _pool.Return(reader);
        }
    }

    /// <summary>Compares the key of a page with another.</summary>
    public int CompareKey(uint page, ReadOnlySpan<byte> key)
    {
        BlockReader reader = _pool.Rent();
        try
        {
            reader.Find(page, hasValue: true);
            return reader.Key.SequenceCompareTo(key);
        }
        finally
        {
            _pool.Return(reader);
        }
    }

    public void Dispose()
    {
        _pool.Dispose();
        File.Dispose();
    }
}
