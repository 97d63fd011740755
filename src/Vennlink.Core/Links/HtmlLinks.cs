using Vennlink.Urls;

namespace Vennlink.Links;

/// <summary>Extracts title, robots and links from one HTML page, as a WHATWG parser with scripting on would see them.</summary>
/// <remarks>Reusable, not thread-safe: one a worker.</remarks>
public sealed class HtmlLinks
{
    /// <summary>Reads one page.</summary>
    /// <param name="html">Body bytes, content and transfer codings already undone.</param>
    /// <param name="contentType">Value of the Content-Type header, or empty.</param>
    /// <param name="documentUrl">URL the page was fetched from.</param>
    /// <param name="links">Cleared and filled.</param>
    public void Extract(ReadOnlySpan<byte> html, ReadOnlySpan<byte> contentType, UrlRecord documentUrl, PageLinks links) =>
        throw new NotImplementedException();
}
