using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Archives.Records;

namespace Vennlink.Inputs;

/// <summary>Finds the inputs among the files and folders a user names.</summary>
/// <remarks>
/// Folders are walked in ordinal order; hidden files and folders are passed over, and so are links to folders, which
/// may lead in circles, and the index folder itself. A zip of files is a folder of them. The same file named twice is
/// one input.
/// </remarks>
internal sealed class InputSearch
{
    private const int MaxPathBytes = 4095;

    private readonly List<IndexInput> _inputs = [];
    private readonly List<string> _notes = [];
    private readonly OrderedDictionary<string, InputException> _problems = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly string _indexFolder;
    private readonly Func<string, LinkListOptions> _lists;
    private readonly CancellationToken _cancellationToken;

    private InputSearch(
        string indexFolder, Func<string, LinkListOptions> lists, CancellationToken cancellationToken) =>
        (_indexFolder, _lists, _cancellationToken) =
            (indexFolder.Length == 0 ? "" : Path.GetFullPath(indexFolder), lists, cancellationToken);

    /// <summary>The inputs, in the order they were found.</summary>
    public IReadOnlyList<IndexInput> Inputs => _inputs;

    /// <summary>Remarks on files of folders that are no inputs and do not seem to be meant as such.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>What was named or seems to be meant as an input, and is of no kind that can be read.</summary>
    public IReadOnlyList<InputException> Problems => [.. _problems.Values];

    /// <summary>No inputs, for who needs none.</summary>
    public static InputSearch Nothing { get; } = new("", _ => LinkListOptions.None, CancellationToken.None);

    /// <summary>Finds all inputs.</summary>
    /// <param name="paths">Files and folders as named.</param>
    /// <param name="indexFolder">Folder of the index, never an input; empty when there is none.</param>
    /// <param name="lists">What the user says of lists.</param>
    /// <param name="cancellationToken">Looked at before each file, of which up to some megabytes are read.</param>
    /// <exception cref="InputException">A path does not exist, or there was nothing to read at all.</exception>
    public static InputSearch Find(
        IReadOnlyList<string> paths, string indexFolder, LinkListOptions lists, CancellationToken cancellationToken) =>
        Find(paths, indexFolder, _ => lists, cancellationToken);

    /// <summary>
    /// As <see cref="Find(IReadOnlyList{string}, string, LinkListOptions, CancellationToken)"/>, where not the same is
    /// said of all lists.
    /// </summary>
    public static InputSearch Find(
        IReadOnlyList<string> paths, string indexFolder, Func<string, LinkListOptions> lists,
        CancellationToken cancellationToken)
    {
        InputSearch search = new(indexFolder, lists, cancellationToken);
        foreach (string path in paths)
        {
            RefuseLong(path);
            string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            if (Directory.Exists(full))
            {
                search.AddFolder(full, isNamed: true);
            }
            else if (InputBytes.Exists(full) || full.Contains('\uFFFD', StringComparison.Ordinal))
            {
                search.AddFile(full, isNamed: true);
            }
            else
            {
                throw new InputException(path, null, "no such file or folder");
            }
        }

        return search._inputs.Count + search._problems.Count > 0
            ? search
            : throw new InputException(
                string.Join(", ", paths),
                null,
                search._notes.Count == 0 ? "no files found" : "no archive, link list or web graph found");
    }

    private void AddFolder(string folder, bool isNamed)
    {
        if (folder == _indexFolder)
        {
            return;
        }

        // Beside a graph may lie other forms and other files of the same graph: of those nothing is read again.
        bool isGraph = TryAdd(folder, isNamed);
        foreach (string entry in Entries(folder))
        {
            if (!Directory.Exists(entry) || Encoding.UTF8.GetByteCount(entry) > MaxPathBytes)
            {
                if (!isGraph || (InputNames.AreOfInput(entry) && !InputNames.AreOfGraph(entry)))
                {
                    AddFile(entry, isNamed: false);
                }
            }
            else if (!isGraph && !File.GetAttributes(entry).HasFlag(FileAttributes.ReparsePoint))
            {
                AddFolder(entry, isNamed: false);
            }
        }
    }

    // The system takes no longer ones; a folder may hold them, made from within.
    private static void RefuseLong(string path)
    {
        const int ShownCharacters = 200;
        if (Encoding.UTF8.GetByteCount(path) > MaxPathBytes)
        {
            throw new InputException(
                string.Concat(path.AsSpan(0, ShownCharacters), "…"), null,
                $"the path is longer than the system allows, {MaxPathBytes:N0} bytes; go into a folder on the way");
        }
    }

    private void AddFile(string file, bool isNamed)
    {
        try
        {
            RefuseLong(file);
            TryAdd(file, isNamed);
        }
        catch (InputException problem) when (isNamed || InputNames.AreOfInput(file))
        {
            _problems.TryAdd(problem.File, problem);
        }
        catch (InputException problem)
        {
            Note(problem);
        }
    }

    private void Note(InputException problem) => Note($"{problem.File}: not read: {problem.Problem}");

    private void Note(string note)
    {
        if (!_notes.Contains(note))
        {
            _notes.Add(note);
        }
    }

    // Read like a folder, but for one in another: a few of those hold more than any disk.
    private void AddZip(string zip, bool isNamed)
    {
        _seen.Add(zip);
        int foundBefore = _inputs.Count + _problems.Count;
        foreach (string path in ZipFolder.List(zip, Note))
        {
            AddFile(path, isNamed: false);
        }

        if (isNamed && _inputs.Count + _problems.Count == foundBefore)
        {
            string notes = string.Join("; ", _notes.Where(note => note.StartsWith(zip, StringComparison.Ordinal)));
            throw new InputException(zip, null, $"the zip holds nothing that can be read. {notes}".TrimEnd());
        }
    }

    // An input is met for its folder or any of its files, named or walked over; it is one input all the same.
    private bool TryAdd(string path, bool isNamed)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_seen.Contains(path))
        {
            return true;
        }

        // Before anything opens it: opening a pipe waits for a writer.
        if (!Directory.Exists(path))
        {
            InputBytes.RefuseUnreadable(path);
        }

        try
        {
            return TryAddNew(path, isNamed);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, null, $"cannot be read: {problem.Message}");
        }
    }

    private bool TryAddNew(string path, bool isNamed)
    {
        if (ZipFolder.IsAt(path) && ArchiveInput.TryRecognise(path, _lists(path)) is null)
        {
            AddZip(path, isNamed);
            return true;
        }

        if (ArchiveName.IsOfArchive(path) && InputBytes.Exists(path) && UnreadableFile.IsEmpty(path))
        {
            // A crawl that is cut into files often leaves one without a record, and a glob names it with the others.
            Note($"{path}: passed over: it is empty");
            return true;
        }

        if (InputKinds.TryRecognise(path, _lists(path)) is not { } input)
        {
            return false;
        }

        if (_seen.Add(input.Location))
        {
            _seen.UnionWith(input.Files);
            _inputs.Add(input);
        }

        return true;
    }

    private static IEnumerable<string> Entries(string folder) => Directory.EnumerateFileSystemEntries(folder)
        .Where(entry => Path.GetFileName(entry)[0] != '.')
        .Order(StringComparer.Ordinal);
}
