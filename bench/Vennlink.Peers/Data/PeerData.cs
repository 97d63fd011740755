using System.Runtime.InteropServices;
using System.Text.Json;

namespace Vennlink.Peers.Data;

/// <summary>
/// The one data set that all engines load: posting lists of integers, exported from a Vennlink snapshot so that every
/// engine holds the same ids.
/// </summary>
/// <remarks>
/// A folder: <c>lists.bin</c> (uint32 source ids, ascending in each list, target after target), <c>offsets.bin</c>
/// (uint64 × (targets + 1), in ids), <c>forward.bin</c> and
/// <c>forward-offsets.bin</c> (the same arcs by source), <c>spam.bin</c> (one signed byte a source), <c>keys.bin</c>
/// (one key a line, target after target), <c>data.json</c>. Little-endian. Source ids ascend in authority order.
/// </remarks>
internal sealed class PeerData
{
    public const int BufferIds = 1 << 18;

    private readonly ulong[] _offsets;

    private PeerData(string folder, DataFacts facts)
    {
        Folder = folder;
        Facts = facts;
        _offsets = ReadArray<ulong>(PathOf("offsets.bin"));
        Spam = ReadArray<sbyte>(PathOf("spam.bin"));
    }

    public string Folder { get; }

    public DataFacts Facts { get; }

    /// <summary>Spam score of each source.</summary>
    public sbyte[] Spam { get; }

    public int TargetCount => _offsets.Length - 1;

    public static PeerData Open(string folder) =>
        new(folder,
            JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, "data.json")),
                PeersJson.Default.DataFacts)!);

    public string PathOf(string name) => Path.Combine(Folder, name);

    public long CountOf(int target) => (long)(_offsets[target + 1] - _offsets[target]);

    public uint[] ReadList(int target)
    {
        uint[] ids = new uint[CountOf(target)];
        using FileStream lists = File.OpenRead(PathOf("lists.bin"));
        lists.Position = (long)_offsets[target] * sizeof(uint);
        lists.ReadExactly(MemoryMarshal.AsBytes(ids.AsSpan()));
        return ids;
    }

    /// <summary>Each target with its sources, ascending.</summary>
    public void ReadLists(Action<int, ReadOnlySpan<uint>> list)
    {
        using FileStream lists = new(PathOf("lists.bin"), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        uint[] ids = [];
        for (int target = 0; target < TargetCount; target++)
        {
            int count = (int)CountOf(target);
            ids = ids.Length < count ? new uint[count * 2] : ids;
            lists.ReadExactly(MemoryMarshal.AsBytes(ids.AsSpan(0, count)));
            list(target, ids.AsSpan(0, count));
        }
    }

    /// <summary>All arcs as (target, source), in this order, in batches.</summary>
    public void ReadArcs(Action<ReadOnlySpan<uint>, ReadOnlySpan<uint>> batch)
    {
        using FileStream lists = new(PathOf("lists.bin"), FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        uint[] targets = new uint[BufferIds];
        uint[] sources = new uint[BufferIds];
        int target = 0;
        for (ulong start = 0; start < _offsets[^1];)
        {
            int count = (int)Math.Min(_offsets[^1] - start, BufferIds);
            lists.ReadExactly(MemoryMarshal.AsBytes(sources.AsSpan(0, count)));
            for (int index = 0; index < count;)
            {
                while (_offsets[target + 1] <= start + (ulong)index)
                {
                    target++;
                }

                int end = (int)Math.Min((ulong)count, _offsets[target + 1] - start);
                targets.AsSpan(index, end - index).Fill((uint)target);
                index = end;
            }

            batch(targets.AsSpan(0, count), sources.AsSpan(0, count));
            start += (ulong)count;
        }
    }

    /// <summary>Each source with its targets, ascending.</summary>
    public void ReadForward(Action<uint, ReadOnlySpan<uint>> source)
    {
        ulong[] offsets = ReadArray<ulong>(PathOf("forward-offsets.bin"));
        using FileStream forward = new(PathOf("forward.bin"), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        uint[] targets = [];
        for (int id = 0; id < offsets.Length - 1; id++)
        {
            int count = (int)(offsets[id + 1] - offsets[id]);
            if (targets.Length < count)
            {
                targets = new uint[count * 2];
            }

            forward.ReadExactly(MemoryMarshal.AsBytes(targets.AsSpan(0, count)));
            source((uint)id, targets.AsSpan(0, count));
        }
    }

    public uint[] ReadForward(uint source)
    {
        using FileStream offsets = File.OpenRead(PathOf("forward-offsets.bin"));
        ulong[] ends = new ulong[2];
        offsets.Position = source * (long)sizeof(ulong);
        offsets.ReadExactly(MemoryMarshal.AsBytes(ends.AsSpan()));
        uint[] targets = new uint[ends[1] - ends[0]];
        using FileStream forward = File.OpenRead(PathOf("forward.bin"));
        forward.Position = (long)ends[0] * sizeof(uint);
        forward.ReadExactly(MemoryMarshal.AsBytes(targets.AsSpan()));
        return targets;
    }

    /// <summary>Keys of some targets, ascending, as Vennlink knows them.</summary>
    public Dictionary<int, byte[]> ReadKeys(IReadOnlyCollection<int> wanted)
    {
        Dictionary<int, byte[]> keys = [];
        using FileStream file = new(PathOf("keys.bin"), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        List<byte> line = [];
        for (int target = 0; keys.Count < wanted.Count; target++)
        {
            line.Clear();
            for (int next = file.ReadByte(); next != '\n'; next = file.ReadByte())
            {
                line.Add(next >= 0 ? (byte)next
                    : throw new InvalidDataException("keys.bin ends before the last target that was asked for"));
            }

            if (wanted.Contains(target))
            {
                keys.Add(target, [.. line]);
            }
        }

        return keys;
    }

    private static T[] ReadArray<T>(string path)
        where T : unmanaged
    {
        using FileStream file = File.OpenRead(path);
        T[] array = new T[file.Length / Marshal.SizeOf<T>()];
        for (int index = 0; index < array.Length;)
        {
            int count = Math.Min(array.Length - index, 1 << 24);
            file.ReadExactly(MemoryMarshal.AsBytes(array.AsSpan(index, count)));
            index += count;
        }

        return array;
    }
}
