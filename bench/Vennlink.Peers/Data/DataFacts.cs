using Vennlink.Snapshots.Targets;

namespace Vennlink.Peers.Data;

/// <summary>What a data set is.</summary>
/// <param name="Name">Its name in the tables.</param>
/// <param name="IndexFolder">The Vennlink index it was exported from.</param>
/// <param name="SourceScope">What a source is.</param>
/// <param name="SourceCount">Sources.</param>
/// <param name="TargetCount">Root domains that another one links to.</param>
/// <param name="ArcCount">Arcs: ids in all lists.</param>
internal sealed record DataFacts(string Name, string IndexFolder, SourceScope SourceScope, uint SourceCount,
    int TargetCount, long ArcCount);
