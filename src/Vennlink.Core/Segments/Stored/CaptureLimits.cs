using Vennlink.Links;

namespace Vennlink.Segments.Stored;

/// <summary>Longest texts the index keeps.</summary>
internal static class CaptureLimits
{
    /// <summary>
    /// Longest page key, of sources and targets; longer ones are counted as <see
    /// cref="Archives.SkipReason.UrlTooLong"/>.
    /// </summary>
    public const int MaxKeyBytes = PageLinks.MaxTargetKeyBytes;

    /// <summary>Longest anchor text and longest title; longer ones are cut at a character boundary.</summary>
    public const int MaxTextBytes = PageLinks.MaxTextBytes;

    /// <summary>
    /// Most bytes that the links of one page take, texts and all; those behind are counted as <see
    /// cref="Archives.SkipReason.TooManyLinks"/>.
    /// </summary>
    public const int MaxLinksBytes = PageLinks.MaxLinkBytes;

    /// <summary>What a link takes beside its texts.</summary>
    public const int LinkOverheadBytes = PageLinks.LinkOverheadBytes;

    /// <summary>The longest prefix of <paramref name="utf8"/> that is kept: whole characters only.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= MaxTextBytes)
        {
            return utf8;
        }

        int length = MaxTextBytes;
        // A byte 10xxxxxx continues a character; step back to the byte that starts it. At most three steps in sound
        // UTF-8, and no more than that in unsound bytes, which are cut where they stand.
        for (int step = 0; step < 3 && (utf8[length] & 0xC0) == 0x80; step++)
        {
            length--;
        }

        return utf8[..length];
    }
}
