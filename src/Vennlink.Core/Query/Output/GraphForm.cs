namespace Vennlink.Query.Output;

/// <summary>A form that a graph is written in.</summary>
public enum GraphForm
{
    /// <summary>GEXF 1.3, for Gephi and networkx.</summary>
    Gexf,

    /// <summary>GraphML, for networkx, igraph, yEd, Cytoscape.</summary>
    GraphMl,
}
