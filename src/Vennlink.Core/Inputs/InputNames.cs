namespace Vennlink.Inputs;

/// <summary>
/// Tells by the name of a file that cannot be read whether it was meant as an input. Folders hold notes, licences and
/// pictures beside their inputs, and these are no errors; a list or an archive that is not read is links lost.
/// </summary>
internal static class InputNames
{
    private static readonly string[] Compressions = [".gz", ".zst", ".lz4", ".bz2", ".xz", ".br", ".7z"];

    private static readonly string[] Endings =
    [
        ".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet", ".json", ".jsonl", ".ndjson", ".zip",
        ".gdf", ".gexf", ".graphml", ".warc", ".arc", ".wat", ".wacz", GraphEnding,
    ];

    private const string GraphEnding = ".graph";

    // What a WACZ has beside its archives, once it is unpacked.
    private static readonly string[] WaczNames =
        ["datapackage.json", "datapackage-digest.json", "pages.jsonl", "extraPages.jsonl"];

    /// <summary>Whether a file of this name is a list, an archive or a graph, as far as its name says.</summary>
    public static bool AreOfInput(string path)
    {
        string name = Path.GetFileName(path);
        if (Compressions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase))
        {
            name = Path.GetFileNameWithoutExtension(name);
        }

        return Endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) && !WaczNames.Contains(name);
    }

    /// <summary>Whether a file of this name holds the lists of a BVGraph, or its transpose.</summary>
    public static bool AreOfGraph(string path) => path.EndsWith(GraphEnding, StringComparison.Ordinal);
}
