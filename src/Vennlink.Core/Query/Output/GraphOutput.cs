using System.Globalization;

namespace Vennlink.Query.Output;

/// <summary>
/// A directed graph as XML, streamed in constant memory: all nodes as rows of <see cref="Nodes"/>, then all edges as
/// rows of <see cref="Edges"/>. What is not ended by <see cref="End"/> is no well-formed XML.
/// </summary>
/// <remarks>
/// The first column of nodes is their name, the first two of edges are the names of source and target. Other columns
/// are attributes; unknown ones and empty texts are left out.
/// </remarks>
public sealed class GraphOutput
{
    private readonly GraphForm _form;
    private readonly GraphRows _nodes;
    private readonly GraphRows _edges;
    private bool _isAtEdges;

    /// <summary>Starts a graph.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="form">The form.</param>
    /// <param name="nodes">Columns of nodes.</param>
    /// <param name="edges">Columns of edges.</param>
    /// <param name="weight">Name of the column of edges that is their weight; null when they have none.</param>
    public GraphOutput(Stream output, GraphForm form, RowTable nodes, RowTable edges, string? weight)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(edges);
        _form = form;
        int weightColumn = -1;
        for (int column = 2; weight is not null && column < edges.Columns.Count; column++)
        {
            weightColumn = edges.Columns[column].Name == weight ? column : weightColumn;
        }

        _nodes = new GraphRows(output, form, nodes.Columns, nameCount: 1, weightColumn: -1);
        _edges = new GraphRows(output, form, edges.Columns, nameCount: 2, weightColumn);
        WriteHead(nodes.Citation);
    }

    /// <summary>Takes the nodes, before the first edge.</summary>
    public RowOutput Nodes => _nodes;

    /// <summary>Takes the edges, when all nodes have been written.</summary>
    public RowOutput Edges
    {
        get
        {
            BeginEdges();
            return _edges;
        }
    }

    /// <summary>Ends the graph and writes what is left.</summary>
    public void End()
    {
        BeginEdges();
        _edges.Markup(_form == GraphForm.Gexf ? "</edges>\n</graph>\n</gexf>\n" : "</graph>\n</graphml>\n");
        _edges.End();
    }

    private void BeginEdges()
    {
        if (!_isAtEdges)
        {
            _nodes.Flush();
            _edges.Markup(_form == GraphForm.Gexf ? "</nodes>\n<edges>\n" : "");
            _isAtEdges = true;
        }
    }

    private void WriteHead(Citation? citation)
    {
        _nodes.Markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        if (_form == GraphForm.Gexf)
        {
            WriteGexfHead(citation);
        }
        else
        {
            WriteGraphMlHead(citation);
        }
    }

    private void WriteGexfHead(Citation? citation)
    {
        _nodes.Markup("<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n");
        if (citation is not null)
        {
            _nodes.Markup("<meta><creator>");
            _nodes.Escaped(citation.Program);
            _nodes.Markup("</creator><description>");
            _nodes.Escaped(string.Join("; ", citation.Fields.Select(field => $"{field.Name}: {field.Value}")));
            _nodes.Markup("</description></meta>\n");
        }

        _nodes.Markup("<graph mode=\"static\" defaultedgetype=\"directed\">\n");
        foreach ((string kind, GraphRows rows) in new[] { ("node", _nodes), ("edge", _edges) })
        {
            _nodes.Markup($"<attributes class=\"{kind}\" mode=\"static\">\n");
            foreach ((int column, RowColumn attribute) in rows.Attributes)
            {
                _nodes.Markup(string.Create(CultureInfo.InvariantCulture, $"<attribute id=\"{column}\" title=\""));
                _nodes.Escaped(attribute.Name);
                _nodes.Markup($"\" type=\"{TypeOf(attribute.Kind)}\"/>\n");
            }

            _nodes.Markup("</attributes>\n");
        }

        _nodes.Markup("<nodes>\n");
    }

    private void WriteGraphMlHead(Citation? citation)
    {
        _nodes.Markup("<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
        foreach ((string name, _) in citation?.Fields ?? [])
        {
            _nodes.Markup($"<key id=\"{name}\" for=\"graph\" attr.name=\"{name}\" attr.type=\"string\"/>\n");
        }

        _nodes.Markup("<key id=\"label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>\n");
        foreach ((string kind, GraphRows rows) in new[] { ("node", _nodes), ("edge", _edges) })
        {
            foreach ((int column, RowColumn attribute) in rows.Attributes)
            {
                _nodes.Markup(string.Create(
                    CultureInfo.InvariantCulture, $"<key id=\"{kind[0]}{column}\" for=\"{kind}\" attr.name=\""));
                _nodes.Escaped(attribute.Name);
                _nodes.Markup($"\" attr.type=\"{TypeOf(attribute.Kind)}\"/>\n");
            }
        }

        if (_edges.HasWeight)
        {
            _nodes.Markup("<key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>\n");
        }

        _nodes.Markup("<graph id=\"links\" edgedefault=\"directed\">\n");
        foreach ((string name, string value) in citation?.Fields ?? [])
        {
            _nodes.Markup($"<data key=\"{name}\">");
            _nodes.Escaped(value);
            _nodes.Markup("</data>\n");
        }
    }

    private static string TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Number => "long",
        ColumnKind.Real => "float",
        ColumnKind.Precise => "double",
        ColumnKind.Truth => "boolean",
        _ => "string",
    };
}
