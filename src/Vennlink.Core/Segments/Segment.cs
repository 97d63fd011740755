using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Segments;

/// <summary>
/// One segment, mapped: what one input gave, sorted by page key. Immutable; thread-safe but for its cursors.
/// </summary>
/// <remarks>Format: docs/formats/segment.md.</remarks>
internal sealed class Segment : IDisposable
{
    private readonly SealedFile _file;
    private readonly BlockFile _blocks;

    private Segment(SealedFile file)
    {
        _file = file;
        _blocks = new BlockFile(file);
        FileSection? parts = file.OptionalSection(SegmentFormat.PartsSection);
        Input = SegmentFormat.ReadAbout(file.Section(SegmentFormat.AboutSection)) with
        {
            Parts = parts is { } section ? SegmentFormat.ReadParts(section) : [],
        };
    }

    /// <summary>Maps a segment; checks its frame, index and what it says of its input, not its records.</summary>
    /// <exception cref="IndexFormatException">Missing, cut short, damaged, or of another version.</exception>
    public static Segment Open(string path)
    {
        SealedFile file = SealedFile.Open(path, SegmentFormat.Magic, SegmentFormat.Version, MapAdvice.Sequential);
        try
        {
            return new Segment(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What was read.</summary>
    public InputInfo Input { get; }

    /// <summary>Name of the file without folder, for messages.</summary>
    public string FileName => _file.FileName;

    /// <summary>Captures and rows.</summary>
    public long RecordCount => _blocks.RecordCount;

    /// <summary>Length of the file in bytes.</summary>
    public long LengthBytes => _file.Length;

    /// <summary>Starts a walk over the records in order.</summary>
    public RecordCursor ReadRecords() => new(_blocks, 0);

    /// <summary>Reads the whole file and compares every checksum; problems found, none when it is sound.</summary>
    public IEnumerable<IndexFormatException> Verify() => _file.CheckAll();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
