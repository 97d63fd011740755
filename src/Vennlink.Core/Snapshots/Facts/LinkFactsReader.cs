using System.Collections.Concurrent;
using Vennlink.Links;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Facts;

/// <summary>
/// Reads <c>link.facts</c>: which pages link to a target by links that count. Linear in the links to the target, some
/// nanoseconds each. Thread-safe.
/// </summary>
internal sealed class LinkFactsReader : IDisposable
{
    private readonly BlockFile _chunks;
    private readonly FileSection _idOf;
    private readonly FileSection _counts;
    private readonly uint _sourceCount;
    private readonly ConcurrentBag<(LinkFactsChunk, SourceSet)> _idle = [];

    /// <param name="folder">Folder of the snapshot.</param>
    /// <param name="sourceCount">Source pages.</param>
    public LinkFactsReader(string folder, uint sourceCount)
    {
        _sourceCount = sourceCount;
        File = SealedFile.Open(
            Path.Combine(folder, SnapshotFormat.LinkFactsFile), SnapshotFormat.LinkFactsMagic,
            SnapshotFormat.LinkFactsVersion);
        _chunks = new BlockFile(File);
        _idOf = File.Section(BlockFileWriter.SectionCount);
        _counts = File.Section(BlockFileWriter.SectionCount + 1);
    }

    /// <summary>The file.</summary>
    public SealedFile File { get; }

    /// <summary>Links, live and lost.</summary>
    public long LinkCount => (long)_counts.ReadUInt64(0);

    /// <summary>The source pages with a link that counts to some target pages, ascending.</summary>
    public uint[] SourcePages(TargetKeyRange targets, LinkTest test, CancellationToken cancellationToken)
    {
        (LinkFactsChunk chunk, SourceSet sources) = _idle.TryTake(out (LinkFactsChunk, SourceSet) idle) ? idle
            : (new LinkFactsChunk(), NewSet());
        try
        {
            for (int block = FirstBlock(targets.First);
                block < _chunks.BlockCount && _chunks.FirstKey(block).SequenceCompareTo(targets.End) < 0; block++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (chunk.Read(_chunks, block, test))
                {
                    AddSources(chunk, block, targets, sources);
                }
            }

            uint[] pages = Take(sources);
            _idle.Add((chunk, sources));
            return pages;
        }
        catch (IndexOutOfRangeException)
        {
            throw NoSource;
        }
    }

    /// <summary>The days of the links that count to some target pages, by source page, in any order.</summary>
    public IEnumerable<SourceDays> SourceDays(
        TargetKeyRange targets, LinkTest test, CancellationToken cancellationToken)
    {
        using LinkFactsChunk chunk = new();
        List<SourceDays> days = [];
        for (int block = FirstBlock(targets.First);
            block < _chunks.BlockCount && _chunks.FirstKey(block).SequenceCompareTo(targets.End) < 0; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            days.Clear();
            chunk.Read(_chunks, block, test, readsAll: true);
            foreach (IdRange rows in chunk.RowsOf(_chunks, block, targets))
            {
                chunk.AddDays((int)rows.Start, (int)rows.End, days);
            }

            foreach (SourceDays link in days)
            {
                yield return link with { Source = IdOf(link.Source) };
            }
        }
    }

    /// <summary>Reads all, after the checksums were found right.</summary>
    /// <returns>Problems found.</returns>
    public IEnumerable<string> Verify(long livePageCount, CancellationToken cancellationToken)
    {
        LinkTest anything = new(new LinkFilter { State = LinkState.Both, AnchorContains = "" });
        TargetKeyRange all = new([], [byte.MaxValue], null);
        SourceSet sources = NewSet();
        long linkCount = 0;
        using LinkFactsChunk chunk = new();
        for (int block = 0; block < _chunks.BlockCount; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            chunk.Read(_chunks, block, anything, readsAll: true);
            linkCount += chunk.RowCount;
            if (!AreSources(chunk, block, all, sources))
            {
                yield return $"{File.FileName}: chunk {block} names a page that is no source";
            }
        }

        if (linkCount != LinkCount)
        {
            yield return $"{File.FileName}: the chunks hold {linkCount} links, not {LinkCount}";
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((LinkFactsChunk chunk, _) in _idle)
        {
            chunk.Dispose();
        }

        File.Dispose();
    }

    // The links to one page may fill many chunks, which then have one first key.
    private int FirstBlock(byte[] key)
    {
        int block = Math.Max(0, _chunks.FindBlock(key));
        while (block > 0 && _chunks.FirstKey(block).SequenceEqual(key))
        {
            block--;
        }

        return block;
    }

    private IndexFormatException NoSource =>
        new(File.FileName, 0, "a link is from a page that is none, or no source");

    private uint[] Take(SourceSet sources) =>
        sources.Take(IdOf) is var pages && (pages.Length == 0 || pages[^1] < _sourceCount) ? pages : throw NoSource;

    private SourceSet NewSet() => new(_idOf.Length / sizeof(uint), _sourceCount);

    private void AddSources(LinkFactsChunk chunk, int block, TargetKeyRange targets, SourceSet sources)
    {
        List<IdRange> pages = chunk.RowsOf(_chunks, block, targets);
        int rowCount = 0;
        foreach (IdRange rows in pages)
        {
            rowCount += (int)(rows.End - rows.Start);
        }

        ReadOnlySpan<uint> ids = default;
        if (!sources.HasRoomInList(rowCount))
        {
            ids = _idOf.ReadUInt32s(0, (int)(_idOf.Length / sizeof(uint)));
            sources.UseBits(ids);
        }

        foreach (IdRange rows in pages)
        {
            chunk.AddSources((int)rows.Start, (int)rows.End, sources, ids);
        }
    }

    private bool AreSources(LinkFactsChunk chunk, int block, TargetKeyRange all, SourceSet sources)
    {
        try
        {
            AddSources(chunk, block, all, sources);
            Take(sources);
            return true;
        }
        catch (Exception outside) when (outside is IndexOutOfRangeException or IndexFormatException)
        {
            return false;
        }
    }

    private uint IdOf(uint livePage) => _idOf.ReadUInt32(livePage) is var id && id < _sourceCount ? id
        : throw new IndexFormatException(
            File.FileName, _idOf.Start, $"live page {livePage} has links and is no source");
}
