using System.Buffers;

namespace Vennlink.Query.Walk;

/// <summary>Writes the source ids of the rows of a walk, whole windows at a time.</summary>
/// <param name="destination">Where they go, ascending.</param>
internal readonly struct RowIds(IBufferWriter<uint> destination) : IRowCollector
{
    public void Collect(ThresholdWalk walk) => walk.WriteWindows(destination);
}
