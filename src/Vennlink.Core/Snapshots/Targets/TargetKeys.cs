using System.Buffers;
using System.Numerics;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Urls;

namespace Vennlink.Snapshots.Targets;

/// <summary>Reads <c>target.keys</c>. Thread-safe.</summary>
internal sealed class TargetKeys : IDisposable
{
    private readonly BlockReaderPool _pool;
    private readonly uint _pageCount;
    private readonly int _domainWidth;
    private readonly int _offsetWidth;
    private readonly RecentTargets _recent = new();

    public TargetKeys(string folder)
    {
        File = SealedFile.Open(Path.Combine(folder, SnapshotFormat.TargetKeysFile), SnapshotFormat.TargetKeysMagic,
            SnapshotFormat.TargetKeysVersion);
        _pool = new BlockReaderPool(new BlockFile(File));
        FileSection parameters = File.Section(BlockFileWriter.SectionCount);
        _pageCount = parameters.ReadUInt32(0);
        _domainWidth = (int)parameters.ReadUInt32(1);
        _offsetWidth = (int)parameters.ReadUInt32(2);
        for (int scope = 0; scope < KnownCounts.Length; scope++)
        {
            KnownCounts[scope] = (long)parameters.ReadUInt64(2 + (2 * scope));
            LinkedCounts[scope] = (long)parameters.ReadUInt64(3 + (2 * scope));
        }

        if (_domainWidth is < 0 or > 32 || _offsetWidth is < 0 or > 56)
        {
            throw new IndexFormatException(
                File.FileName, parameters.Start, $"fields have wrong widths of {_domainWidth} and {_offsetWidth} bits");
        }
    }

    public SealedFile File { get; }

    /// <summary>Known targets by <see cref="TargetScope"/>.</summary>
    public long[] KnownCounts { get; } = new long[3];

    /// <summary>Targets with sources by <see cref="TargetScope"/>.</summary>
    public long[] LinkedCounts { get; } = new long[3];

    /// <summary>Finds a key in its stored form: root domains without, hosts with a host end.</summary>
    /// <remarks>
    /// Decodes half a block on average, some microseconds; nothing for a key that was asked for lately.
    /// </remarks>
    public bool TryFind(ReadOnlySpan<byte> storedKey, out TargetEntry entry)
    {
        if (!_recent.TryGet(storedKey, out TargetEntry? found))
        {
            found = Find(storedKey);
            _recent.Add(storedKey, found);
        }

        entry = found.GetValueOrDefault();
        return found is not null;
    }

    /// <summary>Reads every entry in key order, for verification and export.</summary>
    public IEnumerable<(byte[] StoredKey, TargetEntry Entry)> ReadAll() => ReadBlocks(0);

    /// <summary>Reads the entries from a key on in key order, block by block.</summary>
    public IEnumerable<(byte[] StoredKey, TargetEntry Entry)> ReadFrom(ReadOnlyMemory<byte> storedKey) =>
        ReadBlocks(Math.Max(0, _pool.Blocks.FindBlock(storedKey.Span)))
            .SkipWhile(pair => pair.StoredKey.AsSpan().SequenceCompareTo(storedKey.Span) < 0);

    public void Dispose()
    {
        _pool.Dispose();
        File.Dispose();
    }

    private TargetEntry? Find(ReadOnlySpan<byte> storedKey)
    {
        int block = _pool.Blocks.FindBlock(storedKey);
        if (block < 0)
        {
            return null;
        }

        BlockReader reader = _pool.Rent();
        bool[]? isRootDomain = null;
        try
        {
            ByteReader records = reader.Load(block);
            int count = records.ReadVarint(records.Rest.Length);
            int bitsStart = records.ReadVarint(int.MaxValue) + records.Position;
            isRootDomain = ArrayPool<bool>.Shared.Rent(count);
            int index = FindInBlock(ref records, storedKey, isRootDomain.AsSpan(0, count));
            if (index < 0)
            {
                return null;
            }

            TargetEntry entry = default;
            ReadEntries(isRootDomain.AsSpan(0, index + 1), new Span<TargetEntry>(ref entry),
                Bits(reader, block, bitsStart), block);
            return entry;
        }
        finally
        {
            _pool.Return(reader);
            if (isRootDomain is not null)
            {
                ArrayPool<bool>.Shared.Return(isRootDomain);
            }
        }
    }

    // Place of a key among the front-coded keys of a block, −1 when it is none of them; which entries up to it are root
    // domains decides the layout of the bits, so it is noted on the way. No key is put together: what each shares with
    // the one before tells how it compares.
    private static int FindInBlock(ref ByteReader records, ReadOnlySpan<byte> storedKey, Span<bool> isRootDomain)
    {
        int common = 0; // bytes that the key before, which is below the sought one, has in common with it
        int length = 0; // of the key before
        int hostEnd = int.MaxValue; // where it has its host end
        for (int index = 0; index < isRootDomain.Length; index++)
        {
            int shared = records.ReadVarint(length);
            ReadOnlySpan<byte> suffix = records.ReadBytes(records.ReadVarint(int.MaxValue));
            length = shared + suffix.Length;
            if (hostEnd >= shared)
            {
                int found = suffix.IndexOf(UrlKey.HostEnd);
                hostEnd = found < 0 ? int.MaxValue : shared + found;
            }

            isRootDomain[index] = hostEnd == int.MaxValue;

            // Keys ascend: one that shares less than the key before has in common is above the sought one; one that
            // shares more is still below.
            if (shared < common)
            {
                return -1;
            }

            if (shared > common)
            {
                continue;
            }

            ReadOnlySpan<byte> rest = storedKey[common..];
            int further = rest.CommonPrefixLength(suffix);
            if (further == suffix.Length && further == rest.Length)
            {
                return index;
            }

            if (further == rest.Length || (further < suffix.Length && suffix[further] > rest[further]))
            {
                return -1;
            }

            common += further;
        }

        return -1;
    }

    private static bool IsRootDomain(ReadOnlySpan<byte> storedKey) => !storedKey.Contains(UrlKey.HostEnd);

    private static ReadOnlySpan<byte> Bits(BlockReader reader, int block, int bitsStart)
    {
        ByteReader all = reader.Load(block);
        all.ReadBytes(bitsStart);
        return all.Rest;
    }

    private IEnumerable<(byte[] StoredKey, TargetEntry Entry)> ReadBlocks(int first)
    {
        for (int block = first; block < _pool.Blocks.BlockCount; block++)
        {
            foreach ((byte[] StoredKey, TargetEntry Entry) pair in ReadBlock(block))
            {
                yield return pair;
            }
        }
    }

    private List<(byte[] StoredKey, TargetEntry Entry)> ReadBlock(int block)
    {
        BlockReader reader = _pool.Rent();
        try
        {
            ByteReader records = reader.Load(block);
            int count = records.ReadVarint(int.MaxValue);
            int bitsStart = records.ReadVarint(int.MaxValue) + records.Position;
            List<byte[]> keys = [];
            for (int index = 0; index < count; index++)
            {
                reader.ReadKey(ref records);
                keys.Add(reader.Key.ToArray());
            }

            bool[] isRootDomain = [.. keys.Select(key => IsRootDomain(key))];
            TargetEntry[] entries = new TargetEntry[keys.Count];
            ReadEntries(isRootDomain, entries, Bits(reader, block, bitsStart), block);
            return [.. entries.Zip(keys, (entry, key) => (key, entry))];
        }
        finally
        {
            _pool.Return(reader);
        }
    }

    // Reads the last entries of those told of, as many as there is room for. All before are decoded too: how long they
    // are is in their bits.
    private void ReadEntries(ReadOnlySpan<bool> isRootDomain, Span<TargetEntry> entries, ReadOnlySpan<byte> bits,
        int block)
    {
        PackedEntry[] packed = ArrayPool<PackedEntry>.Shared.Rent(isRootDomain.Length);
        uint[] ids = ArrayPool<uint>.Shared.Rent(isRootDomain.Length * SnapshotFormat.MaxInlineCount);
        try
        {
            BitReader reader = new(bits);
            ShortListCode code = new(_pageCount);
            int idCount = 0;
            for (int index = 0; index < isRootDomain.Length; index++)
            {
                packed[index] =
                    ReadEntry(ref reader, ref code, isRootDomain[index], packed.AsSpan(0, index), ids, ref idCount);
            }

            int first = isRootDomain.Length - entries.Length;
            for (int index = first; index < isRootDomain.Length; index++)
            {
                entries[index - first] = Unpack(packed[index], ids);
            }
        }
        catch (Exception broken) when (broken is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new IndexFormatException(File.FileName, _pool.Blocks.Offset(block),
                $"the entries of this block cannot be decoded: {broken.Message}");
        }
        finally
        {
            ArrayPool<PackedEntry>.Shared.Return(packed);
            ArrayPool<uint>.Shared.Return(ids);
        }
    }

    private PackedEntry ReadEntry(
        ref BitReader reader, ref ShortListCode code, bool isRootDomain, ReadOnlySpan<PackedEntry> before, uint[] ids,
        ref int idCount)
    {
        uint? domain = isRootDomain && reader.Read(1) != 0 ? (uint)reader.Read(_domainWidth) : null;
        TargetListKind kind = (TargetListKind)reader.Read(2);
        switch (kind)
        {
            case TargetListKind.Same:
                return before[checked(before.Length - (int)reader.ReadGamma())] with { Domain = domain };
            case TargetListKind.Long:
                return new PackedEntry(domain, kind, 0, 0, 0, (long)reader.Read(_offsetWidth));
            case TargetListKind.Inline:
                ulong count = reader.ReadGamma();
                ArgumentOutOfRangeException.ThrowIfGreaterThan(count, (ulong)SnapshotFormat.MaxInlineCount,
                    nameof(count));
                ulong notFollowed = reader.Read(1) != 0 ? reader.Read((int)count) : 0;
                int start = idCount;
                code.Read(ref reader, ids.AsSpan(start, (int)count));
                idCount += (int)count;
                return new PackedEntry(domain, kind, start, (int)count, notFollowed, 0);
            default:
                return new PackedEntry(domain, kind, 0, 0, 0, 0);
        }
    }

    private static TargetEntry Unpack(in PackedEntry packed, uint[] allIds)
    {
        ReadOnlySpan<uint> ids = allIds.AsSpan(packed.Start, packed.Count);
        uint[] notFollowed = packed.NotFollowed == 0 ? [] : new uint[BitOperations.PopCount(packed.NotFollowed)];
        int next = 0;
        for (ulong bits = packed.NotFollowed; bits != 0; bits &= bits - 1)
        {
            notFollowed[next++] = ids[BitOperations.TrailingZeroCount(bits)];
        }

        return new TargetEntry(packed.Domain, packed.Kind, packed.Count == 0 ? [] : ids.ToArray(), notFollowed,
            packed.Offset);
    }

    private readonly record struct PackedEntry(uint? Domain, TargetListKind Kind, int Start, int Count,
        ulong NotFollowed, long Offset);
}
