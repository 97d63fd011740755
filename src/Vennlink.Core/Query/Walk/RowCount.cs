namespace Vennlink.Query.Walk;

/// <summary>Counts the rows of a walk, whole windows at a time.</summary>
internal struct RowCount : IRowCollector
{
    /// <summary>Rows.</summary>
    public long Count { get; private set; }

    public void Collect(ThresholdWalk walk) => Count = walk.CountWindows(0, SourceWindow.Count);
}
