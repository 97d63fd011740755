using System.Buffers;
using Vennlink.Archives;
using Vennlink.Archives.Compression;
using Vennlink.Archives.Lists;
using Vennlink.Archives.Records;

namespace Vennlink.Inputs;

/// <summary>
/// Files that no kind of input knows and that are no lists either: they are refused by what they are, before a list is
/// looked for in them.
/// </summary>
internal static class UnreadableFile
{
    // No text has these. UTF-16 has zeros, and old programs end a text with 1a.
    private static readonly SearchValues<byte> BinaryBytes = SearchValues.Create(
        [1, 2, 3, 4, 5, 6, 7, 8, 0x0b, 0x0e, 0x0f, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1c,
            0x1d, 0x1e, 0x1f]);

    /// <summary>Whether there is nothing in a file, once it is decompressed, or line ends only.</summary>
    public static bool IsEmpty(string path) => InputGlance.At(path).Text.AsSpan().Trim("\r\n"u8).IsEmpty;

    /// <summary>Null for a file in which a list may be.</summary>
    /// <exception cref="InputException">It is called as an archive is, is a zip, or is no text.</exception>
    public static IndexInput? Refuse(string path, bool isNamed, LinkListOptions lists)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        ReadOnlySpan<byte> start = InputGlance.At(path).Text;
        string? problem = ZipDirectory.Starts(start) ? "a zip without archive/, so no WACZ; what is in it can be read"
                + " once it is unpacked"
            : ArchiveName.IsOfArchive(path) ? "no WARC or ARC record at its start, though it is called as an archive is"
            : start.ContainsAny(BinaryBytes) ? "neither an archive nor text"
            : null;
        return problem is null ? null : throw new InputException(path, null, problem);
    }
}
