namespace Vennlink.Archives.Records;

/// <summary>
/// Tells HTML pages from others, by Content-Type and, where that says nothing, by the first bytes (WHATWG MIME
/// Sniffing, section 7.1).
/// </summary>
internal static class HtmlSniffer
{
    /// <summary>Whether a Content-Type says HTML (true), something else (false), or nothing (null).</summary>
    public static bool? IsHtmlType(ReadOnlySpan<byte> contentType)
    {
        int parameters = contentType.IndexOfAny((byte)';', (byte)',');
        ReadOnlySpan<byte> essence = (parameters < 0 ? contentType : contentType[..parameters]).Trim(" \t"u8);
        if (Is(essence, "text/html"u8) || Is(essence, "application/xhtml+xml"u8)
            || Is(essence, "application/vnd.wap.xhtml+xml"u8))
        {
            return true;
        }

        // "no-type" and "unknown" are what ARC writers put; the others are named by the standard.
        bool saysNothing = !essence.Contains((byte)'/') || Is(essence, "unknown/unknown"u8)
            || Is(essence, "application/unknown"u8) || Is(essence, "*/*"u8);
        return saysNothing ? null : false;

        static bool Is(ReadOnlySpan<byte> essence, ReadOnlySpan<byte> known) =>
            System.Text.Ascii.EqualsIgnoreCase(essence, known);
    }

    /// <summary>Whether a body begins as HTML does.</summary>
    public static bool LooksLikeHtml(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith("\uFEFF"u8))
        {
            body = body[3..];
        }

        body = body.TrimStart("\t\n\f\r "u8);
        if (body.StartsWith("<!--"u8))
        {
            return true;
        }

        ReadOnlySpan<string> tags =
        [
            "<!DOCTYPE HTML", "<HTML", "<HEAD", "<SCRIPT", "<IFRAME", "<H1", "<DIV", "<FONT", "<TABLE", "<A", "<STYLE",
            "<TITLE", "<B", "<BODY",
            "<BR", "<P",
        ];
        foreach (string tag in tags)
        {
            if (body.Length > tag.Length && System.Text.Ascii.EqualsIgnoreCase(body[..tag.Length], tag)
                && body[tag.Length] is (byte)' ' or (byte)'>')
            {
                return true;
            }
        }

        return false;
    }
}
