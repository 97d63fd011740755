using System.Buffers;
using System.Runtime.InteropServices;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Build.Graphs;

/// <summary>
/// Consecutive targets of a graph on their way through the threads: lists encoded (<see cref="Add"/>), given keys and places in the
/// postings in order (<see cref="Settle"/>), laid out as dictionary blocks (<see cref="LayOut"/>), written in order (<see cref="WriteTo"/>).
/// </summary>
internal sealed class InvertedTargets : IDisposable
{
    // So much keeps the threads apart without holding much. What fills one up depends on its lists alone, so the blocks always end at the same targets.
    private const int FullBytes = 2 << 20;
    private const int FullCount = 1 << 15;
    private const int LongestKey = 2048;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly ArrayBufferWriter<byte> _keys = new();
    private readonly ArrayBufferWriter<byte> _rootKeys = new();
    private readonly List<Entry> _entries = [];

    // Of a graph of hosts: root domains by ordinal; they get their lists when their last host has come.
    private readonly List<Entry> _roots = [];
    private readonly CompressedBlocks _blocks = new(BlockCompression.Lz4);
    private readonly TargetKeysEncoder _layout;
    private uint _firstPlace;
    private uint _firstRoot;

    /// <param name="dictionary">Where to in the end.</param>
    public InvertedTargets(TargetKeysWriter dictionary) => _layout = dictionary.NewEncoder(_blocks.Add);

    /// <summary>Vertices.</summary>
    public int Count => _entries.Count;

    /// <summary>Ordinal of the first root domain that does not belong to these.</summary>
    public uint EndRoot => _firstRoot + (uint)_roots.Count;

    /// <summary>Ids in all lists of vertices.</summary>
    public long IdCount { get; private set; }

    /// <summary>Whether it is time for another.</summary>
    public bool IsFull => _entries.Count >= FullCount || _bytes.WrittenCount >= FullBytes;

    /// <summary>Starts with a vertex, and the first of the root domains of it and of those that follow.</summary>
    public void Start(uint firstPlace, uint firstRoot) => (_firstPlace, _firstRoot) = (firstPlace, firstRoot);

    /// <summary>Adds the next vertex.</summary>
    public void Add(ReadOnlySpan<uint> ids, TargetListsEncoder encoder)
    {
        IdCount += ids.Length;
        _entries.Add(Encode(ids, encoder));
    }

    /// <summary>Adds a root domain of a graph of hosts; they come in any order, and in the end all of them.</summary>
    /// <param name="root">Ordinal.</param>
    /// <param name="ids">Sources of all of its hosts.</param>
    /// <param name="onlyPlace">The one host that has them all; its list is not encoded again.</param>
    /// <param name="encoder">Encodes long lists.</param>
    public void AddRoot(uint root, ReadOnlySpan<uint> ids, uint? onlyPlace, TargetListsEncoder encoder)
    {
        int index = (int)(root - _firstRoot);
        if (index >= _roots.Count)
        {
            CollectionsMarshal.SetCount(_roots, index + 1);
        }

        _roots[index] = onlyPlace is { } place ? _entries[(int)(place - _firstPlace)] : Encode(ids, encoder);
    }

    /// <summary>Gives each target its key, and each long list its place: that of an equal one before, or the end of the postings.</summary>
    public void Settle(RunReader keys, RunReader? rootKeys, TargetPostingsWriter postings, ListOffsets offsets)
    {
        SettleEntries(_entries, keys, _keys, postings, offsets);
        if (rootKeys is not null)
        {
            SettleEntries(_roots, rootKeys, _rootKeys, postings, offsets);
        }
    }

    /// <summary>
    /// Lays the entries out: a root domain before its hosts, each host before its root page. A vertex of a graph of root domains is all three, with one list.
    /// </summary>
    public void LayOut(GraphSources sources)
    {
        Span<byte> key = stackalloc byte[LongestKey];
        Span<byte> offset = stackalloc byte[Varint.MaxBytes];
        ReadOnlySpan<byte> rest = _keys.WrittenSpan;
        ReadOnlySpan<byte> restOfRoots = _rootKeys.WrittenSpan;
        ReadOnlySpan<byte> rootLabels = _roots.Count > 0 ? Next(ref restOfRoots) : default;
        uint place = _firstPlace;
        int root = 0;
        foreach (ref readonly Entry entry in CollectionsMarshal.AsSpan(_entries))
        {
            ReadOnlySpan<byte> labels = Next(ref rest);
            for (; root < _roots.Count && rootLabels.SequenceCompareTo(labels) <= 0; root++)
            {
                _layout.Add(rootLabels, TargetScope.RootDomain, sources.Domain(_firstRoot + (uint)root), _roots[root].Kind, List(_roots[root], offset));
                rootLabels = root + 1 < _roots.Count ? Next(ref restOfRoots) : default;
            }

            ReadOnlySpan<byte> list = List(entry, offset);
            if (_roots.Count == 0)
            {
                _layout.Add(labels, TargetScope.RootDomain, sources.Domain(place), entry.Kind, list);
            }

            labels.CopyTo(key);
            key[labels.Length] = UrlKey.HostEnd;
            key[labels.Length + 1] = (byte)'/';
            _layout.Add(key[..(labels.Length + 1)], TargetScope.Subdomain, null, entry.Kind, list);
            _layout.Add(key[..(labels.Length + 2)], TargetScope.Page, null, entry.Kind, list);
            place++;
        }

        _layout.EndBlock();
    }

    /// <summary>Writes the blocks.</summary>
    public void WriteTo(TargetKeysWriter dictionary)
    {
        dictionary.Append(_blocks);
        dictionary.Counts.Add(_layout.Counts);
    }

    /// <inheritdoc/>
    public void Dispose() => _blocks.Dispose();

    /// <summary>Empties it for reuse.</summary>
    public void Clear()
    {
        IdCount = 0;
        _bytes.ResetWrittenCount();
        _keys.ResetWrittenCount();
        _rootKeys.ResetWrittenCount();
        _entries.Clear();
        _roots.Clear();
        _blocks.Clear();
        _layout.Counts.Clear();
    }

    private Entry Encode(ReadOnlySpan<uint> ids, TargetListsEncoder encoder)
    {
        int start = _bytes.WrittenCount;
        if (ids.IsEmpty)
        {
            return new Entry { Kind = TargetListKind.None };
        }

        if (ids.Length <= SnapshotFormat.LongestInlineList)
        {
            uint previous = 0;
            foreach (uint id in ids)
            {
                // Elements of a SourceSet: nothing is known of nofollow.
                Varint.Append(_bytes, (ulong)(id - previous) << 1);
                previous = id;
            }

            return new Entry { Kind = TargetListKind.Inline, Start = start, Length = _bytes.WrittenCount - start };
        }

        encoder.Write(_bytes, ids, []);
        ReadOnlySpan<byte> lists = _bytes.WrittenSpan[start..];
        return new Entry
        {
            Kind = TargetListKind.Long,
            Start = start,
            Length = lists.Length,
            IdCount = ids.Length,
            PageListBytes = encoder.PageListBytes,
            Hash = SecretHash.Of128(lists),
        };
    }

    private void SettleEntries(List<Entry> entries, RunReader keys, ArrayBufferWriter<byte> output, TargetPostingsWriter postings, ListOffsets offsets)
    {
        foreach (ref Entry entry in CollectionsMarshal.AsSpan(entries))
        {
            keys.MoveNext();
            Varint.Append(output, (ulong)keys.Current.Length);
            output.Write(keys.Current);
            if (entry.Kind == TargetListKind.Long && !offsets.TryGetOrAdd(entry.Hash, postings.Length, out entry.Offset))
            {
                postings.Append(_bytes.WrittenSpan.Slice(entry.Start, entry.Length), entry.IdCount, entry.PageListBytes);
            }
        }
    }

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> keys)
    {
        keys = keys[Varint.TryRead(keys, out ulong length)..];
        ReadOnlySpan<byte> labels = keys[..(int)length];
        keys = keys[labels.Length..];
        return labels;
    }

    // Value of a TargetRecord; where it is an offset, written to the buffer.
    private ReadOnlySpan<byte> List(in Entry entry, Span<byte> offset) => entry.Kind == TargetListKind.Long
        ? offset[..Varint.Write(offset, (ulong)entry.Offset)]
        : _bytes.WrittenSpan.Slice(entry.Start, entry.Length);

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
