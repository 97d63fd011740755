using System.Numerics;
using Vennlink.Graph.Arcs;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Urls;

namespace Vennlink.Build.Pages;

/// <summary>
/// Resolves the links inside root domains while their pages pass by in key order, without a sort: the pages of a root
/// domain are one stretch of keys (with those of root domains that nest in it), so a table of the stretch's keys tells
/// where each of its links leads once the stretch is over.
/// </summary>
/// <remarks>
/// Keys are told apart by 63 bits of their hash: of n keys of a stretch two are taken for one with a probability of
/// n²/2⁶⁴, one in a billion for 100,000 keys. A link is 4 bytes and a key some 30 until the stretch ends. A stretch
/// that does not fit has what cannot be told yet sorted externally, twice: by hash, to meet the page, and by source.
/// The arcs and degrees are the same either way. Not thread-safe.
/// </remarks>
internal sealed class InternalLinks : IDisposable
{
    private const uint NoPage = uint.MaxValue;
    private const uint NoEntry = uint.MaxValue;
    private const int FirstTableLength = 1 << 10;
    private const int MaxKept = 1 << 20;

    // An entry with its share of the table, once more while it grows; a link.
    private const int EntryBytes = 64;
    private const int LinkBytes = 16;
    private const int MinCount = 16;

    private readonly NativeArray<uint> _outDegrees;
    private readonly ArcSpill.Writer _arcs;
    private readonly LateLinks _late;
    private readonly int _mostEntries;
    private readonly int _mostLinks;

    private byte[] _stretch = new byte[256];
    private int _stretchLength = -1;
    private bool _isLate;

    // Keys of the stretch, pages and targets, and where each stands by its hash: an open-addressed table of ordinals of
    // entries, one higher. A stretch starts with a short table, so that one with few pages pays for few.
    private Entry[] _entries = new Entry[FirstTableLength / 2];
    private int _entryCount;
    private uint[] _table = new uint[FirstTableLength];
    private int _tableLength = FirstTableLength;

    // Entries that the pages of the stretch link to, and how many each page has.
    private uint[] _links = new uint[1 << 12];
    private int _linkCount;
    private readonly List<(uint Page, int LinkCount)> _pages = [];
    private uint _page;
    private int _pageStart;
    private uint[] _targets = [];

    /// <param name="spill">Gets the arcs between live pages, under their ordinals in key order.</param>
    /// <param name="outDegrees">By page; each followed target is counted once, whether it is a live page or
    /// not.</param>
    /// <param name="temporaryFolder">Folder for sorts.</param>
    /// <param name="memoryBytes">For the links of one stretch, and as much for what does not fit.</param>
    public InternalLinks(ArcSpill spill, NativeArray<uint> outDegrees, string temporaryFolder, long memoryBytes)
    {
        _outDegrees = outDegrees;
        _arcs = spill.OpenWriter();
        _late = new LateLinks(spill, outDegrees, temporaryFolder, memoryBytes / 2);
        _mostEntries = (int)Math.Clamp(memoryBytes / 4 / EntryBytes, MinCount, int.MaxValue / 4);
        _mostLinks = (int)Math.Clamp(memoryBytes / 4 / LinkBytes, MinCount, int.MaxValue / 4);
    }

    /// <summary>Starts a page; pages come in key order.</summary>
    /// <param name="pageKey">Key of the page.</param>
    /// <param name="rootLength">Length of its root domain.</param>
    /// <param name="page">Its ordinal.</param>
    public void StartPage(ReadOnlySpan<byte> pageKey, int rootLength, uint page)
    {
        if (_stretchLength < 0 || !UrlKey.IsWithin(pageKey[..rootLength], _stretch.AsSpan(0, _stretchLength)))
        {
            EndStretch();
            if (_stretch.Length < rootLength)
            {
                _stretch = new byte[2 * rootLength];
            }

            pageKey[..rootLength].CopyTo(_stretch);
            _stretchLength = rootLength;
        }

        // Invariant: _links holds the links of _pages, one page behind the other, and from _pageStart on those of this
        // page; _entries holds every key of the stretch that a page or link named, as far as there was room.
        _page = page;
        _pageStart = _linkCount;
        ulong hash = Hash(pageKey);
        uint entry = FindOrAdd(hash, out _);
        if (entry != NoEntry)
        {
            ref Entry own = ref _entries[entry];
            own.Page = own.Page == NoPage ? page : own.Page;

            // So links of the page to itself are taken for links it had before.
            own.LastSource = page;
        }

        // From the first late link of the stretch on, a late link may lead to any page that follows. One to a page that
        // came before finds its entry; where there was no room for one, the page went among the late ones itself.
        if (_isLate)
        {
            _late.AddPage(hash, page);
        }
    }

    /// <summary>Adds a link of the page to its own root domain.</summary>
    /// <param name="targetKey">Key of the target.</param>
    /// <param name="isFollowed">Whether it carries rank.</param>
    /// <returns>Whether the target was met as such before: in the same stretch, and remembered.</returns>
    public bool Add(ReadOnlySpan<byte> targetKey, bool isFollowed)
    {
        ulong hash = Hash(targetKey);
        uint entry = FindOrAdd(hash, out bool isTarget);
        if (entry == NoEntry)
        {
            if (isFollowed)
            {
                _late.AddLink(hash, _page);
            }

            return false;
        }

        // Each target is counted once a page: pages come one after the other, so the last one to link here is enough to
        // remember.
        ref Entry target = ref _entries[entry];
        target.Hash |= 1;
        if (isFollowed && target.LastSource != _page)
        {
            target.LastSource = _page;
            if (_linkCount == _links.Length)
            {
                Array.Resize(ref _links, 2 * _linkCount);
            }

            _links[_linkCount++] = entry;
        }

        return isTarget;
    }

    /// <summary>Ends the page.</summary>
    public void EndPage()
    {
        int count = _linkCount - _pageStart;
        if (count > 0)
        {
            _outDegrees[_page] += (uint)count;
            _pages.Add((_page, count));
            if (_linkCount >= _mostLinks)
            {
                Resolve(isStretchOver: false);
            }
        }
    }

    /// <summary>Ends the last stretch: all arcs are in the spill then.</summary>
    public void Complete(CancellationToken cancellationToken)
    {
        EndStretch();
        _arcs.Complete();
        _late.Complete(cancellationToken);
    }

    public void Dispose()
    {
        _arcs.Dispose();
        _late.Dispose();
    }

    // The lowest bit is free for a mark.
    private static ulong Hash(ReadOnlySpan<byte> key) => SecretHash.Of64(key) & ~1UL;

    private void EndStretch()
    {
        Resolve(isStretchOver: true);
        _isLate = false;
        _entryCount = 0;
        _tableLength = FirstTableLength;
        if (_table.Length > MaxKept)
        {
            _table = new uint[FirstTableLength];
            _entries = new Entry[FirstTableLength / 2];
        }

        if (_links.Length > MaxKept)
        {
            _links = new uint[1 << 12];
        }

        _table.AsSpan(0, _tableLength).Clear();
    }

    // Spills the links gathered so far. Over a whole stretch every key has its page or was not crawled. Before its end,
    // a key without a page may still get one: such links become late ones, which meet that page in a sort.
    private void Resolve(bool isStretchOver)
    {
        int start = 0;
        foreach ((uint page, int linkCount) in _pages)
        {
            if (_targets.Length < linkCount)
            {
                _targets = new uint[BitOperations.RoundUpToPowerOf2((uint)linkCount)];
            }

            int count = 0;
            foreach (uint link in _links.AsSpan(start, linkCount))
            {
                Entry target = _entries[link];
                if (target.Page != NoPage)
                {
                    _targets[count++] = target.Page;
                }
                else if (!isStretchOver)
                {
                    // Counted already, and again when the sort meets it.
                    _outDegrees[page]--;
                    _late.AddLink(target.Hash & ~1UL, page);
                }
            }

            start += linkCount;
            Span<uint> targets = _targets.AsSpan(0, count);
            targets.Sort();
            _arcs.Add(page, targets);
        }

        _isLate |= _pages.Count > 0 && !isStretchOver;
        _pages.Clear();
        _linkCount = 0;
    }

    // Entry of a key; none when it is new and there is no room. Whether a link leads to it, so far.
    private uint FindOrAdd(ulong hash, out bool isTarget)
    {
        uint slot = Slot(hash);
        for (uint taken = _table[slot]; taken != 0; taken = _table[slot])
        {
            ulong other = _entries[taken - 1].Hash;
            if (((other ^ hash) & ~1UL) == 0)
            {
                isTarget = (other & 1) != 0;
                return taken - 1;
            }

            slot = Next(slot);
        }

        isTarget = false;
        if (_entryCount == _mostEntries)
        {
            _isLate = true;
            return NoEntry;
        }

        if (2 * _entryCount == _tableLength)
        {
            Grow();
            slot = EmptySlot(hash);
        }

        _entries[_entryCount] = new Entry { Hash = hash, Page = NoPage, LastSource = NoPage };
        _table[slot] = (uint)++_entryCount;
        return (uint)_entryCount - 1;
    }

    private void Grow()
    {
        _tableLength *= 2;
        if (_table.Length < _tableLength)
        {
            _table = new uint[_tableLength];
            Array.Resize(ref _entries, _tableLength / 2);
        }

        _table.AsSpan(0, _tableLength).Clear();
        for (int entry = 0; entry < _entryCount; entry++)
        {
            _table[EmptySlot(_entries[entry].Hash)] = (uint)entry + 1;
        }
    }

    private uint Slot(ulong hash) => (uint)(hash >> 32) & ((uint)_tableLength - 1);

    private uint Next(uint slot) => (slot + 1) & ((uint)_tableLength - 1);

    private uint EmptySlot(ulong hash)
    {
        uint slot = Slot(hash);
        while (_table[slot] != 0)
        {
            slot = Next(slot);
        }

        return slot;
    }

    private struct Entry
    {
        // With a mark in the lowest bit: a link leads there.
        public ulong Hash;

        // Ordinal of the live page with this key.
        public uint Page;

        // Last page with a followed link to it.
        public uint LastSource;
    }
}
