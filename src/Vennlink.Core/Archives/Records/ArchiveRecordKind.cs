namespace Vennlink.Archives.Records;

/// <summary>What kind of page reading a record is.</summary>
internal enum ArchiveRecordKind : byte
{
    /// <summary>An HTTP response (WARC response, ARC record).</summary>
    Response,

    /// <summary>A resource record: content without HTTP headers, taken as a 200.</summary>
    Resource,

    /// <summary>A revisit record: the page was seen again unchanged.</summary>
    Revisit,

    /// <summary>A WAT metadata record: <see cref="ArchiveRecord.Body"/> is its JSON.</summary>
    Wat,

    /// <summary>
    /// A request by another method than GET: no reading of a page, but it says that the response it belongs to is none.
    /// </summary>
    Request,
}
