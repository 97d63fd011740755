using Vennlink.Archives;
using Vennlink.Archives.Compression;
using Vennlink.Archives.Parquet;
using Vennlink.Archives.Tables;

namespace Vennlink.Inputs;

/// <summary>
/// A zip of files, read like a folder of them: the path of an entry is that of the zip, a slash and the entry's name.
/// </summary>
/// <remarks>No path is ever made on disk: an entry is looked up in the zip by its name, as it stands.</remarks>
internal static class ZipFolder
{
    private const int MaxEntries = 1000;

    // A workbook and a Parquet file are read by their directories, back and forth.
    private const long MaxWorkbookBytes = 256L << 20;

    /// <summary>Whether a file is a zip of files, and no document that is kept as one.</summary>
    public static bool IsAt(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using Stream file = InputBytes.Open(path);
        Span<byte> start = stackalloc byte[4];
        return ZipDirectory.Starts(start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)])
            && Read(path, static zip => !XlsxBook.IsDocument(zip));
    }

    /// <summary>The paths of the files in a zip, in ordinal order.</summary>
    /// <param name="path">Path of the zip.</param>
    /// <param name="refuse">Told of each entry that is not read, and why.</param>
    /// <exception cref="InputException">The zip is damaged, or has more files than are read.</exception>
    public static IEnumerable<string> List(string path, Action<InputException> refuse) => Read(path, zip =>
    {
        if (zip.Entries.Count > MaxEntries)
        {
            throw new InvalidDataException($"the zip has more than {MaxEntries} files: unpack it first");
        }

        SortedSet<string> paths = new(StringComparer.Ordinal);
        foreach (ZipEntry entry in zip.Entries.Where(entry => !IsHidden(entry.Name)))
        {
            string? problem = LeadsOut(entry.Name) ? "its name leads out of the zip, or is none"
                : entry.IsEncrypted ? "it is encrypted"
                : paths.Add($"{path}/{entry.Name}") ? null
                : "the zip holds two files of this name; the first is read";
            if (problem is not null)
            {
                refuse(new InputException($"{path}/{Shown(entry.Name)}", null, problem));
            }
        }

        return paths;
    });

    /// <summary>The zip and the entry that a path names; false for a path of a file.</summary>
    public static bool TrySplit(string path, out string zip, out string entry)
    {
        (zip, entry) = ("", "");
        if (File.Exists(path))
        {
            return false;
        }

        for (int slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (File.Exists(path[..slash]))
            {
                (zip, entry) = (path[..slash], path[(slash + 1)..]);
                return true;
            }
        }

        return false;
    }

    /// <summary>Length of an entry, unpacked; null where there is none of that name.</summary>
    public static long? TryLength(string zip, string entry) => Read(zip, file => TryFind(file, entry)?.LengthBytes);

    /// <summary>Opens an entry; it can seek only where what it holds has to.</summary>
    /// <exception cref="InputException">It is not there, or not what the zip says of it.</exception>
    public static Stream Open(string zip, string entry)
    {
        Stream file = InputBytes.Open(zip);
        try
        {
            ZipDirectory directory = ZipDirectory.Read(file);
            ZipEntry found = TryFind(directory, entry) ?? throw new InvalidDataException("there is no such entry");
            if (!NeedsSeek(directory, found))
            {
                return new ZipEntryStream(file, directory.Open(found), found, $"{zip}/{entry}");
            }

            if (found.LengthBytes > MaxWorkbookBytes)
            {
                throw new InvalidDataException(
                    $"has more than {MaxWorkbookBytes >> 20} MiB and has to be read back and forth: unpack it first");
            }

            using ZipEntryStream content = new(file, directory.Open(found), found, $"{zip}/{entry}");
            MemoryStream workbook = new((int)found.LengthBytes);
            content.CopyTo(workbook);
            workbook.Position = 0;
            return workbook;
        }
        catch (Exception problem)
        {
            file.Dispose();
            throw problem is InvalidDataException
                ? new InputException($"{zip}/{entry}", null, problem.Message) : problem;
        }
    }

    private static ZipEntry? TryFind(ZipDirectory zip, string name)
    {
        foreach (ZipEntry entry in zip.Entries)
        {
            if (entry.Name == name)
            {
                return entry;
            }
        }

        return null;
    }

    private static bool NeedsSeek(ZipDirectory zip, in ZipEntry entry)
    {
        using Stream content = zip.Open(entry);
        Span<byte> start = stackalloc byte[4];
        start = start[..content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return ZipDirectory.Starts(start) || ParquetFile.Starts(start);
    }

    // What macOS puts beside each file, and what is hidden in a folder too.
    private static bool IsHidden(string name) =>
        name.StartsWith("__MACOSX/", StringComparison.Ordinal)
        || name.Split('/').Any(step => step.Length > 1 && step[0] == '.' && step != "..");

    // Such a path would name a file outside, if anybody were to make it one. A slash at the start is an empty step.
    private static bool LeadsOut(string name) =>
        name.Contains('\\', StringComparison.Ordinal) || name.Any(char.IsControl)
        || name.Split('/').Any(step => step is "" or "." or "..");

    private static string Shown(string name)
    {
        const int MaxCharacters = 128;
        string shown = string.Concat(name.Select(one => char.IsControl(one) ? '?' : one));
        return shown.Length <= MaxCharacters ? shown : string.Concat(shown.AsSpan(0, MaxCharacters), "…");
    }

    private static T Read<T>(string path, Func<ZipDirectory, T> read)
    {
        try
        {
            using Stream file = InputBytes.Open(path);
            return read(ZipDirectory.Read(file));
        }
        catch (InvalidDataException problem)
        {
            throw new InputException(path, null, problem.Message);
        }
    }
}
