using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Vennlink.Links.Charsets;

/// <summary>
/// Determines the encoding of a page: byte order mark, HTTP header, <c>meta</c> prescan, then what the bytes look like.
/// </summary>
/// <remarks>Source: WHATWG HTML Standard, "Determining the character encoding" and "prescan a byte stream".</remarks>
internal static class CharsetSniffer
{
    private const int PrescanBytes = 1024;

    /// <summary>Determines the encoding.</summary>
    /// <param name="html">The page.</param>
    /// <param name="contentType">The Content-Type header, or empty.</param>
    /// <param name="isCertain">Whether a <c>meta</c> met later cannot change it.</param>
    /// <param name="markLength">Bytes of a byte order mark, which is not part of the page.</param>
    public static Charset Detect(ReadOnlySpan<byte> html, ReadOnlySpan<byte> contentType, out bool isCertain,
        out int markLength)
    {
        isCertain = true;
        if (FromMark(html, out markLength) is { } marked)
        {
            return marked;
        }

        if (FromContentType(contentType) is { } stated)
        {
            return stated;
        }

        isCertain = false;
        return CharsetPrescan.Find(html[..Math.Min(html.Length, PrescanBytes)]) ?? Guess(html);
    }

    /// <summary>
    /// Determines the encoding of a page that is XML: byte order mark, HTTP header, XML declaration, else UTF-8.
    /// </summary>
    public static Charset DetectXml(ReadOnlySpan<byte> xml, ReadOnlySpan<byte> contentType, out int markLength) =>
        FromMark(xml, out markLength) ?? FromContentType(contentType)
            ?? CharsetPrescan.FindInXml(xml[..Math.Min(xml.Length, PrescanBytes)]) ?? Charset.Utf8;

    private static Charset? FromMark(ReadOnlySpan<byte> html, out int markLength)
    {
        markLength = 2;
        if (html.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            markLength = 3;
            return Charset.Utf8;
        }

        if (html.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return Charset.Utf16BigEndian;
        }

        if (html.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return Charset.Utf16LittleEndian;
        }

        markLength = 0;
        return null;
    }

    /// <summary>The charset parameter of a Content-Type value; null without a known one.</summary>
    internal static Charset? FromContentType(ReadOnlySpan<byte> contentType)
    {
        while (true)
        {
            int semicolon = contentType.IndexOf((byte)';');
            if (semicolon < 0)
            {
                return null;
            }

            contentType = contentType[(semicolon + 1)..];
            ReadOnlySpan<byte> parameter = contentType.TrimStart(" \t\r\n"u8);
            if (parameter.Length < 8 || !HtmlBytes.EqualsLower(parameter[..8], "charset="u8))
            {
                continue;
            }

            ReadOnlySpan<byte> value = parameter[8..];
            int end = value.StartsWith("\""u8) ? value[1..].IndexOf((byte)'"') + 1
                : value.IndexOfAny((byte)';', (byte)',');
            value = value.StartsWith("\""u8) ? value[1..(end > 0 ? end : value.Length)]
                : value[..(end < 0 ? value.Length : end)];
            if (CharsetLabels.Find(value) is { } found)
            {
                return found;
            }
        }
    }

    // Nothing is declared. Well-formed UTF-8 with some of it beyond ASCII is no accident; a page cut inside a character
    // is still well-formed, and a lone stray byte among many characters does not speak against it.
    private static Charset Guess(ReadOnlySpan<byte> html)
    {
        const int GoodForEachBad = 20;
        if (Utf8.IsValid(html))
        {
            return Charset.Utf8;
        }

        int good = 0;
        int bad = 0;
        ReadOnlySpan<byte> rest = html;
        while (true)
        {
            int at = rest.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (at < 0)
            {
                break;
            }

            rest = rest[at..];
            OperationStatus status = Rune.DecodeFromUtf8(rest, out _, out int used);
            if (status == OperationStatus.NeedMoreData)
            {
                break;
            }

            good += status == OperationStatus.Done ? 1 : 0;
            bad += status == OperationStatus.Done ? 0 : 1;
            rest = rest[used..];
        }

        return bad * GoodForEachBad <= good ? Charset.Utf8 : Charset.Windows1252;
    }
}
