using Vennlink.Segments.Stored;
using Vennlink.Storage.Bytes;

namespace Vennlink.Segments;

/// <summary>
/// A record of a segment that holds the rows of one source page, as <see cref="PageRows"/> wrote it. Layout in
/// docs/formats/segment.md.
/// </summary>
internal readonly ref struct PageRowsRecord
{
    /// <summary>Reads a record, all but its links.</summary>
    /// <param name="reader">A reader of the record, at its start.</param>
    /// <exception cref="IndexFormatException">It does not decode.</exception>
    public PageRowsRecord(ByteReader reader)
    {
        ReadOnlySpan<byte> key = SegmentRecord.ReadRowsStart(ref reader, out bool hasLost);
        HasLost = hasLost;
        RowCount = (long)reader.ReadVarint();
        (long? First, long? Last) seen = SeenDates.Read(ref reader);
        ReadOnlySpan<byte> title = reader.ReadBytes(reader.ReadVarint(CaptureLimits.MaxTextBytes));
        if (!title.IsEmpty)
        {
            (_, TitleSeenSeconds) = SeenDates.Read(ref reader);
            TitleOffsetBytes = (long)reader.ReadVarint();
        }

        int linkCount = reader.ReadVarint(int.MaxValue);
        Page = new StoredPage(key, title, 0, seen, linkCount, reader);
    }

    /// <summary>
    /// The page as the rows show it: seen at the earliest and at the latest date of any, with the title of the one seen
    /// last.
    /// </summary>
    public StoredPage Page { get; }

    /// <summary>Whether any link is lost.</summary>
    public bool HasLost { get; }

    /// <summary>Rows that were folded into the links.</summary>
    public long RowCount { get; }

    /// <summary>When the row that gives the title was seen last; null without a date.</summary>
    public long? TitleSeenSeconds { get; }

    /// <summary>Where that row starts.</summary>
    public long TitleOffsetBytes { get; }
}
