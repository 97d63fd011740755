namespace Vennlink.Build;

/// <summary>How far a build is.</summary>
/// <param name="Stage">read, merge, rank, number, invert, verify, publish.</param>
/// <param name="DoneBytes">Bytes of the stage done.</param>
/// <param name="TotalBytes">Bytes of the stage in all; 0 when unknown.</param>
/// <param name="RecordCount">Records (pages, links, lists) so far.</param>
public readonly record struct BuildProgress(string Stage, long DoneBytes, long TotalBytes, long RecordCount)
{
    /// <summary>Told once, before anything is read, and then the rest is empty: the disk the build may take.</summary>
    public DiskNeed? Disk { get; init; }
}
