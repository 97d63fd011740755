using Vennlink.Urls;

namespace Vennlink.Links;

/// <summary>Reads the links of one page from the JSON payload of a WAT metadata record.</summary>
public sealed class WatLinks
{
    /// <summary>Reads one payload.</summary>
    /// <param name="json">The record's JSON.</param>
    /// <param name="documentUrl">URL of the page.</param>
    /// <param name="links">Cleared and filled.</param>
    /// <returns>False when the JSON is broken or not of this shape.</returns>
    public bool TryExtract(ReadOnlySpan<byte> json, UrlRecord documentUrl, PageLinks links) => throw new NotImplementedException();
}
