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
    private byte[] _lastKey = [];
    private int _lastKeyLength = -1;

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

    /// <summary>Pages that have a record so far.</summary>
    public long PageCount { get; private set; }

    /// <summary>
    /// Appends one record that starts as <see cref="SegmentRecord"/> says, not below the one before in byte order.
    /// </summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        ReadOnlySpan<byte> key = SegmentRecord.Key(record);
        if (key.Length != _lastKeyLength || !key.SequenceEqual(_lastKey.AsSpan(0, _lastKeyLength)))
        {
            PageCount++;
            _lastKey = _lastKey.Length < key.Length ? new byte[key.Length * 2] : _lastKey;
            key.CopyTo(_lastKey);
            _lastKeyLength = key.Length;
        }

        _file.AddWithLength(key, record);
    }

    /// <summary>
    /// Ends, seals and flushes the file. Without this call it is no segment, and disposing deletes it.
    /// </summary>
    public void Complete(InputInfo input)
    {
        _file.EndBlocks();
        _file.File.StartSection();
        _file.File.Write(SegmentFormat.WriteAbout(input));
        if (input.Parts.Count > 0)
        {
            _file.File.StartOptionalSection(SegmentFormat.PartsSection);
            _file.File.Write(SegmentFormat.WriteParts(input.Parts));
        }

        _file.Complete();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
