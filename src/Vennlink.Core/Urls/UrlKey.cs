using System.Buffers;
using System.Text;

namespace Vennlink.Urls;

/// <summary>
/// The sort form of a canonical URL, a host or a root domain: plain byte order of keys is the key order of the index.
/// </summary>
/// <remarks>
/// Layout: host labels reversed and joined by <see cref="LabelSeparator"/>, an IP address kept whole as one label; then
/// <see cref="HostEnd"/>; then, for a port that is not the scheme's default, <c>:</c> and five decimal digits; then
/// path and query as they stand.
/// <code>
/// root domain  com 01 example
/// host         com 01 example 01 blog 00
/// page         com 01 example 01 blog 00 /a?b=1        (blog.example.com/a?b=1)
/// </code>
/// So a host with all of its subdomains is one range, a host with all of its pages is one range, no key holds a byte
/// above 0x7E, a page key holds exactly one <see cref="HostEnd"/>, and appending a zero byte makes keys prefix-free.
/// The pages of a root domain are not always one range: another root domain can lie inside it (<see
/// cref="PublicSuffixList.RootDomainLength"/>).
/// </remarks>
public static class UrlKey
{
    /// <summary>Between the reversed labels of a host: below every byte a label can hold.</summary>
    public const byte LabelSeparator = 0x01;

    /// <summary>
    /// Ends the host: below <see cref="LabelSeparator"/>, so a host sorts right before its subdomains.
    /// </summary>
    public const byte HostEnd = 0x00;

    // Fixed width, so that ports compare as bytes in the order of their values.
    private const int PortDigits = 5;

    /// <summary>
    /// Bytes of the host part, without <see cref="HostEnd"/>; the whole length for a root-domain key.
    /// </summary>
    public static int HostLength(ReadOnlySpan<byte> key)
    {
        int end = key.IndexOf(HostEnd);
        return end < 0 ? key.Length : end;
    }

    /// <summary>The host part of any key, without <see cref="HostEnd"/>; a slice of <paramref name="key"/>.</summary>
    public static ReadOnlySpan<byte> HostKey(ReadOnlySpan<byte> key) => key[..HostLength(key)];

    /// <summary>Whether labels alone are those of a name or of one below it.</summary>
    internal static bool IsWithin(ReadOnlySpan<byte> inner, ReadOnlySpan<byte> outer) =>
        inner.StartsWith(outer) && (inner.Length == outer.Length || inner[outer.Length] == LabelSeparator);

    /// <summary>Whether the host of any key is an IP address, which has no subdomains and no public suffix.</summary>
    /// <remarks>
    /// A reversed label cannot hold a dot or a bracket, and every IP address in a canonical URL holds one.
    /// </remarks>
    public static bool IsIpAddress(ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> host = HostKey(key);
        return host.StartsWith((byte)'[') || host.Contains((byte)'.');
    }

    /// <summary>
    /// Converts a canonical URL (<c>host[:port]/path[?query]</c>, as <see cref="UrlRecord.WriteCanonical"/> prints it)
    /// to its key.
    /// </summary>
    /// <param name="canonicalUrl">ASCII canonical URL; without path and port it is a host, and the key is labels
    /// alone.</param>
    /// <param name="destination">At least <c>canonicalUrl.Length + 8</c> bytes; may not overlap the URL.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The port has more than five digits, so this is no canonical URL.
    /// Other text is not checked: parse it.</exception>
    public static int FromCanonical(ReadOnlySpan<byte> canonicalUrl, Span<byte> destination)
    {
        int hostLength = CanonicalHostLength(canonicalUrl);
        int written = ReverseHost(canonicalUrl[..hostLength], destination);
        ReadOnlySpan<byte> rest = canonicalUrl[hostLength..];
        return rest.IsEmpty ? written : written + WritePortAndPath(rest, destination[written..]);
    }

    /// <summary><see cref="FromCanonical"/> of a text, as <see cref="ToText"/> gives it.</summary>
    public static byte[] OfText(string canonicalUrl)
    {
        // What ports and ends of hosts may take beside.
        const int Room = 8;
        byte[] canonical = Encoding.UTF8.GetBytes(canonicalUrl);
        byte[] key = new byte[canonical.Length + Room];
        return key[..FromCanonical(canonical, key)];
    }

    /// <summary>
    /// Converts a page key back to the canonical URL, a host key to the host, a root-domain key to the root domain.
    /// </summary>
    /// <param name="key">Any key.</param>
    /// <param name="destination">At least <c>key.Length</c> bytes; may not overlap the key.</param>
    /// <returns>Bytes written.</returns>
    public static int ToCanonical(ReadOnlySpan<byte> key, Span<byte> destination)
    {
        int hostLength = HostLength(key);
        ReadOnlySpan<byte> labels = key[..hostLength];
        int written = 0;
        while (labels.LastIndexOf(LabelSeparator) is int separator && separator >= 0)
        {
            ReadOnlySpan<byte> label = labels[(separator + 1)..];
            label.CopyTo(destination[written..]);
            written += label.Length;
            destination[written++] = (byte)'.';
            labels = labels[..separator];
        }

        labels.CopyTo(destination[written..]);
        written += labels.Length;

        ReadOnlySpan<byte> rest = hostLength < key.Length ? key[(hostLength + 1)..] : default;
        if (rest.Length > PortDigits && rest[0] == (byte)':')
        {
            destination[written++] = (byte)':';
            ReadOnlySpan<byte> digits = rest.Slice(1, PortDigits).TrimStart((byte)'0');
            // Port 0 is legal in a URL.
            digits = digits.IsEmpty ? "0"u8 : digits;
            digits.CopyTo(destination[written..]);
            written += digits.Length;
            rest = rest[(1 + PortDigits)..];
        }

        rest.CopyTo(destination[written..]);
        return written + rest.Length;
    }

    /// <summary><see cref="ToCanonical"/> as a string, for people and JSON.</summary>
    public static string ToText(ReadOnlySpan<byte> key)
    {
        const int StackBytes = 512;
        byte[]? rented = null;
        Span<byte> buffer = key.Length <= StackBytes
            ? stackalloc byte[StackBytes] : (rented = ArrayPool<byte>.Shared.Rent(key.Length));
        string text = Encoding.ASCII.GetString(buffer[..ToCanonical(key, buffer)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return text;
    }

    /// <summary>The host as identity has it: without trailing dots, unless dots are all there is.</summary>
    internal static ReadOnlySpan<byte> WithoutTrailingDots(ReadOnlySpan<byte> host)
    {
        if (!host.EndsWith((byte)'.'))
        {
            return host;
        }

        ReadOnlySpan<byte> trimmed = host.TrimEnd((byte)'.');
        // "http://../" is a valid URL; an empty host would not be one.
        return trimmed.IsEmpty ? host : trimmed;
    }

    /// <summary>
    /// Writes the labels of <paramref name="host"/> reversed, an IP address as it stands; trailing dots dropped.
    /// </summary>
    internal static int ReverseHost(ReadOnlySpan<byte> host, Span<byte> destination)
    {
        ReadOnlySpan<byte> labels = WithoutTrailingDots(host);
        int written = 0;
        if (!IsIpAddressText(labels))
        {
            while (labels.LastIndexOf((byte)'.') is int dot && dot >= 0)
            {
                ReadOnlySpan<byte> label = labels[(dot + 1)..];
                label.CopyTo(destination[written..]);
                written += label.Length;
                destination[written++] = LabelSeparator;
                labels = labels[..dot];
            }
        }

        labels.CopyTo(destination[written..]);
        return written + labels.Length;
    }

    /// <summary>Writes <see cref="HostEnd"/>, then the padded port if any, then path and query.</summary>
    /// <param name="rest">What follows the host in a canonical URL: <c>[:port]/path[?query]</c>.</param>
    /// <param name="destination">At least <c>rest.Length + 6</c> bytes.</param>
    internal static int WritePortAndPath(ReadOnlySpan<byte> rest, Span<byte> destination)
    {
        destination[0] = HostEnd;
        int written = 1;
        if (rest.StartsWith((byte)':'))
        {
            int slash = rest.IndexOf((byte)'/');
            ReadOnlySpan<byte> digits = rest[1..(slash < 0 ? rest.Length : slash)];
            ArgumentOutOfRangeException.ThrowIfGreaterThan(digits.Length, PortDigits, nameof(rest));
            destination[written++] = (byte)':';
            destination.Slice(written, PortDigits - digits.Length).Fill((byte)'0');
            digits.CopyTo(destination[(written + PortDigits - digits.Length)..]);
            written += PortDigits;
            rest = rest[(1 + digits.Length)..];
        }

        rest.CopyTo(destination[written..]);
        return written + rest.Length;
    }

    private static int CanonicalHostLength(ReadOnlySpan<byte> canonicalUrl)
    {
        int bracket = canonicalUrl.StartsWith((byte)'[') ? canonicalUrl.IndexOf((byte)']') : -1;
        int end = canonicalUrl[(bracket + 1)..].IndexOfAny((byte)'/', (byte)':', (byte)'?');
        return end < 0 ? canonicalUrl.Length : bracket + 1 + end;
    }

    // The standard reads a host whose last label is a number as an IPv4 address or not at all, so the last label
    // decides.
    private static bool IsIpAddressText(ReadOnlySpan<byte> host)
    {
        if (host.IsEmpty || !(char.IsAsciiDigit((char)host[^1]) || host[^1] == (byte)']'))
        {
            return false;
        }

        ReadOnlySpan<byte> last = host[(host.LastIndexOf((byte)'.') + 1)..];
        return host[0] == (byte)'[' || !last.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }
}
