using Vennlink.Graph.Vertices;
using Vennlink.Storage.Sorting;

namespace Vennlink.Build.Stages;

/// <summary>The hosts that the index knows, in key order.</summary>
/// <param name="Hosts">Their keys: labels alone.</param>
/// <param name="Roots">Their root domains; null: every host is one itself.</param>
internal sealed record HostKeys(RunFile Hosts, HostRoots? Roots);
