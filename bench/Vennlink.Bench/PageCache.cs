using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Vennlink.Bench;

/// <summary>What the operating system holds of files.</summary>
internal static partial class PageCache
{
    private const int DontNeed = 4; // POSIX_FADV_DONTNEED of Linux

    /// <summary>Has it forget a file that is on disk and mapped by nobody.</summary>
    public static void Drop(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        _ = Advise(file, 0, 0, DontNeed);
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}
