using System.Runtime.InteropServices;

namespace Vennlink.Storage.Files;

/// <summary>
/// What .NET does not offer of the operating system: advice for a map, flushing a folder, and what a path leads to.
/// </summary>
/// <remarks>Nothing here changes a result: on systems other than Linux it does nothing.</remarks>
internal static partial class SystemCalls
{
    private const int ReadOnly = 0;

    /// <summary>Tells the kernel how mapped bytes will be read (madvise). Advice only: a refusal is ignored.</summary>
    public static unsafe void Advise(byte* start, long lengthBytes, MapAdvice advice)
    {
        if (OperatingSystem.IsLinux() && lengthBytes > 0)
        {
            _ = MemoryAdvise((nint)start, (nuint)lengthBytes, (int)advice);
        }
    }

    /// <summary>Makes the names inside a folder durable (fsync of the folder).</summary>
    public static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        int descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"{folder}: cannot be opened for flushing (error {Marshal.GetLastPInvokeError()})");
        }

        // Some file systems cannot flush a folder and say so with EINVAL; there is nothing better to do then.
        _ = Flush(descriptor);
        _ = Close(descriptor);
    }

    /// <summary>
    /// Whether a path leads to a regular file: to no pipe, socket or device. True where that cannot be asked: elsewhere
    /// than on Linux, or when there is nothing.
    /// </summary>
    public static unsafe bool IsRegularFile(string path)
    {
        const int CurrentFolder = -100;
        const uint TypeWanted = 1;
        const int StatusBytes = 256;
        const int ModeOffset = 28;
        const int TypeMask = 0xf000;
        const int Regular = 0x8000;
        byte* status = stackalloc byte[StatusBytes];
        try
        {
            return !OperatingSystem.IsLinux() || Status(CurrentFolder, path, 0, TypeWanted, status) != 0
                || (*(ushort*)(status + ModeOffset) & TypeMask) == Regular;
        }
        catch (EntryPointNotFoundException)
        {
            return true;
        }
    }

    // struct statx has one layout on all machines (linux/stat.h).
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Status(int folder, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(nint start, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
