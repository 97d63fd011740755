using System.Security.Cryptography;
using System.Text;
using Vennlink.Archives.Lists;
using Vennlink.Segments;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Build;

/// <summary>
/// The folder <c>segments/</c>: one file an input, named by the digest of the input and, for lists, by what
/// the user said of them.
/// </summary>
internal sealed class SegmentStore
{
    /// <summary>Ending of segment files.</summary>
    public const string Suffix = ".segment";

    private const int TagLength = 16;
    private const int DigestLength = 2 * SHA256.HashSizeInBytes;
    private readonly string _folder;

    /// <summary>Opens the store.</summary>
    /// <param name="indexFolder">Index folder; <c>segments/</c> is made when it is missing.</param>
    public SegmentStore(string indexFolder)
    {
        _folder = Path.GetDirectoryName(PathIn(indexFolder, "-"))!;
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Digest of the input that a segment of this name was read from.</summary>
    public static string DigestOf(string name) => name[..DigestLength];

    /// <summary>Path of a segment of an index.</summary>
    public static string PathIn(string indexFolder, string name) => Path.Combine(indexFolder, "segments", name);

    /// <summary>Path of a segment by its name.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Names of all segments there, in ordinal order.</summary>
    public IReadOnlyList<string> Names() =>
        [.. Directory.EnumerateFiles(_folder, "*" + Suffix).Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)];

    /// <summary>
    /// The segment of an input that was read before, or null: none, another version's, or a list read by other
    /// options.
    /// </summary>
    /// <param name="digest">Of the input.</param>
    /// <param name="lists">What the user says of it.</param>
    public string? Find(string digest, LinkListOptions lists) => TryOpen(NameOf(digest, lists))?.Name;

    /// <summary>What a segment says of its input; null when it is damaged or of another version.</summary>
    public InputInfo? Info(string name) => TryOpen(name)?.Info;

    /// <summary>Takes over a finished segment from the work folder, by one rename.</summary>
    /// <param name="workPath">Where it is.</param>
    /// <param name="info">What it says of its input.</param>
    /// <param name="lists">What the user said of that.</param>
    /// <returns>Its name.</returns>
    public string Publish(string workPath, InputInfo info, LinkListOptions lists)
    {
        string name = NameOf(info.Digest, lists);
        File.Move(workPath, PathOf(name), overwrite: true);
        SystemCalls.FlushFolder(_folder);
        return name;
    }

    /// <summary>
    /// Takes over segments of another index, which keeps them: they are never changed, so both may have the same file.
    /// </summary>
    /// <exception cref="IndexFormatException">One is missing there.</exception>
    public void TakeOver(string indexFolder, IEnumerable<string> names)
    {
        foreach (string name in names.Where(name => TryOpen(name) is null))
        {
            string from = PathIn(indexFolder, name);
            string aside = PathOf(name) + AtomicFile.TemporarySuffix;
            File.Delete(aside);
            if (!SystemCalls.TryLink(from, aside))
            {
                if (!File.Exists(from))
                {
                    throw new IndexFormatException(from, 0, "the segment is missing");
                }

                File.Copy(from, aside);
            }

            File.Move(aside, PathOf(name), overwrite: true);
        }

        SystemCalls.FlushFolder(_folder);
    }

    /// <summary>Deletes every segment that is not named.</summary>
    public void DeleteOthers(IReadOnlySet<string> names)
    {
        foreach (string path in Directory.EnumerateFiles(_folder))
        {
            if (!names.Contains(Path.GetFileName(path)))
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Deletes the folder and what there is in it.</summary>
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    // Nothing but lists depends on what is said of lists, and of nothing else it is said.
    private static string NameOf(string digest, LinkListOptions lists) =>
        lists == LinkListOptions.None ? digest + Suffix : $"{digest}-{Tag(lists)}{Suffix}";

    private (string Name, InputInfo Info)? TryOpen(string name)
    {
        string path = PathOf(name);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using Segment segment = Segment.Open(path);
            return (name, segment.Input);
        }
        catch (IndexFormatException)
        {
            return null;
        }
    }

    private static string Tag(LinkListOptions lists)
    {
        LinkListColumns? columns = lists.Columns;
        string text = string.Join('\n', columns?.Source, columns?.Target, columns?.Anchor, columns?.Title, columns?.Rel,
            columns?.FirstSeen, columns?.LastSeen, lists.Target, lists.IncludeLost);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..TagLength];
    }
}
