using Vennlink.Storage.Files;

namespace Vennlink.Build.Graphs;

/// <summary>What a ranks file says of the vertices of a graph.</summary>
/// <param name="placeCount">Places of vertices.</param>
/// <param name="leastRank">Least positive PageRank in the file: that of a vertex nobody links to, as near as the file tells.</param>
internal sealed class PublishedRanks(uint placeCount, double leastRank) : IDisposable
{
    /// <summary>PageRank by place, as it stands in the file; 0 where it stands not there.</summary>
    public NativeArray<float> Ranks { get; } = new(placeCount);

    /// <summary>A PageRank of the file relative to the least one.</summary>
    public float Relative(float rank) => (float)Math.Max(1, rank / leastRank);

    public void Dispose() => Ranks.Dispose();
}
