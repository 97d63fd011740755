namespace Vennlink.Snapshots;

/// <summary>How far the building of a snapshot is.</summary>
/// <param name="Stage">rank, number or invert.</param>
/// <param name="DoneCount">Pages or lists done.</param>
/// <param name="TotalCount">Pages or lists in all; 0 when unknown.</param>
public readonly record struct SnapshotProgress(string Stage, long DoneCount, long TotalCount);
