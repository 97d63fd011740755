using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Vennlink.Storage.Files;

/// <summary>
/// What .NET does not offer of the operating system: advice for a map, flushing a folder, what a path leads to, leases
/// of files.
/// </summary>
/// <remarks>Nothing here changes a result: on systems other than Linux it does nothing.</remarks>
internal static partial class SystemCalls
{
    private const int ReadOnly = 0;

    // fcntl(2) and errno(3) of Linux.
    private const int SetLeaseSignal = 10;
    private const int SetLease = 1024;
    private const int GetLease = 1025;
    private const int ReadLock = 0;
    private const int TryAgain = 11;

    // Sent when somebody waits. The default would end the process; this one is ignored by default, and FileLease looks.
    private const int UrgentSignal = 23;

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

    /// <summary>Gives a file a second name; false where the system does not.</summary>
    public static bool TryLink(string path, string name) => OperatingSystem.IsLinux() && Link(path, name) == 0;

    // struct statx has one layout on all machines (linux/stat.h).
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Status(int folder, string path, int flags, uint mask, byte* status);

    /// <summary>
    /// Asks for a read lease on a file (<see cref="FileLease"/>), which ends with the file's last use.
    /// </summary>
    public static LeaseAnswer TakeReadLease(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            return OperatingSystem.IsWindows() ? LeaseAnswer.Given : LeaseAnswer.Refused;
        }

        if (FileControl(file, SetLeaseSignal, UrgentSignal) == 0 && FileControl(file, SetLease, ReadLock) == 0)
        {
            return LeaseAnswer.Given;
        }

        return Marshal.GetLastPInvokeError() == TryAgain ? LeaseAnswer.OpenForWriting : LeaseAnswer.Refused;
    }

    /// <summary>Whether a read lease that was given is still there, and nobody waits for its end.</summary>
    public static bool IsReadLeaseWhole(SafeFileHandle file) =>
        !OperatingSystem.IsLinux() || FileControl(file, GetLease, 0) == ReadLock;

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(SafeFileHandle file, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(nint start, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string path, string name);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
