namespace Vennlink.Archives;

/// <summary>Tells by their names which files and folders belong together as a web graph.</summary>
internal static class WebGraphFiles
{
    private const string Vertices = "vertices";
    private const string Edges = "edges";
    private const string Ranks = "ranks";

    private static readonly string[] Endings = [".txt", ".txt.gz", ".txt.zst", ""];

    /// <summary>Finds the pair that <paramref name="path"/> is, is one half of, is a part of, or holds.</summary>
    public static bool TryFind(string path, out string verticesPath, out string edgesPath)
    {
        string full = Path.GetFullPath(path);
        if (TryFindPartner(full, out verticesPath, out edgesPath)
            || (File.Exists(full) && Path.GetDirectoryName(full) is string parent && TryFindPartner(parent, out verticesPath, out edgesPath)))
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

    /// <summary>The ranks file beside the vertices, called as they are but for the word; or null.</summary>
    public static string? FindRanks(string verticesPath)
    {
        string stem = Stem(verticesPath);
        int start = stem.StartsWith(Vertices, StringComparison.Ordinal) ? 0 : stem.Length - Vertices.Length;
        string ranksStem = string.Concat(stem.AsSpan(0, start), Ranks, stem.AsSpan(start + Vertices.Length));
        return Endings.Where(ending => ending.Length > 0)
            .Select(ending => Path.Combine(Path.GetDirectoryName(verticesPath) ?? "", ranksStem + ending))
            .FirstOrDefault(File.Exists);
    }

    private static bool TryFindPartner(string path, out string verticesPath, out string edgesPath)
    {
        verticesPath = edgesPath = "";
        bool isVertices = IsNamed(path, Vertices);
        if (!isVertices && !IsNamed(path, Edges))
        {
            return false;
        }

        (string word, string otherWord) = isVertices ? (Vertices, Edges) : (Edges, Vertices);
        string stem = Stem(path);
        int start = stem.StartsWith(word, StringComparison.Ordinal) ? 0 : stem.Length - word.Length;
        string partnerStem = string.Concat(stem.AsSpan(0, start), otherWord, stem.AsSpan(start + word.Length));
        foreach (string ending in Endings)
        {
            string partner = Path.Combine(Path.GetDirectoryName(path) ?? "", partnerStem + ending);
            if (ending.Length > 0 ? File.Exists(partner) : Directory.Exists(partner))
            {
                (verticesPath, edgesPath) = isVertices ? (path, partner) : (partner, path);
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a text file or a folder is called <c>vertices…</c> or <c>…-vertices</c> (or the same with edges).</summary>
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
        string? ending = Endings.FirstOrDefault(ending => ending.Length > 0 && name.EndsWith(ending, StringComparison.Ordinal));
        return ending is null ? name : name[..^ending.Length];
    }
}
