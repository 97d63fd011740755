namespace Vennlink.Urls;

/// <summary>
/// The sort form of a canonical URL, a host or a root domain: plain byte order of keys is the key order of the index.
/// </summary>
/// <remarks>
/// Layout: host labels reversed and joined by <see cref="LabelSeparator"/>, an IP address kept whole as one label; then <see cref="HostEnd"/>;
/// then, for a port that is not the scheme's default, <c>:</c> and five decimal digits; then path and query as they stand.
/// <code>
/// root domain  com 01 example
/// host         com 01 example 01 blog 00
/// page         com 01 example 01 blog 00 /a?b=1        (blog.example.com/a?b=1)
/// </code>
/// So a root domain with all of its hosts is one range, a host with all of its pages is one range, no key holds a byte above 0x7E,
/// a page key holds exactly one <see cref="HostEnd"/>, and appending a zero byte makes keys prefix-free.
/// </remarks>
public static class UrlKey
{
    /// <summary>Between the reversed labels of a host: below every byte a label can hold.</summary>
    public const byte LabelSeparator = 0x01;

    /// <summary>Ends the host: below <see cref="LabelSeparator"/>, so a host sorts right before its subdomains.</summary>
    public const byte HostEnd = 0x00;

    /// <summary>Bytes of the host part, without <see cref="HostEnd"/>; the whole length for a root-domain key.</summary>
    public static int HostLength(ReadOnlySpan<byte> key)
    {
        int end = key.IndexOf(HostEnd);
        return end < 0 ? key.Length : end;
    }

    /// <summary>Converts a canonical URL (<c>host[:port]/path[?query]</c>, as <see cref="UrlRecord.WriteCanonical"/> prints it) to its key.</summary>
    /// <param name="canonicalUrl">ASCII canonical URL.</param>
    /// <param name="destination">At least <c>canonicalUrl.Length + 8</c> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int FromCanonical(ReadOnlySpan<byte> canonicalUrl, Span<byte> destination) => throw new NotImplementedException();

    /// <summary>Converts a page key back to the canonical URL, a host key to the host, a root-domain key to the root domain.</summary>
    /// <param name="key">Any key.</param>
    /// <param name="destination">At least <c>key.Length</c> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int ToCanonical(ReadOnlySpan<byte> key, Span<byte> destination) => throw new NotImplementedException();

    /// <summary><see cref="ToCanonical"/> as a string, for people and JSON.</summary>
    public static string ToText(ReadOnlySpan<byte> key) => throw new NotImplementedException();
}
