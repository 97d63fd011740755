namespace Vennlink.Storage.Files;

/// <summary>
/// Writes a small file so that a reader, or a restart after a crash, sees the old bytes or the new ones, never a
/// mixture.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Suffix of the file that is written aside.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Writes aside, flushes, renames over <paramref name="path"/>, flushes the folder.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string aside = path + TemporarySuffix;
        using (FileStream stream = new(aside, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
        SystemCalls.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
