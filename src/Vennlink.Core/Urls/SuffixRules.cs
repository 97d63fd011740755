namespace Vennlink.Urls;

/// <summary>The rules of a <see cref="PublicSuffixList"/> as one hash table over reversed label prefixes.</summary>
/// <remarks>
/// Every prefix of every rule is an entry, so a walk from the top-level domain down stops at the first prefix that is not there: two or
/// three probes for ordinary hosts, whatever their length. 10,248 rules take about 11,000 entries.
/// </remarks>
internal sealed class SuffixRules
{
    private const uint FnvBasis = 2166136261;
    private const uint FnvPrime = 16777619;
    private const byte Present = 1;
    private const byte IsRule = 2;
    private const byte IsWildcard = 4;
    private const byte IsException = 8;

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
        if (rule.IsEmpty || rule.Contains((byte)'*') || rule.StartsWith((byte)'.') || !_hostParser.TryAppend(rule, isSpecial: true, _host))
        {
            return false;
        }

        byte[] key = new byte[_host.Length];
        int length = UrlKey.ReverseHost(_host.Href, key);
        if (UrlKey.IsIpAddress(key))
        {
            return false;
        }

        AddPrefixes(key.AsSpan(0, length), kind);
        return true;
    }

    /// <summary>Bytes of the longest public suffix of <paramref name="host"/> (labels reversed, not an IP address), at least the first label.</summary>
    public int SuffixLength(ReadOnlySpan<byte> host)
    {
        int suffixLength = -1;
        int parentEnd = 0;
        byte parent = 0;
        uint hash = FnvBasis;
        int end = 0;
        while (true)
        {
            while (end < host.Length && host[end] != UrlKey.LabelSeparator)
            {
                hash = (hash ^ host[end++]) * FnvPrime;
            }

            byte entry = Find(hash, host[..end]);
            if ((entry & IsException) != 0)
            {
                return parentEnd;
            }

            // A host whose top-level domain no rule names has the default rule: its first label is the suffix.
            if (suffixLength < 0 || (entry & IsRule) != 0 || (parent & IsWildcard) != 0)
            {
                suffixLength = end;
            }

            if (entry == 0 || end == host.Length)
            {
                return suffixLength;
            }

            hash = (hash ^ UrlKey.LabelSeparator) * FnvPrime;
            parentEnd = end;
            parent = entry;
            end++;
        }
    }

    private void AddPrefixes(ReadOnlySpan<byte> key, byte kind)
    {
        uint hash = FnvBasis;
        for (int i = 0; i < key.Length; i++)
        {
            if (key[i] == UrlKey.LabelSeparator)
            {
                Mark(hash, key[..i], Present);
            }

            hash = (hash ^ key[i]) * FnvPrime;
        }

        Mark(hash, key, (byte)(Present | kind));
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

    // The high bits of FNV are its best ones.
    private int Slot(uint hash) => (int)((hash ^ (hash >> 15)) & (uint)(_table.Length - 1));

    private struct Entry(uint hash, int keyOffset, int keyLength, byte flags)
    {
        public readonly uint Hash = hash;
        public readonly int KeyOffset = keyOffset;
        public readonly int KeyLength = keyLength;
        public byte Flags = flags;
    }
}
