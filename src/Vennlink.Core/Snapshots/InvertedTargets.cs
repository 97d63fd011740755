using System.Buffers;
using System.IO.Hashing;
using Vennlink.Storage;
using Vennlink.Urls;

namespace Vennlink.Snapshots;

/// <summary>
/// Consecutive targets of a graph of root domains on their way through the threads: lists encoded (<see cref="Add"/>), given keys and places in the
/// postings in order (<see cref="Settle"/>), laid out as dictionary blocks (<see cref="LayOut"/>), written in order (<see cref="WriteTo"/>).
/// </summary>
internal sealed class InvertedTargets
{
    // So much keeps the threads apart without holding much. What fills one up depends on its lists alone, so the blocks always end at the same targets.
    private const int FullBytes = 2 << 20;
    private const int FullCount = 1 << 15;
    private const int LongestKey = 2048;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly ArrayBufferWriter<byte> _keys = new();
    private readonly List<Entry> _entries = [];
    private readonly CompressedBlocks _blocks = new(BlockCompression.Lz4);
    private readonly TargetKeysEncoder _layout;
    private uint _firstPlace;

    /// <param name="dictionary">Where to in the end.</param>
    public InvertedTargets(TargetKeysWriter dictionary) => _layout = dictionary.NewEncoder(_blocks.Add);

    /// <summary>Targets.</summary>
    public int Count => _entries.Count;

    /// <summary>Ids in all lists.</summary>
    public long IdCount { get; private set; }

    /// <summary>Whether it is time for another.</summary>
    public bool IsFull => _entries.Count >= FullCount || _bytes.WrittenCount >= FullBytes;

    /// <summary>Adds the next target.</summary>
    public void Add(ReadOnlySpan<uint> ids, TargetListsEncoder encoder)
    {
        IdCount += ids.Length;
        int start = _bytes.WrittenCount;
        if (ids.IsEmpty)
        {
            _entries.Add(new Entry { Kind = TargetListKind.None });
        }
        else if (ids.Length <= SnapshotFormat.LongestInlineList)
        {
            uint previous = 0;
            foreach (uint id in ids)
            {
                // Elements of a SourceSet: nothing is known of nofollow.
                Varint.Append(_bytes, (ulong)(id - previous) << 1);
                previous = id;
            }

            _entries.Add(new Entry { Kind = TargetListKind.Inline, Start = start, Length = _bytes.WrittenCount - start });
        }
        else
        {
            encoder.Write(_bytes, ids, []);
            ReadOnlySpan<byte> lists = _bytes.WrittenSpan[start..];
            _entries.Add(new Entry
            {
                Kind = TargetListKind.Long, Start = start, Length = lists.Length, IdCount = ids.Length, PageListBytes = encoder.PageListBytes,
                Hash = XxHash128.HashToUInt128(lists),
            });
        }
    }

    /// <summary>Gives each target its key, and each long list its place: that of an equal one before, or the end of the postings.</summary>
    public void Settle(uint firstPlace, RunReader keys, TargetPostingsWriter postings, ListOffsets offsets)
    {
        _firstPlace = firstPlace;
        foreach (ref Entry entry in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_entries))
        {
            keys.MoveNext();
            Varint.Append(_keys, (ulong)keys.Current.Length);
            _keys.Write(keys.Current);
            if (entry.Kind == TargetListKind.Long && !offsets.TryGetOrAdd(entry.Hash, postings.Length, out entry.Offset))
            {
                postings.Append(_bytes.WrittenSpan.Slice(entry.Start, entry.Length), entry.IdCount, entry.PageListBytes);
            }
        }
    }

    /// <summary>Lays the entries out. A vertex is a root domain, its host and its root page: three entries with one list.</summary>
    public void LayOut(GraphSources sources)
    {
        Span<byte> key = stackalloc byte[LongestKey];
        Span<byte> offset = stackalloc byte[Varint.MaxBytes];
        ReadOnlySpan<byte> rest = _keys.WrittenSpan;
        uint place = _firstPlace;
        foreach (ref readonly Entry entry in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_entries))
        {
            rest = rest[Varint.TryRead(rest, out ulong length)..];
            ReadOnlySpan<byte> labels = rest[..(int)length];
            rest = rest[labels.Length..];
            labels.CopyTo(key);
            key[labels.Length] = UrlKey.HostEnd;
            key[labels.Length + 1] = (byte)'/';
            ReadOnlySpan<byte> list = entry.Kind == TargetListKind.Long
                ? offset[..Varint.Write(offset, (ulong)entry.Offset)]
                : _bytes.WrittenSpan.Slice(entry.Start, entry.Length);
            _layout.Add(labels, TargetScope.RootDomain, sources.Id(place++), entry.Kind, list);
            _layout.Add(key[..(labels.Length + 1)], TargetScope.Subdomain, null, entry.Kind, list);
            _layout.Add(key[..(labels.Length + 2)], TargetScope.Page, null, entry.Kind, list);
        }

        _layout.EndBlock();
    }

    /// <summary>Writes the blocks.</summary>
    public void WriteTo(TargetKeysWriter dictionary)
    {
        dictionary.Append(_blocks);
        dictionary.Counts.Add(_layout.Counts);
    }

    /// <summary>Empties it for reuse.</summary>
    public void Clear()
    {
        IdCount = 0;
        _bytes.ResetWrittenCount();
        _keys.ResetWrittenCount();
        _entries.Clear();
        _blocks.Clear();
        _layout.Counts.Clear();
    }

    private struct Entry
    {
        public TargetListKind Kind;

        // Its bytes: the value of a TargetRecord of an inline list, the lists of a long one.
        public int Start;
        public int Length;

        // Of a long one.
        public int IdCount;
        public int PageListBytes;
        public UInt128 Hash;
        public long Offset;
    }
}
