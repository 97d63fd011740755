using System.Buffers.Text;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Graphs;

/// <summary>The arcs of a graph as rows of two URLs, where they are needed with their names: an index of hosts or pages, or of a graph and other inputs.</summary>
/// <remarks>Names are kept in a temporary file and mapped, not held as objects. Not thread-safe.</remarks>
internal sealed class GraphRows : IDisposable
{
    private readonly VertexNames _names;
    private readonly GraphLines? _lines;
    private readonly BvArcs? _lists;
    private readonly SkipCounts _skips;
    private readonly long _verticesBytes;
    private uint[] _successors = [];
    private int _successorCount;
    private int _nextSuccessor;
    private uint _node;
    private long _listOffset;

    private GraphRows(VertexNames names, GraphLines? lines, BvArcs? lists, long verticesBytes, SkipCounts skips) =>
        (_names, _lines, _lists, _verticesBytes, _skips) = (names, lines, lists, verticesBytes, skips);

    /// <summary>Bytes read so far, for progress.</summary>
    public long BytesRead => _verticesBytes + (_lines?.BytesRead ?? _lists!.BytesRead);

    /// <summary>Opens a graph; reads all vertices into temporary files in <paramref name="temporaryFolder"/>, which are deleted at the end.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="temporaryFolder">An existing folder with room for the names and eight bytes a vertex.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <param name="cancellationToken">Looked at while vertices are read.</param>
    public static GraphRows Open(WebGraphInput graph, string temporaryFolder, SkipCounts skips, CancellationToken cancellationToken)
    {
        using VertexNames.Writer writer = new(temporaryFolder);
        long verticesBytes = 0;
        try
        {
            ByteList host = new();
            bool areUrls = graph.NamesArePages;
            graph.ReadVertices(name => writer.Add(areUrls ? name : Unreverse(name, host)), skips, bytes => verticesBytes = bytes, cancellationToken);
        }
        catch
        {
            writer.Abandon();
            throw;
        }

        return new GraphRows(
            writer.Finish(), graph is TextGraph text ? new GraphLines(text.EdgesFiles, skips) : null, (graph as BvGraphInput)?.OpenArcs(), verticesBytes, skips);
    }

    /// <summary>Reads the next arc as the two vertices' URLs (<c>example.com</c> form or page URL), valid until the next read; false at the end.</summary>
    /// <param name="sourceUrl">URL of the linking vertex.</param>
    /// <param name="targetUrl">URL of the linked vertex.</param>
    /// <param name="offsetBytes">
    /// Where the arc's line starts in the decompressed edges, parts counted as one text; of a BVGraph, where the list starts in the graph file.
    /// </param>
    public bool TryRead(out ReadOnlySpan<byte> sourceUrl, out ReadOnlySpan<byte> targetUrl, out long offsetBytes)
    {
        while (_lines is not null ? TryReadLine(out long source, out long target, out offsetBytes) : TryReadSuccessor(out source, out target, out offsetBytes))
        {
            sourceUrl = _names[source];
            targetUrl = _names[target];
            bool areVertices = !sourceUrl.IsEmpty && !targetUrl.IsEmpty;
            if (areVertices && source != target)
            {
                return true;
            }

            _skips.Add(areVertices ? SkipReason.SelfArc : SkipReason.BadArc);
        }

        sourceUrl = targetUrl = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines?.Dispose();
        _lists?.Dispose();
        _names.Dispose();
    }

    private bool TryReadLine(out long source, out long target, out long offsetBytes)
    {
        source = target = 0;
        while (_lines!.TryRead(out ReadOnlySpan<byte> line, out offsetBytes))
        {
            if (TryParseId(ref line, out source) && TryParseId(ref line, out target))
            {
                return true;
            }

            _skips.Add(SkipReason.BadArc);
        }

        return false;
    }

    private bool TryReadSuccessor(out long source, out long target, out long offsetBytes)
    {
        while (_nextSuccessor == _successorCount)
        {
            if (!_lists!.TryRead(out _node, out ReadOnlySpan<uint> successors, out _listOffset))
            {
                source = target = offsetBytes = 0;
                return false;
            }

            _successors = _successors.Length < successors.Length ? new uint[successors.Length * 2] : _successors;
            successors.CopyTo(_successors);
            (_nextSuccessor, _successorCount) = (0, successors.Length);
        }

        (source, target, offsetBytes) = (_node, _successors[_nextSuccessor++], _listOffset);
        return true;
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
