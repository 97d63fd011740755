using System.Buffers;
using System.Net;
using System.Text;

namespace Vennlink.Urls;

/// <summary>
/// Reads a URL as people write it in lists: with its scheme, or without (<c>www.example.com/a</c>,
/// <c>example.com:8080</c>, <c>//example.com</c>).
/// </summary>
internal static class ListedUrl
{
    private static readonly SearchValues<byte> SchemeBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."u8);

    private static readonly SearchValues<byte> HostBytes =
        SearchValues.Create([.. "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."u8,
            .. Enumerable.Range(0x80, 0x80).Select(value => (byte)value)]);

    private static readonly SearchValues<byte> BetweenUrls = SearchValues.Create(" ,;|\t\r\n"u8);

    private const int MaxStackBytes = 512;

    /// <summary>
    /// Whether text of a table, where anything may stand, can be meant as a URL. It has a scheme, or begins with a
    /// host: a name with a dot, <c>localhost</c> or an IP address in full.
    /// </summary>
    /// <remarks>Words, numbers, dates, placeholders, addresses of e-mail, paths and quoted URLs are none.</remarks>
    public static bool MayBe(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t\r\n"u8);
        bool isWeb = StartsWith(text, "https://"u8) || StartsWith(text, "http://"u8);
        if (!isWeb && HasScheme(text))
        {
            // Counted by its scheme.
            return true;
        }

        ReadOnlySpan<byte> rest = isWeb ? text[(text.IndexOf((byte)'/') + 2)..]
            : text.StartsWith("//"u8) ? text[2..] : text;
        int end = rest.IndexOfAny("/?#:"u8);
        ReadOnlySpan<byte> host = (end < 0 ? rest : rest[..end]).TrimEnd((byte)'.');
        return isWeb
            ? !Ascii.EqualsIgnoreCase(host, "www"u8) && !text.Contains((byte)'"') && text.IndexOf(" http"u8) < 0
            : !text.ContainsAny(" \"<>"u8) && IsHost(host);
    }

    /// <summary>Takes the first of several URLs that stand in one cell, with their schemes.</summary>
    /// <param name="rest">The cell; what is left of it, which is one URL where this says false.</param>
    /// <param name="first">The first URL.</param>
    public static bool TrySplit(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> first)
    {
        first = default;
        int last = rest.ContainsAny(BetweenUrls) ? rest.LastIndexOf("://"u8) : -1;
        if (last <= "https".Length)
        {
            return false;
        }

        // A URL may hold another one, but not behind a blank or a comma.
        for (int at = 1; at <= last; at++)
        {
            bool isStart = rest[at] is (byte)'h' or (byte)'H'
                && (StartsWith(rest[at..], "https://"u8) || StartsWith(rest[at..], "http://"u8))
                && BetweenUrls.Contains(rest[at - 1]);
            if (isStart)
            {
                first = rest[..at].TrimEnd(" ,;|\t\r\n"u8);
                rest = rest[at..];
                return true;
            }
        }

        return false;
    }

    private static bool IsHost(ReadOnlySpan<byte> host)
    {
        if (Ascii.EqualsIgnoreCase(host, "localhost"u8) || host is [(byte)'[', ..])
        {
            return true;
        }

        int dot = host.LastIndexOf((byte)'.');
        if (dot <= 0 || host.ContainsAnyExcept(HostBytes) || host.IndexOf(".."u8) >= 0 || host[0] == '.')
        {
            return false;
        }

        ReadOnlySpan<byte> last = host[(dot + 1)..];
        return char.IsAsciiDigit((char)last[0]) ? host.Count((byte)'.') == 3 && IPAddress.TryParse(host, out _)
            : last.Length > 1;
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) =>
        text.Length >= lower.Length && Ascii.EqualsIgnoreCase(text[..lower.Length], lower);

    /// <summary>Parses; false when no URL can be read. The URL may have any scheme.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, UrlParser parser, UrlRecord result)
    {
        text = text.Trim(" \t\r\n"u8);
        if (HasScheme(text))
        {
            return parser.TryParse(text, null, result);
        }

        // http and https are one page, so which of them is put in front does not matter, but for a port: 80 is dropped
        // as the default, as in text without one.
        ReadOnlySpan<byte> prefix = text.StartsWith("//"u8) ? "http:"u8 : "http://"u8;
        byte[]? rented = null;
        int length = prefix.Length + text.Length;
        Span<byte> whole = length <= MaxStackBytes ? stackalloc byte[MaxStackBytes]
            : (rented = ArrayPool<byte>.Shared.Rent(length));
        prefix.CopyTo(whole);
        text.CopyTo(whole[prefix.Length..]);
        bool isParsed = parser.TryParse(whole[..length], null, result);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return isParsed;
    }

    // "example.com:8080/a" and "localhost:80" look like a scheme, but what stands before a port is a host.
    private static bool HasScheme(ReadOnlySpan<byte> text)
    {
        int colon = text.IndexOfAnyExcept(SchemeBytes);
        if (colon <= 0 || text[colon] != ':' || !char.IsAsciiLetter((char)text[0]))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = text[(colon + 1)..];
        if (rest.StartsWith("//"u8))
        {
            return true;
        }

        int digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? rest.Length : digits;
        bool endsAsPort = digits == rest.Length || rest[digits] is (byte)'/' or (byte)'?' or (byte)'#';
        bool isHostAndPort = digits is > 0 and <= 5 && endsAsPort;
        return !isHostAndPort && !text[..colon].Contains((byte)'.');
    }
}
