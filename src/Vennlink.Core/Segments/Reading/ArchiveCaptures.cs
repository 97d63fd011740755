using System.IO.Hashing;
using Vennlink.Archives;
using Vennlink.Archives.Records;
using Vennlink.Links;
using Vennlink.Links.Extraction;
using Vennlink.Segments.Stored;
using Vennlink.Urls;

namespace Vennlink.Segments.Reading;

/// <summary>
/// Turns records of archives into captures: tells what a record says of its page, and extracts links. One a thread.
/// </summary>
internal sealed class ArchiveCaptures(SkipCounts skips)
{
    private readonly UrlParser _urls = new();
    private readonly UrlRecord _document = new();
    private readonly UrlRecord _target = new();
    private readonly HtmlLinks _html = new();
    private readonly WatLinks _wat = new();
    private readonly PageLinks _links = new();
    private byte[] _key = new byte[CaptureLimits.MaxKeyBytes];
    private byte[] _targetKey = new byte[CaptureLimits.MaxKeyBytes];
    private byte[] _escaped = [];

    /// <summary>
    /// Fills <paramref name="capture"/>; false when the record is no capture of a page, which is counted.
    /// </summary>
    public bool TryConvert(ArchiveRecord record, Capture capture)
    {
        if (!TryWriteKey(record, out ReadOnlySpan<byte> key))
        {
            return false;
        }

        capture.Reset(key);
        capture.TimeSeconds = record.TimeSeconds;
        capture.Nanoseconds = record.Nanoseconds;
        capture.SetRecordName(record.Id.Span, record.PayloadDigest.Span);
        capture.OffsetBytes = record.StoredOffset;
        capture.PayloadDigest = XxHash128.HashToUInt128(record.Body.Span);
        capture.Origin = record.Kind == ArchiveRecordKind.Wat ? CaptureOrigin.Wat : CaptureOrigin.Archive;
        Judge(record, capture);
        if (capture.Kind is CaptureKind.Html or CaptureKind.NotHtml)
        {
            AddPage(record, capture);
        }

        return true;
    }

    /// <summary>
    /// The key of the page that a record is of, valid until the next call; false, and counted, when there is none.
    /// </summary>
    public bool TryWriteKey(ArchiveRecord record, out ReadOnlySpan<byte> key)
    {
        key = default;
        ReadOnlySpan<byte> uri = UrlBytes.EscapeIllFormed(record.TargetUri.Span, ref _escaped);
        if (!_urls.TryParse(uri, null, _document) || !_document.IsHttp)
        {
            skips.Add(SkipReason.BadUrl);
            return false;
        }

        if (!LinkResolver.CanBeBase(_document) || !TryWriteKey(_document, ref _key, out int keyLength))
        {
            skips.Add(SkipReason.UrlTooLong);
            return false;
        }

        key = _key.AsSpan(0, keyLength);
        return true;
    }

    // The table of docs/formats/live-pages.md.
    private void Judge(ArchiveRecord record, Capture capture)
    {
        // A WAT without a status is one of a page that was read: of failures nothing is written but their status.
        bool isRevisit = record.Kind == ArchiveRecordKind.Revisit;
        int status = record.HttpStatus == 0 && record.Kind == ArchiveRecordKind.Wat && record.IsHtml
            ? 200 : record.HttpStatus;
        capture.HttpStatus = status;
        switch (status)
        {
            case 301 or 302 or 303 or 307 or 308:
                JudgeRedirect(capture, record.Location.Span);
                break;
            case 404 or 410:
                capture.Kind = CaptureKind.Gone;
                break;
            case 304:
            case 0 or 200 or 203 or 206 when isRevisit:
                capture.Kind = CaptureKind.Unchanged;
                break;
            case 200 or 203 or 206:
                capture.Kind = record.IsHtml ? CaptureKind.Html : CaptureKind.NotHtml;
                capture.IsTruncated = record.Truncated || status == 206;
                break;
            default:
                capture.Kind = CaptureKind.NoEffect;
                break;
        }
    }

    private void JudgeRedirect(Capture capture, ReadOnlySpan<byte> location)
    {
        capture.Kind = CaptureKind.NoEffect;
        if (location.IsEmpty || !TryResolve(location, out int length))
        {
            return;
        }

        SetRedirect(capture, _targetKey.AsSpan(0, length), LinkKind.Redirect);
    }

    private static void SetRedirect(Capture capture, ReadOnlySpan<byte> target, LinkKind kind)
    {
        // That the same page is to be had by another scheme says nothing of what it holds.
        bool isOther = !target.SequenceEqual(capture.Key);
        capture.Kind = isOther ? CaptureKind.Redirect : CaptureKind.NoEffect;
        if (isOther)
        {
            capture.TryAdd(target, kind, LinkRel.None, default);
        }
    }

    private void AddPage(ArchiveRecord record, Capture capture)
    {
        _links.Clear();
        bool isHtml = capture.Kind == CaptureKind.Html;
        if (isHtml && record.Kind != ArchiveRecordKind.Wat)
        {
            _html.Extract(record.Body.Span, record.ContentType.Span, _document, _links);
        }
        else if (isHtml && !_wat.TryExtract(record.Body.Span, _document, _links))
        {
            skips.Add(SkipReason.BadWatJson);
        }

        ReadRefreshHeader(record.Refresh.Span);
        if (_links.RefreshSeconds is <= DeclarativeRefresh.MaxRedirectSeconds)
        {
            capture.IsTruncated = false;
            SetRedirect(capture, _links.RefreshTarget, LinkKind.Refresh);
        }
        else if (isHtml)
        {
            AddLinks(record, capture);
        }
    }

    // The header comes before any meta of the page, and the first refresh that can be read counts.
    private void ReadRefreshHeader(ReadOnlySpan<byte> header)
    {
        if (!DeclarativeRefresh.TryParse(header, out int seconds, out bool isReload, out ReadOnlySpan<byte> url))
        {
            return;
        }

        _links.ClearRefresh();
        if (!isReload && TryResolve(url, out int length) && !_target.IsSameDocument(_document))
        {
            _links.SetRefresh(_targetKey.AsSpan(0, length), seconds);
        }
    }

    private void AddLinks(ArchiveRecord record, Capture capture)
    {
        skips.Add(SkipReason.UnparsableLink, _links.UnparsableCount);
        skips.Add(SkipReason.OtherScheme, _links.OtherSchemeCount);
        skips.Add(SkipReason.UrlTooLong, _links.TooLongCount);
        skips.Add(SkipReason.TooManyLinks, _links.BeyondLongestCount);

        // A page with more links than are kept is a page of which only the first part was read.
        capture.IsTruncated |= _links.BeyondLongestCount > 0;
        capture.SetTitle(CaptureLimits.Cut(_links.Title));
        capture.Language = _links.Language == LanguageCode.Unknown ? record.Language : _links.Language;

        // The page's word is on what one may follow from it, which a canonical is not.
        LinkRel pageRel = _links.PageNofollow || RobotsTag.SaysNofollow(record.RobotsTag.Span)
            ? LinkRel.PageNofollow : LinkRel.None;
        for (int index = 0; index < _links.Count; index++)
        {
            LinkKind kind = _links.Kind(index);
            AddLink(capture, _links.TargetKey(index), kind,
                _links.Rel(index) | (kind == LinkKind.Anchor ? pageRel : LinkRel.None), _links.Anchor(index));
        }

        if (_links.RefreshSeconds is not null && !_links.RefreshTarget.SequenceEqual(capture.Key))
        {
            AddLink(capture, _links.RefreshTarget, LinkKind.Refresh, LinkRel.None, default);
        }

        LinkHeader canonicals = new(record.LinkHeader.Span);
        while (canonicals.MoveNext())
        {
            if (TryResolve(canonicals.Current, out int length))
            {
                AddLink(capture, _targetKey.AsSpan(0, length), LinkKind.Canonical, LinkRel.None, default);
            }
        }
    }

    private void AddLink(
        Capture capture, ReadOnlySpan<byte> target, LinkKind kind, LinkRel rel, ReadOnlySpan<byte> anchor)
    {
        if (target.Length > CaptureLimits.MaxKeyBytes)
        {
            skips.Add(SkipReason.UrlTooLong);
        }
        else if (!capture.TryAdd(target, kind, rel, CaptureLimits.Cut(anchor)))
        {
            skips.Add(SkipReason.TooManyLinks);
            capture.IsTruncated = true;
        }
    }

    private bool TryResolve(ReadOnlySpan<byte> reference, out int keyLength)
    {
        keyLength = 0;
        if (!_urls.TryParse(UrlBytes.EscapeIllFormed(reference, ref _escaped), _document, _target))
        {
            skips.Add(SkipReason.UnparsableLink);
            return false;
        }

        if (!_target.IsHttp)
        {
            skips.Add(SkipReason.OtherScheme);
            return false;
        }

        if (!TryWriteKey(_target, ref _targetKey, out keyLength))
        {
            skips.Add(SkipReason.UrlTooLong);
            return false;
        }

        return true;
    }

    private static bool TryWriteKey(UrlRecord url, ref byte[] buffer, out int length)
    {
        // Fragment and user info do not count, so a longer URL may have a key that is short enough.
        if (url.MaxKeyBytes > buffer.Length)
        {
            buffer = new byte[url.MaxKeyBytes];
        }

        length = url.WriteKey(buffer);
        return length <= CaptureLimits.MaxKeyBytes;
    }
}
