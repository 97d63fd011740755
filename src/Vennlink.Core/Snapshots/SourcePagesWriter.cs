using System.Buffers;
using Vennlink.Storage;

namespace Vennlink.Snapshots;

/// <summary>Writes <c>source.pages</c>: key, title and Page Authority by <see cref="PageId"/>. Layout in docs/formats/source-pages.md.</summary>
internal sealed class SourcePagesWriter(string folder, uint pageCount) : IDisposable
{
    private readonly BlockFileWriter _file = new(
        Path.Combine(folder, SnapshotFormat.SourcePagesFile), SnapshotFormat.SourcePagesMagic, SnapshotFormat.SourcePagesVersion,
        BlockCompression.Lz4, SnapshotFormat.KeyBlockBytes);

    private readonly NativeArray<byte> _authorities = new(pageCount);
    private readonly ArrayBufferWriter<byte> _record = new();
    private readonly FrontCoding _keys = new();

    /// <summary>Appends the page with the next id.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> title, byte pageAuthority)
    {
        if (_file.AtBlockStart)
        {
            _keys.Reset();
        }

        _authorities[_file.RecordCount] = pageAuthority;
        _record.ResetWrittenCount();
        _keys.Write(_record, key);
        Varint.Append(_record, (ulong)title.Length);
        _record.Write(title);

        // Pages are found by ordinal, not by key: ids do not follow key order.
        _file.Add([], _record.WrittenSpan);
    }

    /// <summary>Ends the file.</summary>
    public void Complete()
    {
        _file.EndBlocks();
        _file.File.StartSection();
        _authorities.WriteTo(_file.File);
        _file.Complete();
    }

    public void Dispose()
    {
        _file.Dispose();
        _authorities.Dispose();
    }
}
