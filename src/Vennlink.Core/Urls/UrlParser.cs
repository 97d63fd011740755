using System.Text;

namespace Vennlink.Urls;

/// <summary>The WHATWG URL parser over UTF-8 bytes, reusable and free of allocation on ASCII hosts.</summary>
/// <remarks>Not thread-safe: one a worker. Source: WHATWG URL Standard, "basic URL parser".</remarks>
public sealed class UrlParser
{
    /// <summary>Parses <paramref name="input"/>, relative to <paramref name="baseUrl"/> when given.</summary>
    /// <param name="input">UTF-8; ill-formed sequences count as U+FFFD. Surrounding C0 controls and spaces are stripped as the standard says.</param>
    /// <param name="baseUrl">Absolute base, or null; may not be the same object as <paramref name="result"/>.</param>
    /// <param name="result">Overwritten, also on failure.</param>
    /// <param name="queryEncoding">Encoding of the document the URL stands in, for the query of http(s) URLs; null = UTF-8.</param>
    /// <returns>False where the standard returns failure.</returns>
    public bool TryParse(ReadOnlySpan<byte> input, UrlRecord? baseUrl, UrlRecord result, Encoding? queryEncoding = null) =>
        throw new NotImplementedException();
}
