using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Vennlink.Build;

/// <summary>Writes and renames that are on the disk when they return, so that a power cut leaves the old state or the new one.</summary>
internal static partial class Durable
{
    /// <summary>Replaces a small text file by one rename.</summary>
    public static void WriteAndRename(string file, string text)
    {
        string aside = file + ".new";
        File.WriteAllText(aside, text);
        FlushFile(aside);
        File.Move(aside, file, overwrite: true);
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    /// <summary>Flushes every file of a folder and the folder itself, then renames it.</summary>
    public static void RenameFolder(string folder, string newName)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            FlushFile(file);
        }

        FlushFolder(folder);
        Directory.Move(folder, newName);
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(newName))!);
    }

    /// <summary>Flushes what the system holds of a file.</summary>
    public static void FlushFile(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Flushes the names of a folder. Nothing to do on Windows, which has no such call.</summary>
    public static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            FlushFolderUnix(folder);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void FlushFolderUnix(string folder)
    {
        // .NET opens no folders; O_RDONLY is 0 on every Unix. Some file systems refuse to flush a folder: then renames are as safe as they get.
        int descriptor = Open(folder, 0);
        if (descriptor >= 0)
        {
            _ = Fsync(descriptor);
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
