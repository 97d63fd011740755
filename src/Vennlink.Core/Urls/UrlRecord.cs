namespace Vennlink.Urls;

/// <summary>One parsed absolute URL as WHATWG bytes; owned by the caller and overwritten by each parse into it.</summary>
/// <remarks>Spans point into the record and are valid until the next parse into it. Not thread-safe.</remarks>
public sealed class UrlRecord
{
    /// <summary>The serialized URL (WHATWG "href"), ASCII.</summary>
    public ReadOnlySpan<byte> Href => throw new NotImplementedException();

    /// <summary>Whether the scheme is <c>http</c> or <c>https</c>: only these become links of the index.</summary>
    public bool IsHttp => throw new NotImplementedException();

    /// <summary>Serialized host, lower case, punycode; empty when the URL has none. Trailing dot kept, as WHATWG has it.</summary>
    public ReadOnlySpan<byte> Host => throw new NotImplementedException();

    /// <summary>Most bytes <see cref="WriteCanonical"/> or <see cref="WriteKey"/> can write for this URL.</summary>
    public int MaxKeyBytes => throw new NotImplementedException();

    /// <summary>Writes the canonical URL (docs/design: no scheme, fragment, user info or default port; <c>host[:port]/path[?query]</c>).</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="InvalidOperationException">The URL is not http(s).</exception>
    public int WriteCanonical(Span<byte> destination) => throw new NotImplementedException();

    /// <summary>Writes the <see cref="UrlKey"/> of the canonical URL.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="InvalidOperationException">The URL is not http(s).</exception>
    public int WriteKey(Span<byte> destination) => throw new NotImplementedException();
}
