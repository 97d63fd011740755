using System.Buffers;
using System.Buffers.Text;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Records;

/// <summary>
/// The header block of one record, WARC or ARC, as far as it is needed; reused from record to record.
/// </summary>
internal sealed class RecordHeader
{
    private static readonly SearchValues<byte> AddressBytes = SearchValues.Create("0123456789abcdefABCDEF.:"u8);

    public RecordType Type { get; private set; }

    public ByteList TargetUri { get; } = new();

    public ByteList ContentType { get; } = new();

    /// <summary>Content type of the payload as the archive tells it.</summary>
    public ByteList PayloadType { get; } = new();

    public long? TimeSeconds { get; private set; }

    /// <summary>Nanoseconds behind that second.</summary>
    public int Nanoseconds { get; private set; }

    /// <summary>WARC-Record-ID without angle brackets.</summary>
    public ByteList Id { get; } = new();

    public ByteList PayloadDigest { get; } = new();

    /// <summary>WARC-Refers-To-Target-URI of a revisit.</summary>
    public ByteList RefersToUri { get; } = new();

    /// <summary>All WARC-Concurrent-To, joined by commas.</summary>
    public ByteList ConcurrentTo { get; } = new();

    /// <summary>Bytes of content; −1 when an ARC line does not say.</summary>
    public long ContentLength { get; private set; }

    public bool Truncated { get; private set; }

    /// <summary>Whether this is the record that opens an ARC file.</summary>
    public bool IsVersionBlock { get; private set; }

    /// <summary>Reads a WARC header block (ISO 28500); false when there is no usable length or type.</summary>
    public bool TryParseWarc(ReadOnlySpan<byte> block)
    {
        Clear();
        bool hasType = false;
        bool hasLength = false;
        HeaderLines lines = new(block[(block.IndexOf((byte)'\n') + 1)..]);
        while (lines.MoveNext())
        {
            if (lines.NameIs("WARC-Type"u8))
            {
                Type = ParseType(lines.Value);
                hasType = true;
            }
            else if (lines.NameIs("WARC-Target-URI"u8))
            {
                // The grammar of WARC 1.0 put angle brackets around the URI by mistake, and wget follows it.
                SetUri(lines, TargetUri);
            }
            else if (lines.NameIs("WARC-Date"u8))
            {
                SetTime(lines.Value);
            }
            else if (lines.NameIs("WARC-Record-ID"u8))
            {
                SetUri(lines, Id);
            }
            else if (lines.NameIs("WARC-Payload-Digest"u8))
            {
                lines.SetValue(PayloadDigest);
            }
            else if (lines.NameIs("Content-Length"u8))
            {
                hasLength = Utf8Parser.TryParse(lines.Value, out long length, out int used)
                    && used == lines.Value.Length && length >= 0;
                ContentLength = length;
            }
            else if (lines.NameIs("Content-Type"u8))
            {
                lines.SetValue(ContentType);
            }
            else if (lines.NameIs("WARC-Identified-Payload-Type"u8))
            {
                lines.SetValue(PayloadType);
            }
            else if (lines.NameIs("WARC-Refers-To-Target-URI"u8))
            {
                SetUri(lines, RefersToUri);
            }
            else if (lines.NameIs("WARC-Concurrent-To"u8))
            {
                lines.AppendValue(ConcurrentTo, ", "u8);
            }
            else if (lines.NameIs("WARC-Truncated"u8) || lines.NameIs("WARC-Segment-Number"u8))
            {
                // A segment is a part of the record, the first one too.
                Truncated = true;
            }
        }

        return hasType && hasLength;
    }

    /// <summary>
    /// Reads an ARC header line: <c>URL IP date type length</c>, or in version 2 <c>URL IP date type status checksum
    /// location offset file length</c>.
    /// </summary>
    /// <remarks>
    /// Crawlers wrote URLs and types with blanks in them, so the line is anchored at the date: a run of digits behind
    /// an IP address.
    /// </remarks>
    public bool TryParseArc(ReadOnlySpan<byte> line)
    {
        Clear();
        line = line.TrimEnd("\r\n"u8);
        int lengthStart = line.LastIndexOf((byte)' ') + 1;
        if (lengthStart == 0 || !TryFindArcDate(line[..(lengthStart - 1)], out int urlEnd, out Range date))
        {
            return false;
        }

        ReadOnlySpan<byte> url = line[..urlEnd].Trim((byte)' ');
        bool isVersionBlock = url.StartsWith("filedesc:"u8);
        if (!isVersionBlock && !UriScheme.TryFind(url, out _))
        {
            return false;
        }

        bool hasLength = Utf8Parser.TryParse(line[lengthStart..], out long length, out int used)
            && used == line.Length - lengthStart && length >= 0;
        ContentLength = hasLength ? length : -1;
        IsVersionBlock = isVersionBlock;
        Type = isVersionBlock ? RecordType.Other : RecordType.Response;
        TargetUri.Append(url);
        SetTime(line[date]);
        ReadOnlySpan<byte> afterDate = line[date.End.Value..lengthStart].Trim((byte)' ');
        int typeEnd = afterDate.IndexOf((byte)' ');
        PayloadType.Append(typeEnd < 0 ? afterDate : afterDate[..typeEnd]);
        return true;
    }

    private static void SetUri(HeaderLines lines, ByteList uri)
    {
        lines.SetValue(uri);
        if (uri.Span is [(byte)'<', .., (byte)'>'])
        {
            int length = uri.Length - 2;
            uri.Span.Slice(1, length).CopyTo(uri.Span);
            uri.Length = length;
        }
    }

    private void SetTime(ReadOnlySpan<byte> date)
    {
        TimeSeconds = ArchiveDate.TryParse(date, out long seconds, out int nanoseconds) ? seconds : null;
        Nanoseconds = TimeSeconds is null ? 0 : nanoseconds;
    }

    private void Clear()
    {
        Type = RecordType.Other;
        Id.Clear();
        PayloadDigest.Clear();
        ConcurrentTo.Clear();
        RefersToUri.Clear();
        Nanoseconds = 0;
        TargetUri.Clear();
        ContentType.Clear();
        PayloadType.Clear();
        TimeSeconds = null;
        ContentLength = 0;
        Truncated = false;
        IsVersionBlock = false;
    }

    public static RecordType ParseType(ReadOnlySpan<byte> type)
    {
        return Is(type, "response"u8) ? RecordType.Response
            : Is(type, "resource"u8) ? RecordType.Resource
            : Is(type, "revisit"u8) ? RecordType.Revisit
            : Is(type, "metadata"u8) ? RecordType.Metadata
            : Is(type, "request"u8) ? RecordType.Request
            : RecordType.Other;

        static bool Is(ReadOnlySpan<byte> type, ReadOnlySpan<byte> known) =>
            System.Text.Ascii.EqualsIgnoreCase(type, known);
    }

    private static bool TryFindArcDate(ReadOnlySpan<byte> line, out int urlEnd, out Range date)
    {
        // From the right, so that digits inside a URL with blanks are not taken for the date.
        int end = line.Length;
        while (line[..end].LastIndexOf((byte)' ') is var dateStart && dateStart > 0)
        {
            ReadOnlySpan<byte> field = line[(dateStart + 1)..end];
            int addressStart = line[..dateStart].LastIndexOf((byte)' ');
            if (addressStart > 0 && IsDate(field) && IsAddress(line[(addressStart + 1)..dateStart]))
            {
                urlEnd = addressStart;
                date = (dateStart + 1)..end;
                return true;
            }

            end = dateStart;
        }

        urlEnd = 0;
        date = default;
        return false;
    }

    /// <summary>Whether a field stands where the date does; "null" is what some converters wrote for none.</summary>
    private static bool IsDate(ReadOnlySpan<byte> field) =>
        field.SequenceEqual("null"u8) || field is [(byte)'-']
            || (field.Length is >= 4 and <= 20 && field.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0);

    private static bool IsAddress(ReadOnlySpan<byte> field) =>
        field is [(byte)'-'] || (field.Length is >= 2 and <= 45 && field.IndexOfAny((byte)'.', (byte)':') >= 0
            && field.IndexOfAnyExcept(AddressBytes) < 0);
}

/// <summary>The kinds of record that are told apart; all that hold no page are <see cref="Other"/>.</summary>
internal enum RecordType
{
    Other,
    Response,
    Resource,
    Revisit,
    Metadata,
    Request,
}
