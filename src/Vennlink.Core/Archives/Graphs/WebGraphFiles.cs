namespace Vennlink.Archives.Graphs;

/// <summary>Tells by their names which files and folders belong together as a web graph.</summary>
internal static class WebGraphFiles
{
    private const string Vertices = "vertices";
    private const string Edges = "edges";
    private const string Ranks = "ranks";

    private const string GraphEnding = ".graph";
    private const string PropertiesEnding = ".properties";
    private const string OffsetsEnding = ".offsets";
    private const string TransposeEnding = "-t";

    private static readonly string[] GraphEndings = [GraphEnding, PropertiesEnding, OffsetsEnding];
    private static readonly string[] NameEndings =
        [".urls", ".urls.gz", ".urls.zst", ".names", ".names.gz", ".names.zst", ".nodes", ".nodes.gz", ".nodes.zst"];
    private static readonly string[] Endings = [".txt", ".txt.gz", ".txt.zst", ""];

    /// <summary>Finds the pair that <paramref name="path"/> is, is one half of, is a part of, or holds.</summary>
    public static bool TryFind(string path, out string verticesPath, out string edgesPath)
    {
        string full = Path.GetFullPath(path);
        if (TryFindPartner(full, out verticesPath, out edgesPath)
            || (File.Exists(full) && TryFindPartner(Path.GetDirectoryName(full)!, out verticesPath, out edgesPath)))
        {
            return true;
        }

        if (!Directory.Exists(full))
        {
            return false;
        }

        // A folder that holds several graphs is no graph: each is found by its files.
        int found = 0;
        (string Vertices, string Edges) only = ("", "");
        foreach (string entry in Directory.EnumerateFileSystemEntries(full))
        {
            if (IsNamed(entry, Vertices) && TryFindPartner(entry, out string vertices, out string edges))
            {
                only = (vertices, edges);
                found++;
            }
        }

        (verticesPath, edgesPath) = found == 1 ? only : ("", "");
        return found == 1;
    }

    /// <summary>
    /// Finds a graph in text form as <see cref="TryFind"/> does, and the ranks beside it, called as the vertices but
    /// for the word.
    /// </summary>
    public static TextGraph? TryFindText(string path) =>
        TryFind(path, out string vertices, out string edges)
            ? new TextGraph(vertices, edges, Partner(vertices, Vertices, Ranks)) : null;

    /// <summary>
    /// Finds the BVGraph that <paramref name="path"/> is a file of, or is the folder of. Where text of the same graph
    /// lies beside it, that is found.
    /// </summary>
    public static WebGraphInput? TryFindCompressed(string path)
    {
        string full = Path.GetFullPath(path);
        string[] bases = Directory.Exists(full)
            ? [.. Directory.EnumerateFiles(full, "*" + GraphEnding).Select(BaseOf).OfType<string>().Distinct()]
            : BaseOf(full) is { } one ? [one] : [];
        if (bases.Length != 1)
        {
            return null;
        }

        string name = bases[0];
        string? vertices = Existing(name + "-" + Vertices, isText: true);
        return (vertices is null ? null : TryFindText(vertices)) ?? (WebGraphInput)new BvGraphInput(
            name + GraphEnding,
            name + PropertiesEnding,
            File.Exists(name + OffsetsEnding) ? name + OffsetsEnding : null,
            vertices ?? NameEndings.Select(ending => name + ending).FirstOrDefault(File.Exists),
            Existing(name + "-" + Ranks, isText: true));
    }

    /// <summary>
    /// The file without which <paramref name="path"/>, a BVGraph by its name, cannot be read; null when nothing is
    /// missing, or it is no such file.
    /// </summary>
    public static string? MissingBeside(string path) =>
        path.EndsWith(GraphEnding, StringComparison.Ordinal)
            && path[..^GraphEnding.Length] + PropertiesEnding is var properties && !File.Exists(properties)
            ? Path.GetFileName(properties)
            : null;

    /// <summary>What comes before the ending of a BVGraph's files, if the graph is there.</summary>
    private static string? BaseOf(string path)
    {
        string? ending = GraphEndings.Concat(NameEndings).FirstOrDefault(
            ending => path.EndsWith(ending, StringComparison.Ordinal));
        string stem = Stem(path);
        bool isTextBeside = stem.Length < Path.GetFileName(path).Length
            && (stem.EndsWith("-" + Vertices, StringComparison.Ordinal)
                || stem.EndsWith("-" + Ranks, StringComparison.Ordinal));
        string? name = ending is not null ? path[..^ending.Length]
            : isTextBeside ? Path.Combine(Path.GetDirectoryName(path) ?? "", stem[..stem.LastIndexOf('-')])
            : null;
        if (name is null || !File.Exists(name + GraphEnding) || !File.Exists(name + PropertiesEnding))
        {
            return null;
        }

        // The transpose of a graph is the same graph once more.
        return name.EndsWith(TransposeEnding, StringComparison.Ordinal)
            && BaseOf(name[..^TransposeEnding.Length] + GraphEnding) is { } graph ? graph : name;
    }

    private static bool TryFindPartner(string path, out string verticesPath, out string edgesPath)
    {
        verticesPath = edgesPath = "";
        string? word = Array.Find([Vertices, Edges, Ranks], word => IsNamed(path, word));
        if (word is null)
        {
            return false;
        }

        string? vertices = word == Vertices ? path : Partner(path, word, Vertices);
        string? edges = word == Edges ? path : Partner(path, word, Edges);
        if (vertices is not null && edges is not null)
        {
            (verticesPath, edgesPath) = (vertices, edges);
        }

        return edgesPath.Length > 0;
    }

    /// <summary>
    /// The file or folder beside <paramref name="path"/> that is called as it is but for one word; or null. Ranks are a
    /// file.
    /// </summary>
    private static string? Partner(string path, string word, string otherWord)
    {
        string stem = Stem(path);
        int start = stem.StartsWith(word, StringComparison.Ordinal) ? 0 : stem.Length - word.Length;
        string partnerStem = string.Concat(stem.AsSpan(0, start), otherWord, stem.AsSpan(start + word.Length));
        return Existing(Path.Combine(Path.GetDirectoryName(path) ?? "", partnerStem), isText: otherWord == Ranks);
    }

    private static string? Existing(string path, bool isText) =>
        Endings.Where(ending => ending.Length > 0 || !isText).Select(ending => path + ending)
            .FirstOrDefault(candidate => candidate == path ? Directory.Exists(candidate) : File.Exists(candidate));

    /// <summary>
    /// Whether a text file or a folder is called <c>vertices…</c> or <c>…-vertices</c> (or the same with edges).
    /// </summary>
    private static bool IsNamed(string path, string word)
    {
        string stem = Stem(path);
        bool isText = stem.Length < Path.GetFileName(path).Length;
        return (isText ? File.Exists(path) : Directory.Exists(path))
            && (stem.StartsWith(word, StringComparison.Ordinal)
                || (stem.EndsWith(word, StringComparison.Ordinal) && stem[^(word.Length + 1)] is '-' or '_' or '.'));
    }

    private static string Stem(string path)
    {
        string name = Path.GetFileName(path);
        string? ending = Endings.FirstOrDefault(
            ending => ending.Length > 0 && name.EndsWith(ending, StringComparison.Ordinal));
        return ending is null ? name : name[..^ending.Length];
    }
}
