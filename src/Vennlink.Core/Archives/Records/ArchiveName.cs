namespace Vennlink.Archives.Records;

/// <summary>How archives are called. What a file is, its bytes say; its name says what it was meant to be.</summary>
internal static class ArchiveName
{
    private static readonly string[] Endings = [".warc", ".arc", ".wat", ".wet", ".wacz"];
    private static readonly string[] CompressedEndings = [".gz", ".zst", ".lz4", ".bz2", ".xz", ".open"];

    /// <summary>Whether a file is called as archives are.</summary>
    public static bool IsOfArchive(string path)
    {
        string? ending = CompressedEndings.FirstOrDefault(
            ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        string name = path[..^(ending?.Length ?? 0)];
        return Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }
}
