namespace Vennlink.Archives;

/// <summary>A Common Crawl web graph in text form: a vertices file and an edges file (or folders of parts), plain or gzip.</summary>
/// <remarks>
/// Vertex names are reversed hosts (<c>com.example.blog</c>), or whole page URLs, told from the first line. Names are kept in a temporary
/// file and mapped, not held as objects.
/// </remarks>
public sealed class WebGraphText : IDisposable
{
    /// <summary>Whether <paramref name="path"/> is a folder or file that belongs to a web graph (vertices and edges found beside each other).</summary>
    /// <param name="path">A folder with vertices and edges, or either file.</param>
    /// <param name="verticesPath">The vertices file or folder.</param>
    /// <param name="edgesPath">The edges file or folder.</param>
    public static bool TryFind(string path, out string verticesPath, out string edgesPath) => throw new NotImplementedException();

    /// <summary>Opens a graph; reads all vertices into a temporary file in <paramref name="temporaryFolder"/>.</summary>
    public static WebGraphText Open(string verticesPath, string edgesPath, string temporaryFolder, SkipCounts skips) => throw new NotImplementedException();

    /// <summary>Bytes read so far, for progress.</summary>
    public long BytesRead => throw new NotImplementedException();

    /// <summary>Reads the next arc as the two vertices' URLs (<c>example.com</c> form or page URL), valid until the next read; false at the end.</summary>
    public bool TryRead(out ReadOnlySpan<byte> sourceUrl, out ReadOnlySpan<byte> targetUrl, out long offsetBytes) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
