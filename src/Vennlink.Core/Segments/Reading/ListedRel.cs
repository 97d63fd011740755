using System.Buffers;
using System.Text;
using Vennlink.Links;

namespace Vennlink.Segments.Reading;

/// <summary>
/// Reads the rel column of a link list: <c>nofollow ugc</c>, blanks, commas, semicolons or bars between.
/// </summary>
internal static class ListedRel
{
    private static readonly SearchValues<byte> Between = SearchValues.Create(" \t\r\n,;|"u8);

    /// <summary>
    /// The flags it names; other words say nothing. <c>dofollow</c> and <c>follow</c> are such words.
    /// </summary>
    public static LinkRel Parse(ReadOnlySpan<byte> rel)
    {
        LinkRel flags = LinkRel.None;
        while (!rel.IsEmpty)
        {
            int end = rel.IndexOfAny(Between);
            ReadOnlySpan<byte> word = end < 0 ? rel : rel[..end];
            rel = end < 0 ? default : rel[(end + 1)..];
            flags |= Ascii.EqualsIgnoreCase(word, "nofollow"u8) ? LinkRel.Nofollow
                : Ascii.EqualsIgnoreCase(word, "ugc"u8) ? LinkRel.Ugc
                : Ascii.EqualsIgnoreCase(word, "sponsored"u8) ? LinkRel.Sponsored
                : LinkRel.None;
        }

        return flags;
    }
}
