namespace Vennlink.Links;

/// <summary>Reads lists of words: <c>rel</c>, and the content of meta robots.</summary>
internal static class RelTokens
{
    /// <summary>Flags of a rel value.</summary>
    public static LinkRel Flags(ReadOnlySpan<byte> rel)
    {
        LinkRel flags = LinkRel.None;
        int at = 0;
        while (TryReadWord(rel, ref at, out ReadOnlySpan<byte> word))
        {
            flags |= word.Length switch
            {
                8 when HtmlBytes.EqualsLower(word, "nofollow"u8) => LinkRel.Nofollow,
                3 when HtmlBytes.EqualsLower(word, "ugc"u8) => LinkRel.Ugc,
                9 when HtmlBytes.EqualsLower(word, "sponsored"u8) => LinkRel.Sponsored,
                _ => LinkRel.None,
            };
        }

        return flags;
    }

    /// <summary>Whether a <c>meta</c> of this name speaks to robots.</summary>
    public static bool IsRobots(ReadOnlySpan<byte> name) => HtmlBytes.EqualsLower(name.Trim(" \t\n\f\r"u8), "robots"u8);

    /// <summary>Whether the content of a meta robots forbids following the page's links.</summary>
    public static bool SaysNofollow(ReadOnlySpan<byte> content) =>
        Contains(content, "nofollow"u8) || Contains(content, "none"u8);

    /// <summary>
    /// Whether the lower-case word stands in the list, in any case. Words stand between white space, and between
    /// commas, which robots lists have and careless rel values too.
    /// </summary>
    public static bool Contains(ReadOnlySpan<byte> list, ReadOnlySpan<byte> lower)
    {
        int at = 0;
        while (TryReadWord(list, ref at, out ReadOnlySpan<byte> word))
        {
            if (HtmlBytes.EqualsLower(word, lower))
            {
                return true;
            }
        }

        return false;
    }

    // Empty words stand between two separators.
    private static bool TryReadWord(ReadOnlySpan<byte> list, ref int at, out ReadOnlySpan<byte> word)
    {
        int start = at;
        while (at < list.Length && list[at] != ',' && !HtmlBytes.IsSpace(list[at]))
        {
            at++;
        }

        word = list[Math.Min(start, list.Length)..Math.Min(at, list.Length)];
        return at++ < list.Length || !word.IsEmpty;
    }
}
