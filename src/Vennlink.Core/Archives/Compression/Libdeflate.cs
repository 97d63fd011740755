using System.Runtime.InteropServices;

namespace Vennlink.Archives.Compression;

/// <summary>
/// Inflates deflate data (RFC 1951) that lie whole in memory, by the native library libdeflate, where the system has
/// it.
/// </summary>
/// <remarks>
/// It is faster than the framework because it sees input and output whole: no window is copied and no state kept
/// between calls. It is optional: nothing of it is brought along, this class alone knows whether it is there, and a
/// reader that gets none streams. Not thread-safe.
/// </remarks>
internal sealed unsafe partial class Libdeflate : IDisposable
{
    private const string Library = "libdeflate.so.0";
    private const string InflateName = "libdeflate_deflate_decompress_ex";

    private nint _decompressor;

    private Libdeflate(nint decompressor) => _decompressor = decompressor;

    /// <summary>Whether the system has the library.</summary>
    public static bool IsPresent { get; } = OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad(Library, typeof(Libdeflate).Assembly, null, out nint library)
        && NativeLibrary.TryGetExport(library, InflateName, out _);

    /// <summary>A decompressor, some 32 KiB; null where the system has none.</summary>
    public static Libdeflate? TryOpen() =>
        IsPresent && Allocate() is var decompressor and not 0 ? new Libdeflate(decompressor) : null;

    /// <summary>Inflates <paramref name="data"/> into <paramref name="output"/>.</summary>
    /// <returns>
    /// Whether the data are one deflate stream that ends with their last byte and fills the output to its last byte. If
    /// not, the output holds anything.
    /// </returns>
    public bool TryInflate(ReadOnlySpan<byte> data, Span<byte> output)
    {
        fixed (byte* source = data)
        fixed (byte* target = output)
        {
            // Without a place for the bytes written, those that do not fill the output are an error.
            return Inflate(
                    _decompressor, source, (nuint)data.Length, target, (nuint)output.Length, out nuint used, null) == 0
                && used == (nuint)data.Length;
        }
    }

    public void Dispose()
    {
        if (_decompressor != 0)
        {
            Free(_decompressor);
            _decompressor = 0;
        }
    }

    [LibraryImport(Library, EntryPoint = "libdeflate_alloc_decompressor")]
    private static partial nint Allocate();

    [LibraryImport(Library, EntryPoint = "libdeflate_free_decompressor")]
    private static partial void Free(nint decompressor);

    [LibraryImport(Library, EntryPoint = InflateName)]
    private static partial int Inflate(
        nint decompressor, byte* source, nuint sourceBytes, byte* target, nuint targetBytes, out nuint usedBytes,
        nuint* writtenBytes);
}
