namespace Vennlink.Links;

/// <summary>Reads lists of words: <c>rel</c>, and the content of meta robots.</summary>
internal static class RelTokens
{
    /// <summary>Flags of a rel value.</summary>
    public static LinkRel Flags(ReadOnlySpan<byte> rel) =>
        (Contains(rel, "nofollow"u8) ? LinkRel.Nofollow : LinkRel.None)
        | (Contains(rel, "ugc"u8) ? LinkRel.Ugc : LinkRel.None)
        | (Contains(rel, "sponsored"u8) ? LinkRel.Sponsored : LinkRel.None);

    /// <summary>Whether a <c>meta</c> of this name speaks to robots.</summary>
    public static bool IsRobots(ReadOnlySpan<byte> name) => HtmlBytes.EqualsLower(name.Trim(" \t\n\f\r"u8), "robots"u8);

    /// <summary>Whether the content of a meta robots forbids following the page's links.</summary>
    public static bool SaysNofollow(ReadOnlySpan<byte> content) => Contains(content, "nofollow"u8) || Contains(content, "none"u8);

    /// <summary>
    /// Whether the lower-case word stands in the list, in any case. Words stand between white space, and between commas, which robots
    /// lists have and careless rel values too.
    /// </summary>
    public static bool Contains(ReadOnlySpan<byte> list, ReadOnlySpan<byte> lower)
    {
        int at = 0;
        while (at < list.Length)
        {
            int start = at;
            while (at < list.Length && list[at] != ',' && !HtmlBytes.IsSpace(list[at]))
            {
                at++;
            }

            if (HtmlBytes.EqualsLower(list[start..at], lower))
            {
                return true;
            }

            at++;
        }

        return false;
    }
}
