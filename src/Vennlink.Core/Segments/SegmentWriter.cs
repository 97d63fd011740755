using Vennlink.Storage.Blocks;
using Vennlink.Storage.Sorting;

namespace Vennlink.Segments;

/// <summary>
/// Writes one segment: captures sorted by <see cref="ExternalSorter"/>, in compressed, checksummed blocks. Not
/// thread-safe.
/// </summary>
/// <remarks>Format: docs/formats/segment.md.</remarks>
internal sealed class SegmentWriter : IDisposable
{
    private readonly BlockFileWriter _file;

    /// <summary>Creates the file, replacing one that is there; another thread may compress meanwhile.</summary>
    public SegmentWriter(string path, bool compressesAside = false) => _file = new BlockFileWriter(
        path,
        SegmentFormat.Magic,
        SegmentFormat.Version,
        BlockCompression.Zstandard,
        SegmentFormat.BlockBytes,
        compressesAside);

    /// <summary>Bytes in the file so far.</summary>
    public long Position => _file.File.Position;

    /// <summary>
    /// Appends one record that starts as <see cref="SegmentRecord"/> says, not below the one before in byte order.
    /// </summary>
    public void Add(ReadOnlySpan<byte> record) => _file.AddWithLength(SegmentRecord.Key(record), record);

    /// <summary>
    /// Ends, seals and flushes the file. Without this call it is no segment, and disposing deletes it.
    /// </summary>
    public void Complete(InputInfo input)
    {
        _file.EndBlocks();
        _file.File.StartSection();
        _file.File.Write(SegmentFormat.WriteAbout(input));
        _file.Complete();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
