using System.Buffers.Binary;
using System.Numerics;

namespace Vennlink.Urls;

/// <summary>The rules of a <see cref="PublicSuffixList"/> as one hash table over reversed label prefixes.</summary>
/// <remarks>
/// Every prefix of every rule is an entry, so a walk from the top-level domain down stops at the first prefix that is
/// not there: two or three probes for ordinary hosts, whatever their length. 10,248 rules take about 11,000 entries.
/// </remarks>
internal sealed class SuffixRules
{
    private const byte Present = 1;
    private const byte IsRule = 2;
    private const byte IsWildcard = 4;
    private const byte IsException = 8;

    private const int MaxRuleBytes = 255;

    private readonly UrlRecord _host = new();
    private readonly HostParser _hostParser = new();
    private Entry[] _table = new Entry[1 << 10];
    private byte[] _keys = new byte[1 << 12];
    private int _keysLength;
    private int _count;

    /// <summary>Adds one rule of the list's text: <c>com</c>, <c>*.ck</c>, <c>!www.ck</c>.</summary>
    /// <returns>False when it is not a host name, or has <c>*</c> elsewhere than first.</returns>
    public bool TryAdd(ReadOnlySpan<byte> rule)
    {
        byte kind = IsRule;
        if (rule.StartsWith((byte)'!'))
        {
            kind = IsException;
            rule = rule[1..];
        }
        else if (rule.StartsWith("*."u8))
        {
            kind = IsWildcard;
            rule = rule[2..];
        }
        else if (rule.SequenceEqual("*"u8))
        {
            // The default rule; it holds without being said.
            return true;
        }

        _host.Reset();
        if (rule.IsEmpty || rule.Contains((byte)'*') || rule.StartsWith((byte)'.')
            || !_hostParser.TryAppend(rule, isSpecial: true, _host))
        {
            return false;
        }

        byte[] key = new byte[_host.Length];
        int length = UrlKey.ReverseHost(_host.Href, key);

        // A host of the name system has at most 253 characters: a longer rule matches none, and every beginning of a
        // rule is kept.
        if (UrlKey.IsIpAddress(key) || length > MaxRuleBytes)
        {
            return false;
        }

        AddPrefixes(key.AsSpan(0, length), kind);
        return true;
    }

    /// <summary>Keys of all suffixes that a rule names, in no order; of <c>*.ck</c> it is <c>ck</c>.</summary>
    public IEnumerable<(byte[] Key, bool IsWildcard)> Rules()
    {
        foreach (Entry entry in _table)
        {
            if ((entry.Flags & (IsRule | IsWildcard)) != 0)
            {
                yield return (_keys[entry.KeyOffset..(entry.KeyOffset + entry.KeyLength)],
                    (entry.Flags & IsWildcard) != 0);
            }
        }
    }

    /// <summary>Bytes of the longest public suffix of a host, at least its first label.</summary>
    /// <param name="key">Labels reversed; may go on with <see cref="UrlKey.HostEnd"/> and a path.</param>
    /// <param name="knowsTopLevel">Whether a rule names the first label; never for an IP address.</param>
    public int SuffixLength(ReadOnlySpan<byte> key, out bool knowsTopLevel)
    {
        int suffixLength = -1;
        int parentEnd = 0;
        int start = 0;
        byte parent = 0;
        ulong hash = 0;
        knowsTopLevel = false;
        while (true)
        {
            int labelLength = key[start..].IndexOfAny(UrlKey.LabelSeparator, UrlKey.HostEnd);
            int end = labelLength < 0 ? key.Length : start + labelLength;
            hash = ExtendHash(hash, key[start..end]);
            byte entry = Find((uint)(hash >> 32), key[..end]);
            if ((entry & IsException) != 0)
            {
                return parentEnd;
            }

            // A host whose top-level domain no rule names has the default rule: its first label is the suffix.
            if (suffixLength < 0 || (entry & IsRule) != 0 || (parent & IsWildcard) != 0)
            {
                suffixLength = end;
            }

            knowsTopLevel |= entry != 0;
            if (entry == 0 || end == key.Length || key[end] == UrlKey.HostEnd)
            {
                return suffixLength;
            }

            parentEnd = end;
            parent = entry;
            start = end + 1;
        }
    }

    private void AddPrefixes(ReadOnlySpan<byte> key, byte kind)
    {
        ulong hash = 0;
        int start = 0;
        while (key[start..].IndexOf(UrlKey.LabelSeparator) is int length && length >= 0)
        {
            int end = start + length;
            hash = ExtendHash(hash, key[start..end]);
            Mark((uint)(hash >> 32), key[..end], Present);
            start = end + 1;
        }

        Mark((uint)(ExtendHash(hash, key[start..]) >> 32), key, (byte)(Present | kind));
    }

    // The hash of a prefix from that of the prefix one label shorter, eight bytes at a time: most labels are one step.
    private static ulong ExtendHash(ulong hash, ReadOnlySpan<byte> label)
    {
        const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;
        hash = (hash ^ (uint)label.Length) * Multiplier;
        while (label.Length > sizeof(ulong))
        {
            hash = BitOperations.RotateLeft((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(label)) * Multiplier, 29);
            label = label[sizeof(ulong)..];
        }

        ulong tail = 0;
        if (label.Length >= sizeof(uint))
        {
            tail = BinaryPrimitives.ReadUInt32LittleEndian(label)
                | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(label[^sizeof(uint)..]) << 32);
        }
        else
        {
            foreach (byte value in label)
            {
                tail = (tail << 8) | value;
            }
        }

        hash = (hash ^ tail) * Multiplier;
        return hash ^ (hash >> 29);
    }

    private byte Find(uint hash, ReadOnlySpan<byte> prefix)
    {
        // Terminates: the table is never more than half full.
        for (int slot = Slot(hash); _table[slot].Flags != 0; slot = (slot + 1) & (_table.Length - 1))
        {
            ref readonly Entry entry = ref _table[slot];
            if (entry.Hash == hash && _keys.AsSpan(entry.KeyOffset, entry.KeyLength).SequenceEqual(prefix))
            {
                return entry.Flags;
            }
        }

        return 0;
    }

    private void Mark(uint hash, ReadOnlySpan<byte> prefix, byte flags)
    {
        int slot = Slot(hash);
        for (; _table[slot].Flags != 0; slot = (slot + 1) & (_table.Length - 1))
        {
            ref Entry entry = ref _table[slot];
            if (entry.Hash == hash && _keys.AsSpan(entry.KeyOffset, entry.KeyLength).SequenceEqual(prefix))
            {
                entry.Flags |= flags;
                return;
            }
        }

        if (_keysLength + prefix.Length > _keys.Length)
        {
            Array.Resize(ref _keys, Math.Max(_keys.Length * 2, _keysLength + prefix.Length));
        }

        prefix.CopyTo(_keys.AsSpan(_keysLength));
        _table[slot] = new Entry(hash, _keysLength, prefix.Length, flags);
        _keysLength += prefix.Length;
        if (++_count * 2 > _table.Length)
        {
            Grow();
        }
    }

    private void Grow()
    {
        Entry[] old = _table;
        _table = new Entry[old.Length * 2];
        foreach (Entry entry in old)
        {
            if (entry.Flags != 0)
            {
                int slot = Slot(entry.Hash);
                while (_table[slot].Flags != 0)
                {
                    slot = (slot + 1) & (_table.Length - 1);
                }

                _table[slot] = entry;
            }
        }
    }

    private int Slot(uint hash) => (int)(hash & (uint)(_table.Length - 1));

    private struct Entry(uint hash, int keyOffset, int keyLength, byte flags)
    {
        public readonly uint Hash = hash;
        public readonly int KeyOffset = keyOffset;
        public readonly int KeyLength = keyLength;
        public byte Flags = flags;
    }
}
