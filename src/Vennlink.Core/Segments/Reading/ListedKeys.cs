using Vennlink.Archives;
using Vennlink.Segments.Stored;
using Vennlink.Urls;

namespace Vennlink.Segments.Reading;

/// <summary>
/// Reads page keys out of the URLs of lists. Most of them are of the site of the row's source, and need no parsing. One
/// a thread.
/// </summary>
internal sealed class ListedKeys(SkipCounts skips)
{
    private readonly UrlParser _urls = new();
    private readonly UrlRecord _url = new();
    private byte[] _origin = new byte[256];
    private int _originLength;
    private byte[] _originKey = new byte[256];
    private int _originKeyLength;

    /// <summary>Reads one URL.</summary>
    /// <param name="text">As it stands in the list: <see cref="ListedUrl"/>.</param>
    /// <param name="whenNoUrl">
    /// What is counted when it is none; of another scheme, <see cref="SkipReason.OtherScheme"/> in place of
    /// <see cref="SkipReason.UnparsableLink"/>.
    /// </param>
    /// <param name="isName">Whether it is the name of a page or host, whatever it looks like.</param>
    /// <param name="key">Gets the key at its start; replaced when it is too short.</param>
    /// <param name="length">Length of the key.</param>
    /// <returns>False when there is no key that is kept, which is counted.</returns>
    public bool TryRead(
        ReadOnlySpan<byte> text, SkipReason whenNoUrl, bool isName, ref byte[] key, out int length)
    {
        if (TryReadOnOrigin(text, key, out length))
        {
            return true;
        }

        if ((!isName && !ListedUrl.MayBe(text)) || !ListedUrl.TryParse(text, _urls, _url))
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

    /// <summary>
    /// From here on, URLs that start as this one does up to the end of its host are the ones that need no parsing.
    /// </summary>
    /// <param name="text">A URL that was read.</param>
    /// <param name="key">What was read.</param>
    public void RememberOrigin(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        if (StartsWithOrigin(text))
        {
            return;
        }

        // A plain host and then a slash: what stands behind such a host and is plain itself stands in the key as it is
        // (UrlParser).
        int hostStart = text.StartsWith("https://"u8) ? "https://".Length
            : text.StartsWith("http://"u8) ? "http://".Length
            : 0;
        int hostLength = text[hostStart..].IndexOfAnyExcept(HostParser.PlainHostBytes);
        ReadOnlySpan<byte> hostKey = UrlKey.HostKey(key);
        bool isPlain = hostLength > 0 && text[hostStart + hostLength] == (byte)'/' && !UrlKey.IsIpAddress(key)
            && hostKey.Length < key.Length
            && !IpAddressText.EndsInNumber(text.Slice(hostStart, hostLength));
        _originLength = 0;
        if (isPlain)
        {
            Keep(text[..(hostStart + hostLength)], ref _origin, out _originLength);
            Keep(key[..(hostKey.Length + 1)], ref _originKey, out _originKeyLength);
        }
    }

    private static void Keep(ReadOnlySpan<byte> bytes, ref byte[] buffer, out int length)
    {
        if (buffer.Length < bytes.Length)
        {
            buffer = new byte[bytes.Length * 2];
        }

        bytes.CopyTo(buffer);
        length = bytes.Length;
    }

    private bool StartsWithOrigin(ReadOnlySpan<byte> text) =>
        _originLength > 0 && text.Length > _originLength && text[_originLength] == (byte)'/'
            && text.StartsWith(_origin.AsSpan(0, _originLength));

    private bool TryReadOnOrigin(ReadOnlySpan<byte> text, Span<byte> key, out int length)
    {
        length = 0;
        if (!StartsWithOrigin(text))
        {
            return false;
        }

        // A dot behind a slash may be a segment that goes up.
        ReadOnlySpan<byte> path = text[_originLength..];
        length = _originKeyLength + path.Length;
        if (length > CaptureLimits.MaxKeyBytes || path.ContainsAnyExcept(UrlParser.PlainBytes)
            || path.IndexOf("/."u8) >= 0)
        {
            return false;
        }

        _originKey.AsSpan(0, _originKeyLength).CopyTo(key);
        path.CopyTo(key[_originKeyLength..]);
        return true;
    }
}
