using Vennlink.Archives;
using Vennlink.Storage.Files;

namespace Vennlink.Inputs;

/// <summary>
/// Where the bytes of inputs lie: in files, or in a zip that is read like a folder. What is no file but an address
/// would be opened and measured here.
/// </summary>
internal static class InputBytes
{
    private const int BufferBytes = 1 << 17;

    /// <summary>
    /// A file from its first byte. It can seek, unless it lies in a zip; most readers go front to back.
    /// </summary>
    public static Stream Open(string path) => ZipFolder.TrySplit(path, out string zip, out string entry)
        ? ZipFolder.Open(zip, entry)
        : new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);

    /// <summary>
    /// Refuses what cannot be an input whatever it holds: a pipe, a socket, a device, and a name that the system does
    /// not take back.
    /// </summary>
    /// <remarks>
    /// An input is read more than once: to tell what it is, into its segment, and again when a build that was killed
    /// goes on. What runs through a pipe is there once.
    /// </remarks>
    /// <param name="path">Full path of what is there.</param>
    /// <exception cref="InputException">It is refused; the message names the way out.</exception>
    public static void RefuseUnreadable(string path)
    {
        if (!SystemCalls.IsRegularFile(path))
        {
            throw new InputException(
                path, null, "is a pipe, socket or device, which cannot be read twice; save what it gives to a file");
        }

        if (!File.Exists(path) && path.Contains('\uFFFD', StringComparison.Ordinal))
        {
            throw new InputException(path, null, "the name is not UTF-8, so it cannot be opened; rename it");
        }
    }

    /// <summary>Length of a file.</summary>
    public static long Length(string path) => ZipFolder.TrySplit(path, out string zip, out string entry)
        ? ZipFolder.TryLength(zip, entry) ?? 0
        : new FileInfo(path).Length;

    /// <summary>Whether there is a file, on disk or in a zip.</summary>
    public static bool Exists(string path) =>
        File.Exists(path) || ZipFolder.TrySplit(path, out _, out _);

    /// <summary>Name of a file; of one in a zip with that of the zip, a slash between.</summary>
    public static string NameOf(string path) => ZipFolder.TrySplit(path, out string zip, out string entry)
        ? $"{Path.GetFileName(zip)}/{entry}" : Path.GetFileName(path);
}
