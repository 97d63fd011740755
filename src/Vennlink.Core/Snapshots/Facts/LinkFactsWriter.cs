using System.Buffers;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Facts;

/// <summary>
/// Writes <c>link.facts</c>: the links to each page from other root domains, live and lost, in chunks of columns.
/// Layout in docs/formats/link-facts.md. Holds one chunk; not thread-safe.
/// </summary>
internal sealed class LinkFactsWriter : IDisposable
{
    /// <summary>Bytes behind the columns of a chunk, so that they can be unpacked by whole registers.</summary>
    public const int Slack = 64;

    // What a question about a page with few links has to decode.
    private const int ChunkRows = 2048;

    // A column of texts is compressed and matched as a whole.
    private const int MaxTextBytes = 1 << 16;

    private readonly BlockFileWriter _file;
    private readonly BlockCodec _codec = new();
    private readonly DistinctBytes _facts = new();
    private readonly DistinctBytes _anchors = new();
    private readonly ArrayBufferWriter<byte> _keys = new();
    private readonly ArrayBufferWriter<byte> _sources = new();
    private readonly ArrayBufferWriter<byte> _chunk = new();
    private readonly FrontCoding _front = new();
    private readonly ByteList _firstKey = new();
    private readonly ByteList _key = new();
    private int _pageCount;
    private int _pageRows;
    private int _rowCount;
    private uint _lastSource;
    private long _linkCount;

    /// <summary>Creates the file.</summary>
    public LinkFactsWriter(string folder) => _file = new BlockFileWriter(
        Path.Combine(folder, SnapshotFormat.LinkFactsFile), SnapshotFormat.LinkFactsMagic,
        SnapshotFormat.LinkFactsVersion, BlockCompression.None, blockBytes: 1);

    /// <summary>Adds links from one page to another; ascending by target, then source.</summary>
    /// <param name="targetKey">Key of the target page.</param>
    /// <param name="source">Ordinal of the source among the live pages.</param>
    /// <param name="links">The links, as <see cref="FactBytes"/>; at least one.</param>
    public void Add(ReadOnlySpan<byte> targetKey, uint source, ReadOnlySpan<byte> links)
    {
        if (_rowCount >= ChunkRows || _anchors.Values.Length + _keys.WrittenCount >= MaxTextBytes)
        {
            EndChunk();
        }

        if (_pageRows == 0 || !targetKey.SequenceEqual(_key.Span))
        {
            EndPage();
            StartPage(targetKey);
        }

        while (!links.IsEmpty)
        {
            FactBytes.Take(ref links, out ReadOnlySpan<byte> facts, out ReadOnlySpan<byte> anchor);
            _facts.Add(facts, withLength: false);
            _anchors.Add(anchor, withLength: true);
            Varint.Append(_sources, source - _lastSource);
            _lastSource = source;
            _pageRows++;
            _rowCount++;
        }
    }

    /// <summary>Ends the file.</summary>
    /// <param name="idOf">Page id of each live page; <see cref="uint.MaxValue"/> of one that is no source.</param>
    public void Complete(NativeArray<uint> idOf)
    {
        EndChunk();
        _file.EndBlocks();
        _file.File.StartSection();
        for (long page = 0; page < idOf.Length; page++)
        {
            _file.File.WriteUInt32(idOf[page]);
        }

        _file.File.StartSection();
        _file.File.WriteUInt64((ulong)_linkCount);
        _file.Complete();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _codec.Dispose();
    }

    private void StartPage(ReadOnlySpan<byte> targetKey)
    {
        _key.Clear();
        _key.Append(targetKey);
        if (_pageCount++ == 0)
        {
            _firstKey.Clear();
            _firstKey.Append(targetKey);
        }

        _front.Write(_keys, targetKey);
        _lastSource = 0;
    }

    private void EndPage()
    {
        if (_pageRows > 0)
        {
            Varint.Append(_keys, (ulong)_pageRows);
            _pageRows = 0;
        }
    }

    private void EndChunk()
    {
        EndPage();
        if (_rowCount == 0)
        {
            return;
        }

        _linkCount += _rowCount;
        _chunk.ResetWrittenCount();
        Varint.Append(_chunk, (ulong)_rowCount);
        Varint.Append(_chunk, (ulong)_pageCount);
        WriteCompressed(_keys.WrittenSpan);
        Varint.Append(_chunk, (ulong)_facts.Count);
        _chunk.Write(_facts.Values);
        _facts.WriteRows(_chunk);
        Varint.Append(_chunk, (ulong)_sources.WrittenCount);
        _chunk.Write(_sources.WrittenSpan);
        Varint.Append(_chunk, (ulong)_anchors.Count);
        WriteCompressed(_anchors.Values);
        _anchors.WriteRows(_chunk);
        _chunk.GetSpan(Slack)[..Slack].Clear();
        _chunk.Advance(Slack);
        _file.Add(_firstKey.Span, _chunk.WrittenSpan);

        _facts.Clear();
        _anchors.Clear();
        _keys.ResetWrittenCount();
        _sources.ResetWrittenCount();
        _front.Reset();
        (_rowCount, _pageCount) = (0, 0);
    }

    private void WriteCompressed(ReadOnlySpan<byte> bytes)
    {
        BlockCompression compression = BlockCompression.Zstandard;
        ReadOnlySpan<byte> compressed = _codec.Compress(bytes, ref compression);
        _chunk.GetSpan(1)[0] = (byte)compression;
        _chunk.Advance(1);
        Varint.Append(_chunk, (ulong)bytes.Length);
        Varint.Append(_chunk, (ulong)compressed.Length);
        _chunk.Write(compressed);
    }
}
