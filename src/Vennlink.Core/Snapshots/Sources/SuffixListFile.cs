using System.Text;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Urls;

namespace Vennlink.Snapshots.Sources;

/// <summary>
/// Reads and writes <c>suffix.list</c>: the Public Suffix List the snapshot was built with, so that queries find the
/// same root domains. Layout in docs/formats/suffix-list.md.
/// </summary>
internal static class SuffixListFile
{
    private const int OptionsSection = 0;
    private const int ExtraSection = 1;
    private const int TextSection = 2;

    // Of a length that a file claims; the list in use has a third of a megabyte.
    private const uint MaxListBytes = 64 << 20;

    /// <summary>Writes the file.</summary>
    public static void Write(
        string folder, ReadOnlySpan<byte> listUtf8, PublicSuffixSections sections, IReadOnlyList<string> extraSuffixes)
    {
        using SealedFileWriter file = new(Path.Combine(folder, SnapshotFormat.SuffixListFile),
            SnapshotFormat.SuffixListMagic, SnapshotFormat.SuffixListVersion);
        using BlockCodec codec = new();
        BlockCompression compression = BlockCompression.Zstandard;
        ReadOnlySpan<byte> compressed = codec.Compress(listUtf8, ref compression);
        file.StartSection();
        file.WriteUInt32((uint)sections);
        file.WriteUInt32((uint)compression);
        file.WriteUInt32((uint)listUtf8.Length);
        file.StartSection();
        file.Write(Encoding.UTF8.GetBytes(string.Join('\n', extraSuffixes)));
        file.StartSection();
        file.Write(compressed);
        file.Complete();
    }

    /// <summary>Opens the file.</summary>
    public static SealedFile Open(string folder) =>
        SealedFile.Open(Path.Combine(folder, SnapshotFormat.SuffixListFile), SnapshotFormat.SuffixListMagic,
            SnapshotFormat.SuffixListVersion);

    /// <summary>Parses the list.</summary>
    /// <exception cref="IndexFormatException">It is none.</exception>
    public static PublicSuffixList Read(SealedFile file)
    {
        FileSection options = file.Section(OptionsSection);
        FileSection extra = file.Section(ExtraSection);
        FileSection text = file.Section(TextSection);
        uint length = options.ReadUInt32(2);
        if (length > MaxListBytes)
        {
            throw new IndexFormatException(
                file.FileName, options.Start, $"a list of {length} bytes, expected {MaxListBytes} at most");
        }

        byte[] list = new byte[length];
        using BlockCodec codec = new();
        if (!codec.TryDecompress(text.Read(0, (int)text.Length), (BlockCompression)options.ReadUInt32(1), list))
        {
            throw new IndexFormatException(file.FileName, text.Start, "the list does not decompress");
        }

        string extraText = Encoding.UTF8.GetString(extra.Read(0, (int)extra.Length));
        try
        {
            return PublicSuffixList.Parse(list, (PublicSuffixSections)options.ReadUInt32(0),
                extraText.Length == 0 ? [] : extraText.Split('\n'));
        }
        catch (FormatException problem)
        {
            throw new IndexFormatException(file.FileName, text.Start, problem.Message);
        }
    }
}
