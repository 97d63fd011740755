using System.Buffers;
using System.Buffers.Binary;
using Vennlink.Links;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Bytes;

namespace Vennlink.Segments;

/// <summary>
/// One reading of one page on its way into a segment, where <see cref="CaptureRecord"/> reads it. Reused from one to
/// the next.
/// </summary>
/// <remarks>Links are coded as they are added. Not thread-safe.</remarks>
internal sealed class Capture
{
    private readonly ByteList _text = new(initialBytes: 1024);
    private readonly StoredLinksWriter _links = new();
    private readonly ByteList _recordName = new(initialBytes: RecordName.MaxBytes);
    private int _keyLength;
    private long _takenBytes;

    /// <summary>
    /// Key of the page (<see cref="Urls.UrlKey"/>), at most <see cref="CaptureLimits.MaxKeyBytes"/> long.
    /// </summary>
    public ReadOnlySpan<byte> Key => _text.Span[.._keyLength];

    /// <summary>Title, at most <see cref="CaptureLimits.MaxTextBytes"/> long; empty when there is none.</summary>
    public ReadOnlySpan<byte> Title => _text.Span[_keyLength..];

    /// <summary>What the capture says.</summary>
    public CaptureKind Kind { get; set; }

    /// <summary>Where it comes from.</summary>
    public CaptureOrigin Origin { get; set; }

    /// <summary>
    /// When the page was read, seconds since 1970 UTC; null = unknown, which counts as earlier than any time.
    /// </summary>
    public long? TimeSeconds { get; set; }

    /// <summary>Nanoseconds behind that second, 0–999,999,999.</summary>
    public int Nanoseconds { get; set; }

    /// <summary>HTTP status, 0 when unknown.</summary>
    public int HttpStatus { get; set; }

    /// <summary>Whether only the first part of the page was read.</summary>
    public bool IsTruncated { get; set; }

    /// <summary>XXH3-128 of the payload; ties of time are broken by it.</summary>
    public UInt128 PayloadDigest { get; set; }

    /// <summary>Where the record starts in the input file.</summary>
    public long OffsetBytes { get; set; }

    /// <summary>Language of the page (<see cref="LanguageCode"/>).</summary>
    public ushort Language { get; set; }

    /// <summary>Number of links, in document order; exactly one for a redirect.</summary>
    public int LinkCount => _links.Count;

    /// <summary>Starts a new capture; every property goes back to its default.</summary>
    public void Reset(ReadOnlySpan<byte> key)
    {
        _text.Clear();
        _text.Append(key);
        _keyLength = key.Length;
        _takenBytes = key.Length;
        _links.Start(key, null, null);
        Kind = default;
        Origin = default;
        TimeSeconds = null;
        Nanoseconds = 0;
        HttpStatus = 0;
        IsTruncated = false;
        PayloadDigest = default;
        OffsetBytes = 0;
        Language = LanguageCode.Unknown;
        _recordName.Clear();
    }

    /// <summary>Sets what the archive calls the record; either may be empty.</summary>
    public void SetRecordName(ReadOnlySpan<byte> id, ReadOnlySpan<byte> payloadDigest) =>
        RecordName.Encode(id, payloadDigest, _recordName);

    /// <summary>Sets the title; copies the bytes.</summary>
    public void SetTitle(ReadOnlySpan<byte> titleUtf8)
    {
        _text.Length = _keyLength;
        _text.Append(titleUtf8);
        _takenBytes += titleUtf8.Length;
    }

    /// <summary>
    /// Adds a link; copies the bytes. False when the page has as many as are kept (<see
    /// cref="CaptureLimits.MaxLinksBytes"/>).
    /// </summary>
    public bool TryAdd(ReadOnlySpan<byte> targetKey, LinkKind kind, LinkRel rel, ReadOnlySpan<byte> anchorUtf8)
    {
        long linkBytes = targetKey.Length + anchorUtf8.Length + CaptureLimits.LinkOverheadBytes;
        if (_takenBytes + linkBytes > CaptureLimits.MaxLinksBytes)
        {
            return false;
        }

        // Dates and provenance are those of the capture, and so take no room in a link.
        _takenBytes += linkBytes;
        _links.Add(targetKey, anchorUtf8, default(LinkFacts) with { Kind = kind, Rel = rel });
        return true;
    }

    /// <summary>Appends the record.</summary>
    public void Write(ArrayBufferWriter<byte> buffer)
    {
        SegmentRecord.WriteStart(buffer, Key, SegmentRecord.CaptureClass);
        WriteTime(buffer);
        Span<byte> head = buffer.GetSpan(CaptureRecord.HeadBytes);
        head[0] = Weight;
        head[1] = (byte)Origin;
        head[2] = IsTruncated ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt128BigEndian(head[3..], PayloadDigest);
        head[19] = (byte)Kind;
        BinaryPrimitives.WriteUInt16BigEndian(head[20..], (ushort)HttpStatus);
        buffer.Advance(CaptureRecord.HeadBytes);
        Varint.Append(buffer, (ulong)Title.Length);
        buffer.Write(Title);
        Varint.Append(buffer, (ulong)LinkCount);
        _links.CopyTo(buffer, OffsetBytes);

        // Evidence is of links, so a record without any needs no name.
        bool isNamed = _recordName.Length > 0 && LinkCount > 0;
        if (isNamed || Language != LanguageCode.Unknown)
        {
            ReadOnlySpan<byte> name = isNamed ? _recordName.Span : [];
            Varint.Append(buffer, (ulong)name.Length);
            buffer.Write(name);
        }

        if (Language != LanguageCode.Unknown)
        {
            Varint.Append(buffer, Language);
        }
    }

    // One that says what the page holds is believed before one that saw it, and that before one that says nothing.
    private byte Weight => Kind switch
    {
        CaptureKind.Unchanged => 1,
        CaptureKind.NoEffect => 2,
        _ => 0,
    };

    // Big-endian with the sign turned over: byte order is time order. All zeros is "unknown", below every time but the
    // first second of the type's range, which is raised by one. A fraction has its top bit set, so it sorts behind the
    // whole second, after which the weight stands.
    private void WriteTime(ArrayBufferWriter<byte> buffer)
    {
        Span<byte> time = buffer.GetSpan(CaptureRecord.TimeBytes + CaptureRecord.FractionBytes);
        BinaryPrimitives.WriteUInt64BigEndian(
            time, TimeSeconds is { } known ? Math.Max(1, (ulong)known ^ (1UL << 63)) : 0);
        buffer.Advance(CaptureRecord.TimeBytes);
        if (TimeSeconds is not null && Nanoseconds > 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(
                time[CaptureRecord.TimeBytes..], (uint)Nanoseconds | CaptureRecord.FractionFlag);
            buffer.Advance(CaptureRecord.FractionBytes);
        }
    }
}

/// <summary>
/// What a capture says about its page; decides its effect in the merge (docs/formats/live-pages.md). Stored: never
/// renumber.
/// </summary>
internal enum CaptureKind : byte
{
    /// <summary>
    /// The page itself, as HTML: it holds exactly the links of the capture (or, truncated, at least these).
    /// </summary>
    Html = 0,

    /// <summary>The page is not HTML: it holds no links.</summary>
    NotHtml = 1,

    /// <summary>The page redirects to another canonical URL: the capture's one link.</summary>
    Redirect = 2,

    /// <summary>The page is gone: 404 or 410.</summary>
    Gone = 3,

    /// <summary>The page was seen again unchanged: 304, or a revisit record.</summary>
    Unchanged = 4,

    /// <summary>
    /// Says nothing of what the page holds: an error, a redirect to the same canonical URL, a status without meaning
    /// here.
    /// </summary>
    NoEffect = 5,
}

/// <summary>
/// What kind of input a capture comes from. Stored, and the order in which captures of one instant are believed: never
/// renumber.
/// </summary>
internal enum CaptureOrigin : byte
{
    /// <summary>A WARC or ARC record: the page itself was read.</summary>
    Archive = 0,

    /// <summary>A WAT record: what somebody else's parser found on the page.</summary>
    Wat = 1,
}
