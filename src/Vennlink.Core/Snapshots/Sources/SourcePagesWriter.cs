using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>Writes <c>source.pages</c>: key, title and Page Authority by <see cref="PageId"/>. Layout in
/// docs/formats/source-pages.md.</summary>
internal sealed class SourcePagesWriter : IDisposable
{
    private readonly BlockFileWriter _file;
    private readonly KeyedRecords _pages;
    private readonly NativeArray<byte> _authorities;

    public SourcePagesWriter(string folder, uint pageCount)
    {
        _file = new BlockFileWriter(
            Path.Combine(folder, SnapshotFormat.SourcePagesFile), SnapshotFormat.SourcePagesMagic,
            SnapshotFormat.SourcePagesVersion,
            BlockCompression.Lz4, SnapshotFormat.KeyBlockBytes);

        // Pages are found by ordinal, not by key: ids do not follow key order.
        _pages = new KeyedRecords(_file, isInKeyOrder: false);
        _authorities = new NativeArray<byte>(pageCount);
    }

    /// <summary>Appends the page with the next id.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> title, byte pageAuthority)
    {
        _authorities[_file.RecordCount] = pageAuthority;
        _pages.Add(key, title);
    }

    /// <summary>Ends the file.</summary>
    public void Complete()
    {
        _file.EndBlocks();
        _authorities.WriteSection(_file.File);
        _file.Complete();
    }

    public void Dispose()
    {
        _file.Dispose();
        _authorities.Dispose();
    }
}
