using Vennlink.Cli.Arguments;
using Vennlink.Links;
using Vennlink.Query.Edges;
using Vennlink.Query.Output;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Cli.Indexes;

/// <summary>One export: what of an index, in a form of rows or of graphs.</summary>
/// <param name="snapshot">The index.</param>
/// <param name="links">Which links; null for all live ones.</param>
/// <param name="cancellationToken">Looked at often.</param>
internal sealed class ExportFile(Snapshot snapshot, LinkFilter? links, CancellationToken cancellationToken)
{
    private readonly IndexExport _export = new(snapshot, links, cancellationToken);

    /// <summary>What nodes and edges are.</summary>
    public SourceScope Level { get; init; }

    /// <summary>The answer that edges are around; null for all edges.</summary>
    public AnswerEdges? Around { get; init; }

    /// <summary>Writes it.</summary>
    /// <param name="what">pages, links, hosts, domains or edges.</param>
    /// <param name="output">Where to.</param>
    /// <param name="format">One of <see cref="RowForms.WithGraphs"/>.</param>
    /// <param name="citation">What it is of.</param>
    public void Write(string what, Stream output, string format, Citation citation)
    {
        if (RowForms.GraphOf(format) is { } form)
        {
            WriteGraph(what, output, form, citation);
            return;
        }

        RowTable table = what switch
        {
            "pages" => IndexExport.Pages,
            "links" => _export.Links,
            "hosts" => IndexExport.Hosts,
            "domains" => IndexExport.Domains,
            _ => IndexExport.Edges(Level),
        };
        RowOutput rows = RowOutput.Create(output, RowForms.Of(format), table with { Citation = citation });
        WriteRows(what, rows);
        rows.End();
    }

    private void WriteRows(string what, RowOutput rows)
    {
        switch (what)
        {
            case "pages":
                _export.WritePages(rows);
                break;
            case "links":
                _export.WriteLinks(rows);
                break;
            case "hosts":
                _export.WriteHosts(rows);
                break;
            case "domains":
                _export.WriteDomains(rows);
                break;
            default:
                WriteEdges(rows);
                break;
        }
    }

    // Pages, hosts and domains are nodes without edges; links and edges are between nodes with scores.
    private void WriteGraph(string what, Stream output, GraphForm form, Citation citation)
    {
        bool hasEdges = what is "links" or "edges";
        RowTable nodes = what switch
        {
            "pages" => IndexExport.Pages,
            "hosts" => IndexExport.Hosts,
            "domains" => IndexExport.Domains,
            _ => IndexExport.Nodes(Level, Around is not null),
        };
        RowTable edges = what == "links" ? _export.Links : IndexExport.Edges(Level);
        GraphOutput graph = new(
            output, form, nodes with { Citation = citation }, edges, what == "edges" ? "links" : null);
        if (!hasEdges)
        {
            WriteRows(what, graph.Nodes);
        }
        else
        {
            WriteNodes(graph.Nodes);
            WriteRows(what, graph.Edges);
        }

        graph.End();
    }

    private void WriteNodes(RowOutput rows)
    {
        if (Around is null)
        {
            new IndexEdges(snapshot, Level, links).ForEachNode(
                (key, page) => _export.WriteNode(rows, Level, key.Span, page, null), cancellationToken);
            return;
        }

        foreach ((ReadOnlyMemory<byte> key, bool isSource, bool isTarget) in Around.Nodes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string role = isSource && isTarget ? "source and target" : isSource ? "source" : "target";
            _export.WriteNode(rows, Level, key.Span, null, role);
        }
    }

    private void WriteEdges(RowOutput rows)
    {
        void Take(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, EdgeFacts facts) =>
            _export.WriteEdge(rows, Level, source, target, facts);
        if (Around is null)
        {
            new IndexEdges(snapshot, Level, links).ForEachEdge(Take, cancellationToken);
        }
        else
        {
            Around.ForEachEdge(Take, cancellationToken);
        }
    }
}
