namespace Vennlink.Archives.Graphs;

/// <summary>Takes one row of a ranks file.</summary>
/// <param name="name">Name of the vertex, as the vertices spell it; valid during the call only.</param>
/// <param name="pageRank">Finite and not negative.</param>
internal delegate void RankAction(ReadOnlySpan<byte> name, double pageRank);
