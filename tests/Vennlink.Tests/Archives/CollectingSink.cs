using Vennlink.Archives.Graphs;

namespace Vennlink.Tests.Archives;

/// <summary>Keeps the arcs it is given.</summary>
internal sealed class CollectingSink : IArcSink
{
    public List<(uint Source, uint Target)> Arcs { get; } = [];

    public void Add(ReadOnlySpan<uint> sources, ReadOnlySpan<uint> targets)
    {
        Assert.Equal(sources.Length, targets.Length);
        for (int arc = 0; arc < sources.Length; arc++)
        {
            Arcs.Add((sources[arc], targets[arc]));
        }
    }
}
