namespace Vennlink.Build;

/// <summary>
/// The folder a user names with <c>--index</c>: <c>segments/</c> (what was read), <c>snapshots/ID/</c> (published indexes),
/// <c>CURRENT</c> (one line: the id that is served, replaced by one rename), <c>work/</c> (an unfinished build).
/// </summary>
public static class IndexFolder
{
    /// <summary>Folder of the current snapshot, or null when none was published.</summary>
    public static string? CurrentSnapshot(string indexFolder) => throw new NotImplementedException();

    /// <summary>Folder of the snapshot with this id, whether or not it exists.</summary>
    public static string SnapshotFolder(string indexFolder, string snapshotId) => Path.Combine(indexFolder, "snapshots", snapshotId);
}
