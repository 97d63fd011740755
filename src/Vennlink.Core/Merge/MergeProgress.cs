namespace Vennlink.Merge;

/// <summary>How far a merge is.</summary>
/// <param name="DoneBytes">Bytes of segments and runs read so far.</param>
/// <param name="TotalBytes">
/// Bytes of segments and runs to read in all, as far as known: runs are counted once written.
/// </param>
/// <param name="PageCount">Pages written so far.</param>
internal readonly record struct MergeProgress(long DoneBytes, long TotalBytes, long PageCount);
