namespace Vennlink.Build;

/// <summary>
/// The right to write to an index folder: one process at a time has it. The system takes it back when the process dies.
/// </summary>
internal sealed class BuildLock : IDisposable
{
    /// <summary>
    /// Name of the lock file, which also tells a folder of ours from others. It goes with the folder alone.
    /// </summary>
    public const string FileName = "vennlink.lock";

    private readonly FileStream _file;

    private BuildLock(FileStream file) => _file = file;

    /// <summary>Takes the lock; makes the folder when it is missing or empty.</summary>
    /// <exception cref="BuildRefusedException">Another build has it, or the folder holds something else than an
    /// index.</exception>
    /// <exception cref="IOException">The folder or the lock cannot be made; the message says why.</exception>
    public static BuildLock Take(string indexFolder)
    {
        string path = Path.Combine(indexFolder, FileName);
        if (File.Exists(indexFolder))
        {
            throw new BuildRefusedException($"{indexFolder}: is a file, not a folder");
        }

        if (!File.Exists(path) && Directory.Exists(indexFolder)
            && Directory.EnumerateFileSystemEntries(indexFolder).Any())
        {
            throw new BuildRefusedException(
                $"{indexFolder}: is not an index and not empty; name a new or an empty folder");
        }

        Directory.CreateDirectory(indexFolder);
        try
        {
            // FileShare.None takes flock(2) on Unix, which ends with the process however it dies: there are no stale
            // locks.
            return new BuildLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException problem) when (IsHeld(problem))
        {
            throw new BuildRefusedException($"{indexFolder}: another build is running in this folder");
        }
    }

    // Other errors (a read-only folder, a full disk) say for themselves what they are.
    private static bool IsHeld(IOException problem)
    {
        const int WouldBlock = 11;
        const int WouldBlockOnMac = 35;
        const int SharingViolation = unchecked((int)0x80070020);
        return problem.HResult is WouldBlock or WouldBlockOnMac or SharingViolation;
    }

    /// <summary>Deletes the lock file, while it is held, and the folder, which should hold nothing else.</summary>
    public void DeleteFolder()
    {
        try
        {
            File.Delete(_file.Name);
            Directory.Delete(Path.GetDirectoryName(_file.Name)!);
        }
        catch (IOException)
        {
            // Another build has begun there since, or something else was put there: the folder is theirs.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
