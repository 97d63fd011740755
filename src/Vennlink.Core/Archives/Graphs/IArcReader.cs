namespace Vennlink.Archives.Graphs;

/// <summary>The arcs of a graph one after another, each with its place. Not thread-safe.</summary>
internal interface IArcReader : IDisposable
{
    /// <summary>Bytes of the files read so far, as they lie there.</summary>
    long BytesRead { get; }

    /// <summary>Reads the next arc; false at the end. Its ids may be those of no vertex, and the same.</summary>
    /// <param name="source">Id of the linking vertex.</param>
    /// <param name="target">Id of the linked vertex.</param>
    /// <param name="offsetBytes">Where it stands, as provenance has it: docs/formats/inputs.md.</param>
    /// <exception cref="InputException">The files cannot be read on.</exception>
    bool TryReadArc(out long source, out long target, out long offsetBytes);
}
