namespace Vennlink.Graph.Arcs;

/// <summary>What <see cref="ArcSpillReader"/> does with each arc; a struct, so that the call is inlined.</summary>
internal interface IArcVisitor
{
    /// <summary>Takes one arc.</summary>
    /// <param name="source">Source, in ascending order as far as the arcs were added so.</param>
    /// <param name="offset">Target less the first of the range.</param>
    void Visit(uint source, uint offset);
}
