using System.Buffers;
using System.IO.Hashing;
using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Targets;

/// <summary>Lays out the entries of <c>target.keys</c> in blocks: front-coded keys, and in a few bits each where the
/// sources of the target are. Layout in docs/formats/target-keys.md.</summary>
/// <remarks>Not thread-safe; several may work side by side, each on its own stretch of blocks.</remarks>
/// <param name="pageCount">Source pages.</param>
/// <param name="domainWidth">Bits of a domain id.</param>
/// <param name="offsetWidth">Bits of an offset in the postings.</param>
/// <param name="onBlock">Takes each block that is full.</param>
internal sealed class TargetKeysEncoder(uint pageCount, int domainWidth, int offsetWidth,
    TargetKeysEncoder.BlockAction onBlock)
{
    // A block of tiny entries holds some hundred; farther back, equal lists get rare.
    private const int FarthestSame = 256;
    private const int HashSlots = 512;

    private readonly ArrayBufferWriter<byte> _keys = new();
    private readonly ArrayBufferWriter<byte> _block = new();
    private readonly FrontCoding _front = new();
    private readonly BitWriter _bits = new();

    // Entries of the block being laid out: their lists as they were added, one after the other in _lists.
    private readonly List<Entry> _entries = [];
    private readonly ArrayBufferWriter<byte> _lists = new();

    // The last entry with a list of each hash; each entry names the one before it with that hash. −1: none.
    private readonly int[] _lastOfHash = new int[HashSlots];
    private byte[] _firstKey = new byte[256];
    private int _firstKeyLength;
    private ShortListCode _code;

    /// <summary>Takes a block.</summary>
    public delegate void BlockAction(ReadOnlySpan<byte> firstKey, ReadOnlySpan<byte> block);

    /// <summary>Counts of what was laid out.</summary>
    public TargetKeysCounts Counts { get; } = new();

    /// <summary>Adds one entry.</summary>
    /// <param name="key">Key as stored, above the one before.</param>
    /// <param name="scope">What the key names.</param>
    /// <param name="domain">Id, when it is a root domain that is a source.</param>
    /// <param name="kind">None, inline or long.</param>
    /// <param name="list">Inline: <see cref="SourceElement"/>s over page ids as differences, varints. Long: the offset
    /// in the postings, a varint. None: empty.</param>
    public void Add(
        ReadOnlySpan<byte> key, TargetScope scope, uint? domain, TargetListKind kind, ReadOnlySpan<byte> list)
    {
        Counts.Known[(int)scope]++;
        Counts.Linked[(int)scope] += kind == TargetListKind.None ? 0 : 1;
        if (_entries.Count == 0)
        {
            StartBlock(key);
        }

        Entry entry = new()
        {
            IsRootDomain = scope == TargetScope.RootDomain,
            HasDomain = domain is not null,
            Domain = domain ?? 0,
            Kind = kind,
            Same = -1,
            PreviousOfHash = -1,
        };
        if (kind != TargetListKind.None)
        {
            FindSame(ref entry, list);
            if (entry.Same < 0)
            {
                (entry.ListStart, entry.ListLength) = (_lists.WrittenCount, list.Length);
                _lists.Write(list);
            }
        }

        _front.Write(_keys, key);
        _entries.Add(entry);
        if (_keys.WrittenCount + _lists.WrittenCount >= SnapshotFormat.KeyBlockBytes)
        {
            EndBlock();
        }
    }

    /// <summary>Ends the last block, if it holds anything.</summary>
    public void EndBlock()
    {
        if (_entries.Count == 0)
        {
            return;
        }

        _bits.Clear();
        _code = new ShortListCode(pageCount);
        for (int index = 0; index < _entries.Count; index++)
        {
            WriteEntry(index);
        }

        _block.ResetWrittenCount();
        Varint.Append(_block, (ulong)_entries.Count);
        Varint.Append(_block, (ulong)_keys.WrittenCount);
        _block.Write(_keys.WrittenSpan);
        _block.Write(_bits.Written);
        onBlock(_firstKey.AsSpan(0, _firstKeyLength), _block.WrittenSpan);

        _entries.Clear();
        _keys.ResetWrittenCount();
        _lists.ResetWrittenCount();
        _front.Reset();
    }

    private void StartBlock(ReadOnlySpan<byte> key)
    {
        if (_firstKey.Length < key.Length)
        {
            _firstKey = new byte[2 * key.Length];
        }

        key.CopyTo(_firstKey);
        _firstKeyLength = key.Length;
        Array.Fill(_lastOfHash, -1);
    }

    // The nearest entry before with the same list; that may be a reference too.
    private void FindSame(ref Entry entry, ReadOnlySpan<byte> list)
    {
        ref int last = ref _lastOfHash[(int)XxHash3.HashToUInt64(list, (long)entry.Kind) & (HashSlots - 1)];
        int index = _entries.Count;
        for (int before = last; before >= 0 && index - before <= FarthestSame; before = _entries[before].PreviousOfHash)
        {
            Entry other = _entries[before];
            if (other.Kind == entry.Kind && _lists.WrittenSpan.Slice(other.ListStart, other.ListLength)
                .SequenceEqual(list))
            {
                (entry.Same, entry.ListStart, entry.ListLength) = (before, other.ListStart, other.ListLength);
                break;
            }
        }

        entry.PreviousOfHash = last;
        last = index;
    }

    private void WriteEntry(int index)
    {
        Entry entry = _entries[index];
        long start = _bits.BitCount;
        if (entry.IsRootDomain)
        {
            _bits.Write(entry.HasDomain ? 1UL : 0, 1);
            if (entry.HasDomain)
            {
                _bits.Write(entry.Domain, domainWidth);
            }
        }

        _bits.Write((ulong)(entry.Same >= 0 ? TargetListKind.Same : entry.Kind), 2);
        if (entry.Same >= 0)
        {
            _bits.WriteGamma((ulong)(index - entry.Same));
        }
        else if (entry.Kind == TargetListKind.Long)
        {
            Varint.TryRead(List(entry), out ulong offset);
            _bits.Write(offset, offsetWidth);
        }

        long inlineBits = Counts.InlineBits;
        if (entry.Same < 0 && entry.Kind == TargetListKind.Inline)
        {
            WriteInline(List(entry));
        }

        Counts.DirectoryBits += _bits.BitCount - start - (Counts.InlineBits - inlineBits);
    }

    private void WriteInline(ReadOnlySpan<byte> list)
    {
        Span<uint> ids = stackalloc uint[SnapshotFormat.MaxInlineCount];
        Span<bool> notFollowed = stackalloc bool[SnapshotFormat.MaxInlineCount];
        int count = 0;
        bool anyNotFollowed = false;
        for (ulong element = 0; list.Length > 0; count++)
        {
            list = list[Varint.TryRead(list, out ulong difference)..];
            element += difference;
            ids[count] = SourceElement.Source(element);
            notFollowed[count] = SourceElement.IsNotFollowed(element);
            anyNotFollowed |= notFollowed[count];
        }

        _bits.WriteGamma((ulong)count);
        _bits.Write(anyNotFollowed ? 1UL : 0, 1);
        for (int index = 0; anyNotFollowed && index < count; index++)
        {
            _bits.Write(notFollowed[index] ? 1UL : 0, 1);
        }

        long start = _bits.BitCount;
        _code.Write(_bits, ids[..count]);
        Counts.InlineBits += _bits.BitCount - start;
    }

    private ReadOnlySpan<byte> List(Entry entry) => _lists.WrittenSpan.Slice(entry.ListStart, entry.ListLength);

    private struct Entry
    {
        public bool IsRootDomain;
        public bool HasDomain;
        public uint Domain;
        public TargetListKind Kind;
        public int Same;
        public int PreviousOfHash;
        public int ListStart;
        public int ListLength;
    }
}
