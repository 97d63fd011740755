namespace Vennlink.Inputs;

/// <summary>
/// Where the bytes of inputs lie: in files. What is no file but an address would be opened and measured here.
/// </summary>
internal static class InputBytes
{
    private const int BufferBytes = 1 << 17;

    /// <summary>A file from its first byte. It can seek; most readers go through it front to back.</summary>
    public static Stream Open(string path) =>
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);

    /// <summary>Length of a file.</summary>
    public static long Length(string path) => new FileInfo(path).Length;
}
