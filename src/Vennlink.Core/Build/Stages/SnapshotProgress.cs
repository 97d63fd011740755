namespace Vennlink.Build.Stages;

/// <summary>How far the building of a snapshot is.</summary>
/// <param name="Stage">rank, number or invert; of a graph also read.</param>
/// <param name="DoneCount">Pages, vertices or lists done; of the stage read, bytes.</param>
/// <param name="TotalCount">All there are; 0 when unknown.</param>
/// <param name="IsBytes">Whether the counts are bytes.</param>
internal readonly record struct SnapshotProgress(string Stage, long DoneCount, long TotalCount, bool IsBytes = false);
