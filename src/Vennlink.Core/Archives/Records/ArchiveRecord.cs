namespace Vennlink.Archives.Records;

/// <summary>One record of an archive that speaks of a page; reused from record to record.</summary>
/// <remarks>
/// Memory is valid until the reader's next read. Header values are raw bytes without surrounding blanks, empty when
/// absent.
/// </remarks>
internal sealed class ArchiveRecord
{
    /// <summary>Kind of reading.</summary>
    public ArchiveRecordKind Kind { get; set; }

    /// <summary>
    /// Where the record starts, in bytes: in the file itself when each record is its own compressed member or nothing
    /// is compressed, else in the decompressed stream (see <see cref="OffsetIsDecompressed"/>).
    /// </summary>
    public long OffsetBytes { get; set; }

    /// <summary>The offset among all files of the input; set by whoever takes the record.</summary>
    public long StoredOffset { get; set; }

    /// <summary>Whether <see cref="OffsetBytes"/> counts decompressed bytes.</summary>
    public bool OffsetIsDecompressed { get; set; }

    /// <summary>What <see cref="OffsetBytes"/> counts in: the file, or an archive inside a WACZ.</summary>
    public OffsetSpace Space { get; set; } = new(null, 0);

    /// <summary>Target URI as recorded, without angle brackets; may be no valid URL.</summary>
    public ReadOnlyMemory<byte> TargetUri { get; set; }

    /// <summary>Capture time, seconds since 1970 UTC; null when missing or unreadable.</summary>
    public long? TimeSeconds { get; set; }

    /// <summary>Nanoseconds behind that second.</summary>
    public int Nanoseconds { get; set; }

    /// <summary>
    /// WARC-Record-ID without angle brackets; of a WAT record that of the record it describes, where it says.
    /// </summary>
    public ReadOnlyMemory<byte> Id { get; set; }

    /// <summary>All WARC-Concurrent-To, joined by commas: ids of the records of the same fetch.</summary>
    public ReadOnlyMemory<byte> ConcurrentTo { get; set; }

    /// <summary>
    /// WARC-Refers-To-Target-URI of a revisit: the URL whose payload it had.
    /// </summary>
    public ReadOnlyMemory<byte> RefersToUri { get; set; }

    /// <summary>WARC-Payload-Digest; of a WAT record that of the record it describes.</summary>
    public ReadOnlyMemory<byte> PayloadDigest { get; set; }

    /// <summary>HTTP status; 200 for <see cref="ArchiveRecordKind.Resource"/>; 0 when unknown.</summary>
    public int HttpStatus { get; set; }

    /// <summary>
    /// Media type of the page and its charset, as <see cref="MediaType"/> writes it: what HTTP says, and what the
    /// archive says of the page (ARC header line, <c>WARC-Identified-Payload-Type</c>) where HTTP says nothing.
    /// </summary>
    public ReadOnlyMemory<byte> ContentType { get; set; }

    /// <summary>
    /// Whether the page is HTML, by its Content-Type or, where that says nothing, by its first bytes.
    /// </summary>
    public bool IsHtml { get; set; }

    /// <summary>Location header.</summary>
    public ReadOnlyMemory<byte> Location { get; set; }

    /// <summary>Refresh header.</summary>
    public ReadOnlyMemory<byte> Refresh { get; set; }

    /// <summary>All X-Robots-Tag headers, a line each.</summary>
    public ReadOnlyMemory<byte> RobotsTag { get; set; }

    /// <summary>Language by the Content-Language header (<see cref="Links.LanguageCode"/>).</summary>
    public ushort Language { get; set; }

    /// <summary>All Link headers, joined by commas.</summary>
    public ReadOnlyMemory<byte> LinkHeader { get; set; }

    /// <summary>
    /// Body of an HTML page with transfer and content codings undone, or the JSON of a WAT record; may be cut at the
    /// page limit (then
    /// <see cref="Truncated"/>). Empty for pages of other types: those are not decoded.
    /// </summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>
    /// Whether the body is known to be incomplete: WARC-Truncated, cut file, wrong record length, page limit, a coding
    /// that broke off, or less than the HTTP Content-Length.
    /// </summary>
    public bool Truncated { get; set; }

    /// <summary>Takes all that <paramref name="other"/> says; its memory is shared.</summary>
    public void Set(ArchiveRecord other)
    {
        (Kind, OffsetBytes, StoredOffset, OffsetIsDecompressed, Space) =
            (other.Kind, other.OffsetBytes, other.StoredOffset, other.OffsetIsDecompressed, other.Space);
        (TimeSeconds, Nanoseconds, HttpStatus, IsHtml, Truncated, Language) =
            (other.TimeSeconds, other.Nanoseconds, other.HttpStatus, other.IsHtml, other.Truncated, other.Language);
        (TargetUri, Id, ConcurrentTo, RefersToUri, PayloadDigest) =
            (other.TargetUri, other.Id, other.ConcurrentTo, other.RefersToUri, other.PayloadDigest);
        (ContentType, Location, RobotsTag, LinkHeader, Body) =
            (other.ContentType, other.Location, other.RobotsTag, other.LinkHeader, other.Body);
    }

    /// <summary>Makes all memory the record's own, so that it outlives the reader's next read.</summary>
    public void CopyBytes()
    {
        (TargetUri, Id, ConcurrentTo) = (TargetUri.ToArray(), Id.ToArray(), ConcurrentTo.ToArray());
        (RefersToUri, PayloadDigest) = (RefersToUri.ToArray(), PayloadDigest.ToArray());
        (ContentType, Location, RobotsTag) = (ContentType.ToArray(), Location.ToArray(), RobotsTag.ToArray());
        (LinkHeader, Body) = (LinkHeader.ToArray(), Body.ToArray());
    }
}
