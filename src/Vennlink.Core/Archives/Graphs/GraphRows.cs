using Vennlink.Archives.Lists;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Graphs;

/// <summary>
/// The arcs of a graph as rows of two URLs, where they are needed with their names: an index of hosts or pages, or of a
/// graph and other inputs.
/// </summary>
/// <remarks>Names are kept in a temporary file and mapped, not held as objects. Not thread-safe.</remarks>
internal sealed class GraphRows : IDisposable
{
    private readonly VertexNames _names;
    private readonly IArcReader _arcs;
    private readonly SkipCounts _skips;
    private readonly long _verticesBytes;
    private readonly ByteList _row = new();

    private GraphRows(VertexNames names, IArcReader arcs, long verticesBytes, SkipCounts skips) =>
        (_names, _arcs, _verticesBytes, _skips) = (names, arcs, verticesBytes, skips);

    /// <summary>Bytes read so far, for progress.</summary>
    public long BytesRead => _verticesBytes + _arcs.BytesRead;

    /// <summary>
    /// Opens a graph; reads all vertices into temporary files in <paramref name="temporaryFolder"/>, which are deleted
    /// at the end.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="temporaryFolder">An existing folder with room for the names and eight bytes a vertex.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <param name="cancellationToken">Looked at while files are read.</param>
    public static GraphRows Open(
        WebGraphInput graph, string temporaryFolder, SkipCounts skips, CancellationToken cancellationToken)
    {
        using VertexNames.Writer writer = new(temporaryFolder);
        long verticesBytes = 0;
        try
        {
            ByteList host = new();
            bool areUrls = graph.NamesArePages;
            graph.ReadVertices(Add, skips, bytes => verticesBytes = bytes, cancellationToken);
            IArcReader arcs = graph.OpenArcs(skips, cancellationToken);
            return new GraphRows(writer.Finish(), arcs, verticesBytes, skips);

            void Add(ReadOnlySpan<byte> name)
            {
                if (!areUrls)
                {
                    ReversedNames.Unreverse(name, host);
                    name = host.Span;
                }

                writer.Add(name);
            }
        }
        catch
        {
            writer.Abandon();
            throw;
        }
    }

    /// <summary>
    /// Reads the next arc as a row of the two vertices' URLs (<c>example.com</c> form or page URL), valid until the
    /// next read; false at the end.
    /// </summary>
    public bool TryRead(LinkListRow row)
    {
        while (_arcs.TryReadArc(out long source, out long target, out long offsetBytes))
        {
            ReadOnlySpan<byte> sourceUrl = _names[source];
            ReadOnlySpan<byte> targetUrl = _names[target];
            bool areVertices = !sourceUrl.IsEmpty && !targetUrl.IsEmpty;
            if (areVertices && source != target)
            {
                _row.Clear();
                _row.Append(sourceUrl);
                _row.Append(targetUrl);
                row.OffsetBytes = offsetBytes;
                row.AreNames = true;
                row.Bytes = _row.Memory;
                row.Source = _row.Memory[..sourceUrl.Length];
                row.Target = _row.Memory[sourceUrl.Length..];
                return true;
            }

            _skips.Add(areVertices ? SkipReason.SelfArc : SkipReason.BadArc);
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _arcs.Dispose();
        _names.Dispose();
    }
}
