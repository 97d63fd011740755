using System.Text;

namespace Vennlink.Links.Parsing;

/// <summary>Turns raw slices of a page into the characters they stand for.</summary>
internal static class HtmlText
{
    // What &#128; to &#159; stand for, by the standard's table: windows-1252 without the five bytes it leaves open.
    private const string C1 =
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
        + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    /// <summary>Whether <see cref="Decode"/> would change the bytes.</summary>
    public static bool NeedsDecoding(ReadOnlySpan<byte> raw) => raw.IndexOfAny((byte)'&', (byte)0, (byte)'\r') >= 0;

    /// <summary>Decodes <paramref name="raw"/>; ill-formed UTF-8 passes through.</summary>
    /// <param name="raw">A slice of the page.</param>
    /// <param name="form">What references and NUL bytes mean.</param>
    /// <param name="destination">At least three times as long as <paramref name="raw"/>.</param>
    /// <returns>Bytes written.</returns>
    public static int Decode(ReadOnlySpan<byte> raw, HtmlTextForm form, Span<byte> destination)
    {
        int written = 0;
        while (true)
        {
            int plain = raw.IndexOfAny((byte)'&', (byte)0, (byte)'\r');
            ReadOnlySpan<byte> copied = plain < 0 ? raw : raw[..plain];
            copied.CopyTo(destination[written..]);
            written += copied.Length;
            if (plain < 0)
            {
                return written;
            }

            raw = raw[plain..];
            int used = 1;
            switch (raw[0])
            {
                case (byte)'\r':
                    destination[written++] = (byte)'\n';
                    used = raw.Length > 1 && raw[1] == '\n' ? 2 : 1;
                    break;
                case 0:
                    if ((form & HtmlTextForm.DropNul) == 0)
                    {
                        "\uFFFD"u8.CopyTo(destination[written..]);
                        written += 3;
                    }

                    break;
                default:
                    if ((form & HtmlTextForm.Literal) != 0)
                    {
                        destination[written++] = (byte)'&';
                    }
                    else
                    {
                        written += DecodeReference(raw, (form & HtmlTextForm.Attribute) != 0, destination[written..],
                            out used);
                    }

                    break;
            }

            raw = raw[used..];
        }
    }

    /// <summary>
    /// Decodes the reference that <paramref name="raw"/> begins with; a lone ampersand stands for itself.
    /// </summary>
    /// <param name="raw">Begins with an ampersand.</param>
    /// <param name="inAttribute">Whether the rule for attribute values holds.</param>
    /// <param name="destination">At least three times as long as the reference.</param>
    /// <param name="used">Bytes read.</param>
    /// <returns>Bytes written.</returns>
    public static int DecodeReference(ReadOnlySpan<byte> raw, bool inAttribute, Span<byte> destination, out int used)
    {
        ReadOnlySpan<byte> text = raw[1..];
        if (text.Length > 1 && text[0] == '#' && TryDecodeNumber(text[1..], out Rune rune, out int digits))
        {
            used = 2 + digits;
            return rune.EncodeToUtf8(destination);
        }

        int matched = text.Length > 0 && char.IsAsciiLetter((char)text[0])
            ? HtmlEntities.Match(text, out ReadOnlySpan<byte> expansion) : Nothing(out expansion);
        if (matched > 0 && inAttribute && text[matched - 1] != ';' && matched < text.Length
            && (text[matched] == '=' || char.IsAsciiLetterOrDigit((char)text[matched])))
        {
            matched = 0;
        }

        if (matched == 0)
        {
            destination[0] = (byte)'&';
            used = 1;
            return 1;
        }

        expansion.CopyTo(destination);
        used = 1 + matched;
        return expansion.Length;
    }

    private static int Nothing(out ReadOnlySpan<byte> expansion)
    {
        expansion = default;
        return 0;
    }

    private static bool TryDecodeNumber(ReadOnlySpan<byte> text, out Rune rune, out int used)
    {
        bool hexadecimal = text[0] is (byte)'x' or (byte)'X';
        int at = hexadecimal ? 1 : 0;
        int first = at;
        int value = 0;
        for (; at < text.Length; at++)
        {
            int digit = hexadecimal ? HexDigit(text[at]) : (uint)(text[at] - '0') < 10 ? text[at] - '0' : -1;
            if (digit < 0)
            {
                break;
            }

            // Stays above the last code point once it is there.
            value = Math.Min((value * (hexadecimal ? 16 : 10)) + digit, 0x110000);
        }

        used = at < text.Length && text[at] == ';' ? at + 1 : at;
        rune = value switch
        {
            0 or >= 0x110000 or (>= 0xD800 and <= 0xDFFF) => Rune.ReplacementChar,
            >= 0x80 and < 0xA0 => new Rune(C1[value - 0x80]),
            _ => new Rune(value),
        };
        return at > first;
    }

    private static int HexDigit(byte b) => char.IsAsciiHexDigit((char)b) ? (b & 0xF) + (b > '9' ? 9 : 0) : -1;
}

/// <summary>How the raw bytes of a text node become its data.</summary>
[Flags]
internal enum HtmlTextForm : byte
{
    /// <summary>Character references stand for characters, NUL for U+FFFD.</summary>
    None = 0,

    /// <summary>No character references: raw text, script, CDATA.</summary>
    Literal = 1,

    /// <summary>NUL is left out instead of replaced.</summary>
    DropNul = 2,

    /// <summary>
    /// An attribute value: a reference without semicolon before <c>=</c> or a letter or digit stays as it is.
    /// </summary>
    Attribute = 4,
}
