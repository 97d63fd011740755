using Vennlink.Graph;
using Vennlink.Storage;

namespace Vennlink.Snapshots;

/// <summary>Which vertices of a graph are sources, and their ids.</summary>
/// <param name="IsSource">1 for each place that links to another.</param>
/// <param name="IdOf">Id by place, for sources.</param>
/// <param name="Classes">Classes of ids: one for each Domain Authority.</param>
/// <param name="Count">Number of sources.</param>
internal sealed record GraphSources(NativeArray<byte> IsSource, NativeArray<uint> IdOf, IdClasses Classes, uint Count)
{
    /// <summary>Id of a place; null when it is no source.</summary>
    public uint? Id(uint place) => IsSource[place] != 0 ? IdOf[place] : null;
}
