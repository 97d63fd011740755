namespace Vennlink.Archives;

/// <summary>Reads WARC and ARC records from the decompressed bytes of a file.</summary>
/// <remarks>
/// A record ends where its length says, if the next record, or nothing, follows there. Otherwise the length is wrong, and the next
/// record is looked for from the record's own content on, as far as the reader can still go back.
/// </remarks>
internal sealed class RecordReader(ByteWindow window, bool isArc, ArchiveLimits limits, SkipCounts skips) : ArchiveReader
{
    private readonly RecordHeader _header = new();
    private readonly RecordHeader _probe = new();
    private readonly HttpHead _http = new();
    private readonly WatEnvelope _wat = new();
    private readonly ByteList _body = new();
    private readonly BodyDecoder _decoder = new(limits.MaxBodyBytes);

    private long _contentStart;

    /// <summary>Content bytes that were not taken from the window yet.</summary>
    private long _remainingBytes;

    /// <summary>Position of the first byte in <see cref="_body"/>.</summary>
    private long _bodyStart;

    /// <summary>Whether a member begins with another record before this one's content has ended.</summary>
    private bool _nextRecordFollows;

    /// <summary>Whether it was counted already that no record begins where one should.</summary>
    private bool _lost;

    private enum RecordEnd
    {
        Complete,
        WrongLength,
        CutShort,
        Damaged,
    }

    public override string Format => isArc ? "arc" : "warc";

    public override long BytesRead => window.BytesRead;

    public string? InnerName { get; init; }

    /// <summary>Whether bytes begin as a record of either format does.</summary>
    public static bool StartsRecord(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.TrimStart("\r\n"u8);
        return StartsWarc(bytes) || StartsArc(bytes);
    }

    public static bool StartsArc(ReadOnlySpan<byte> bytes)
    {
        int lineEnd = bytes.IndexOf((byte)'\n');
        return lineEnd > 0 && new RecordHeader().TryParseArc(bytes[..lineEnd]);
    }

    public static bool StartsWarc(ReadOnlySpan<byte> bytes) =>
        bytes.Length > VersionLineBytes && bytes.StartsWith("WARC/"u8) && char.IsAsciiDigit((char)bytes[5]) && bytes[6] == '.'
            && bytes[..Math.Min(bytes.Length, MaxVersionLineBytes)].Contains((byte)'\n');

    private const int VersionLineBytes = 8;
    private const int MaxVersionLineBytes = 16;

    public override bool TryRead(ArchiveRecord record)
    {
        while (TryFindRecord())
        {
            bool startsMember = window.Position == window.MemberStart;
            record.OffsetBytes = startsMember ? window.MemberOffset : window.Position;
            record.OffsetIsDecompressed = !startsMember && window.IsCompressed;
            if (TryReadRecord(record))
            {
                record.InnerName = InnerName;
                return true;
            }
        }

        return false;
    }

    public override void Dispose() => window.Dispose();

    /// <summary>Goes to where the next record begins; false at the end of the file.</summary>
    private bool TryFindRecord()
    {
        _nextRecordFollows = false;
        while (true)
        {
            if (!SkipBlankLines())
            {
                if (!window.NextMember())
                {
                    return false;
                }
            }
            else if (StartsRecordAt(0))
            {
                _lost = false;
                return true;
            }
            else
            {
                // What is left of a damaged member was counted with it.
                if (!_lost && window.State is MemberState.Reading or MemberState.Ended)
                {
                    skips.Add(SkipReason.BadRecordHeader);
                }

                _lost = true;
                SkipLine();
            }
        }
    }

    /// <summary>Goes to the next record of this member; false at the member's end.</summary>
    private bool TryScanToRecord()
    {
        while (SkipBlankLines())
        {
            if (StartsRecordAt(0))
            {
                return true;
            }

            SkipLine();
        }

        return false;
    }

    /// <summary>Passes over line ends; false when the member ends behind them.</summary>
    private bool SkipBlankLines()
    {
        while (true)
        {
            int blank = window.Bytes.IndexOfAnyExcept((byte)'\r', (byte)'\n');
            if (blank >= 0)
            {
                window.Advance(blank);
                return true;
            }

            window.Clear();
            if (!window.Fill())
            {
                return false;
            }
        }
    }

    /// <summary>Passes over a line; where a member begins, so does a line.</summary>
    private void SkipLine()
    {
        while (true)
        {
            long toMember = window.MemberStart - window.Position;
            int limit = toMember > 0 && toMember < window.Bytes.Length ? (int)toMember : window.Bytes.Length;
            int lineEnd = window.Bytes[..limit].IndexOf((byte)'\n');
            window.Advance(lineEnd < 0 ? limit : lineEnd + 1);
            if (limit == toMember)
            {
                _nextRecordFollows = false;
                return;
            }

            if (lineEnd >= 0 || !window.Fill())
            {
                return;
            }
        }
    }

    /// <summary>Whether a record begins <paramref name="start"/> bytes from here.</summary>
    /// <remarks>What begins here may go on in the next member; what is looked at further on begins a member and must show itself in it.</remarks>
    private bool StartsRecordAt(int start)
    {
        if (isArc)
        {
            int lineBytes = PeekLine(start);
            ReadOnlySpan<byte> line = window.Bytes.Slice(start, Math.Max(lineBytes, 0));
            return lineBytes > 0 && !(start == 0 && _nextRecordFollows) && (_probe.TryParseArc(line) || IsCutArcHeader(line));
        }

        while (true)
        {
            ReadOnlySpan<byte> bytes = window.Bytes[start..];
            if (bytes.Length >= MaxVersionLineBytes || !CouldStartWarc(bytes))
            {
                return StartsWarc(bytes);
            }

            if (!(start == 0 ? FillRecord() : window.Fill()))
            {
                // What the end of the file leaves of a version line is a record that was cut.
                return StartsWarc(bytes) || (!bytes.IsEmpty && !_nextRecordFollows && !bytes.Contains((byte)'\n'));
            }
        }

        static bool CouldStartWarc(ReadOnlySpan<byte> bytes) =>
            "WARC/"u8.StartsWith(bytes[..Math.Min(bytes.Length, 5)]) && (bytes.Length < 6 || char.IsAsciiDigit((char)bytes[5]));

        static bool IsCutArcHeader(ReadOnlySpan<byte> line) => line is not [.., (byte)'\n'];
    }

    /// <summary>Length of the line at <paramref name="start"/> with its end; −1 when it is too long to be a header.</summary>
    private int PeekLine(int start)
    {
        int scanned = start;
        while (true)
        {
            int lineEnd = window.Bytes[scanned..].IndexOf((byte)'\n');
            if (lineEnd >= 0)
            {
                return scanned + lineEnd + 1 - start;
            }

            scanned = window.Bytes.Length;
            if (scanned - start > limits.MaxHeaderBytes)
            {
                return -1;
            }

            if (!(start == 0 ? FillRecord() : window.Fill()))
            {
                return scanned - start;
            }
        }
    }

    /// <summary>Reads the record at the window's position; false when it is skipped.</summary>
    private bool TryReadRecord(ArchiveRecord record)
    {
        _nextRecordFollows = false;
        if (!(isArc ? TryReadArcHeader() : TryReadWarcHeader()))
        {
            _lost = true;
            return false;
        }

        _contentStart = _bodyStart = window.Position;
        _remainingBytes = _header.ContentLength;
        _body.Clear();
        _http.Clear();

        SkipReason? reason = ReadContent(record, out bool bodyTooLong);
        SkipContent();
        RecordEnd end = FinishRecord();
        if (end == RecordEnd.Damaged)
        {
            return false;
        }

        if (reason is SkipReason skipped)
        {
            skips.Add(skipped);
            return false;
        }

        record.Truncated = _header.Truncated || end != RecordEnd.Complete || bodyTooLong;
        return record.Kind == ArchiveRecordKind.Wat ? TryFillWat(record, bodyTooLong) : Fill(record, bodyTooLong);
    }

    private bool TryReadArcHeader()
    {
        int lineBytes = PeekLine(0);
        bool parsed = _header.TryParseArc(window.Bytes[..lineBytes]);
        window.Advance(lineBytes);
        if (!parsed)
        {
            if (window.State == MemberState.Ended)
            {
                skips.Add(SkipReason.CutShort);
            }

            return false;
        }

        if (_header.ContentLength >= 0)
        {
            return true;
        }

        skips.Add(_header.IsVersionBlock ? SkipReason.NotAPage : SkipReason.BadRecordHeader);
        return false;
    }

    private bool TryReadWarcHeader()
    {
        int scanned = 0;
        while (true)
        {
            int lineEnd = window.Bytes[scanned..].IndexOf((byte)'\n');
            if (lineEnd < 0)
            {
                if (window.Bytes.Length > limits.MaxHeaderBytes)
                {
                    return Fail(scanned, SkipReason.BadRecordHeader);
                }

                if (FillRecord())
                {
                    continue;
                }

                return _nextRecordFollows ? Fail(ContentAvailable, SkipReason.BadRecordHeader)
                    : Fail(window.Bytes.Length, window.State == MemberState.Ended ? SkipReason.CutShort : null);
            }

            if (scanned > 0 && StartsWarc(window.Bytes[scanned..]))
            {
                // The next record begins inside this one's header.
                return Fail(scanned, SkipReason.BadRecordHeader);
            }

            bool isBlank = HeaderLines.IsBlank(window.Bytes.Slice(scanned, lineEnd));
            scanned += lineEnd + 1;
            if (isBlank)
            {
                bool parsed = _header.TryParseWarc(window.Bytes[..scanned]);
                return parsed ? Pass(scanned) : Fail(scanned, SkipReason.BadRecordHeader);
            }

            if (scanned > limits.MaxHeaderBytes)
            {
                return Fail(scanned, SkipReason.BadRecordHeader);
            }
        }

        bool Pass(int byteCount)
        {
            window.Advance(byteCount);
            return true;
        }

        bool Fail(int byteCount, SkipReason? reason)
        {
            window.Advance(byteCount);
            if (reason is SkipReason counted)
            {
                skips.Add(counted);
            }

            return false;
        }
    }

    /// <summary>Content bytes in the window; what belongs to the next record does not count.</summary>
    private int ContentAvailable => (int)Math.Min(
        _nextRecordFollows ? window.MemberStart - window.Position : window.Bytes.Length, Math.Max(_remainingBytes, 0));

    /// <summary>Adds bytes of this record to the window; false where it ends.</summary>
    /// <remarks>A record may go on in the next member (bgzip, pieces glued together). Where the next member begins with a record, it does not.</remarks>
    private bool FillRecord()
    {
        if (_nextRecordFollows)
        {
            return false;
        }

        if (window.Fill())
        {
            return true;
        }

        if (window.State != MemberState.Ended || !window.NextMember())
        {
            return false;
        }

        int earlierBytes = (int)(window.MemberStart - window.Position);
        window.Peek(earlierBytes + 1);
        _nextRecordFollows = StartsRecordAt(earlierBytes);
        return !_nextRecordFollows && window.Bytes.Length > earlierBytes;
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
                isHtml = HtmlSniffer.IsHtmlType(_header.ContentType.Span);
                break;

            case RecordType.Revisit:
                record.Kind = ArchiveRecordKind.Revisit;
                TryReadHttpHead();
                return null;

            default:
                record.Kind = ArchiveRecordKind.Response;
                if (!TryReadHttpHead())
                {
                    return SkipReason.BadHttp;
                }

                isHtml = HtmlSniffer.IsHtmlType(PageType.Span);
                break;
        }

        // Where the type says nothing the first bytes decide, once the codings are undone.
        record.IsHtml = isHtml == true;
        bodyTooLong = isHtml != false && !TryReadBody();
        return null;
    }

    private ByteList PageType => _header.Type == RecordType.Resource ? _header.ContentType
        : _header.PayloadType.Length > 0 && !_http.ContentType.Span.Contains((byte)'/') ? _header.PayloadType
        : _http.ContentType;

    private bool TryReadHttpHead()
    {
        int blank;
        while ((blank = window.Bytes[..ContentAvailable].IndexOfAnyExcept((byte)'\r', (byte)'\n')) < 0)
        {
            Take(ContentAvailable);
            if (_remainingBytes == 0 || !FillRecord())
            {
                return false;
            }
        }

        Take(blank);
        int headBytes;
        while ((headBytes = HeaderLines.BlockLength(window.Bytes[..ContentAvailable])) < 0)
        {
            int available = ContentAvailable;
            if (available > limits.MaxHeaderBytes || (available >= 5 && !window.Bytes.StartsWith("HTTP"u8) && !window.Bytes.StartsWith("http"u8)))
            {
                return false;
            }

            if (available == _remainingBytes || !FillRecord())
            {
                headBytes = available;
                break;
            }
        }

        bool parsed = _http.TryParse(window.Bytes[..headBytes]);
        Take(headBytes);
        return parsed;
    }

    /// <summary>Reads the body as it was sent; false when it is longer than the limit.</summary>
    private bool TryReadBody()
    {
        _bodyStart = window.Position;
        while (_remainingBytes > 0)
        {
            int available = ContentAvailable;
            if (available == 0)
            {
                if (!FillRecord())
                {
                    break;
                }

                continue;
            }

            int taken = Math.Min(available, limits.MaxBodyBytes - _body.Length);
            if (taken == 0)
            {
                return false;
            }

            _body.Append(window.Bytes[..taken]);
            Take(taken);
        }

        return true;
    }

    private void SkipContent()
    {
        // A length beyond the end of the file is wrong, and reading on to find that out would be reading for nothing.
        if (window.RemainingBytes < _remainingBytes)
        {
            return;
        }

        while (_remainingBytes > 0 && (ContentAvailable > 0 || FillRecord()))
        {
            Take(ContentAvailable);
        }
    }

    private void Take(int byteCount)
    {
        window.Advance(byteCount);
        _remainingBytes -= byteCount;
    }

    /// <summary>Goes to the end of the record, and finds it where the length is wrong.</summary>
    private RecordEnd FinishRecord()
    {
        if (_remainingBytes == 0)
        {
            if (!SkipBlankLines())
            {
                return window.State == MemberState.Damaged ? RecordEnd.Damaged : RecordEnd.Complete;
            }

            if (StartsRecordAt(0))
            {
                return RecordEnd.Complete;
            }
        }
        else if (_nextRecordFollows)
        {
            skips.Add(SkipReason.BadLength);
            return RecordEnd.WrongLength;
        }
        else if (window.State == MemberState.CutShort)
        {
            window.Clear();
            return RecordEnd.CutShort;
        }

        bool endsInContent = _remainingBytes > 0;
        long statedEnd = window.Position + _remainingBytes;
        bool wentBack = window.TryGoBack(_contentStart);
        bool found = TryScanToRecord();
        if (!found && window.State == MemberState.Damaged)
        {
            // Where a damaged member says something odd, the damage says it.
            return RecordEnd.Damaged;
        }

        if (!found && endsInContent)
        {
            skips.Add(SkipReason.CutShort);
            return RecordEnd.CutShort;
        }

        if (wentBack && window.Position < statedEnd)
        {
            TrimBody();
        }

        _lost = true;
        skips.Add(SkipReason.BadLength);
        return RecordEnd.WrongLength;
    }

    /// <summary>Takes from the body what belongs to the record that was found inside it.</summary>
    private void TrimBody()
    {
        _body.Length = (int)Math.Min(_body.Length, Math.Max(0, window.Position - _bodyStart));
        _body.Length = _body.Span.TrimEnd("\r\n"u8).Length;
    }

    private bool TryFillWat(ArchiveRecord record, bool bodyTooLong)
    {
        ReadOnlySpan<byte> json = _body.Span;
        if (json.IndexOf("\"Envelope\""u8) < 0)
        {
            skips.Add(SkipReason.NotAPage);
            return false;
        }

        if (!_wat.TryParse(json))
        {
            skips.Add(bodyTooLong ? SkipReason.BodyTooLong : SkipReason.BadWatJson);
            return false;
        }

        if (_wat.Type is not (RecordType.Response or RecordType.Resource or RecordType.Revisit))
        {
            skips.Add(SkipReason.NotAPage);
            return false;
        }

        record.Kind = _wat.Type == RecordType.Revisit ? ArchiveRecordKind.Revisit : ArchiveRecordKind.Wat;
        record.HttpStatus = _wat.Type == RecordType.Resource ? 200 : _wat.Status;
        record.ContentType = _wat.ContentType.Memory;
        record.IsHtml = _wat.HasHtml || HtmlSniffer.IsHtmlType(_wat.ContentType.Span) == true;
        record.Location = _wat.Location.Memory;
        record.RobotsTag = _wat.RobotsTag.Memory;
        record.LinkHeader = _wat.Link.Memory;
        record.Truncated |= _wat.Truncated;
        record.Body = record.Kind == ArchiveRecordKind.Wat ? _body.Memory : default;
        FillCapture(record, _wat.TimeSeconds ?? _header.TimeSeconds);
        return true;
    }

    private bool Fill(ArchiveRecord record, bool bodyTooLong)
    {
        FillCapture(record, _header.TimeSeconds);
        record.Location = _http.Location.Memory;
        record.RobotsTag = _http.RobotsTag.Memory;
        record.LinkHeader = _http.Link.Memory;
        record.HttpStatus = record.Kind == ArchiveRecordKind.Resource ? 200 : _http.Status;
        record.ContentType = PageType.Memory;
        record.Body = default;
        if (record.Kind == ArchiveRecordKind.Revisit)
        {
            // WARC-Truncated of a revisit speaks of the payload it leaves out on purpose.
            record.Truncated = false;
            record.IsHtml = HtmlSniffer.IsHtmlType(PageType.Span) == true;
            return true;
        }

        int sentBytes = _body.Length;
        CodingResult coding = _decoder.Decode(_body, _http.TransferEncoding.Span, _http.ContentEncoding.Span, out ReadOnlyMemory<byte> body);
        if (!record.IsHtml && HtmlSniffer.IsHtmlType(record.ContentType.Span) is null)
        {
            record.IsHtml = HtmlSniffer.LooksLikeHtml(body.Span);
        }

        if (!record.IsHtml)
        {
            return true;
        }

        record.Body = body;
        if (bodyTooLong || coding.HasFlag(CodingResult.TooLong))
        {
            skips.Add(SkipReason.BodyTooLong);
        }

        if (coding.HasFlag(CodingResult.Broken) && !record.Truncated)
        {
            skips.Add(SkipReason.BadCoding);
        }

        record.Truncated |= coding != CodingResult.Complete || (_http.TransferEncoding.Length == 0 && _http.ContentLength > sentBytes);
        return true;
    }

    private void FillCapture(ArchiveRecord record, long? timeSeconds)
    {
        record.TargetUri = _header.TargetUri.Memory;
        record.TimeSeconds = timeSeconds;
        if (timeSeconds is null)
        {
            skips.Add(SkipReason.BadDate);
        }
    }
}
