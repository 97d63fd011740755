using System.Globalization;

namespace Vennlink.Urls;

/// <summary>IP addresses as the URL Standard reads and writes them: <c>0x7f.1</c> is <c>127.0.0.1</c>.</summary>
internal static class IpAddressText
{
    private const int Ipv6Pieces = 8;
    private const int Ipv4Parts = 4;

    /// <summary>Whether the last label is a number (decimal or <c>0x</c>), a trailing dot aside.</summary>
    public static bool EndsInNumber(ReadOnlySpan<byte> domain)
    {
        if (domain.EndsWith((byte)'.'))
        {
            domain = domain[..^1];
        }

        // Most top-level domains end in a letter that no number has.
        if (domain.IsEmpty || !(char.IsAsciiHexDigit((char)domain[^1]) || domain[^1] is (byte)'x' or (byte)'X'))
        {
            return false;
        }

        ReadOnlySpan<byte> last = domain[(domain.LastIndexOf((byte)'.') + 1)..];
        return !last.IsEmpty && char.IsAsciiDigit((char)last[0]) &&
            (!last.ContainsAnyExceptInRange((byte)'0', (byte)'9') || TryParseNumber(last, out _));
    }

    /// <summary>The IPv4 parser, for a domain that ends in a number.</summary>
    public static bool TryParseIpv4(ReadOnlySpan<byte> domain, out uint address)
    {
        address = 0;
        if (domain.EndsWith((byte)'.'))
        {
            domain = domain[..^1];
        }

        ulong value = 0;
        for (int part = 0; part < Ipv4Parts; part++)
        {
            int dot = domain.IndexOf((byte)'.');
            if (!TryParseNumber(dot < 0 ? domain : domain[..dot], out ulong number))
            {
                return false;
            }

            if (dot < 0)
            {
                // The last part fills what is left: 1.2 is 1.0.0.2.
                int bits = 8 * (Ipv4Parts - part);
                address = (uint)((value << bits) | number);
                return number < 1UL << bits;
            }

            if (number > 255)
            {
                return false;
            }

            value = (value << 8) | number;
            domain = domain[(dot + 1)..];
        }

        return false;
    }

    /// <summary>Appends an IPv4 address in dotted decimals.</summary>
    public static void AppendIpv4(uint address, UrlRecord result)
    {
        Span<byte> digits = stackalloc byte[3];
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            ((byte)(address >> shift)).TryFormat(digits, out int length, provider: CultureInfo.InvariantCulture);
            result.Append(digits[..length]);
            if (shift > 0)
            {
                result.Append((byte)'.');
            }
        }
    }

    /// <summary>
    /// Parses an IPv6 address and appends it in brackets, its longest run of zero pieces as <c>::</c>.
    /// </summary>
    public static bool TryAppendIpv6(ReadOnlySpan<byte> text, UrlRecord result)
    {
        Span<ushort> pieces = stackalloc ushort[Ipv6Pieces];
        if (!TryParseIpv6(text, pieces))
        {
            return false;
        }

        (int zerosStart, int zerosLength) = LongestZeroRun(pieces);
        result.Append((byte)'[');
        Span<byte> digits = stackalloc byte[4];
        for (int i = 0; i < Ipv6Pieces; i++)
        {
            if (i == zerosStart)
            {
                result.Append(i == 0 ? "::"u8 : ":"u8);
                i += zerosLength - 1;
                continue;
            }

            pieces[i].TryFormat(digits, out int length, "x", CultureInfo.InvariantCulture);
            result.Append(digits[..length]);
            if (i < Ipv6Pieces - 1)
            {
                result.Append((byte)':');
            }
        }

        result.Append((byte)']');
        return true;
    }

    private static bool TryParseIpv6(ReadOnlySpan<byte> text, Span<ushort> pieces)
    {
        pieces.Clear();
        int count = 0;
        int compress = -1;
        int position = 0;
        if (text.StartsWith((byte)':'))
        {
            if (!text.StartsWith("::"u8))
            {
                return false;
            }

            position = 2;
            compress = count = 1;
        }

        while (position < text.Length)
        {
            if (count == Ipv6Pieces)
            {
                return false;
            }

            if (text[position] == (byte)':')
            {
                if (compress >= 0)
                {
                    return false;
                }

                position++;
                compress = ++count;
                continue;
            }

            int value = 0;
            int start = position;
            while (position < text.Length && position - start < 4 && char.IsAsciiHexDigit((char)text[position]))
            {
                byte digit = text[position++];
                value = (value << 4) | ((digit & 15) + (digit >= (byte)'A' ? 9 : 0));
            }

            if (position < text.Length && text[position] == (byte)'.')
            {
                if (position == start || count > Ipv6Pieces - 2
                    || !TryParseDottedTail(text[start..], pieces.Slice(count, 2)))
                {
                    return false;
                }

                count += 2;
                break;
            }

            if (position < text.Length)
            {
                if (text[position] != (byte)':' || ++position == text.Length)
                {
                    return false;
                }
            }

            pieces[count++] = (ushort)value;
        }

        if (compress < 0)
        {
            return count == Ipv6Pieces;
        }

        // The pieces after "::" move to the end; it stands for what is left, one piece at least.
        Span<ushort> tail = pieces[compress..count];
        Span<ushort> moved = stackalloc ushort[Ipv6Pieces];
        tail.CopyTo(moved);
        int tailLength = tail.Length;
        pieces[compress..].Clear();
        moved[..tailLength].CopyTo(pieces[^tailLength..]);
        return true;
    }

    // The IPv4 address at the end of an IPv6 one: four strict decimals.
    private static bool TryParseDottedTail(ReadOnlySpan<byte> text, Span<ushort> pieces)
    {
        uint address = 0;
        for (int part = 0; part < Ipv4Parts; part++)
        {
            int dot = text.IndexOf((byte)'.');
            bool isLast = part == Ipv4Parts - 1;
            if (isLast != dot < 0)
            {
                return false;
            }

            ReadOnlySpan<byte> digits = isLast ? text : text[..dot];
            bool isNumber = digits.Length is > 0 and <= 3 && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') &&
                (digits.Length == 1 || digits[0] != (byte)'0');
            if (!isNumber)
            {
                return false;
            }

            uint value = uint.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
            if (value > 255)
            {
                return false;
            }

            address = (address << 8) | value;
            text = isLast ? default : text[(dot + 1)..];
        }

        pieces[0] = (ushort)(address >> 16);
        pieces[1] = (ushort)address;
        return true;
    }

    private static (int Start, int Length) LongestZeroRun(ReadOnlySpan<ushort> pieces)
    {
        (int start, int length) longest = (-1, 1);
        for (int i = 0; i < pieces.Length; i++)
        {
            int end = i;
            while (end < pieces.Length && pieces[end] == 0)
            {
                end++;
            }

            if (end - i > longest.length)
            {
                longest = (i, end - i);
            }

            i = Math.Max(i, end - 1);
        }

        return longest;
    }

    // The IPv4 number parser: decimal, 0 octal, 0x hexadecimal. Saturates far above every limit.
    private static bool TryParseNumber(ReadOnlySpan<byte> text, out ulong number)
    {
        number = 0;
        if (text.IsEmpty)
        {
            return false;
        }

        uint radix = 10;
        if (text.Length >= 2 && text[0] == (byte)'0')
        {
            bool isHexadecimal = text[1] is (byte)'x' or (byte)'X';
            radix = isHexadecimal ? 16u : 8u;
            text = text[(isHexadecimal ? 2 : 1)..];
        }

        foreach (byte digit in text)
        {
            uint value = char.IsAsciiHexDigit((char)digit)
                ? (uint)((digit & 15) + (digit >= (byte)'A' ? 9 : 0)) : radix;
            if (value >= radix)
            {
                return false;
            }

            number = Math.Min((number * radix) + value, 1UL << 40);
        }

        return true;
    }
}
