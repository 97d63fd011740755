using System.Text;
using Vennlink.Links;

namespace Vennlink.Segments;

/// <summary>Reads the rel column of a link list: <c>nofollow ugc</c>, blanks, commas, semicolons or bars between.</summary>
internal static class ListedRel
{
    /// <summary>The flags it names; other words say nothing. <c>dofollow</c> and <c>follow</c> are such words.</summary>
    public static LinkRel Parse(ReadOnlySpan<byte> rel)
    {
        LinkRel flags = LinkRel.None;
        foreach (Range range in rel.SplitAny(" \t\r\n,;|"u8))
        {
            ReadOnlySpan<byte> word = rel[range];
            flags |= Ascii.EqualsIgnoreCase(word, "nofollow"u8) ? LinkRel.Nofollow
                : Ascii.EqualsIgnoreCase(word, "ugc"u8) ? LinkRel.Ugc
                : Ascii.EqualsIgnoreCase(word, "sponsored"u8) ? LinkRel.Sponsored
                : LinkRel.None;
        }

        return flags;
    }
}
