using Vennlink.Links;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;

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
    private byte[] _texts = [];
    private uint[] _factOf = [];
    private uint[] _anchorOf = [];
    private bool[] _factCounts = [];
    private SourceDays[] _factDays = [];
    private bool[] _anchorCounts = [];
    private uint[] _sources = [];
    private int _keysLength;

    /// <summary>Rows.</summary>
    public int RowCount { get; private set; }

    /// <summary>Target pages.</summary>
    public int PageCount { get; private set; }

    /// <summary>Source of each row, less that of the row before it of the same page.</summary>
    public ReadOnlySpan<uint> SourceGaps => _sources.AsSpan(0, RowCount);

    /// <summary>Starts a walk over the target pages: front-coded key, then its number of rows.</summary>
    public ByteReader Keys(BlockFile file, int block) => new(_keys.AsSpan(0, _keysLength), file.File.FileName,
        file.Offset(block));

    /// <summary>Reads a chunk as far as it takes to tell which rows count.</summary>
    /// <returns>Whether any may: else nothing of the chunk need be looked at.</returns>
    public bool Read(BlockFile file, int block, LinkTest test)
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
        for (int fact = 0; fact < factCount; fact++)
        {
            any |= _factCounts[fact] = FactBytes.Holds(ref reader, test, out _factDays[fact]);
        }

        if (!any)
        {
            return false;
        }

        ReadRows(ref reader, factCount, ref _factOf);
        ReadSources(reader.Slice(reader.ReadVarint(int.MaxValue)));
        return !test.AsksAnchor || ReadAnchors(ref reader, test);
    }

    /// <summary>Whether a row counts.</summary>
    /// <param name="row">The row.</param>
    /// <param name="asksAnchor">Whether the test of <see cref="Read"/> asks for anchor texts.</param>
    public bool Counts(int row, bool asksAnchor) =>
        _factCounts[_factOf[row]] && (!asksAnchor || _anchorCounts[_anchorOf[row]]);

    /// <summary>When the link of a row was first and last seen; of no source.</summary>
    public SourceDays Days(int row) => _factDays[_factOf[row]];

    public void Dispose() => _codec.Dispose();

    private bool ReadAnchors(ref ByteReader reader, LinkTest test)
    {
        int count = reader.ReadVarint(RowCount);
        int length = ReadCompressed(ref reader, ref _texts);
        Reserve(ref _anchorCounts, count);
        ByteReader texts = new(_texts.AsSpan(0, length), SnapshotFormat.LinkFactsFile, 0);
        bool any = false;
        for (int anchor = 0; anchor < count; anchor++)
        {
            any |= _anchorCounts[anchor] = test.HoldsAnchor(texts.ReadBytes(texts.ReadVarint(MaxTextBytes)));
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

    private void ReadSources(ByteReader reader)
    {
        Reserve(ref _sources, RowCount);
        for (int row = 0; row < RowCount; row++)
        {
            _sources[row] = (uint)reader.ReadVarint(int.MaxValue);
        }
    }

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
