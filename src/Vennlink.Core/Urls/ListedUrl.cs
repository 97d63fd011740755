using System.Buffers;

namespace Vennlink.Urls;

/// <summary>
/// Reads a URL as people write it in lists: with its scheme, or without (<c>www.example.com/a</c>,
/// <c>example.com:8080</c>, <c>//example.com</c>).
/// </summary>
internal static class ListedUrl
{
    private static readonly SearchValues<byte> SchemeBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."u8);

    private const int MaxStackBytes = 512;

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
