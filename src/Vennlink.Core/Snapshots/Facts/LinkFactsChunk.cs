using Vennlink.Links;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Snapshots.Facts;

/// <summary>
/// One chunk of <c>link.facts</c> while a question reads it: which of its rows count, column by column. Reused; not
/// thread-safe.
/// </summary>
internal sealed class LinkFactsChunk : IDisposable
{
    // More than a writer makes of one chunk, whatever the page: bounds what a damaged count asks for.
    private const int MaxRows = 1 << 24;
    private const int MaxTextBytes = 1 << 28;

    private readonly BlockCodec _codec = new();
    private byte[] _chunk = [];
    private byte[] _keys = [];
    private readonly byte[] _key = new byte[1 << 13];
    private readonly List<IdRange> _rows = [];
    private byte[] _texts = [];
    private uint[] _factOf = [];
    private uint[] _anchorOf = [];
    private byte[] _factCounts = [];
    private SourceDays[] _factDays = [];
    private byte[] _anchorCounts = [];
    private uint[] _sources = [];
    private int _keysLength;
    private bool _allFactsCount;
    private bool _asksAnchor;

    /// <summary>Rows.</summary>
    public int RowCount { get; private set; }

    /// <summary>Target pages.</summary>
    public int PageCount { get; private set; }

    /// <summary>Reads a chunk as far as it takes to tell which rows count.</summary>
    /// <param name="file">The file.</param>
    /// <param name="block">The chunk.</param>
    /// <param name="test">Tells which rows count.</param>
    /// <param name="readsAll">Whether all columns are read, also those that tell nothing new.</param>
    /// <returns>Whether any may: else nothing of the chunk need be looked at.</returns>
    public bool Read(BlockFile file, int block, LinkTest test, bool readsAll = false)
    {
        ReadOnlySpan<byte> chunk = file.Read(block, _codec, ref _chunk);
        ByteReader reader = new(chunk, file.File.FileName, file.Offset(block));
        RowCount = reader.ReadVarint(MaxRows);
        PageCount = reader.ReadVarint(RowCount);
        _keysLength = ReadCompressed(ref reader, ref _keys);
        int factCount = reader.ReadVarint(RowCount);
        Reserve(ref _factCounts, factCount);
        Reserve(ref _factDays, factCount);
        bool any = false;
        _allFactsCount = true;
        for (int fact = 0; fact < factCount; fact++)
        {
            bool counts = FactBytes.Holds(ref reader, test, out _factDays[fact]);
            _factCounts[fact] = counts ? (byte)1 : (byte)0;
            any |= counts;
            _allFactsCount &= counts;
        }

        if (!any && !readsAll)
        {
            return false;
        }

        if (_allFactsCount && !readsAll)
        {
            SkipRows(ref reader);
        }
        else
        {
            ReadRows(ref reader, factCount, ref _factOf);
        }

        ByteReader sources = reader.Slice(reader.ReadVarint(int.MaxValue));
        _asksAnchor = test.AsksAnchor;
        if (_asksAnchor && !ReadAnchors(ref reader, test, readsAll) && !readsAll)
        {
            return false;
        }

        Reserve(ref _sources, RowCount);
        VarintColumn.Decode(sources, _sources.AsSpan(0, RowCount));
        return true;
    }

    /// <summary>The rows of each target page that is meant; after <see cref="Read"/>, valid until the next call.
    /// </summary>
    public List<IdRange> RowsOf(BlockFile file, int block, TargetKeyRange targets)
    {
        _rows.Clear();
        ByteReader keys = new(_keys.AsSpan(0, _keysLength), file.File.FileName, file.Offset(block));
        int keyLength = 0;
        int hostLength = 0;
        bool isHostMeant = targets.Host is null;
        int row = 0;
        for (int page = 0; page < PageCount; page++)
        {
            int shared = keys.ReadVarint(keyLength);
            ReadOnlySpan<byte> rest = keys.ReadBytes(keys.ReadVarint(_key.Length - shared));
            rest.CopyTo(_key.AsSpan(shared));
            keyLength = shared + rest.Length;
            int end = row + keys.ReadVarint(RowCount - row);
            ReadOnlySpan<byte> pageKey = _key.AsSpan(0, keyLength);
            if (targets.Host is not null && (page == 0 || shared <= hostLength))
            {
                hostLength = UrlKey.HostLength(pageKey);
                isHostMeant = targets.Host(pageKey);
            }

            if (isHostMeant && pageKey.SequenceCompareTo(targets.First) >= 0
                && pageKey.SequenceCompareTo(targets.End) < 0)
            {
                _rows.Add(new IdRange((uint)row, (uint)end));
            }

            row = end;
        }

        return _rows;
    }

    /// <summary>Adds the sources of those rows of one target page that count; after <see cref="Read"/>.</summary>
    /// <param name="first">The first row of the page.</param>
    /// <param name="end">Behind its last row.</param>
    /// <param name="sources">Gets them.</param>
    /// <param name="ids">As of <see cref="SourceSet.AddAll"/>.</param>
    public void AddSources(int first, int end, SourceSet sources, ReadOnlySpan<uint> ids)
    {
        ReadOnlySpan<uint> gaps = _sources.AsSpan(first, end - first);
        ReadOnlySpan<uint> facts = _allFactsCount ? default : _factOf.AsSpan(first, end - first);
        ReadOnlySpan<uint> anchors = _asksAnchor ? _anchorOf.AsSpan(first, end - first) : default;
        if (_allFactsCount && !_asksAnchor)
        {
            sources.AddAll(gaps, ids);
        }
        else if (!_asksAnchor)
        {
            sources.Add(gaps, facts, _factCounts, ids);
        }
        else if (_allFactsCount)
        {
            sources.Add(gaps, anchors, _anchorCounts, ids);
        }
        else
        {
            sources.Add(gaps, facts, _factCounts, anchors, _anchorCounts, ids);
        }
    }

    /// <summary>Adds the days of those rows of one target page that count; after a <see cref="Read"/> of all.</summary>
    public void AddDays(int first, int end, List<SourceDays> days)
    {
        uint source = 0;
        for (int row = first; row < end; row++)
        {
            source += _sources[row];
            uint fact = _factOf[row];
            if (_factCounts[fact] != 0 && (!_asksAnchor || _anchorCounts[_anchorOf[row]] != 0))
            {
                days.Add(_factDays[fact] with { Source = source });
            }
        }
    }

    public void Dispose() => _codec.Dispose();

    private bool ReadAnchors(ref ByteReader reader, LinkTest test, bool readsAll)
    {
        int count = reader.ReadVarint(RowCount);
        int length = ReadCompressed(ref reader, ref _texts);
        Reserve(ref _anchorCounts, count);
        ReadOnlySpan<byte> all = _texts.AsSpan(0, length);
        ReadOnlySpan<byte> needle = test.AnchorNeedle;
        int next = all.IndexOf(needle);
        if (next < 0 && !readsAll)
        {
            return false;
        }

        // One search through all texts and the lengths between them: what the needle is not in does not count, and
        // only what it may be in is looked at.
        ByteReader texts = new(all, SnapshotFormat.LinkFactsFile, 0);
        bool any = false;
        for (int anchor = 0; anchor < count; anchor++)
        {
            ReadOnlySpan<byte> text = texts.ReadBytes(texts.ReadVarint(MaxTextBytes));
            int start = texts.Position - text.Length;
            if (next >= 0 && next < start)
            {
                int ahead = all[start..].IndexOf(needle);
                next = ahead < 0 ? -1 : start + ahead;
            }

            bool counts = next >= 0 && next <= texts.Position && test.HoldsAnchor(text);
            _anchorCounts[anchor] = counts ? (byte)1 : (byte)0;
            any |= counts;
        }

        ReadRows(ref reader, count, ref _anchorOf);
        return any;
    }

    // Sixteen at a time; numbers that no dictionary of the chunk has are damage.
    private void ReadRows(ref ByteReader reader, int count, ref uint[] numbers)
    {
        int width = reader.ReadByte();
        if (width != DistinctBytes.Width(count))
        {
            throw reader.Broken($"numbers of {width} bits for {count} values");
        }

        int length = (int)((((long)RowCount * width) + 7) / 8);
        ReadOnlySpan<byte> rest = reader.Rest;
        reader.ReadBytes(length);
        if (reader.Rest.Length < LinkFactsWriter.Slack)
        {
            throw reader.Broken("the chunk is cut short");
        }

        Reserve(ref numbers, RowCount + 15);
        BitUnpacker.Unpack(Lanes.Widest, rest, width, RowCount, numbers);
        if (numbers.AsSpan(0, RowCount).ContainsAnyExceptInRange(0u, (uint)Math.Max(0, count - 1)))
        {
            throw reader.Broken($"a row has a value that is none of {count}");
        }
    }

    private void SkipRows(ref ByteReader reader) =>
        reader.ReadBytes((int)((((long)RowCount * reader.ReadByte()) + 7) / 8));

    private int ReadCompressed(ref ByteReader reader, ref byte[] buffer)
    {
        BlockCompression compression = (BlockCompression)reader.ReadByte();
        int length = reader.ReadVarint(MaxTextBytes);
        ReadOnlySpan<byte> compressed = reader.ReadBytes(reader.ReadVarint(MaxTextBytes));
        Reserve(ref buffer, length);
        return _codec.TryDecompress(compressed, compression, buffer.AsSpan(0, length))
            ? length : throw reader.Broken($"a column does not decompress to {length} bytes");
    }

    private static void Reserve<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new T[Math.Max(length, 2 * buffer.Length)];
        }
    }
}
