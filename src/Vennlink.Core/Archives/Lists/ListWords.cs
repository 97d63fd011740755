using System.Buffers;
using System.Text;
using Vennlink.Links;
using Words = System.Collections.Generic.HashSet<string>.AlternateLookup<System.ReadOnlySpan<char>>;

namespace Vennlink.Archives.Lists;

/// <summary>Reads the words that cells of link lists hold: flags, rel attributes, kinds of links, lost.</summary>
internal static class ListWords
{
    private const int MaxWordBytes = 32;

    private static readonly SearchValues<byte> Between = SearchValues.Create(" \t\r\n,;|/[]\"'="u8);

    private static readonly Words Yes =
        Known("true yes y t 1 x ✓ ok vrai oui wahr ja verdadero sí si כן");

    private static readonly Words No =
        Known("false no n f 0 - faux non falsch nein falso לא null none n/a");

    // Beside the reasons and dates that say that a link is lost.
    private static readonly Words Live = Known("live active found new present ok follow nofollow dofollow");

    // The link types of HTML, and those that are common without standing there.
    private static readonly Words OtherRels = Known(
        "dofollow follow followed alternate author bookmark external help license me next noopener noreferrer opener "
        + "prev previous privacy-policy search tag terms-of-service category attachment home contact friend publisher "
        + "shortlink lightbox rel canonical text image");

    private static readonly Dictionary<string, LinkKind?> Kinds = new(StringComparer.Ordinal)
    {
        ["anchor"] = LinkKind.Anchor,
        ["canonical"] = LinkKind.Canonical,
        ["htmlcanonical"] = LinkKind.Canonical,
        ["httpcanonical"] = LinkKind.Canonical,
        ["redirect"] = LinkKind.Redirect,
        ["httpredirect"] = LinkKind.Redirect,
        ["301"] = LinkKind.Redirect,
        ["302"] = LinkKind.Redirect,
        ["refresh"] = LinkKind.Refresh,
        ["metarefresh"] = LinkKind.Refresh,
        ["hyperlink"] = LinkKind.Anchor,
        ["hyperlien"] = LinkKind.Anchor,
        ["href"] = LinkKind.Anchor,
        ["ahref"] = LinkKind.Anchor,
        ["css"] = null,
        ["stylesheet"] = null,
        ["javascript"] = null,
        ["js"] = null,
        ["script"] = null,
        ["frame"] = null,
        ["iframe"] = null,
        ["form"] = null,
        ["rss"] = null,
        ["mention"] = null,
        ["hreflang"] = null,
    };

    /// <summary>Reads a flag.</summary>
    /// <returns>Null when the cell says neither; an empty one says no.</returns>
    public static bool? Flag(ReadOnlySpan<byte> cell)
    {
        cell = cell.Trim(" \t\r\n"u8);
        switch (cell)
        {
            case []:
                return false;
            case [(byte)'0' or (byte)'1']:
                return cell[0] == '1';
            case { Length: 4 or 5 } when Ascii.EqualsIgnoreCase(cell, "false"u8):
                return false;
            case { Length: 4 or 5 } when Ascii.EqualsIgnoreCase(cell, "true"u8):
                return true;
        }

        // Counts are flags too: how many of these links are followed?
        return Holds(Yes, cell) ? true
            : Holds(No, cell) ? false
            : cell.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? null : true;
    }

    /// <summary>Reads a flag that may also say so in words: <c>nofollow</c>, <c>dofollow</c>, <c>follow</c>.</summary>
    /// <param name="cell">The cell, not empty.</param>
    /// <param name="yesIsFollow">Whether a flag that is set means a followed link.</param>
    /// <returns>Null when the cell says neither.</returns>
    public static LinkRel? Nofollow(ReadOnlySpan<byte> cell, bool yesIsFollow) =>
        Flag(cell) is not { } flag ? Rel(cell)
        : flag == yesIsFollow || cell.Trim(" \t\r\n"u8).IsEmpty ? LinkRel.None : LinkRel.Nofollow;

    /// <summary>Reads words of a rel attribute, with blanks, commas, semicolons or bars between.</summary>
    /// <returns>Null when none of the words is known: the cell is something else.</returns>
    public static LinkRel? Rel(ReadOnlySpan<byte> cell)
    {
        LinkRel flags = LinkRel.None;
        bool isKnown = cell.IndexOfAnyExcept(Between) < 0;
        bool isNo = false;
        while (!cell.IsEmpty)
        {
            int end = cell.IndexOfAny(Between);
            ReadOnlySpan<byte> word = end < 0 ? cell : cell[..end];
            cell = end < 0 ? default : cell[(end + 1)..];
            LinkRel flag = Ascii.EqualsIgnoreCase(word, "nofollow"u8) || Ascii.EqualsIgnoreCase(word, "no-follow"u8)
                || (isNo && Ascii.EqualsIgnoreCase(word, "follow"u8)) ? LinkRel.Nofollow
                : Ascii.EqualsIgnoreCase(word, "ugc"u8) ? LinkRel.Ugc
                : Ascii.EqualsIgnoreCase(word, "sponsored"u8) ? LinkRel.Sponsored
                : Ascii.EqualsIgnoreCase(word, "page_nofollow"u8) ? LinkRel.PageNofollow
                : LinkRel.None;
            isNo = Ascii.EqualsIgnoreCase(word, "no"u8);
            isKnown |= flag != LinkRel.None || Holds(OtherRels, word);
            flags |= flag;
        }

        return isKnown ? flags : null;
    }

    /// <summary>Whether a cell says that the link is lost: by a flag, a date or a reason.</summary>
    public static bool IsLost(ReadOnlySpan<byte> cell)
    {
        cell = cell.Trim(" \t\r\n"u8);
        return !cell.IsEmpty && Flag(cell) != false && !Holds(Live, cell);
    }

    /// <summary>Reads what makes a link.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="isOfCrawler">Whether what is not said to be a link is none.</param>
    /// <returns>Null when it is no link: a style sheet, a frame, a mention.</returns>
    public static LinkKind? Kind(ReadOnlySpan<byte> cell, bool isOfCrawler)
    {
        if (cell.IsEmpty || Ascii.EqualsIgnoreCase(cell, "anchor"u8) || Ascii.EqualsIgnoreCase(cell, "hyperlink"u8)
            || (!isOfCrawler && Ascii.EqualsIgnoreCase(cell, "text"u8)))
        {
            return LinkKind.Anchor;
        }

        string word = ListNames.Fold(Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, MaxWordBytes)]));
        return Kinds.TryGetValue(word, out LinkKind? kind) ? kind
            : word.Contains("redirect", StringComparison.Ordinal) ? LinkKind.Redirect
            : isOfCrawler ? null : LinkKind.Anchor;
    }

    private static Words Known(string words) =>
        new HashSet<string>(words.Split(' '), StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    // A word that is longer than any known one is none of them. Rows are many, so no text is made of it.
    private static bool Holds(Words words, ReadOnlySpan<byte> cell)
    {
        if (cell.Length > MaxWordBytes)
        {
            return false;
        }

        Span<char> text = stackalloc char[MaxWordBytes];
        Span<char> folded = stackalloc char[MaxWordBytes];
        int length = Encoding.UTF8.GetChars(cell, text);
        return words.Contains(folded[..((ReadOnlySpan<char>)text[..length]).ToLowerInvariant(folded)]);
    }
}
