using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using Vennlink.Links;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Urls;

namespace Vennlink.Snapshots.Facts;

/// <summary>
/// Reads <c>link.facts</c>: which pages link to a target by links that count. Linear in the links to the target, some
/// nanoseconds each. Thread-safe.
/// </summary>
internal sealed class LinkFactsReader : IDisposable
{
    // A bit for each source page costs less than to sort every 512-th of them.
    private const int SourcesWorthSorting = 512;

    // Lists of the last questions: enough for a page of rows, its total and what comes after.
    private const long RecentBytes = 64L << 20;

    private readonly BlockFile _chunks;
    private readonly FileSection _idOf;
    private readonly FileSection _counts;
    private readonly uint _sourceCount;
    private readonly ConcurrentBag<(LinkFactsChunk, SourceSet)> _idle = [];
    private readonly RecentAnswers<string, uint[]> _recent = new(RecentBytes);

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
    /// <returns>Not to be changed: it may be given to others too.</returns>
    public uint[] SourcePages(TargetKeyRange targets, LinkTest test, CancellationToken cancellationToken)
    {
        string name = $"{Convert.ToHexString(targets.First)} {Convert.ToHexString(targets.End)} "
            + $"{targets.Host is null} {test.Filter}";
        if (_recent.Find(name) is { } known)
        {
            return known;
        }

        (LinkFactsChunk chunk, SourceSet sources) = _idle.TryTake(out (LinkFactsChunk, SourceSet) idle) ? idle
            : (new LinkFactsChunk(), new SourceSet(_idOf.Length / sizeof(uint)));
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
        }
        catch (IndexOutOfRangeException)
        {
            throw new IndexFormatException(File.FileName, 0, "a link is from a page that is none");
        }

        uint[] pages = Ids(sources.Take());
        _idle.Add((chunk, sources));
        _recent.Add(name, pages, (2L * name.Length) + (sizeof(uint) * (long)pages.Length));
        return pages;
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
            ForEachPage(chunk, block, targets, (first, end) => chunk.AddDays(first, end, days));
            foreach (SourceDays link in days)
            {
                yield return link with { Source = IdOf(link.Source) };
            }
        }
    }

    /// <summary>Forgets lists that were made, for measurements.</summary>
    public void ForgetRecent() => _recent.Clear();

    /// <summary>Reads all, after the checksums were found right.</summary>
    /// <returns>Problems found.</returns>
    public IEnumerable<string> Verify(long livePageCount, CancellationToken cancellationToken)
    {
        LinkTest anything = new(new LinkFilter { State = LinkState.Both, AnchorContains = "" });
        TargetKeyRange all = new([], [byte.MaxValue], null);
        SourceSet sources = new(livePageCount);
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

    private void AddSources(LinkFactsChunk chunk, int block, TargetKeyRange targets, SourceSet sources) =>
        ForEachPage(chunk, block, targets, (first, end) => chunk.AddSources(first, end, sources));

    // Hands over the rows of each target page that is meant: the first, and what is behind the last.
    private void ForEachPage(LinkFactsChunk chunk, int block, TargetKeyRange targets, Action<int, int> take)
    {
        ByteReader keys = chunk.Keys(_chunks, block);
        byte[] key = new byte[1 << 13];
        int keyLength = 0;
        int hostLength = 0;
        bool isHostMeant = targets.Host is null;
        int row = 0;
        for (int page = 0; page < chunk.PageCount; page++)
        {
            int shared = keys.ReadVarint(keyLength);
            ReadOnlySpan<byte> rest = keys.ReadBytes(keys.ReadVarint(key.Length - shared));
            rest.CopyTo(key.AsSpan(shared));
            keyLength = shared + rest.Length;
            int end = row + keys.ReadVarint(chunk.RowCount - row);
            ReadOnlySpan<byte> pageKey = key.AsSpan(0, keyLength);
            if (targets.Host is not null && (page == 0 || shared <= hostLength))
            {
                hostLength = UrlKey.HostLength(pageKey);
                isHostMeant = targets.Host(pageKey);
            }

            if (isHostMeant && pageKey.SequenceCompareTo(targets.First) >= 0
                && pageKey.SequenceCompareTo(targets.End) < 0)
            {
                take(row, end);
            }

            row = end;
        }
    }

    private bool AreSources(LinkFactsChunk chunk, int block, TargetKeyRange all, SourceSet sources)
    {
        try
        {
            AddSources(chunk, block, all, sources);
            return sources.Take().All(source => _idOf.ReadUInt32(source) < _sourceCount);
        }
        catch (Exception outside) when (outside is IndexOutOfRangeException or IndexFormatException)
        {
            return false;
        }
    }

    private uint IdOf(uint livePage) => _idOf.ReadUInt32(livePage) is var id && id < _sourceCount ? id
        : throw new IndexFormatException(
            File.FileName, _idOf.Start, $"live page {livePage} has links and is no source");

    // Page ids of ascending live pages, ascending.
    private uint[] Ids(uint[] sources)
    {
        // Of few sources their own ids are read; of many, in one go: to ask for each takes longer than to look it up.
        bool areMany = sources.Length >= _sourceCount / SourcesWorthSorting && _idOf.Length <= int.MaxValue
            && BitConverter.IsLittleEndian;
        ReadOnlySpan<uint> all = areMany ? MemoryMarshal.Cast<byte, uint>(_idOf.Read(0, (int)_idOf.Length)) : default;
        ulong[] set = areMany ? new ulong[(_sourceCount / 64) + 1] : [];
        for (int index = 0; index < sources.Length; index++)
        {
            uint source = sources[index];
            uint id = source < (uint)all.Length ? all[(int)source] : _idOf.ReadUInt32(source);
            if (id >= _sourceCount)
            {
                throw new IndexFormatException(
                    File.FileName, _idOf.Start, $"live page {source} has links and is no source");
            }

            sources[index] = id;
            if (areMany)
            {
                set[id >> 6] |= 1UL << (int)id;
            }
        }

        if (!areMany)
        {
            sources.AsSpan().Sort();
            return sources;
        }

        int count = 0;
        for (int word = 0; word < set.Length; word++)
        {
            for (ulong bits = set[word]; bits != 0; bits &= bits - 1)
            {
                sources[count++] = ((uint)word << 6) + (uint)BitOperations.TrailingZeroCount(bits);
            }
        }

        return sources;
    }
}
