using System.Text.Json;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Records;

/// <summary>
/// What a WAT record's JSON says of the capture it describes, links aside; reused from record to record.
/// </summary>
/// <remarks>
/// Common Crawl's form: <c>Envelope</c> → <c>WARC-Header-Metadata</c>, <c>Payload-Metadata</c> →
/// <c>HTTP-Response-Metadata</c> → <c>Headers</c>, <c>Response-Message</c>, <c>HTML-Metadata</c>. Since December 2024 a
/// header that repeats is a list of strings.
/// </remarks>
internal sealed class WatEnvelope
{
    private readonly ByteList _date = new();
    private readonly ByteList _scratch = new();

    /// <summary>Type of the record described; a response where it is not said, as in a WAT of an ARC file.</summary>
    public RecordType Type { get; private set; }

    /// <summary>
    /// Time of the capture. The WARC-Date of the WAT record itself is the time of extraction in newer crawls.
    /// </summary>
    public long? TimeSeconds => ArchiveDate.TryParse(_date.Span, out long seconds) ? seconds : null;

    /// <summary>Nanoseconds behind that second.</summary>
    public int Nanoseconds => ArchiveDate.TryParse(_date.Span, out _, out int nanoseconds) ? nanoseconds : 0;

    /// <summary>WARC-Record-ID of the record described, without angle brackets.</summary>
    public ByteList Id { get; } = new();

    /// <summary>WARC-Concurrent-To of the record described, joined by commas.</summary>
    public ByteList ConcurrentTo { get; } = new();

    /// <summary>Method of the request described; empty for other records.</summary>
    public ByteList Method { get; } = new();

    /// <summary>WARC-Payload-Digest of the record described.</summary>
    public ByteList PayloadDigest { get; } = new();

    public bool Truncated { get; private set; }

    public int Status { get; private set; }

    public bool HasHtml { get; private set; }

    public ByteList ContentType { get; } = new();

    public ByteList Location { get; } = new();

    public ByteList Refresh { get; } = new();

    public ByteList RobotsTag { get; } = new();

    public ByteList Link { get; } = new();

    public ByteList ContentLanguage { get; } = new();

    /// <summary>Reads the JSON; false when it is none or has no envelope.</summary>
    public bool TryParse(ReadOnlySpan<byte> json)
    {
        Type = RecordType.Response;
        Truncated = HasHtml = false;
        Status = 0;
        ContentType.Clear();
        Location.Clear();
        Refresh.Clear();
        RobotsTag.Clear();
        Link.Clear();
        ContentLanguage.Clear();
        Id.Clear();
        ConcurrentTo.Clear();
        Method.Clear();
        PayloadDigest.Clear();
        _date.Clear();
        bool hasEnvelope = false;
        try
        {
            Utf8JsonReader reader = new(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (NextProperty(ref reader))
            {
                if (Enters(ref reader, "Envelope"u8))
                {
                    hasEnvelope = true;
                    ReadEnvelope(ref reader);
                }
                else
                {
                    Skip(ref reader);
                }
            }

            return hasEnvelope;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void ReadEnvelope(ref Utf8JsonReader reader)
    {
        while (NextProperty(ref reader))
        {
            if (Enters(ref reader, "WARC-Header-Metadata"u8) || Enters(ref reader, "ARC-Header-Metadata"u8))
            {
                ReadRecordHeader(ref reader);
            }
            else if (Enters(ref reader, "Payload-Metadata"u8))
            {
                while (NextProperty(ref reader))
                {
                    if (Enters(ref reader, "HTTP-Response-Metadata"u8))
                    {
                        ReadResponse(ref reader);
                    }
                    else if (Enters(ref reader, "HTTP-Request-Metadata"u8))
                    {
                        ReadRequest(ref reader);
                    }
                    else
                    {
                        Skip(ref reader);
                    }
                }
            }
            else
            {
                Skip(ref reader);
            }
        }
    }

    private void ReadRecordHeader(ref Utf8JsonReader reader)
    {
        while (NextProperty(ref reader))
        {
            if (Is(ref reader, "WARC-Type"u8))
            {
                _scratch.Clear();
                AppendValue(ref reader, _scratch);
                Type = RecordHeader.ParseType(_scratch.Span);
            }
            else if (Is(ref reader, "WARC-Date"u8) || Is(ref reader, "Date"u8))
            {
                _date.Clear();
                AppendValue(ref reader, _date);
            }
            else if (Is(ref reader, "WARC-Record-ID"u8))
            {
                _scratch.Clear();
                AppendValue(ref reader, _scratch);
                Id.Clear();
                Id.Append(_scratch.Span.Trim("<>"u8));
            }
            else if (Is(ref reader, "WARC-Concurrent-To"u8))
            {
                AppendValue(ref reader, ConcurrentTo);
            }
            else if (Is(ref reader, "WARC-Payload-Digest"u8))
            {
                PayloadDigest.Clear();
                AppendValue(ref reader, PayloadDigest);
            }
            else
            {
                Truncated |= Is(ref reader, "WARC-Truncated"u8);
                Skip(ref reader);
            }
        }
    }

    private void ReadResponse(ref Utf8JsonReader reader)
    {
        while (NextProperty(ref reader))
        {
            if (Enters(ref reader, "Headers"u8))
            {
                ReadHeaders(ref reader);
            }
            else if (Enters(ref reader, "Response-Message"u8))
            {
                while (NextProperty(ref reader))
                {
                    if (Is(ref reader, "Status"u8))
                    {
                        _scratch.Clear();
                        AppendValue(ref reader, _scratch);
                        bool isNumber = System.Buffers.Text.Utf8Parser.TryParse(
                            _scratch.Span, out int status, out int used) && used == _scratch.Length;
                        Status = isNumber ? status : 0;
                    }
                    else
                    {
                        Skip(ref reader);
                    }
                }
            }
            else
            {
                HasHtml |= Is(ref reader, "HTML-Metadata"u8);
                Skip(ref reader);
            }
        }
    }

    private void ReadRequest(ref Utf8JsonReader reader)
    {
        while (NextProperty(ref reader))
        {
            if (Enters(ref reader, "Request-Message"u8))
            {
                while (NextProperty(ref reader))
                {
                    if (Is(ref reader, "Method"u8))
                    {
                        Method.Clear();
                        AppendValue(ref reader, Method);
                    }
                    else
                    {
                        Skip(ref reader);
                    }
                }
            }
            else
            {
                Skip(ref reader);
            }
        }
    }

    private void ReadHeaders(ref Utf8JsonReader reader)
    {
        while (NextProperty(ref reader))
        {
            ByteList? values = IsHeader(ref reader, "Content-Type"u8) ? ContentType
                : IsHeader(ref reader, "Location"u8) ? Location
                : IsHeader(ref reader, "Refresh"u8) ? Refresh
                : IsHeader(ref reader, "X-Robots-Tag"u8) ? RobotsTag
                : IsHeader(ref reader, "Link"u8) ? Link
                : IsHeader(ref reader, "Content-Language"u8) ? ContentLanguage
                : null;
            if (values is null)
            {
                Skip(ref reader);
            }
            else if (values == Location || values == Refresh)
            {
                // The first one counts, as in an HTTP head.
                _scratch.Clear();
                AppendValue(ref reader, _scratch, isSingle: true);
                values.Append(values.Length == 0 ? _scratch.Span : []);
            }
            else
            {
                AppendValue(ref reader, values, separator: values == RobotsTag ? "\n"u8 : ", "u8);
            }
        }
    }

    /// <summary>Appends a string, a number, or the strings of a list, with a separator between.</summary>
    private static void AppendValue(ref Utf8JsonReader reader, ByteList values, bool isSingle = false,
        ReadOnlySpan<byte> separator = default)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (int count = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
            {
                if (!isSingle || count == 0)
                {
                    AppendToken(ref reader, values, separator);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        else
        {
            AppendToken(ref reader, values, separator);
        }
    }

    private static void AppendToken(ref Utf8JsonReader reader, ByteList values, ReadOnlySpan<byte> separator)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            reader.Skip();
            return;
        }

        values.Append(values.Length > 0 ? separator : []);
        if (reader.TokenType == JsonTokenType.String)
        {
            try
            {
                values.Length += reader.CopyString(values.Reserve(reader.ValueSpan.Length));
            }
            catch (InvalidOperationException)
            {
                // A string of bytes that are no UTF-8, or half a surrogate pair: taken as it stands.
                values.Append(reader.ValueSpan);
            }
        }
        else
        {
            values.Append(reader.ValueSpan);
        }
    }

    private static bool NextProperty(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name);

    private static bool IsHeader(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        System.Text.Ascii.EqualsIgnoreCase(reader.ValueSpan, name);

    /// <summary>
    /// Steps into the object of the property called <paramref name="name"/>; where its value is no object, stays.
    /// </summary>
    private static bool Enters(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.ValueTextEquals(name))
        {
            return false;
        }

        Utf8JsonReader ahead = reader;
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        reader = ahead;
        return true;
    }

    /// <summary>Passes over the value of the property at hand.</summary>
    private static void Skip(ref Utf8JsonReader reader) => reader.Skip();
}
