using System.Buffers;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Blocks;

namespace Vennlink.Merge;

/// <summary>
/// Writes <c>live.pages</c>: pages in ascending key order. Bounded memory: one block, and 0.2 % of what was written.
/// Not thread-safe.
/// </summary>
/// <remarks>Format: docs/formats/live-pages.md.</remarks>
internal sealed class LivePagesWriter : IDisposable
{
    private readonly BlockFileWriter _file;
    private readonly ArrayBufferWriter<byte> _page = new();
    private readonly StoredLinksWriter _links = new();
    private byte[] _lastKey = [];
    private int _lastKeyLength = -1;

    /// <summary>Creates the file <c>live.pages</c> in <paramref name="folder"/>, replacing one that is there.</summary>
    public LivePagesWriter(string folder)
        : this(folder, compressesAside: false)
    {
    }

    /// <summary>As the other; another thread may compress meanwhile.</summary>
    internal LivePagesWriter(string folder, bool compressesAside) => _file = new BlockFileWriter(
        Path.Combine(folder, LivePageFormat.FileName),
        LivePageFormat.Magic,
        LivePageFormat.Version,
        BlockCompression.Zstandard,
        LivePageFormat.BlockBytes,
        compressesAside);

    /// <summary>Pages written so far.</summary>
    public long PageCount => _file.RecordCount;

    /// <summary>Live links written so far.</summary>
    public long LinkCount { get; private set; }

    /// <summary>Lost links written so far.</summary>
    public long LostLinkCount { get; private set; }

    /// <summary>Appends one page.</summary>
    /// <param name="page">Its key is above the key of the page before; the page may be reused afterwards.</param>
    /// <exception cref="ArgumentException">The key is not above the one before.</exception>
    public void Add(LivePage page)
    {
        RequireOrder(page.Key);
        for (int index = 0; index < page.LinkCount; index++)
        {
            if (page[index].Facts.IsLost)
            {
                LostLinkCount++;
            }
            else
            {
                LinkCount++;
            }
        }

        _page.ResetWrittenCount();
        LivePageFormat.Write(_page, page, _links);
        _file.AddWithLength(page.Key, _page.WrittenSpan);
    }

    /// <summary>
    /// Appends one page of which all that is known is one record of a segment: its links as they are stored. The bytes
    /// are those of the same page added link by link.
    /// </summary>
    /// <param name="page">The page; its key is above the key of the page before, and no link is lost.</param>
    /// <param name="fileId">Ordinal of the input.</param>
    /// <param name="language">Its language (<see cref="Links.LanguageCode"/>).</param>
    internal void Add(in StoredPage page, int fileId, ushort language = 0)
    {
        RequireOrder(page.Key);
        LinkCount += page.LinkCount;
        _page.ResetWrittenCount();
        LivePageFormat.WriteHead(_page, page, fileId, language);
        _file.AddWithLength(page.Key, _page.WrittenSpan, page.Links);
    }

    /// <summary>
    /// Ends, seals and flushes the file. Without this call it is no index file, and disposing deletes it.
    /// </summary>
    public void Complete()
    {
        _file.EndBlocks();
        _file.File.StartSection();
        _file.File.WriteUInt64((ulong)LinkCount);
        _file.File.WriteUInt64((ulong)LostLinkCount);
        _file.Complete();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void RequireOrder(ReadOnlySpan<byte> key)
    {
        if (_lastKeyLength >= 0 && key.SequenceCompareTo(_lastKey.AsSpan(0, _lastKeyLength)) <= 0)
        {
            throw new ArgumentException("Pages come in ascending order of key, each once.", nameof(key));
        }

        if (_lastKey.Length < key.Length)
        {
            _lastKey = new byte[key.Length * 2];
        }

        key.CopyTo(_lastKey);
        _lastKeyLength = key.Length;
    }
}
