namespace Vennlink.Links;

/// <summary>Rel flags of a link. Stored: never renumber.</summary>
[Flags]
public enum LinkRel : byte
{
    /// <summary>A followed link.</summary>
    None = 0,

    /// <summary><c>rel=nofollow</c> on the link itself.</summary>
    Nofollow = 1,

    /// <summary><c>rel=ugc</c>.</summary>
    Ugc = 2,

    /// <summary><c>rel=sponsored</c>.</summary>
    Sponsored = 4,

    /// <summary>The whole page says nofollow (meta robots or X-Robots-Tag: <c>nofollow</c> or <c>none</c>).</summary>
    PageNofollow = 8,

    /// <summary>Any of these makes a link "not followed".</summary>
    NotFollowed = Nofollow | Ugc | Sponsored | PageNofollow,
}
