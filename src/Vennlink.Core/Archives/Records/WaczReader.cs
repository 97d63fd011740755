using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Records;

/// <summary>
/// Reads the archives inside a WACZ (WACZ 1.1.1: a zip with WARC files under <c>archive/</c>), in the order of the
/// zip's directory; and WACZs inside a WACZ, as a collection of crawls is given out.
/// </summary>
internal sealed class WaczReader : ArchiveReader
{
    /// <summary>A WACZ in a WACZ in a WACZ: a collection of collections. Deeper ones are not opened.</summary>
    public const int MaxDepth = 3;

    private const string ArchiveFolder = "archive/";
    private const string Suffix = ".wacz";

    private readonly Stream _file;
    private readonly ZipDirectory _zip;
    private readonly ZipEntry[] _entries;
    private readonly ArchiveLimits _limits;
    private readonly SkipCounts _skips;
    private readonly string _namePrefix;
    private readonly int _depth;
    private ArchiveReader? _inner;
    private int _entryIndex = -1;
    private long _finishedBytes;

    private WaczReader(
        Stream file, ZipDirectory zip, ZipEntry[] entries, ArchiveLimits limits, SkipCounts skips, string? name,
        int depth)
    {
        (_file, _zip, _entries, _limits, _skips, _depth) = (file, zip, entries, limits, skips, depth);
        _namePrefix = name is null ? "" : name + "/";
    }

    public override string Format => "wacz";

    public override long BytesRead =>
        _finishedBytes + (_inner is null ? 0 : Math.Min(_inner.BytesRead, _entries[_entryIndex].PackedBytes));

    /// <summary>Opens a zip; null when it holds no archives. Its <paramref name="file"/> stays open then.</summary>
    /// <param name="file">The file; can seek.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <param name="name">Its name inside the input; null when it is the input.</param>
    /// <param name="depth">1 for the input, 2 for a WACZ in it, and so on.</param>
    /// <exception cref="InvalidDataException">It cannot be read as a zip; the message says why.</exception>
    public static WaczReader? TryOpenZip(
        Stream file, ArchiveLimits limits, SkipCounts skips, string? name, int depth)
    {
        ZipDirectory zip = ZipDirectory.Read(file);
        ZipEntry[] entries = [.. zip.Entries.Where(static entry => entry.PackedBytes > 0 && IsArchive(entry.Name))];
        return entries.Length == 0 ? null : new WaczReader(file, zip, entries, limits, skips, name, depth);
    }

    public override bool TryRead(ArchiveRecord record)
    {
        while (true)
        {
            try
            {
                if (_inner?.TryRead(record) == true)
                {
                    return true;
                }

                CloseEntry();
                if (_entryIndex == _entries.Length)
                {
                    return false;
                }

                OpenEntry(_entries[_entryIndex]);
            }
            catch (InvalidDataException)
            {
                _skips.Place = new SkipPlace(0, _namePrefix + _entries[_entryIndex].Name);
                _skips.Add(SkipReason.BadMember);
                _inner?.Dispose();
                _inner = null;
            }
        }
    }

    public override void Dispose()
    {
        _inner?.Dispose();
        _file.Dispose();
    }

    // Also behind the one folder that a zip of a folder has in front of all its names; other software has folders of
    // that name too, so there the name of the file counts.
    private static bool IsArchive(string name)
    {
        int top = name.IndexOf('/', StringComparison.Ordinal) + 1;
        return name.StartsWith(ArchiveFolder, StringComparison.Ordinal)
            || (name.AsSpan(top).StartsWith(ArchiveFolder, StringComparison.Ordinal) && ArchiveName.IsOfArchive(name))
            || name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase);
    }

    private void OpenEntry(ZipEntry entry)
    {
        Stream content = _zip.Open(entry);
        OffsetSpace space = new(_namePrefix + entry.Name, entry.LengthBytes);
        _inner = TryOpen(content, _limits, _skips, space, _depth + 1);
        if (_inner is null)
        {
            content.Dispose();
        }
    }

    /// <summary>Leaves the entry at hand and goes to the next one.</summary>
    private void CloseEntry()
    {
        _inner?.Dispose();
        _inner = null;
        _finishedBytes += _entryIndex < 0 ? 0 : _entries[_entryIndex].PackedBytes;
        _entryIndex++;
    }
}
