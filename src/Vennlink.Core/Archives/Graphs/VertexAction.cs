namespace Vennlink.Archives.Graphs;

/// <summary>
/// Takes the name of the next vertex of a graph; empty when the file names none of this id. Valid during the call only.
/// </summary>
internal delegate void VertexAction(ReadOnlySpan<byte> name);
