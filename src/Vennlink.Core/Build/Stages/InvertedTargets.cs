using System.Buffers;
using System.Runtime.InteropServices;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Build.Stages;

/// <summary>
/// Consecutive targets on their way through the threads: lists encoded (<see cref="AddPage"/>, <see cref="AddHost"/>,
/// <see cref="AddRoot"/>), given keys and places in the postings in order (<see cref="Settle"/>), laid out as
/// dictionary blocks (<see cref="LayOut"/>), written in order (<see cref="WriteTo"/>).
/// </summary>
/// <remarks>One thread at a time; each of the four steps may be done by another.</remarks>
internal sealed class InvertedTargets : IDisposable
{
    // So much keeps the threads apart without holding much. What fills one up depends on its lists alone, so the blocks
    // always end at the same targets.
    private const int FullBytes = 2 << 20;
    private const int FullCount = 1 << 15;

    private readonly bool _havePages;
    private readonly CompressedBlocks _blocks = new(BlockCompression.Lz4);
    private readonly TargetKeysEncoder _layout;

    // Bytes of all encoded lists, and each list once: a host of one linked page has the list of that page, a root
    // domain of one linked host that of the host.
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<EncodedList> _lists = [];

    // In key order: pages with their list, hosts with their list and the number of pages up to theirs. A vertex of a
    // graph has no page of its own here.
    private readonly ArrayBufferWriter<byte> _paths = new();
    private readonly List<int> _pages = [];
    private readonly List<(int List, int EndPage)> _hosts = [];

    // By ordinal; root domains get their lists when their last host has come, in any order.
    private readonly List<int> _roots = [];
    private readonly ArrayBufferWriter<byte> _hostKeys = new();
    private readonly ArrayBufferWriter<byte> _rootKeys = new();
    private uint _firstHost;
    private uint _firstRoot;
    private byte[] _key = new byte[2048];

    /// <param name="dictionary">Where to in the end.</param>
    /// <param name="havePages">See <see cref="ITargetLists.HavePages"/>.</param>
    public InvertedTargets(TargetKeysWriter dictionary, bool havePages)
    {
        _havePages = havePages;
        _layout = dictionary.NewEncoder(_blocks.Add);
    }

    /// <summary>Hosts.</summary>
    public int HostCount => _hosts.Count;

    /// <summary>Ordinal of the first root domain that does not belong to these.</summary>
    public uint EndRoot => _firstRoot + (uint)_roots.Count;

    /// <summary>Sources in the lists of all pages.</summary>
    public long ArcCount { get; private set; }

    /// <summary>Whether it is time for another.</summary>
    public bool IsFull => _hosts.Count + _pages.Count >= FullCount || _bytes.WrittenCount >= FullBytes;

    /// <summary>Starts with a host, and the first of the root domains of it and of those that follow.</summary>
    public void Start(uint firstHost, uint firstRoot) => (_firstHost, _firstRoot) = (firstHost, firstRoot);

    /// <summary>Adds the next page of the next host.</summary>
    /// <returns>Number of its list.</returns>
    public int AddPage(ReadOnlySpan<byte> path, SourceList sources, TargetListsEncoder encoder)
    {
        ArcCount += sources.Ids.Length;
        int list = Encode(sources, encoder);
        if (_havePages)
        {
            Varint.Append(_paths, (ulong)path.Length);
            _paths.Write(path);
            _pages.Add(list);
        }

        return list;
    }

    /// <summary>Ends the host.</summary>
    /// <returns>Number of its list.</returns>
    public int AddHost(SourceList sources, int? list, TargetListsEncoder encoder)
    {
        int own = list ?? Encode(sources, encoder);
        _hosts.Add((own, _pages.Count));
        return own;
    }

    /// <summary>Adds a root domain; they come in any order, and in the end all of them.</summary>
    public void AddRoot(uint root, SourceList sources, int? list, TargetListsEncoder encoder)
    {
        int index = (int)(root - _firstRoot);
        if (index >= _roots.Count)
        {
            CollectionsMarshal.SetCount(_roots, index + 1);
        }

        _roots[index] = list ?? Encode(sources, encoder);
    }

    /// <summary>Gives each target its key, and each long list its place: that of an equal one before, or the end of the
    /// postings.</summary>
    public void Settle(RunReader hostKeys, RunReader? rootKeys, TargetPostingsWriter postings, ListOffsets offsets)
    {
        Take(hostKeys, _hosts.Count, _hostKeys);
        if (rootKeys is not null)
        {
            Take(rootKeys, _roots.Count, _rootKeys);
        }

        foreach (ref EncodedList list in CollectionsMarshal.AsSpan(_lists))
        {
            if (list.Kind == TargetListKind.Long && !offsets.TryGetOrAdd(list.Hash, postings.Length, out list.Offset))
            {
                postings.Append(_bytes.WrittenSpan.Slice(list.Start, list.Length), list.IdCount, list.PageListBytes);
            }
        }
    }

    /// <summary>
    /// Lays the entries out: a root domain before its hosts, each host before its pages. A vertex of a graph of root
    /// domains is all three, with one list.
    /// </summary>
    public void LayOut(SourceIds sources)
    {
        ReadOnlySpan<byte> restOfHosts = _hostKeys.WrittenSpan;
        ReadOnlySpan<byte> restOfRoots = _rootKeys.WrittenSpan;
        ReadOnlySpan<byte> restOfPaths = _paths.WrittenSpan;
        ReadOnlySpan<byte> rootLabels = _roots.Count > 0 ? Next(ref restOfRoots) : default;
        int root = 0;
        int page = 0;
        for (int host = 0; host < _hosts.Count; host++)
        {
            ReadOnlySpan<byte> labels = Next(ref restOfHosts);
            (int list, int endPage) = _hosts[host];
            for (; root < _roots.Count && rootLabels.SequenceCompareTo(labels) <= 0; root++)
            {
                Add(rootLabels, TargetScope.RootDomain, sources.Domain(_firstRoot + (uint)root), _roots[root]);
                rootLabels = root + 1 < _roots.Count ? Next(ref restOfRoots) : default;
            }

            if (_roots.Count == 0)
            {
                Add(labels, TargetScope.RootDomain, sources.Domain(_firstHost + (uint)host), list);
            }

            int length = StartKey(labels);
            Add(_key.AsSpan(0, length), TargetScope.Subdomain, null, list);
            if (!_havePages)
            {
                Add(_key.AsSpan(0, AppendPath(length, "/"u8)), TargetScope.Page, null, list);
            }

            for (; page < endPage; page++)
            {
                Add(_key.AsSpan(0, AppendPath(length, Next(ref restOfPaths))), TargetScope.Page, null, _pages[page]);
            }
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
        ArcCount = 0;
        _bytes.ResetWrittenCount();
        _paths.ResetWrittenCount();
        _hostKeys.ResetWrittenCount();
        _rootKeys.ResetWrittenCount();
        _lists.Clear();
        _pages.Clear();
        _hosts.Clear();
        _roots.Clear();
        _blocks.Clear();
        _layout.Counts.Clear();
    }

    private int Encode(SourceList sources, TargetListsEncoder encoder)
    {
        int start = _bytes.WrittenCount;
        EncodedList list = new() { Kind = TargetListKind.None, Start = start };
        if (sources.Ids.Length > SnapshotFormat.LongestInlineList)
        {
            encoder.Write(
                _bytes, sources.Ids,
                sources.AreAllFollowed ? [] : TargetListsEncoder.Without(sources.Ids, sources.Followed));
            ReadOnlySpan<byte> bytes = _bytes.WrittenSpan[start..];
            list = new EncodedList
            {
                Kind = TargetListKind.Long,
                Start = start,
                Length = bytes.Length,
                IdCount = sources.Ids.Length,
                PageListBytes = encoder.PageListBytes,
                Hash = SecretHash.Of128(bytes),
            };
        }
        else if (!sources.Ids.IsEmpty)
        {
            EncodeShort(sources);
            list.Kind = TargetListKind.Inline;
            list.Length = _bytes.WrittenCount - start;
        }

        _lists.Add(list);
        return _lists.Count - 1;
    }

    // As differences of ids, with whether each is followed below.
    private void EncodeShort(SourceList sources)
    {
        ulong previous = 0;
        int followed = 0;
        foreach (uint id in sources.Ids)
        {
            bool isFollowed = followed < sources.Followed.Length && sources.Followed[followed] == id;
            followed += isFollowed ? 1 : 0;
            ulong element = SourceElement.Of(id, !isFollowed);
            Varint.Append(_bytes, element - previous);
            previous = element;
        }
    }

    private void Add(ReadOnlySpan<byte> key, TargetScope scope, uint? domain, int number)
    {
        ref readonly EncodedList list = ref CollectionsMarshal.AsSpan(_lists)[number];
        Span<byte> offset = stackalloc byte[Varint.MaxBytes];
        ReadOnlySpan<byte> value = list.Kind == TargetListKind.Long
            ? offset[..Varint.Write(offset, (ulong)list.Offset)]
            : _bytes.WrittenSpan.Slice(list.Start, list.Length);
        _layout.Add(key, scope, domain, list.Kind, value);
    }

    private int StartKey(ReadOnlySpan<byte> labels)
    {
        if (_key.Length < labels.Length + 2)
        {
            _key = new byte[2 * (labels.Length + 2)];
        }

        labels.CopyTo(_key);
        _key[labels.Length] = UrlKey.HostEnd;
        return labels.Length + 1;
    }

    private int AppendPath(int hostLength, ReadOnlySpan<byte> path)
    {
        if (_key.Length < hostLength + path.Length)
        {
            Array.Resize(ref _key, 2 * (hostLength + path.Length));
        }

        path.CopyTo(_key.AsSpan(hostLength));
        return hostLength + path.Length;
    }

    private static void Take(RunReader keys, int count, ArrayBufferWriter<byte> output)
    {
        for (int key = 0; key < count && keys.MoveNext(); key++)
        {
            Varint.Append(output, (ulong)keys.Current.Length);
            output.Write(keys.Current);
        }
    }

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> texts)
    {
        texts = texts[Varint.TryRead(texts, out ulong length)..];
        ReadOnlySpan<byte> text = texts[..(int)length];
        texts = texts[text.Length..];
        return text;
    }

    private struct EncodedList
    {
        public TargetListKind Kind;

        // Its bytes: elements of a short list, all parts of a long one.
        public int Start;
        public int Length;

        // Of a long one.
        public int IdCount;
        public int PageListBytes;
        public UInt128 Hash;
        public long Offset;
    }
}
