using Vennlink.Archives.Graphs;

namespace Vennlink.Build;

/// <summary>Finds the inputs among the files and folders a user names.</summary>
/// <remarks>
/// Folders are walked in ordinal order; hidden files and folders are passed over, and so are links to folders, which may lead in circles, and the
/// index folder itself. The same file named twice is one input.
/// </remarks>
internal sealed class InputSearch
{
    private readonly List<BuildInput> _found = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly string _indexFolder;

    private InputSearch(string indexFolder) => _indexFolder = Path.GetFullPath(indexFolder);

    /// <summary>Finds all inputs.</summary>
    /// <param name="paths">Files and folders as named.</param>
    /// <param name="indexFolder">Folder of the index, never an input.</param>
    /// <exception cref="BuildRefusedException">A path does not exist, or nothing was found at all.</exception>
    public static List<BuildInput> Find(IReadOnlyList<string> paths, string indexFolder)
    {
        InputSearch search = new(indexFolder);
        foreach (string path in paths)
        {
            string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            if (Directory.Exists(full))
            {
                search.AddFolder(full, isNamed: true);
            }
            else if (File.Exists(full))
            {
                search.AddFile(full, isNamed: true);
            }
            else
            {
                throw new BuildRefusedException($"{path}: no such file or folder");
            }
        }

        return search._found.Count > 0 ? search._found : throw new BuildRefusedException($"{string.Join(", ", paths)}: no files found");
    }

    private void AddFolder(string folder, bool isNamed)
    {
        if (folder == _indexFolder || AddGraph(folder, isNamed))
        {
            return;
        }

        foreach (string entry in Entries(folder))
        {
            if (!Directory.Exists(entry))
            {
                AddFile(entry, isNamed: false);
            }
            else if (!File.GetAttributes(entry).HasFlag(FileAttributes.ReparsePoint))
            {
                AddFolder(entry, isNamed: false);
            }
        }
    }

    private void AddFile(string file, bool isNamed)
    {
        if (_seen.Contains(file) || AddGraph(file, isNamed))
        {
            return;
        }

        _seen.Add(file);
        _found.Add(new BuildInput(file, Path.GetFileName(file), new FileInfo(file).Length, isNamed));
    }

    private bool AddGraph(string path, bool isNamed)
    {
        if (!WebGraphInput.TryFind(path, out WebGraphInput? graph))
        {
            return false;
        }

        // Met for its folder or any of its files, named or walked over, it is one input.
        if (_seen.Add(graph.Location))
        {
            _seen.UnionWith(graph.Files);
            _found.Add(new BuildInput(path, graph.Name, graph.TotalBytes, isNamed));
        }

        return true;
    }

    private static IEnumerable<string> Entries(string folder) => Directory.EnumerateFileSystemEntries(folder)
        .Where(entry => Path.GetFileName(entry)[0] != '.')
        .Order(StringComparer.Ordinal);
}
