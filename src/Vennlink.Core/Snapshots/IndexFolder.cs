using System.Globalization;
using System.Text;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots;

/// <summary>
/// The folder a user names with <c>--index</c>: <c>segments/</c> (what was read), <c>snapshots/ID/</c> (published
/// indexes), <c>CURRENT</c> (one line: the id that is served, replaced by one rename), <c>work/</c> (an unfinished
/// build).
/// </summary>
/// <remarks>
/// A snapshot that is no longer current has a file <c>snapshots/ID.superseded</c> beside it, which holds the Unix
/// second of that moment; it is written before <c>CURRENT</c> moves on, and the current snapshot is never deleted
/// whatever stands beside it. Layout: docs/formats/index-folder.md.
/// </remarks>
public static class IndexFolder
{
    private const string CurrentFile = "CURRENT";
    private const string SupersededSuffix = ".superseded";
    private const string DeletedPrefix = ".deleted-";

    /// <summary>Folder of the current snapshot, or null when none was published.</summary>
    /// <exception cref="IndexFormatException"><c>CURRENT</c> does not hold a snapshot id.</exception>
    public static string? CurrentSnapshot(string indexFolder) =>
        CurrentId(indexFolder) is { } id ? SnapshotFolder(indexFolder, id) : null;

    /// <summary>
    /// Id of the current snapshot, or null when none was published. One small read: cheap enough to poll.
    /// </summary>
    /// <exception cref="IndexFormatException"><c>CURRENT</c> does not hold a snapshot id.</exception>
    public static string? CurrentId(string indexFolder)
    {
        string file = Path.Combine(indexFolder, CurrentFile);
        string text;
        try
        {
            text = File.ReadAllText(file, Encoding.ASCII);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        string id = text.TrimEnd('\n');
        return IsId(id) ? id : throw new IndexFormatException(file, 0, "expected one line with a snapshot id");
    }

    /// <summary>Folder of the snapshot with this id, whether or not it exists.</summary>
    public static string SnapshotFolder(string indexFolder, string snapshotId) =>
        Path.Combine(SnapshotsFolder(indexFolder), snapshotId);

    /// <summary>Whether a folder is a snapshot itself, such as one of an index that is no longer served.</summary>
    public static bool IsSnapshot(string folder) =>
        File.Exists(Path.Combine(folder, Targets.SnapshotFormat.ManifestFile));

    /// <summary>
    /// Makes a complete snapshot folder the current one: <c>CURRENT</c> is written aside, flushed and renamed. Readers
    /// see the old id or the new.
    /// </summary>
    /// <param name="indexFolder">Index folder.</param>
    /// <param name="snapshotId">Id of a snapshot whose folder is complete and flushed.</param>
    /// <param name="now">When the snapshot that was current counts as superseded.</param>
    public static void Publish(string indexFolder, string snapshotId, DateTimeOffset now)
    {
        string? previous = CurrentId(indexFolder);
        foreach (string id in SnapshotIds(indexFolder))
        {
            // Also snapshots a killed build left between its two renames: they were never served, and go the same way.
            if (id != snapshotId && (id == previous || !File.Exists(SupersededFile(indexFolder, id))))
            {
                WriteLine(
                    SupersededFile(indexFolder, id), now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            }
        }

        WriteLine(Path.Combine(indexFolder, CurrentFile), snapshotId);
        File.Delete(SupersededFile(indexFolder, snapshotId));
    }

    /// <summary>Deletes the snapshots that were superseded longer ago than <paramref name="lifetime"/>.</summary>
    /// <param name="indexFolder">Index folder.</param>
    /// <param name="lifetime">How long a superseded snapshot stays readable: at least as long as a <c>next_token</c>
    /// lives.</param>
    /// <param name="now">The time now.</param>
    /// <returns>Ids that were deleted. A server must have closed them: their folders leave in one rename, and readers
    /// of open maps go on.</returns>
    public static IReadOnlyList<string> DeleteSuperseded(string indexFolder, TimeSpan lifetime, DateTimeOffset now)
    {
        string? current = CurrentId(indexFolder);
        List<string> deleted = [];
        foreach (string id in SnapshotIds(indexFolder))
        {
            if (id != current && SupersededAt(indexFolder, id) is { } since && since + lifetime <= now)
            {
                // Renamed first, so that a deletion that is cut off never leaves half a snapshot under its own name.
                string aside = Path.Combine(SnapshotsFolder(indexFolder), DeletedPrefix + id);
                Directory.Move(SnapshotFolder(indexFolder, id), aside);
                File.Delete(SupersededFile(indexFolder, id));
                File.Delete(BuildRecordFile(SnapshotFolder(indexFolder, id)));
                deleted.Add(id);
            }
        }

        if (Directory.Exists(SnapshotsFolder(indexFolder)))
        {
            foreach (string aside in Directory.EnumerateDirectories(SnapshotsFolder(indexFolder), DeletedPrefix + "*"))
            {
                Directory.Delete(aside, recursive: true);
            }
        }

        return deleted;
    }

    /// <summary>
    /// Since when a snapshot is no longer the current one; null for the current one, and for one that was never
    /// current.
    /// </summary>
    public static DateTimeOffset? SupersededAt(string indexFolder, string snapshotId)
    {
        string file = SupersededFile(indexFolder, snapshotId);
        try
        {
            return long.TryParse(File.ReadAllText(file, Encoding.ASCII), NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture, out long seconds)
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Ids of all snapshots in the folder, current or superseded, in ordinal order.</summary>
    public static IReadOnlyList<string> SnapshotIds(string indexFolder)
    {
        string folder = SnapshotsFolder(indexFolder);
        if (!Directory.Exists(folder))
        {
            return [];
        }

        List<string> ids =
            [.. Directory.EnumerateDirectories(folder).Select(Path.GetFileName).OfType<string>().Where(IsId)];
        ids.Sort(StringComparer.Ordinal);
        return ids;
    }

    /// <summary>
    /// The file beside a snapshot that says what it was built from; its content is the business of the build.
    /// </summary>
    internal static string BuildRecordFile(string snapshotFolder) => snapshotFolder + ".build";

    private static void WriteLine(string file, string line) =>
        AtomicFile.Write(file, Encoding.ASCII.GetBytes(line + "\n"));

    private static string SnapshotsFolder(string indexFolder) => Path.Combine(indexFolder, "snapshots");

    private static string SupersededFile(string indexFolder, string snapshotId) =>
        SnapshotFolder(indexFolder, snapshotId) + SupersededSuffix;

    // Ids become folder names: letters, digits and '-' only, so that a damaged CURRENT cannot lead out of the index
    // folder.
    private static bool IsId(string text) =>
        text.Length is > 0 and <= 128 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
