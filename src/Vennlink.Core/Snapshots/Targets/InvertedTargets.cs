using System.Buffers;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Snapshots.Targets;

/// <summary>
/// Consecutive entries of the dictionary on their way through the threads: added with their lists encoded, given keys
/// and places in the postings in order (<see cref="Settle"/>), laid out as blocks (<see cref="LayOut"/>), written in
/// order (<see cref="WriteTo"/>).
/// </summary>
/// <remarks>
/// Entries stand in the order of the dictionary: a root domain before its hosts, a host before its pages. Where every
/// host is a root domain, its three entries have one key and one list. One thread at a time; each of the four steps may
/// be done by another.
/// </remarks>
internal sealed class InvertedTargets : IDisposable
{
    // So much keeps the threads apart without holding much. What fills one up depends on its lists alone, so the blocks
    // always end at the same targets.
    private const int FullBytes = 2 << 20;
    private const int FullCount = 1 << 15;

    // A root domain that comes before its hosts whose list is not known yet.
    private const int NoList = -1;

    private readonly bool _areRoots;
    private readonly CompressedBlocks _blocks = new(BlockCompression.Lz4);
    private readonly TargetKeysEncoder _layout;
    private readonly EncodedLists _lists = new();
    private readonly List<(EntryKind Kind, int List)> _entries = [];
    private readonly ArrayBufferWriter<byte> _paths = new();

    // Keys of root domains and hosts, as the entries come; before them that of the host which the first page is of.
    private readonly ArrayBufferWriter<byte> _keys = new();
    private readonly List<int> _rootEntries = [];
    private uint _firstRoot;
    private byte[] _key = new byte[2048];

    /// <param name="dictionary">Where to in the end.</param>
    /// <param name="areRoots">Whether every host is a root domain.</param>
    public InvertedTargets(TargetKeysWriter dictionary, bool areRoots)
    {
        _areRoots = areRoots;
        _layout = dictionary.NewEncoder(_blocks.Add);
    }

    /// <summary>Hosts.</summary>
    public int HostCount { get; private set; }

    /// <summary>Ordinal of the first root domain that has no entry here and none before.</summary>
    public uint EndRoot => _firstRoot + (uint)(_areRoots ? HostCount : _rootEntries.Count);

    /// <summary>Sources in the lists of all pages.</summary>
    public long ArcCount { get; private set; }

    /// <summary>Whether it is time for another.</summary>
    public bool IsFull => _entries.Count >= FullCount || _lists.LengthBytes >= FullBytes;

    /// <summary>Starts; <paramref name="firstRoot"/> is the first root domain that has no entry yet.</summary>
    public void Start(uint firstRoot) => _firstRoot = firstRoot;

    /// <summary>Encodes a list.</summary>
    /// <returns>Its number here.</returns>
    public int Encode(SourceList sources, TargetListsEncoder encoder) => _lists.Add(sources, encoder);

    /// <summary>Copies a list that was encoded elsewhere.</summary>
    /// <returns>Its number here.</returns>
    public int Copy(EncodedLists others, int number) => _lists.Copy(others, number);

    /// <summary>Adds the next root domain, whose list may still be to come (<see cref="SetRoot"/>).</summary>
    public void AddRoot(int list = NoList)
    {
        _rootEntries.Add(_entries.Count);
        _entries.Add((EntryKind.RootDomain, list));
    }

    /// <summary>Tells the list of a root domain that was added.</summary>
    public void SetRoot(uint root, int list) =>
        _entries[_rootEntries[(int)(root - _firstRoot)]] = (EntryKind.RootDomain, list);

    /// <summary>Adds the next host.</summary>
    public void AddHost(int list)
    {
        HostCount++;
        _entries.Add((EntryKind.Host, list));
    }

    /// <summary>
    /// Adds the next vertex of a graph: a host and its one page, and its root domain where every host is one.
    /// </summary>
    public void AddVertex(int list, int sourceCount)
    {
        HostCount++;
        ArcCount += sourceCount;
        _entries.Add((EntryKind.Vertex, list));
    }

    /// <summary>Adds the next page of the last host, here or before.</summary>
    public void AddPage(ReadOnlySpan<byte> path, int list, int sourceCount)
    {
        ArcCount += sourceCount;
        Varint.Append(_paths, (ulong)path.Length);
        _paths.Write(path);
        _entries.Add((EntryKind.Page, list));
    }

    /// <summary>Gives each root domain and host its key, and each long list its place.</summary>
    /// <param name="keys">Where the keys come from, in order.</param>
    /// <param name="postings">Gets the lists that are not there yet.</param>
    /// <param name="offsets">Tells which are.</param>
    public void Settle(KeyWalk keys, TargetPostingsWriter postings, ListOffsets offsets)
    {
        Append(keys.Host);
        foreach ((EntryKind kind, _) in _entries)
        {
            if (kind != EntryKind.Page)
            {
                Append(kind == EntryKind.RootDomain ? keys.NextRoot() : keys.NextHost());
            }
        }

        _lists.Settle(postings, offsets);
    }

    /// <summary>Lays the entries out.</summary>
    /// <param name="domainOf">Domain id by ordinal of the root domain; null when it is no source.</param>
    public void LayOut(Func<uint, uint?> domainOf)
    {
        ReadOnlySpan<byte> keys = _keys.WrittenSpan;
        ReadOnlySpan<byte> paths = _paths.WrittenSpan;
        uint root = _firstRoot;
        int hostLength = StartKey(Next(ref keys));
        foreach ((EntryKind kind, int list) in _entries)
        {
            ReadOnlySpan<byte> value = _lists.Value(list, out TargetListKind listKind);
            switch (kind)
            {
                case EntryKind.RootDomain:
                    _layout.Add(Next(ref keys), TargetScope.RootDomain, domainOf(root++), listKind, value);
                    break;
                case EntryKind.Host:
                    hostLength = StartKey(Next(ref keys));
                    _layout.Add(_key.AsSpan(0, hostLength), TargetScope.Subdomain, null, listKind, value);
                    break;
                case EntryKind.Vertex:
                    hostLength = StartKey(Next(ref keys));
                    if (_areRoots)
                    {
                        uint? domain = domainOf(root++);
                        _layout.Add(_key.AsSpan(0, hostLength - 1), TargetScope.RootDomain, domain, listKind, value);
                    }

                    _layout.Add(_key.AsSpan(0, hostLength), TargetScope.Subdomain, null, listKind, value);
                    AppendPath(hostLength, "/"u8);
                    _layout.Add(_key.AsSpan(0, hostLength + 1), TargetScope.Page, null, listKind, value);
                    break;
                default:
                    int length = AppendPath(hostLength, Next(ref paths));
                    _layout.Add(_key.AsSpan(0, length), TargetScope.Page, null, listKind, value);
                    break;
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
        (ArcCount, HostCount) = (0, 0);
        _lists.Clear();
        _entries.Clear();
        _paths.ResetWrittenCount();
        _keys.ResetWrittenCount();
        _rootEntries.Clear();
        _blocks.Clear();
        _layout.Counts.Clear();
    }

    private void Append(ReadOnlySpan<byte> key)
    {
        Varint.Append(_keys, (ulong)key.Length);
        _keys.Write(key);
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

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> texts)
    {
        texts = texts[Varint.TryRead(texts, out ulong length)..];
        ReadOnlySpan<byte> text = texts[..(int)length];
        texts = texts[text.Length..];
        return text;
    }

    private enum EntryKind : byte
    {
        RootDomain,
        Host,
        Page,
        Vertex,
    }
}
