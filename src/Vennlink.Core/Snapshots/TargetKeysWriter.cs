using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using Vennlink.Graph;
using Vennlink.Storage;

namespace Vennlink.Snapshots;

/// <summary>
/// Writes <c>target.keys</c>, the dictionary of all known pages, hosts and root domains: front-coded keys, and in a few bits each where
/// the sources of the target are. Layout in docs/formats/target-keys.md.
/// </summary>
internal sealed class TargetKeysWriter : IDisposable
{
    // A block of tiny entries holds some hundred; farther back, equal lists get rare and looking for them dear.
    private const int FarthestSame = 256;

    private readonly BlockFileWriter _file;
    private readonly uint _pageCount;
    private ShortListCode _code;
    private readonly int _domainWidth;
    private readonly int _offsetWidth;
    private readonly ArrayBufferWriter<byte> _keys = new();
    private readonly ArrayBufferWriter<byte> _block = new();
    private readonly FrontCoding _front = new();
    private readonly BitWriter _bits = new();

    // Entries of the block being written: their lists as the sort records hold them, one after the other in _lists.
    private readonly List<Entry> _entries = [];
    private readonly ArrayBufferWriter<byte> _lists = new();
    private byte[] _firstKey = [];

    /// <param name="folder">Folder of the snapshot.</param>
    /// <param name="pageCount">Source pages.</param>
    /// <param name="domainCount">Source domains.</param>
    /// <param name="postingsLength">Length of the posting section: bounds the offsets.</param>
    public TargetKeysWriter(string folder, uint pageCount, uint domainCount, long postingsLength)
    {
        _pageCount = pageCount;
        _domainWidth = Width(domainCount);
        _offsetWidth = Width((ulong)postingsLength);

        // One record of the block file is one block: the entries of a block are laid out together.
        _file = new BlockFileWriter(
            Path.Combine(folder, SnapshotFormat.TargetKeysFile), SnapshotFormat.TargetKeysMagic, SnapshotFormat.TargetKeysVersion,
            BlockCompression.Lz4, blockBytes: 1);
    }

    /// <summary>Known targets by scope, whether or not anything links to them from outside.</summary>
    public long[] KnownCounts { get; } = new long[3];

    /// <summary>Targets by scope that have sources.</summary>
    public long[] LinkedCounts { get; } = new long[3];

    /// <summary>Bits of the entries but for the ids of inline lists: what finding the lists costs.</summary>
    public long DirectoryBits { get; private set; }

    /// <summary>Bits of the ids of inline lists.</summary>
    public long InlineBits { get; private set; }

    /// <summary>Writes the whole dictionary.</summary>
    /// <param name="records">Sorted <see cref="TargetRecord"/>s.</param>
    /// <param name="cancellationToken">Checked once a block.</param>
    public void Write(SortedRecords records, CancellationToken cancellationToken)
    {
        byte[] form = new byte[256];
        int formLength = 0;
        Entry entry = default;
        bool isOpen = false;
        while (records.MoveNext())
        {
            ReadOnlySpan<byte> record = records.Current;
            ReadOnlySpan<byte> recordForm = record[..TargetKey.Length(record)];
            if (!isOpen || !recordForm.SequenceEqual(form.AsSpan(0, formLength)))
            {
                if (isOpen)
                {
                    End(form.AsSpan(0, formLength), entry);
                    cancellationToken.ThrowIfCancellationRequested();
                }

                formLength = recordForm.Length;
                if (form.Length < formLength)
                {
                    form = new byte[2 * formLength];
                }

                recordForm.CopyTo(form);
                entry = new Entry { ListStart = _lists.WrittenCount };
                isOpen = true;
            }

            Merge(ref entry, (TargetRecord.Kind)record[recordForm.Length], record[(recordForm.Length + 1)..]);
        }

        if (isOpen)
        {
            End(form.AsSpan(0, formLength), entry);
        }

        EndBlock();
    }

    /// <summary>Adds one entry; for callers that have them in order.</summary>
    /// <param name="key">Key as stored, above the one before; see docs/formats/target-keys.md.</param>
    /// <param name="scope">What the key names.</param>
    /// <param name="domain">Id, when it is a root domain that is a source.</param>
    /// <param name="kind">None, inline or long.</param>
    /// <param name="list">Value of a <see cref="TargetRecord"/> of that kind.</param>
    public void Add(ReadOnlySpan<byte> key, TargetScope scope, uint? domain, TargetListKind kind, ReadOnlySpan<byte> list)
    {
        Entry entry = new() { HasDomain = domain is not null, Domain = domain ?? 0, Kind = kind, ListStart = _lists.WrittenCount, ListLength = list.Length };
        if (kind != TargetListKind.None && _entries.Count > 0 && _entries[^1].Kind == kind && List(_entries[^1]).SequenceEqual(list))
        {
            entry.ListStart = _entries[^1].ListStart;
        }
        else
        {
            _lists.Write(list);
        }

        End(key, scope, entry);
    }

    /// <summary>Ends the file.</summary>
    public void Complete()
    {
        EndBlock();
        _file.EndBlocks();
        _file.File.StartSection();
        _file.File.WriteUInt32(_pageCount);
        _file.File.WriteUInt32((uint)_domainWidth);
        _file.File.WriteUInt32((uint)_offsetWidth);
        _file.File.WriteUInt32(0);
        for (int scope = 0; scope < KnownCounts.Length; scope++)
        {
            _file.File.WriteUInt64((ulong)KnownCounts[scope]);
            _file.File.WriteUInt64((ulong)LinkedCounts[scope]);
        }

        _file.Complete();
    }

    public void Dispose() => _file.Dispose();

    internal static int Width(ulong value) => 64 - BitOperations.LeadingZeroCount(value);

    private void Merge(ref Entry entry, TargetRecord.Kind kind, ReadOnlySpan<byte> value)
    {
        switch (kind)
        {
            case TargetRecord.Kind.Domain:
                entry.HasDomain = true;
                entry.Domain = BinaryPrimitives.ReadUInt32BigEndian(value);
                break;
            case TargetRecord.Kind.Known:
                break;
            case TargetRecord.Kind.Inline:
            case TargetRecord.Kind.Long:
                entry.Kind = kind == TargetRecord.Kind.Inline ? TargetListKind.Inline : TargetListKind.Long;
                _lists.Write(value);
                entry.ListLength = value.Length;
                break;
        }
    }

    private void End(ReadOnlySpan<byte> form, Entry entry)
    {
        TargetScope scope = TargetKey.IsRootDomain(form) ? TargetScope.RootDomain : TargetKey.IsHost(form) ? TargetScope.Subdomain : TargetScope.Page;
        End(TargetKey.Stored(form), scope, entry);
    }

    private void End(ReadOnlySpan<byte> key, TargetScope scope, Entry entry)
    {
        entry.IsRootDomain = scope == TargetScope.RootDomain;
        KnownCounts[(int)scope]++;
        LinkedCounts[(int)scope] += entry.Kind == TargetListKind.None ? 0 : 1;
        if (_entries.Count == 0)
        {
            _firstKey = key.ToArray();
        }

        _front.Write(_keys, key);
        _entries.Add(entry);
        if (_keys.WrittenCount + _lists.WrittenCount >= SnapshotFormat.KeyBlockBytes)
        {
            EndBlock();
        }
    }

    private void EndBlock()
    {
        if (_entries.Count == 0)
        {
            return;
        }

        _bits.Clear();
        _code = new ShortListCode(_pageCount);
        for (int index = 0; index < _entries.Count; index++)
        {
            WriteEntry(index);
        }

        _block.ResetWrittenCount();
        Varint.Append(_block, (ulong)_entries.Count);
        Varint.Append(_block, (ulong)_keys.WrittenCount);
        _block.Write(_keys.WrittenSpan);
        _block.Write(_bits.Written);
        _file.Add(_firstKey, _block.WrittenSpan);

        _entries.Clear();
        _keys.ResetWrittenCount();
        _lists.ResetWrittenCount();
        _front.Reset();
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
                _bits.Write(entry.Domain, _domainWidth);
            }
        }

        int same = entry.Kind == TargetListKind.None ? -1 : FindSame(index);
        _bits.Write((ulong)(same >= 0 ? TargetListKind.Same : entry.Kind), 2);
        if (same >= 0)
        {
            _bits.WriteGamma((ulong)(index - same));
        }
        else if (entry.Kind == TargetListKind.Long)
        {
            Varint.TryRead(List(entry), out ulong offset);
            _bits.Write(offset, _offsetWidth);
        }

        long inlineBits = InlineBits;
        if (same < 0 && entry.Kind == TargetListKind.Inline)
        {
            WriteInline(List(entry));
        }

        DirectoryBits += _bits.BitCount - start - (InlineBits - inlineBits);
    }

    // The nearest entry before with the same list; that may be a reference too. −1: none.
    private int FindSame(int index)
    {
        Entry entry = _entries[index];
        for (int before = index - 1; before >= Math.Max(0, index - FarthestSame); before--)
        {
            if (_entries[before].Kind == entry.Kind
                && (_entries[before].ListStart == entry.ListStart || List(_entries[before]).SequenceEqual(List(entry))))
            {
                return before;
            }
        }

        return -1;
    }

    private void WriteInline(ReadOnlySpan<byte> list)
    {
        Span<uint> ids = stackalloc uint[SnapshotFormat.LongestInlineList];
        Span<bool> notFollowed = stackalloc bool[SnapshotFormat.LongestInlineList];
        int count = 0;
        bool anyNotFollowed = false;
        for (ulong element = 0; list.Length > 0; count++)
        {
            list = list[Varint.TryRead(list, out ulong difference)..];
            element += difference;
            ids[count] = SourceSet.Source(element);
            notFollowed[count] = SourceSet.IsNotFollowed(element);
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
        InlineBits += _bits.BitCount - start;
    }

    private ReadOnlySpan<byte> List(Entry entry) => _lists.WrittenSpan.Slice(entry.ListStart, entry.ListLength);

    private struct Entry
    {
        public bool IsRootDomain;
        public bool HasDomain;
        public uint Domain;
        public TargetListKind Kind;
        public int ListStart;
        public int ListLength;
    }
}
