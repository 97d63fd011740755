using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Archives.Records;

namespace Vennlink.Inputs;

/// <summary>
/// Files that are called as an archive is and are none: they are refused before a list is looked for in them. What else
/// is no list, its reader names.
/// </summary>
internal static class UnreadableFile
{
    /// <summary>Whether there is nothing in a file, once it is decompressed, or line ends only.</summary>
    public static bool IsEmpty(string path) => InputGlance.At(path).Text.AsSpan().Trim("\r\n"u8).IsEmpty;

    /// <summary>Null for a file in which a list may be.</summary>
    /// <exception cref="InputException">It is called as an archive is.</exception>
    public static IndexInput? Refuse(string path, LinkListOptions lists) =>
        !InputBytes.Exists(path) || !ArchiveName.IsOfArchive(path) ? null
            : throw new InputException(
                path, null, "no WARC or ARC record at its start, though it is called as an archive is");
}
