namespace Vennlink.Merge;

/// <summary>What a merge gave.</summary>
/// <param name="PageCount">Pages in the live view.</param>
/// <param name="LinkCount">Live links.</param>
/// <param name="LostLinkCount">Lost links.</param>
/// <param name="CaptureCount">Captures read.</param>
/// <param name="RowCount">Rows of lists and graphs read.</param>
/// <param name="FoldedCount">
/// Captures and rows that added nothing beside another one: the same page at the same instant, the same row again.
/// </param>
internal sealed record MergeReport(
    long PageCount, long LinkCount, long LostLinkCount, long CaptureCount, long RowCount, long FoldedCount);

/// <summary>How far a merge is.</summary>
/// <param name="DoneBytes">Bytes of segments and runs read so far.</param>
/// <param name="TotalBytes">
/// Bytes of segments and runs to read in all, as far as known: runs are counted once written.
/// </param>
/// <param name="PageCount">Pages written so far.</param>
internal readonly record struct MergeProgress(long DoneBytes, long TotalBytes, long PageCount);
