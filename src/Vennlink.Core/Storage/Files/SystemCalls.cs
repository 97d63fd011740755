using System.Runtime.InteropServices;

namespace Vennlink.Storage.Files;

/// <summary>
/// The three things of the operating system that .NET does not offer: advice for a map, and flushing a folder.
/// </summary>
/// <remarks>Everything here is advice or durability: on systems other than Linux it does nothing.</remarks>
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

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(nint start, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
