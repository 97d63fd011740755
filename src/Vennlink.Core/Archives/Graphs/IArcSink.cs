namespace Vennlink.Archives.Graphs;

/// <summary>Takes the arcs that one reading thread meets, in batches.</summary>
internal interface IArcSink
{
    /// <summary>
    /// Takes arcs <c>sources[i] → targets[i]</c>; as many of the one as of the other, valid during the call only.
    /// </summary>
    /// <remarks>
    /// Every id is a vertex of the graph and no arc leads from a vertex to itself. A thread that reads a sound file
    /// brings arcs sorted by source and target, but nothing promises that: files may be unsorted, and hold an arc
    /// twice.
    /// </remarks>
    void Add(ReadOnlySpan<uint> sources, ReadOnlySpan<uint> targets);
}
