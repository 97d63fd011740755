using System.Text;
using Vennlink.Archives;
using Vennlink.Links;
using Vennlink.Urls;

namespace Vennlink.Segments;

/// <summary>Turns rows of link lists and arcs of web graphs into records of a segment. One a thread.</summary>
internal sealed class ListRows(CaptureOrigin origin, SkipCounts skips)
{
    private readonly UrlParser _urls = new();
    private readonly UrlRecord _url = new();
    private byte[] _sourceKey = new byte[CaptureLimits.MaxKeyBytes];
    private byte[] _targetKey = new byte[CaptureLimits.MaxKeyBytes];

    /// <summary>Fills <paramref name="capture"/>; false when the row names no page as source or target, which is counted.</summary>
    public bool TryConvert(LinkListRow row, Capture capture)
    {
        if (!TryReadKey(row.Source.Span, ref _sourceKey, SkipReason.BadUrl, out int sourceLength)
            || !TryReadKey(row.Target.Span, ref _targetKey, SkipReason.UnparsableLink, out int targetLength))
        {
            return false;
        }

        capture.Reset(_sourceKey.AsSpan(0, sourceLength));
        capture.Kind = CaptureKind.Row;
        capture.Origin = origin;
        capture.OffsetBytes = row.OffsetBytes;
        capture.FirstSeenSeconds = row.FirstSeenSeconds;
        capture.LastSeenSeconds = row.LastSeenSeconds;
        capture.SetTitle(CleanText(row.Title.Span));
        capture.TryAdd(_targetKey.AsSpan(0, targetLength), LinkKind.Anchor, ListedRel.Parse(row.Rel.Span), CleanText(row.Anchor.Span));
        return true;
    }

    private bool TryReadKey(ReadOnlySpan<byte> text, ref byte[] key, SkipReason whenNoUrl, out int length)
    {
        length = 0;
        if (!ListedUrl.TryParse(text, _urls, _url))
        {
            skips.Add(whenNoUrl);
            return false;
        }

        if (!_url.IsHttp)
        {
            skips.Add(whenNoUrl == SkipReason.UnparsableLink ? SkipReason.OtherScheme : whenNoUrl);
            return false;
        }

        if (_url.MaxKeyBytes > key.Length)
        {
            key = new byte[_url.MaxKeyBytes];
        }

        length = _url.WriteKey(key);
        if (length > CaptureLimits.MaxKeyBytes)
        {
            skips.Add(SkipReason.UrlTooLong);
            return false;
        }

        return true;
    }

    // As the text stands, but UTF-8 and no longer than is kept. A list in another charset shows as U+FFFD what is no UTF-8.
    private static ReadOnlySpan<byte> CleanText(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t\r\n"u8);
        if (System.Text.Unicode.Utf8.IsValid(text))
        {
            return CaptureLimits.Cut(text);
        }

        return CaptureLimits.Cut(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text)));
    }
}
