using System.Globalization;
using System.Text;

namespace Vennlink.Cli.Output;

/// <summary>
/// Text of strangers (titles, anchors, URLs) made safe to show: what a page says must not steer the reader's terminal.
/// </summary>
internal static class PlainText
{
    /// <summary>
    /// Replaces control and bidirectional formatting characters by U+FFFD, blanks and line ends by a space.
    /// </summary>
    public static string Show(string text)
    {
        bool isPlain = true;
        foreach (char c in text)
        {
            isPlain &= c is >= ' ' and < '\u007F';
        }

        if (isPlain)
        {
            return text;
        }

        StringBuilder shown = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                shown.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control || IsBidirectionalControl(rune.Value))
            {
                shown.Append('\uFFFD');
            }
            else
            {
                shown.Append(rune.ToString());
            }
        }

        return shown.ToString();
    }

    private static bool IsBidirectionalControl(int rune) =>
        rune is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
