using System.IO.Compression;

namespace Vennlink.Archives.Records;

/// <summary>
/// Reads the archives inside a WACZ (WACZ 1.1.1: a zip with WARC files under <c>archive/</c>), in the order of the
/// zip's directory.
/// </summary>
internal sealed class WaczReader : ArchiveReader
{
    private const string ArchiveFolder = "archive/";

    private readonly Stream _file;
    private readonly ZipArchive _zip;
    private readonly ZipArchiveEntry[] _entries;
    private readonly ArchiveLimits _limits;
    private readonly SkipCounts _skips;
    private ArchiveReader? _inner;
    private int _entryIndex = -1;
    private long _finishedBytes;

    private WaczReader(Stream file, ZipArchive zip, ZipArchiveEntry[] entries, ArchiveLimits limits, SkipCounts skips)
    {
        (_file, _zip, _entries, _limits, _skips) = (file, zip, entries, limits, skips);
    }

    public override string Format => "wacz";

    public override long BytesRead =>
        _finishedBytes + (_inner is null ? 0 : Math.Min(_inner.BytesRead, _entries[_entryIndex].CompressedLength));

    /// <summary>Whether a file that begins so is a zip.</summary>
    public static bool StartsZip(ReadOnlySpan<byte> start) => start.StartsWith("PK\u0003\u0004"u8);

    /// <summary>Opens a zip; null when it holds no archives. Its <paramref name="file"/> stays open then.</summary>
    public static WaczReader? TryOpenZip(Stream file, ArchiveLimits limits, SkipCounts skips)
    {
        ZipArchive? zip = null;
        try
        {
            zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            ZipArchiveEntry[] entries =
            [
                .. zip.Entries.Where(static entry =>
                    entry.FullName.StartsWith(ArchiveFolder, StringComparison.Ordinal) && entry.Length > 0),
            ];
            if (entries.Length > 0)
            {
                WaczReader reader = new(file, zip, entries, limits, skips);
                zip = null;
                return reader;
            }
        }
        catch (InvalidDataException)
        {
            // No directory at the end: cut, or no zip after all.
        }
        finally
        {
            zip?.Dispose();
        }

        return null;
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

                Stream content = _entries[_entryIndex].Open();
                _inner = TryOpen(content, _limits, _skips, _entries[_entryIndex].FullName);
                if (_inner is null)
                {
                    content.Dispose();
                }
            }
            catch (InvalidDataException)
            {
                _skips.Place = new SkipPlace(0, _entries[_entryIndex].FullName);
                _skips.Add(SkipReason.BadMember);
                _inner?.Dispose();
                _inner = null;
            }
        }
    }

    public override void Dispose()
    {
        _inner?.Dispose();
        _zip.Dispose();
        _file.Dispose();
    }

    /// <summary>Leaves the entry at hand and goes to the next one.</summary>
    private void CloseEntry()
    {
        _inner?.Dispose();
        _inner = null;
        _finishedBytes += _entryIndex < 0 ? 0 : _entries[_entryIndex].CompressedLength;
        _entryIndex++;
    }
}
