using System.Buffers.Text;

namespace Vennlink.Links.Extraction;

/// <summary>Reads <c>5; url=/next</c>: a page that leaves for another by itself.</summary>
/// <remarks>
/// Source: HTML Standard, "shared declarative refresh steps", of the value of <c>meta http-equiv=refresh</c> and of the
/// Refresh header.
/// </remarks>
internal static class DeclarativeRefresh
{
    /// <summary>A refresh after at most so many seconds is a redirect: nobody reads the page before.</summary>
    public const int MaxRedirectSeconds = 1;

    /// <summary>Reads one value; false when it is none, and another one may count.</summary>
    /// <param name="value">The value, references decoded.</param>
    /// <param name="seconds">Whole seconds of the delay; longer ones are <see cref="int.MaxValue"/>.</param>
    /// <param name="isReload">Whether no URL is named: the page itself is loaded again.</param>
    /// <param name="url">The URL reference; part of <paramref name="value"/>.</param>
    public static bool TryParse(ReadOnlySpan<byte> value, out int seconds, out bool isReload,
        out ReadOnlySpan<byte> url)
    {
        url = default;
        isReload = true;
        ReadOnlySpan<byte> rest = TrimSpace(value);
        int digits = LengthOf(rest, "0123456789"u8);
        seconds = Utf8Parser.TryParse(rest[..digits], out int whole, out _) ? whole : digits > 0 ? int.MaxValue : 0;
        if (digits == 0 && !rest.StartsWith("."u8))
        {
            return false;
        }

        rest = rest[LengthOf(rest, "0123456789."u8)..];
        if (rest.IsEmpty)
        {
            return true;
        }

        if (rest[0] is not ((byte)';' or (byte)',') && !HtmlBytes.IsSpace(rest[0]))
        {
            return false;
        }

        rest = TrimSpace(rest);
        rest = rest is [(byte)';' or (byte)',', ..] ? TrimSpace(rest[1..]) : rest;
        isReload = rest.IsEmpty;
        url = Unquote(WithoutName(rest));
        return true;
    }

    // "url =" in front of the reference may be left out.
    private static ReadOnlySpan<byte> WithoutName(ReadOnlySpan<byte> text)
    {
        if (text.Length < 3 || !HtmlBytes.EqualsLower(text[..3], "url"u8))
        {
            return text;
        }

        ReadOnlySpan<byte> rest = TrimSpace(text[3..]);
        return rest is [(byte)'=', ..] ? TrimSpace(rest[1..]) : text;
    }

    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> text)
    {
        if (text is not [(byte)'"' or (byte)'\'', ..])
        {
            return text;
        }

        int end = text[1..].IndexOf(text[0]);
        return end < 0 ? text[1..] : text.Slice(1, end);
    }

    private static ReadOnlySpan<byte> TrimSpace(ReadOnlySpan<byte> text) => text.TrimStart("\t\n\f\r "u8);

    private static int LengthOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> bytes) =>
        text.IndexOfAnyExcept(bytes) is var length && length < 0 ? text.Length : length;
}
