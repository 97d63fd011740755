namespace Vennlink.Archives;

/// <summary>What kind of page reading a record is.</summary>
public enum ArchiveRecordKind : byte
{
    /// <summary>An HTTP response (WARC response, ARC record).</summary>
    Response,

    /// <summary>A resource record: content without HTTP headers, taken as a 200.</summary>
    Resource,

    /// <summary>A revisit record: the page was seen again unchanged.</summary>
    Revisit,

    /// <summary>A WAT metadata record: <see cref="ArchiveRecord.Body"/> is its JSON.</summary>
    Wat,
}

/// <summary>One record of an archive that speaks of a page; reused from record to record.</summary>
/// <remarks>Memory is valid until the reader's next read. Header values are raw bytes without surrounding blanks, empty when absent.</remarks>
public sealed class ArchiveRecord
{
    /// <summary>Kind of reading.</summary>
    public ArchiveRecordKind Kind { get; set; }

    /// <summary>
    /// Where the record starts, in bytes: in the file itself when each record is its own compressed member or nothing is compressed,
    /// else in the decompressed stream (see <see cref="OffsetIsDecompressed"/>).
    /// </summary>
    public long OffsetBytes { get; set; }

    /// <summary>Whether <see cref="OffsetBytes"/> counts decompressed bytes.</summary>
    public bool OffsetIsDecompressed { get; set; }

    /// <summary>Target URI as recorded, without angle brackets; may be no valid URL.</summary>
    public ReadOnlyMemory<byte> TargetUri { get; set; }

    /// <summary>Capture time, seconds since 1970 UTC; null when missing or unreadable.</summary>
    public long? TimeSeconds { get; set; }

    /// <summary>HTTP status; 200 for <see cref="ArchiveRecordKind.Resource"/>; 0 when unknown.</summary>
    public int HttpStatus { get; set; }

    /// <summary>Content-Type of the page.</summary>
    public ReadOnlyMemory<byte> ContentType { get; set; }

    /// <summary>Location header.</summary>
    public ReadOnlyMemory<byte> Location { get; set; }

    /// <summary>All X-Robots-Tag headers, joined by commas.</summary>
    public ReadOnlyMemory<byte> RobotsTag { get; set; }

    /// <summary>All Link headers, joined by commas.</summary>
    public ReadOnlyMemory<byte> LinkHeader { get; set; }

    /// <summary>Body with transfer and content codings undone; may be cut at the page limit (then <see cref="Truncated"/>).</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>Whether the body is known to be incomplete: WARC-Truncated, cut file, page limit, or a coding that broke off.</summary>
    public bool Truncated { get; set; }
}
