namespace Vennlink.Segments;

/// <summary>
/// What a capture says about its page; decides its effect in the merge (docs/formats/live-pages.md). Stored: never
/// renumber.
/// </summary>
internal enum CaptureKind : byte
{
    /// <summary>
    /// The page itself, as HTML: it holds exactly the links of the capture (or, truncated, at least these).
    /// </summary>
    Html = 0,

    /// <summary>The page is not HTML: it holds no links.</summary>
    NotHtml = 1,

    /// <summary>The page redirects to another canonical URL: the capture's one link.</summary>
    Redirect = 2,

    /// <summary>The page is gone: 404 or 410.</summary>
    Gone = 3,

    /// <summary>The page was seen again unchanged: 304, or a revisit record.</summary>
    Unchanged = 4,

    /// <summary>
    /// Says nothing of what the page holds: an error, a redirect to the same canonical URL, a status without meaning
    /// here.
    /// </summary>
    NoEffect = 5,
}
