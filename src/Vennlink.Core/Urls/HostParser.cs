using System.Buffers;
using System.Text;

namespace Vennlink.Urls;

/// <summary>The WHATWG host parser and serializer in one: appends a host to a URL as it is serialized.</summary>
/// <remarks>Not thread-safe: it keeps buffers. Source: URL Standard, section 3 "Hosts".</remarks>
internal sealed class HostParser
{
    /// <summary>What nearly every host of the web is made of.</summary>
    public static readonly SearchValues<byte> PlainHostBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._"u8);
    private static readonly SearchValues<byte> ForbiddenHostBytes = SearchValues.Create("\0\t\n\r #/:<>?@[\\]^|"u8);
    private static readonly SearchValues<byte> AllowedDomainBytes = CreateAllowedDomainBytes();

    private readonly DomainToAscii _domainToAscii = new();
    private byte[] _decoded = [];

    /// <summary>Parses <paramref name="text"/> and appends the host as serialized.</summary>
    /// <param name="text">UTF-8, not empty, without port.</param>
    /// <param name="isSpecial">Whether the scheme is special: a domain or an address; else an opaque host.</param>
    /// <param name="result">Gets the host appended; on failure perhaps a part of it.</param>
    /// <returns>False where the standard returns failure.</returns>
    public bool TryAppend(ReadOnlySpan<byte> text, bool isSpecial, UrlRecord result)
    {
        if (text[0] == (byte)'[')
        {
            return text[^1] == (byte)']' && IpAddressText.TryAppendIpv6(text[1..^1], result);
        }

        if (!isSpecial)
        {
            bool isAllowed = !text.ContainsAny(ForbiddenHostBytes);
            if (isAllowed)
            {
                PercentEncodeSet.C0Control.Append(text, result);
            }

            return isAllowed;
        }

        if (!text.ContainsAnyExcept(PlainHostBytes))
        {
            return TryAppendDomain(text, result);
        }

        ReadOnlySpan<byte> decoded = PercentDecode(text);
        // An ASCII domain is only lowered: the standard does not look into its punycode.
        if (Ascii.IsValid(decoded))
        {
            int start = result.Length;
            Ascii.ToLower(decoded, result.AppendSpan(decoded.Length), out _);
            return !result.Tail(start).ContainsAnyExcept(AllowedDomainBytes) && TryFinishDomain(start, result);
        }

        return _domainToAscii.TryConvert(decoded, out ReadOnlySpan<byte> ascii) &&
            !ascii.IsEmpty && !ascii.ContainsAnyExcept(AllowedDomainBytes) && TryAppendDomain(ascii, result);
    }

    private static bool TryAppendDomain(ReadOnlySpan<byte> domain, UrlRecord result)
    {
        int start = result.Length;
        result.Append(domain);
        return TryFinishDomain(start, result);
    }

    // A domain that ends in a number is an IPv4 address or nothing.
    private static bool TryFinishDomain(int start, UrlRecord result)
    {
        Span<byte> domain = result.Tail(start);
        if (!IpAddressText.EndsInNumber(domain))
        {
            return true;
        }

        if (!IpAddressText.TryParseIpv4(domain, out uint address))
        {
            return false;
        }

        result.Truncate(start);
        IpAddressText.AppendIpv4(address, result);
        return true;
    }

    private ReadOnlySpan<byte> PercentDecode(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'%'))
        {
            return text;
        }

        if (_decoded.Length < text.Length)
        {
            _decoded = new byte[text.Length];
        }

        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte value = text[i];
            if (value == (byte)'%' && i + 2 < text.Length && char.IsAsciiHexDigit((char)text[i + 1])
                && char.IsAsciiHexDigit((char)text[i + 2]))
            {
                value = (byte)((HexValue(text[i + 1]) << 4) | HexValue(text[i + 2]));
                i += 2;
            }

            _decoded[length++] = value;
        }

        return _decoded.AsSpan(0, length);
    }

    private static int HexValue(byte digit) => (digit & 15) + (digit >= (byte)'A' ? 9 : 0);

    // Not a C0 control, DEL, %, or a forbidden host code point.
    private static SearchValues<byte> CreateAllowedDomainBytes()
    {
        Span<byte> allowed = stackalloc byte[128];
        int count = 0;
        for (byte value = 0x21; value < 0x7F; value++)
        {
            if (!ForbiddenHostBytes.Contains(value) && value != (byte)'%')
            {
                allowed[count++] = value;
            }
        }

        return SearchValues.Create(allowed[..count]);
    }
}
