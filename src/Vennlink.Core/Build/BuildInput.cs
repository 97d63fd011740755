namespace Vennlink.Build;

/// <summary>One input found: a file, or a web graph of several.</summary>
/// <param name="Path">The file; of a graph, its folder or its vertices.</param>
/// <param name="Name">Name in the manifest and of provenance: of the file; of a graph, that of its edges, since they are what offsets count in.</param>
/// <param name="LengthBytes">Length of all its files together.</param>
/// <param name="IsNamed">Whether the user named it; else it was met in a folder.</param>
internal sealed record BuildInput(string Path, string Name, long LengthBytes, bool IsNamed);
