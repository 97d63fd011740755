namespace Vennlink.Archives.Records;

/// <summary>
/// Tells HTML pages from others, by Content-Type and, where that says nothing, by the first bytes (WHATWG MIME
/// Sniffing, section 7.1).
/// </summary>
internal static class HtmlSniffer
{
    /// <summary>Whether a media type is that of HTML (true), of something else (false), or none (null).</summary>
    public static bool? IsHtmlType(MediaType type)
    {
        ReadOnlySpan<byte> essence = type.Essence;
        if (Is(essence, "text/html"u8) || Is(essence, "application/xhtml+xml"u8)
            || Is(essence, "application/vnd.wap.xhtml+xml"u8))
        {
            return true;
        }

        // What the standard names beside what is no media type, such as the "no-type" of ARC writers.
        bool saysNothing = essence.IsEmpty || Is(essence, "unknown/unknown"u8)
            || Is(essence, "application/unknown"u8);
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
