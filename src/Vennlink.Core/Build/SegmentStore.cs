using System.Security.Cryptography;
using System.Text;
using Vennlink.Archives.Lists;
using Vennlink.Segments;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Build;

/// <summary>
/// The folder <c>segments/</c>: one file an input, named by the digest of the input and, for lists, by how its columns
/// were named.
/// </summary>
internal sealed class SegmentStore
{
    /// <summary>Ending of segment files.</summary>
    public const string Suffix = ".segment";

    private const int ColumnsTagLength = 16;
    private readonly string _folder;
    private readonly string? _columnsTag;

    /// <summary>Opens the store.</summary>
    /// <param name="indexFolder">Index folder; <c>segments/</c> is made when it is missing.</param>
    /// <param name="columns">Columns of lists whose header does not say, or null.</param>
    public SegmentStore(string indexFolder, LinkListColumns? columns)
    {
        _folder = Path.Combine(indexFolder, "segments");
        _columnsTag = columns is null ? null : Tag(columns);
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Path of a segment by its name.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Names of all segments there, in ordinal order.</summary>
    public IReadOnlyList<string> Names() =>
        [.. Directory.EnumerateFiles(_folder, "*" + Suffix).Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)];

    /// <summary>
    /// The segment of an input that was read before, or null: none, another version's, or read under other column
    /// names.
    /// </summary>
    public string? Find(string digest)
    {
        if (_columnsTag is not null && TryOpen($"{digest}-{_columnsTag}{Suffix}") is { } tagged)
        {
            return tagged.Name;
        }

        // Without a tag only lists depend on how their columns are named.
        return TryOpen(digest + Suffix) is { } plain && (_columnsTag is null || plain.Info.Format != InputFormats.List)
            ? plain.Name : null;
    }

    /// <summary>What a segment says of its input; null when it is damaged or of another version.</summary>
    public InputInfo? Info(string name) => TryOpen(name)?.Info;

    /// <summary>Takes over a finished segment from the work folder, by one rename.</summary>
    /// <returns>Its name.</returns>
    public string Publish(string workPath, InputInfo info)
    {
        string name = info.Format == InputFormats.List && _columnsTag is not null
            ? $"{info.Digest}-{_columnsTag}{Suffix}" : info.Digest + Suffix;
        File.Move(workPath, PathOf(name), overwrite: true);
        SystemCalls.FlushFolder(_folder);
        return name;
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

    private static string Tag(LinkListColumns columns)
    {
        string text = string.Join('\n', columns.Source, columns.Target, columns.Anchor, columns.Title, columns.Rel,
            columns.FirstSeen, columns.LastSeen);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..ColumnsTagLength];
    }
}
