using Vennlink.Snapshots;
using Vennlink.Storage.Bytes;

namespace Vennlink.Build;

/// <summary>A finished index among the inputs of a build: its segments are taken over, and nothing is read.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Segments">Names of its segments.</param>
internal sealed record BuiltInput(string Folder, IReadOnlyList<string> Segments)
{
    /// <summary>Length of its segments.</summary>
    public long LengthBytes => Segments.Select(name => new FileInfo(SegmentStore.PathIn(Folder, name)))
        .Where(file => file.Exists).Sum(file => file.Length);

    /// <summary>Tells indexes from what is to be read.</summary>
    /// <param name="paths">Files and folders as named.</param>
    /// <param name="indexFolder">The index that is built, which is no input of itself; may be empty.</param>
    /// <exception cref="BuildRefusedException">An index has no segments.</exception>
    public static (IReadOnlyList<BuiltInput> Indexes, IReadOnlyList<string> Others) Split(
        IReadOnlyList<string> paths, string indexFolder)
    {
        List<BuiltInput> indexes = [];
        List<string> others = [];
        string own = indexFolder.Length == 0 ? "" : Path.TrimEndingDirectorySeparator(Path.GetFullPath(indexFolder));
        foreach (string path in paths)
        {
            if (Directory.Exists(path) && Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) != own
                && IndexFolder.CurrentSnapshot(path) is { } snapshot && Directory.Exists(snapshot))
            {
                indexes.Add(new BuiltInput(path, SegmentsOf(path, snapshot)));
            }
            else
            {
                others.Add(path);
            }
        }

        return (indexes, others);
    }

    private static IReadOnlyList<string> SegmentsOf(string folder, string snapshot)
    {
        BuildRecord record = BuildRecord.Read(snapshot)
            ?? throw new IndexFormatException(IndexFolder.BuildRecordFile(snapshot), 0, "the file is missing");
        return record.IsOfGraph
            ? throw new BuildRefusedException(
                $"{folder}: was built from a web graph alone, which keeps no captures, so no other index can be built "
                    + "from it; name the graph")
            : record.Segments;
    }
}
