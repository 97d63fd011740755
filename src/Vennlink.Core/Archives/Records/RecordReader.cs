using Vennlink.Archives.Compression;
using Vennlink.Links;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Records;

/// <summary>Reads WARC and ARC records from the decompressed bytes of a file.</summary>
internal sealed class RecordReader : ArchiveReader
{
    private readonly ByteWindow _window;
    private readonly bool _isArc;
    private readonly ArchiveLimits _limits;
    private readonly SkipCounts _skips;
    private readonly RecordScanner _scanner;
    private readonly RecordContent _content;
    private readonly BodyDecoder _decoder;
    private readonly RecordHeader _header = new();
    private readonly HttpHead _http = new();
    private readonly WatEnvelope _wat = new();
    private readonly ByteList _pageType = new();

    public RecordReader(ByteWindow window, bool isArc, ArchiveLimits limits, SkipCounts skips)
    {
        (_window, _isArc, _limits, _skips) = (window, isArc, limits, skips);
        _scanner = new RecordScanner(window, isArc, limits.MaxHeaderBytes, skips);
        _content = new RecordContent(window, _scanner, limits, skips);
        _decoder = new BodyDecoder(limits.MaxBodyBytes);
    }

    public override string Format => _isArc ? "arc" : "warc";

    public override long BytesRead => _window.BytesRead;

    /// <summary>What offsets count in.</summary>
    public required OffsetSpace Space { get; init; }

    /// <summary>
    /// Media type of the page: HTTP's word, or the archive's where HTTP says nothing, of the type or of the charset.
    /// </summary>
    private MediaType PageType => _header.Type == RecordType.Resource
        ? MediaType.Extract(_header.ContentType.Span)
        : MediaType.Extract(_http.ContentType.Span).Or(MediaType.Extract(_header.PayloadType.Span));

    public override bool TryRead(ArchiveRecord record)
    {
        while (_scanner.TryFindRecord())
        {
            bool startsMember = _window.Position == _window.MemberStart;
            record.OffsetBytes = startsMember ? _window.MemberOffset : _window.Position;
            record.OffsetIsDecompressed = !startsMember && _window.IsCompressed;
            record.Space = Space;
            _skips.Place = new SkipPlace(record.OffsetBytes, Space.InnerName);
            if ((_isArc ? TryReadArcHeader() : TryReadWarcHeader()) && TryReadRecord(record))
            {
                return true;
            }
        }

        return false;
    }

    public override void Dispose() => _window.Dispose();

    private bool TryReadArcHeader()
    {
        int lineBytes = _scanner.PeekLine();
        bool parsed = _header.TryParseArc(_window.Bytes[..lineBytes]);
        bool isCut = !parsed && _window.State == MemberState.Ended;
        return parsed && _header.ContentLength >= 0
            ? Accept(lineBytes)
            : Refuse(lineBytes, isCut ? SkipReason.CutShort
                : !parsed ? null
                : _header.IsVersionBlock ? SkipReason.NotAPage
                : SkipReason.BadRecordHeader);
    }

    private bool TryReadWarcHeader()
    {
        int scanned = 0;
        while (true)
        {
            int lineEnd = _window.Bytes[scanned.._scanner.AvailableBytes].IndexOf((byte)'\n');
            if (lineEnd < 0 && _window.Bytes.Length <= _limits.MaxHeaderBytes)
            {
                if (_scanner.Fill())
                {
                    continue;
                }

                // What is missing of a member that was cut or damaged was counted with it.
                return Refuse(
                    _scanner.AvailableBytes,
                    _scanner.NextRecordFollows ? SkipReason.BadRecordHeader
                    : _window.State == MemberState.Ended ? SkipReason.CutShort : null);
            }

            bool isNextRecord = scanned > 0 && RecordScanner.StartsWarc(_window.Bytes[scanned..]);
            if (lineEnd < 0 || isNextRecord || scanned > _limits.MaxHeaderBytes)
            {
                return Refuse(scanned, SkipReason.BadRecordHeader);
            }

            bool isBlank = HeaderLines.IsBlank(_window.Bytes.Slice(scanned, lineEnd));
            scanned += lineEnd + 1;
            if (isBlank)
            {
                return _header.TryParseWarc(_window.Bytes[..scanned])
                    ? Accept(scanned) : Refuse(scanned, SkipReason.BadRecordHeader);
            }
        }
    }

    private bool Accept(int headerBytes)
    {
        _window.Advance(headerBytes);
        return true;
    }

    private bool Refuse(int headerBytes, SkipReason? reason)
    {
        _window.Advance(headerBytes);
        _scanner.Lose(reason);
        return false;
    }

    /// <summary>Reads the record whose header was read; false when it is skipped.</summary>
    private bool TryReadRecord(ArchiveRecord record)
    {
        _http.Clear();
        _content.Open(_header.ContentLength);
        SkipReason? reason = ReadContent(record, out bool bodyTooLong);
        RecordEnd end = _content.Finish();
        if (end == RecordEnd.Damaged)
        {
            return false;
        }

        if (reason is SkipReason skipped)
        {
            _skips.Add(skipped);
            return false;
        }

        bool isRead = true;
        record.Truncated = _header.Truncated || end != RecordEnd.Complete || bodyTooLong;
        switch (record.Kind)
        {
            case ArchiveRecordKind.Wat:
                isRead = TryFillWat(record, bodyTooLong);
                break;
            case ArchiveRecordKind.Revisit:
                FillRevisit(record);
                break;
            case ArchiveRecordKind.Request:
                FillRequest(record);
                break;
            default:
                FillPage(record, bodyTooLong);
                break;
        }

        if (isRead && record.Kind != ArchiveRecordKind.Request && record.TimeSeconds is null)
        {
            _skips.Add(SkipReason.BadDate);
        }

        return isRead;
    }

    /// <summary>Reads what the index needs of the content; tells why the record is no page, or null.</summary>
    private SkipReason? ReadContent(ArchiveRecord record, out bool bodyTooLong)
    {
        bodyTooLong = false;
        if (_header.Type == RecordType.Other)
        {
            return SkipReason.NotAPage;
        }

        if (!UriScheme.TryFind(_header.TargetUri.Span, out ReadOnlySpan<byte> scheme))
        {
            return _header.Type == RecordType.Metadata ? SkipReason.NotAPage : SkipReason.BadUrl;
        }

        if (!UriScheme.IsHttp(scheme))
        {
            return SkipReason.NotAPage;
        }

        bool? isHtml;
        switch (_header.Type)
        {
            case RecordType.Request:
                record.Kind = ArchiveRecordKind.Request;
                return HttpMethod.IsOther(_content.ReadMethod()) ? null : SkipReason.NotAPage;

            case RecordType.Metadata:
                record.Kind = ArchiveRecordKind.Wat;
                if (!_header.ContentType.Span.StartsWith("application/json"u8))
                {
                    return SkipReason.NotAPage;
                }

                isHtml = true;
                break;

            case RecordType.Resource:
                record.Kind = ArchiveRecordKind.Resource;
                isHtml = HtmlSniffer.IsHtmlType(PageType);
                break;

            case RecordType.Revisit:
                record.Kind = ArchiveRecordKind.Revisit;
                _content.TryReadHead(_http);
                return null;

            default:
                record.Kind = ArchiveRecordKind.Response;
                if (!_content.TryReadHead(_http))
                {
                    return SkipReason.BadHttp;
                }

                isHtml = HtmlSniffer.IsHtmlType(PageType);
                break;
        }

        // Where the type says nothing the first bytes decide, once the codings are undone.
        record.IsHtml = isHtml == true;
        bodyTooLong = isHtml != false && !_content.TryReadBody();
        return null;
    }

    // The request itself is no page, as others; what it says of its response is told to whoever reads.
    private void FillRequest(ArchiveRecord record)
    {
        _skips.Add(SkipReason.NotAPage);
        FillCapture(record);
    }

    private bool TryFillWat(ArchiveRecord record, bool bodyTooLong)
    {
        ReadOnlySpan<byte> json = _content.Body.Span;
        if (json.IndexOf("\"Envelope\""u8) < 0)
        {
            _skips.Add(SkipReason.NotAPage);
            return false;
        }

        if (!_wat.TryParse(json))
        {
            _skips.Add(bodyTooLong ? SkipReason.BodyTooLong : SkipReason.BadWatJson);
            return false;
        }

        if (_wat.Type == RecordType.Request && HttpMethod.IsOther(_wat.Method.Span))
        {
            record.Kind = ArchiveRecordKind.Request;
            FillRequest(record);
            FillWatNames(record);
            return true;
        }

        if (_wat.Type is not (RecordType.Response or RecordType.Resource or RecordType.Revisit))
        {
            _skips.Add(SkipReason.NotAPage);
            return false;
        }

        record.Kind = _wat.Type == RecordType.Revisit ? ArchiveRecordKind.Revisit : ArchiveRecordKind.Wat;
        record.HttpStatus = _wat.Type == RecordType.Resource ? 200 : _wat.Status;
        record.ContentType = _wat.ContentType.Memory;
        record.IsHtml = _wat.HasHtml || HtmlSniffer.IsHtmlType(MediaType.Extract(_wat.ContentType.Span)) == true;
        record.Location = _wat.Location.Memory;
        record.Refresh = _wat.Refresh.Memory;
        record.RobotsTag = _wat.RobotsTag.Memory;
        record.LinkHeader = _wat.Link.Memory;
        record.Language = LanguageCode.OfHeader(_wat.ContentLanguage.Span);
        record.Truncated |= _wat.Truncated;
        record.Body = record.Kind == ArchiveRecordKind.Wat ? _content.Body.Memory : default;
        FillCapture(record);
        if (_wat.TimeSeconds is { } time)
        {
            (record.TimeSeconds, record.Nanoseconds) = (time, _wat.Nanoseconds);
        }

        FillWatNames(record);
        return true;
    }

    private void FillWatNames(ArchiveRecord record)
    {
        record.Id = _wat.Id.Memory;
        record.ConcurrentTo = _wat.ConcurrentTo.Memory;
        record.PayloadDigest = _wat.PayloadDigest.Memory;
    }

    private void FillRevisit(ArchiveRecord record)
    {
        FillHead(record);

        // WARC-Truncated of a revisit speaks of the payload it leaves out on purpose.
        record.Truncated = false;
        record.IsHtml = HtmlSniffer.IsHtmlType(PageType) == true;
    }

    private void FillPage(ArchiveRecord record, bool bodyTooLong)
    {
        FillHead(record);
        int sentBytes = _content.Body.Length;
        CodingResult coding = _decoder.Decode(_content.Body, _http.TransferEncoding.Span, _http.ContentEncoding.Span,
            out ReadOnlyMemory<byte> body);
        record.IsHtml |= HtmlSniffer.IsHtmlType(PageType) is null
            && HtmlSniffer.LooksLikeHtml(body.Span);
        if (!record.IsHtml)
        {
            return;
        }

        record.Body = body;
        if (bodyTooLong || coding.HasFlag(CodingResult.TooLong))
        {
            _skips.Add(SkipReason.BodyTooLong);
        }

        if (coding.HasFlag(CodingResult.Broken) && !record.Truncated)
        {
            _skips.Add(SkipReason.BadCoding);
        }

        record.Truncated |= coding != CodingResult.Complete
            || (_http.TransferEncoding.Length == 0 && _http.ContentLength > sentBytes);
    }

    private void FillHead(ArchiveRecord record)
    {
        FillCapture(record);
        record.HttpStatus = record.Kind == ArchiveRecordKind.Resource ? 200 : _http.Status;
        PageType.WriteTo(_pageType);
        record.ContentType = _pageType.Memory;
        record.Location = _http.Location.Memory;
        record.Refresh = _http.Refresh.Memory;
        record.RobotsTag = _http.RobotsTag.Memory;
        record.LinkHeader = _http.Link.Memory;
        record.Language = LanguageCode.OfHeader(_http.ContentLanguage.Span);
        record.Body = default;
    }

    private void FillCapture(ArchiveRecord record)
    {
        record.TargetUri = _header.TargetUri.Memory;
        record.TimeSeconds = _header.TimeSeconds;
        record.Nanoseconds = _header.Nanoseconds;
        record.Id = _header.Id.Memory;
        record.ConcurrentTo = _header.ConcurrentTo.Memory;
        record.RefersToUri = _header.RefersToUri.Memory;
        record.PayloadDigest = _header.PayloadDigest.Memory;
    }
}
