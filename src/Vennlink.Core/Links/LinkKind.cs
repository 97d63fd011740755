namespace Vennlink.Links;

/// <summary>What makes one page link to another. Stored: never renumber.</summary>
public enum LinkKind : byte
{
    /// <summary>An <c>a</c> or <c>area</c> element with href, or a row of a link list or graph.</summary>
    Anchor = 0,

    /// <summary><c>link rel=canonical</c>, in the page or as an HTTP Link header.</summary>
    Canonical = 1,

    /// <summary>An HTTP redirect: 301, 302, 303, 307 or 308 with a Location.</summary>
    Redirect = 2,

    /// <summary>
    /// A declarative refresh to another page: <c>meta http-equiv=refresh</c> or a Refresh header. After at most one
    /// second it is a redirect, and the page's only link; later it is one link of the page more.
    /// </summary>
    Refresh = 3,

    /// <summary>An arc of a graph, which does not say what makes it. Never stored: an index of a graph alone shows it.
    /// </summary>
    Arc = 4,
}
