namespace Vennlink.Storage.Files;

/// <summary>Publishes a finished folder by one rename.</summary>
internal static class AtomicFolder
{
    /// <summary>
    /// Flushes every file of <paramref name="workFolder"/> and the folder, renames it to
    /// <paramref name="finalFolder"/>, flushes both parents.
    /// </summary>
    /// <remarks>
    /// Both must be on one file system; the final folder must not exist, its parent must. Folders inside are not
    /// expected.
    /// </remarks>
    public static void Publish(string workFolder, string finalFolder)
    {
        foreach (string file in Directory.EnumerateFiles(workFolder))
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            stream.Flush(flushToDisk: true);
        }

        SystemCalls.FlushFolder(workFolder);
        Directory.Move(workFolder, finalFolder);
        SystemCalls.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(finalFolder))!);
        SystemCalls.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(workFolder))!);
    }
}
