using Vennlink.Storage.Bytes;

namespace Vennlink.Segments.Stored;

/// <summary>A page as a record of a segment or of the live view holds it, read up to its links.</summary>
/// <param name="key">Page key.</param>
/// <param name="title">Title, UTF-8; may be empty.</param>
/// <param name="httpStatus">HTTP status; 0 when unknown.</param>
/// <param name="seen">First and last seen, seconds since 1970 UTC; null without any date.</param>
/// <param name="linkCount">Number of links.</param>
/// <param name="links">Stands at the length of the links; ends with the record.</param>
internal readonly ref struct StoredPage(
    ReadOnlySpan<byte> key,
    ReadOnlySpan<byte> title,
    int httpStatus,
    (long? First, long? Last) seen,
    int linkCount,
    ByteReader links)
{
    private readonly ByteReader _links = links;

    /// <summary>Page key.</summary>
    public ReadOnlySpan<byte> Key { get; } = key;

    /// <summary>Title, UTF-8; may be empty.</summary>
    public ReadOnlySpan<byte> Title { get; } = title;

    /// <summary>HTTP status; 0 when unknown.</summary>
    public int HttpStatus { get; } = httpStatus;

    /// <summary>First seen; of a capture its time, of rows the earliest date of any.</summary>
    public long? FirstSeenSeconds { get; } = seen.First;

    /// <summary>Last seen.</summary>
    public long? LastSeenSeconds { get; } = seen.Last;

    /// <summary>Number of links.</summary>
    public int LinkCount { get; } = linkCount;

    /// <summary>The links as they are stored, with their provenance.</summary>
    public ReadOnlySpan<byte> Links => _links.Rest;

    /// <summary>Starts a walk over the links.</summary>
    /// <param name="fileId">Input of the first link: of a segment, of all.</param>
    /// <param name="target">As of <see cref="StoredLinksReader"/>.</param>
    public StoredLinksReader ReadLinks(int fileId, Span<byte> target) => new(this, _links, fileId, target);
}
