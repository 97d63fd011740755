using System.Buffers.Text;

namespace Vennlink.Archives;

/// <summary>A Common Crawl web graph in text form: a vertices file and an edges file (or folders of parts), plain or gzip.</summary>
/// <remarks>
/// Vertex names are reversed hosts (<c>com.example.blog</c>), or whole page URLs, told from the first line. Names are kept in a temporary
/// file and mapped, not held as objects. Not thread-safe.
/// </remarks>
public sealed class WebGraphText : IDisposable
{
    /// <summary>Longest run of ids that may be missing from the vertices: each costs eight bytes of temporary file.</summary>
    private const long MaxMissingIds = 16 << 20;

    private readonly VertexNames _names;
    private readonly GraphLines _edges;
    private readonly SkipCounts _skips;
    private readonly long _verticesBytes;

    private WebGraphText(VertexNames names, GraphLines edges, long verticesBytes, SkipCounts skips)
    {
        (_names, _edges, _verticesBytes, _skips) = (names, edges, verticesBytes, skips);
    }

    /// <summary>Vertices of the graph.</summary>
    public long VertexCount => _names.Count;

    /// <summary>Bytes read so far, for progress.</summary>
    public long BytesRead => _verticesBytes + _edges.BytesRead;

    /// <summary>Whether <paramref name="path"/> is a folder or file that belongs to a web graph (vertices and edges found beside each other).</summary>
    /// <param name="path">
    /// A folder that holds one pair of vertices and edges, either file or folder of the pair, or a part file inside one. Each of them finds the
    /// same pair, so a caller that walks a folder reads a graph once by remembering <paramref name="verticesPath"/>.
    /// </param>
    /// <param name="verticesPath">The vertices file or folder, as a full path; empty when there is none.</param>
    /// <param name="edgesPath">The edges file or folder, as a full path; empty when there is none.</param>
    /// <remarks>
    /// Names count, not content: text files (<c>.txt</c>, <c>.txt.gz</c>, <c>.txt.zst</c>) or folders called <c>vertices…</c> or
    /// <c>…-vertices</c>, and the same with <c>edges</c>.
    /// </remarks>
    public static bool TryFind(string path, out string verticesPath, out string edgesPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return WebGraphFiles.TryFind(path, out verticesPath, out edgesPath);
    }

    /// <summary>Opens a graph; reads all vertices into temporary files in <paramref name="temporaryFolder"/>, which are deleted at the end.</summary>
    /// <param name="verticesPath">As found by <see cref="TryFind"/>.</param>
    /// <param name="edgesPath">As found by <see cref="TryFind"/>.</param>
    /// <param name="temporaryFolder">An existing folder with room for the names and eight bytes a vertex.</param>
    /// <param name="skips">Receives the counts.</param>
    public static WebGraphText Open(string verticesPath, string edgesPath, string temporaryFolder, SkipCounts skips)
    {
        ArgumentException.ThrowIfNullOrEmpty(verticesPath);
        ArgumentException.ThrowIfNullOrEmpty(edgesPath);
        ArgumentException.ThrowIfNullOrEmpty(temporaryFolder);
        ArgumentNullException.ThrowIfNull(skips);
        using GraphLines vertices = new(verticesPath, skips);
        using VertexNames.Writer writer = new(temporaryFolder);
        try
        {
            ReadVertices(vertices, writer, skips);
        }
        catch
        {
            writer.Abandon();
            throw;
        }

        return new WebGraphText(writer.Finish(), new GraphLines(edgesPath, skips), vertices.BytesRead, skips);
    }

    /// <summary>Reads the next arc as the two vertices' URLs (<c>example.com</c> form or page URL), valid until the next read; false at the end.</summary>
    /// <param name="sourceUrl">URL of the linking vertex.</param>
    /// <param name="targetUrl">URL of the linked vertex.</param>
    /// <param name="offsetBytes">Where the arc's line starts in the decompressed edges; parts count as one text.</param>
    public bool TryRead(out ReadOnlySpan<byte> sourceUrl, out ReadOnlySpan<byte> targetUrl, out long offsetBytes)
    {
        while (_edges.TryRead(out ReadOnlySpan<byte> line, out offsetBytes))
        {
            if (TryParseId(ref line, out long source) && TryParseId(ref line, out long target))
            {
                sourceUrl = _names[source];
                targetUrl = _names[target];
                if (!sourceUrl.IsEmpty && !targetUrl.IsEmpty)
                {
                    return true;
                }
            }

            _skips.Add(SkipReason.BadArc);
        }

        sourceUrl = targetUrl = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _edges.Dispose();
        _names.Dispose();
    }

    private static void ReadVertices(GraphLines vertices, VertexNames.Writer writer, SkipCounts skips)
    {
        bool? isUrl = null;
        ByteList host = new();
        while (vertices.TryRead(out ReadOnlySpan<byte> line, out _))
        {
            if (!TryParseId(ref line, out long id) || id < writer.Count || id - writer.Count > MaxMissingIds || line.IsEmpty)
            {
                skips.Add(SkipReason.BadArc);
                continue;
            }

            if (id > writer.Count)
            {
                skips.Add(SkipReason.BadArc);
                while (writer.Count < id)
                {
                    writer.Add([]);
                }
            }

            // The third column of domain vertices is their number of hosts.
            int tab = line.IndexOf((byte)'\t');
            ReadOnlySpan<byte> name = tab < 0 ? line : line[..tab];
            isUrl ??= name.Contains((byte)'/');
            writer.Add(isUrl.Value ? name : Unreverse(name, host));
        }
    }

    /// <summary>Turns <c>com.example.blog</c> into <c>blog.example.com</c>.</summary>
    private static ReadOnlySpan<byte> Unreverse(ReadOnlySpan<byte> name, ByteList host)
    {
        host.Clear();
        while (name.LastIndexOf((byte)'.') is var dot && dot >= 0)
        {
            host.Append(name[(dot + 1)..]);
            host.Append((byte)'.');
            name = name[..dot];
        }

        host.Append(name);
        return host.Span;
    }

    /// <summary>Reads a number and the tab behind it.</summary>
    private static bool TryParseId(ref ReadOnlySpan<byte> line, out long id)
    {
        if (!Utf8Parser.TryParse(line, out id, out int used) || id < 0 || (used < line.Length && line[used] != '\t'))
        {
            return false;
        }

        line = line[Math.Min(used + 1, line.Length)..];
        return true;
    }
}
