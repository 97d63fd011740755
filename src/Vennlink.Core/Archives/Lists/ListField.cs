namespace Vennlink.Archives.Lists;

/// <summary>What a column of a link list can hold.</summary>
internal enum ListField
{
    Source,
    Target,
    Anchor,

    /// <summary>Alternative text of a linked image; the anchor where that is empty.</summary>
    AltText,

    /// <summary>Title of the source page.</summary>
    Title,

    /// <summary>What makes the link: text, image, redirect, style sheet, …</summary>
    Kind,

    /// <summary>Words of a rel attribute.</summary>
    Rel,

    /// <summary>Whether the link is nofollow.</summary>
    Nofollow,

    /// <summary>Whether the link is followed.</summary>
    Follow,
    Ugc,
    Sponsored,
    FirstSeen,
    LastSeen,

    /// <summary>Whether the link is gone: a flag, a date or a reason.</summary>
    Lost,

    /// <summary>Whether the "link" is a redirect.</summary>
    Redirect,

    /// <summary>Whether it is no link but a frame, a form or a mention.</summary>
    NoLink,
}
