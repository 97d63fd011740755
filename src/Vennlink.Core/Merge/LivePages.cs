using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Merge;

/// <summary>
/// The live view on disk: all pages in key order, with links, lost links and provenance, in compressed, checksummed
/// blocks. It is the input of graph, ranking and inversion, and part of the snapshot as the source of evidence and
/// export.
/// </summary>
/// <remarks>
/// Format: docs/formats/live-pages.md. Opening maps the file; any number of readers may walk it at once.
/// </remarks>
internal sealed class LivePages : IDisposable
{
    /// <summary>Name of the file in its folder.</summary>
    public const string FileName = LivePageFormat.FileName;

    private readonly BlockFile _blocks;

    private LivePages(SealedFile file)
    {
        File = file;
        _blocks = new BlockFile(file);
        FileSection counts = file.Section(LivePageFormat.CountsSection);
        LinkCount = (long)counts.ReadUInt64(0);
        LostLinkCount = (long)counts.ReadUInt64(1);
    }

    /// <summary>
    /// Maps the file <c>live.pages</c> of <paramref name="folder"/>; checks its frame and index, not its content.
    /// </summary>
    /// <exception cref="IndexFormatException">Damaged or of another version.</exception>
    public static LivePages Open(string folder)
    {
        SealedFile file = SealedFile.Open(Path.Combine(folder, FileName), LivePageFormat.Magic, LivePageFormat.Version);
        try
        {
            return new LivePages(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public SealedFile File { get; }

    /// <summary>Number of pages.</summary>
    public long PageCount => _blocks.RecordCount;

    /// <summary>Live links of all pages.</summary>
    public long LinkCount { get; }

    /// <summary>Lost links of all pages.</summary>
    public long LostLinkCount { get; }

    /// <summary>
    /// Starts a walk at the first page whose key is at or above <paramref name="minimumKey"/> (empty: at the first).
    /// </summary>
    /// <remarks>O(log pages) and one block of about 64 KiB to decompress; then each block once.</remarks>
    public LivePageCursor Read(ReadOnlySpan<byte> minimumKey = default)
    {
        if (minimumKey.IsEmpty)
        {
            return new LivePageCursor(_blocks, 0);
        }

        LivePageCursor cursor = new(_blocks, Math.Max(0, _blocks.FindBlock(minimumKey)));
        cursor.SkipToKey(minimumKey);
        return cursor;
    }

    /// <summary>
    /// Starts a walk at the page with this ordinal; at or above <see cref="PageCount"/>: at the end. Same cost as by
    /// key.
    /// </summary>
    public LivePageCursor ReadFrom(long ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        if (ordinal >= PageCount)
        {
            return new LivePageCursor(_blocks, _blocks.BlockCount);
        }

        LivePageCursor cursor = new(_blocks, _blocks.FindBlock(ordinal));
        cursor.SkipToOrdinal(ordinal);
        return cursor;
    }

    /// <summary>Reads the whole file: every checksum, every page, the order of keys, the counts.</summary>
    /// <returns>Problems found; empty when the file is sound.</returns>
    public IEnumerable<IndexFormatException> Verify(CancellationToken cancellationToken)
    {
        bool isDamaged = false;
        foreach (IndexFormatException problem in File.CheckAll())
        {
            cancellationToken.ThrowIfCancellationRequested();
            isDamaged = true;
            yield return problem;
        }

        // Damaged bytes have been named; a walk would only stop at them.
        if (!isDamaged && FindDisorder(cancellationToken) is { } disorder)
        {
            yield return disorder;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();

    private IndexFormatException? FindDisorder(CancellationToken cancellationToken)
    {
        try
        {
            long linkCount = 0;
            long lostLinkCount = 0;
            byte[] lastKey = [];
            using LivePageCursor cursor = new(_blocks, 0);
            while (cursor.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                LivePage page = cursor.Current;
                if (cursor.Ordinal > 0 && page.Key.SequenceCompareTo(lastKey) <= 0)
                {
                    return cursor.Broken(
                        $"page {cursor.Ordinal} is out of order: its key is not above that of the page before");
                }

                lastKey = page.Key.ToArray();
                for (int index = 0; index < page.LinkCount; index++)
                {
                    _ = page[index].Facts.IsLost ? lostLinkCount++ : linkCount++;
                }
            }

            return linkCount == LinkCount && lostLinkCount == LostLinkCount
                ? null
                : cursor.Broken(
                    $"found {linkCount} links and {lostLinkCount} lost links, expected {LinkCount} and "
                        + $"{LostLinkCount}");
        }
        catch (IndexFormatException problem)
        {
            return problem;
        }
    }
}
