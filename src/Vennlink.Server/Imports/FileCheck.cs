using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Build;
using Vennlink.Snapshots;

namespace Vennlink.Server.Imports;

/// <summary>What a build would make of one file: of a zip or a folder, of each in it.</summary>
/// <param name="Name">The name of the file; in a zip or folder, behind its name and a slash.</param>
/// <param name="Path">Where it is.</param>
internal sealed record FileCheck(string Name, string Path)
{
    /// <summary>What it was taken for, and what it gives; null where it cannot be read.</summary>
    public InputFile? Input { get; init; }

    /// <summary>Why it cannot be read; null where it can.</summary>
    public InputException? Problem { get; init; }

    /// <summary>Why nothing can be read of what is no single file.</summary>
    public string? Remark { get; init; }

    /// <summary>Checks what was given: a file, or a folder.</summary>
    /// <param name="given">Name and path.</param>
    /// <param name="options">What was said.</param>
    /// <param name="bounds">Memory and threads.</param>
    /// <param name="cancellationToken">Looked at every few hundred KB.</param>
    /// <returns>All that is in it, and the disk that a build may take for it.</returns>
    public static (IReadOnlyList<FileCheck> Files, long NeededBytes) Run(
        ImportSource given, ImportOptions options, BuildOptions bounds, CancellationToken cancellationToken)
    {
        try
        {
            DryRunReport report = DryRun.Run(
                bounds with
                {
                    IndexFolder = "",
                    Inputs = [given.Path],
                    Lists = options.ListsOf(given.Name),
                    ListsByPath = ListsByPath([given], options),
                },
                null, cancellationToken);
            return ([
                .. report.Inputs.Zip(report.Paths).Select(read =>
                    new FileCheck(given.NameOf(read.Second), read.Second) { Input = read.First }),
                .. report.Problems.Select(problem =>
                    new FileCheck(given.NameOf(problem.File), problem.File) { Problem = problem }),
                .. report.Notes.Select(note => new FileCheck(given.Name, given.Path)
                {
                    Remark = note.Replace(given.Path, given.Name, StringComparison.Ordinal),
                }),
            ], report.NeededDiskBytes);
        }
        catch (InputException problem)
        {
            return ([new FileCheck(given.Name, given.Path) { Problem = problem }], 0);
        }
    }

    /// <summary>What was said of files, by their paths.</summary>
    public static IReadOnlyDictionary<string, LinkListOptions> ListsByPath(
        IEnumerable<ImportSource> given, ImportOptions options)
    {
        Dictionary<string, LinkListOptions> lists = new(StringComparer.Ordinal);
        string[] named = [.. options.Targets.Keys.Union(options.Columns.Keys)];
        foreach (ImportSource source in given)
        {
            foreach (string name in named.Where(source.Holds))
            {
                lists[source.PathOf(name)] = options.ListsOf(name);
            }
        }

        return lists;
    }
}

/// <summary>What an import was given: an uploaded file, a file of the samples, or a folder of the server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Full path.</param>
/// <param name="Bytes">Length; null of a folder.</param>
/// <param name="IsUploaded">Whether it is the import's own.</param>
internal sealed record ImportSource(string Name, string Path, long? Bytes, bool IsUploaded)
{
    /// <summary>What there is in it, once it was checked; null before.</summary>
    public IReadOnlyList<FileCheck>? Files { get; set; }

    /// <summary>Most bytes that a build may take for it.</summary>
    public long NeededBytes { get; set; }

    /// <summary>The name of what lies in it, or of itself.</summary>
    public string NameOf(string path) => path.StartsWith(Path, StringComparison.Ordinal) ? Name + path[Path.Length..]
        : System.IO.Path.GetFileName(path);

    /// <summary>Whether a name is of it, or of what lies in it.</summary>
    public bool Holds(string name) =>
        name == Name || name.StartsWith(Name + "/", StringComparison.Ordinal);

    /// <summary>The path of what has a name.</summary>
    public string PathOf(string name) => Path + name[Name.Length..];
}
