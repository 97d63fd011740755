using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using Vennlink.Links;
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
    private const uint NoSource = uint.MaxValue;

    // A bit for each source page costs less than to sort every 512-th of them.
    private const int SourcesWorthSorting = 512;

    private readonly BlockFile _chunks;
    private readonly FileSection _idOf;
    private readonly FileSection _counts;
    private readonly uint _sourceCount;
    private readonly ConcurrentBag<LinkFactsChunk> _idle = [];

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
        LinkFactsChunk chunk = _idle.TryTake(out LinkFactsChunk? idle) ? idle : new LinkFactsChunk();
        List<uint> sources = [];
        for (int block = FirstBlock(targets.First);
            block < _chunks.BlockCount && _chunks.FirstKey(block).SequenceCompareTo(targets.End) < 0; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (chunk.Read(_chunks, block, test))
            {
                AddSources(chunk, block, targets, test.AsksAnchor, sources);
            }
        }

        _idle.Add(chunk);
        return Ids(sources);
    }

    /// <summary>The days of the links that count to some target pages, by source page, in any order.</summary>
    public IEnumerable<SourceDays> SourceDays(
        TargetKeyRange targets, LinkTest test, CancellationToken cancellationToken)
    {
        using LinkFactsChunk chunk = new();
        List<uint> sources = [];
        List<SourceDays> days = [];
        for (int block = FirstBlock(targets.First);
            block < _chunks.BlockCount && _chunks.FirstKey(block).SequenceCompareTo(targets.End) < 0; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            days.Clear();
            if (chunk.Read(_chunks, block, test))
            {
                AddSources(chunk, block, targets, test.AsksAnchor, sources, days);
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
        List<uint> sources = [];
        long linkCount = 0;
        using LinkFactsChunk chunk = new();
        for (int block = 0; block < _chunks.BlockCount; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sources.Clear();
            chunk.Read(_chunks, block, anything);
            AddSources(chunk, block, all, asksAnchor: true, sources);
            linkCount += chunk.RowCount;
            if (sources.Exists(source => source >= livePageCount || _idOf.ReadUInt32(source) >= _sourceCount))
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
        foreach (LinkFactsChunk chunk in _idle)
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

    private void AddSources(
        LinkFactsChunk chunk, int block, TargetKeyRange targets, bool asksAnchor, List<uint> sources,
        List<SourceDays>? days = null)
    {
        ByteReader keys = chunk.Keys(_chunks, block);
        ReadOnlySpan<uint> gaps = chunk.SourceGaps;
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
                if (days is null)
                {
                    AddSourcesOfPage(chunk, gaps, row, end, asksAnchor, sources);
                }
                else
                {
                    AddDaysOfPage(chunk, gaps, row, end, asksAnchor, days);
                }
            }

            row = end;
        }
    }

    private static void AddSourcesOfPage(
        LinkFactsChunk chunk, ReadOnlySpan<uint> gaps, int row, int end, bool asksAnchor, List<uint> sources)
    {
        uint source = 0;
        uint last = NoSource;
        for (; row < end; row++)
        {
            source += gaps[row];
            if (source != last && chunk.Counts(row, asksAnchor))
            {
                sources.Add(source);
                last = source;
            }
        }
    }

    private static void AddDaysOfPage(
        LinkFactsChunk chunk, ReadOnlySpan<uint> gaps, int row, int end, bool asksAnchor, List<SourceDays> days)
    {
        uint source = 0;
        for (; row < end; row++)
        {
            source += gaps[row];
            if (chunk.Counts(row, asksAnchor))
            {
                days.Add(chunk.Days(row) with { Source = source });
            }
        }
    }

    private uint IdOf(uint livePage) => _idOf.ReadUInt32(livePage) is var id && id < _sourceCount ? id
        : throw new IndexFormatException(
            File.FileName, _idOf.Start, $"live page {livePage} has links and is no source");

    // Page ids of live pages, ascending, each once.
    private uint[] Ids(List<uint> sources)
    {
        // Of few sources their own ids are read; of many, in one go: to ask for each takes longer than to look it up.
        ReadOnlySpan<uint> all = sources.Count > _idOf.Length / (sizeof(uint) * SourcesWorthSorting)
            && _idOf.Length <= int.MaxValue && BitConverter.IsLittleEndian
            ? MemoryMarshal.Cast<byte, uint>(_idOf.Read(0, (int)_idOf.Length)) : default;
        uint[] ids = new uint[sources.Count];
        for (int index = 0; index < ids.Length; index++)
        {
            uint id = sources[index] < (uint)all.Length ? all[(int)sources[index]] : _idOf.ReadUInt32(sources[index]);
            ids[index] = id < _sourceCount ? id
                : throw new IndexFormatException(
                    File.FileName, _idOf.Start, $"live page {sources[index]} has links and is no source");
        }

        if (ids.Length < _sourceCount / SourcesWorthSorting)
        {
            ids.AsSpan().Sort();
            return Distinct(ids);
        }

        ulong[] set = new ulong[(_sourceCount / 64) + 1];
        foreach (uint id in ids)
        {
            set[id >> 6] |= 1UL << (int)id;
        }

        int count = 0;
        for (int word = 0; word < set.Length; word++)
        {
            for (ulong bits = set[word]; bits != 0; bits &= bits - 1)
            {
                ids[count++] = ((uint)word << 6) + (uint)BitOperations.TrailingZeroCount(bits);
            }
        }

        return ids[..count];
    }

    private static uint[] Distinct(uint[] sorted)
    {
        int count = 0;
        foreach (uint id in sorted)
        {
            if (count == 0 || sorted[count - 1] != id)
            {
                sorted[count++] = id;
            }
        }

        return sorted[..count];
    }
}
