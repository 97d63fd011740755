using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Vennlink.Storage.Bytes;

namespace Vennlink.Graph.Arcs;

/// <summary>
/// Arcs of a graph on their way from lists of successors to lists of predecessors: temporary files, one for each range
/// of targets and each thread that read, so that one range at a time is transposed in memory.
/// </summary>
/// <remarks>
/// Written in the order of sources, read in the order of sources: within a range the arcs of one source are one group,
/// and sources and targets are coded as differences, one to four bytes an arc. This is the partitioned inversion of
/// Witten, Moffat and Bell, "Managing Gigabytes", section 5.3. Files belong to the process that wrote them; each has a
/// checksum, verified when it is read for the first time.
/// </remarks>
internal sealed unsafe class ArcSpill : IDisposable
{
    /// <summary>Targets of a range, as a rule: 20 bits and the mark of a group are three bytes.</summary>
    public const uint TargetsPerPartition = 1 << 20;

    private const int MaxPartitions = 1024;
    private const int GroupBits = 12;
    private const int BufferBytes = 1 << 16;

    // Two varints of a 32-bit number with one or two more bits.
    private const int MaxTokenBytes = 10;

    private readonly string _folder;
    private readonly string _name = $"arcs-{Guid.NewGuid():n}";
    private readonly uint[] _firsts;

    // Range of the first target of each 2¹² targets.
    private readonly ushort[] _rangeOfGroup;
    private readonly List<Writer> _writers = [];

    // Of each range: whether its files were found to be what was written.
    private readonly bool[] _isVerified;
    private readonly Lock _lock = new();

    /// <param name="folder">Existing folder for the files.</param>
    /// <param name="firsts">First target of each range, ascending from 0, and the number of targets.</param>
    public ArcSpill(string folder, uint[] firsts)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firsts.Length - 1, ushort.MaxValue, nameof(firsts));
        _folder = folder;
        _firsts = firsts;
        _isVerified = new bool[PartitionCount];
        _rangeOfGroup = new ushort[(TargetCount >> GroupBits) + 1];
        int range = 0;
        for (int group = 0; group < _rangeOfGroup.Length; group++)
        {
            while (range + 1 < PartitionCount && firsts[range + 1] <= (uint)group << GroupBits)
            {
                range++;
            }

            _rangeOfGroup[group] = (ushort)range;
        }
    }

    /// <summary>How long ranges should be: so that there are not too many.</summary>
    /// <param name="targetCount">Targets.</param>
    public static uint RangeLength(uint targetCount)
    {
        ulong length = TargetsPerPartition;
        while (length * MaxPartitions < targetCount)
        {
            length *= 2;
        }

        return (uint)length;
    }

    /// <summary>Cuts targets into ranges of one length.</summary>
    public static uint[] EqualRanges(uint targetCount)
    {
        uint length = RangeLength(targetCount);
        int rangeCount = (int)((targetCount + (ulong)length - 1) / length);
        return [.. Enumerable.Range(0, rangeCount).Select(range => (uint)range * length), targetCount];
    }

    /// <summary>Makes another spill in the same folder.</summary>
    /// <param name="firsts">Its ranges.</param>
    public ArcSpill CreateBeside(uint[] firsts) => new(_folder, firsts);

    /// <summary>Targets are below.</summary>
    public uint TargetCount => _firsts[^1];

    /// <summary>Ranges of targets; those of range p are <c>[First(p), First(p + 1))</c>.</summary>
    public int PartitionCount => _firsts.Length - 1;

    /// <summary>First target of each range, and the number of targets.</summary>
    public uint[] Ranges => [.. _firsts];

    /// <summary>Targets of the longest range.</summary>
    public uint LongestRange =>
        PartitionCount == 0 ? 0 : Enumerable.Range(0, PartitionCount).Max(range => First(range + 1) - First(range));

    /// <summary>Arcs written.</summary>
    public long ArcCount => _writers.Sum(writer => writer.ArcCount);

    /// <summary>Bytes written.</summary>
    public long SpilledBytes => _writers.Sum(writer => writer.SpilledBytes);

    /// <summary>First target of a range; legal for the count of ranges.</summary>
    public uint First(int partition) => _firsts[partition];

    /// <summary>Opens a writer, one for each thread.</summary>
    public Writer OpenWriter()
    {
        lock (_lock)
        {
            Writer writer = new(this, _writers.Count);
            _writers.Add(writer);
            return writer;
        }
    }

    /// <summary>Bytes of a range.</summary>
    public long BytesOf(int partition) => _writers.Sum(writer => writer.Length(partition));

    /// <summary>Opens the arcs of a range; ranges may be opened by several threads. Checksums are verified when a range
    /// is opened for the first time.</summary>
    /// <exception cref="IndexFormatException">A file was damaged while it lay on disk.</exception>
    public ArcSpillReader Open(int partition)
    {
        ArcSpillReader reader = new(
            [.. _writers.Where(writer => writer.Length(partition) > 0).Select(
                writer => (PathOf(partition, writer.Number), writer.Length(partition), writer.Checksum(partition)))],
            !_isVerified[partition]);
        _isVerified[partition] = true;
        return reader;
    }

    /// <summary>Deletes the arcs of a range.</summary>
    public void Free(int partition)
    {
        foreach (Writer writer in _writers)
        {
            File.Delete(PathOf(partition, writer.Number));
        }
    }

    public void Dispose()
    {
        foreach (Writer writer in _writers)
        {
            writer.Dispose();
        }

        for (int partition = 0; partition < PartitionCount; partition++)
        {
            Free(partition);
        }
    }

    /// <summary>The range that a target lies in.</summary>
    public int RangeOf(uint target)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(target, TargetCount);
        int range = _rangeOfGroup[target >> GroupBits];
        while (target >= _firsts[range + 1])
        {
            range++;
        }

        return range;
    }

    private string PathOf(int partition, int writer) => Path.Combine(_folder, $"{_name}-{partition:D4}-{writer}");

    /// <summary>Writes arcs. Holds 64 KiB for each range.</summary>
    internal sealed class Writer : IDisposable
    {
        private readonly ArcSpill _spill;
        private readonly uint[] _lastSources;
        private readonly int[] _buffered;
        private readonly long[] _lengths;
        private readonly XxHash3?[] _checksums;
        private byte* _buffers;

        public Writer(ArcSpill spill, int number)
        {
            _spill = spill;
            Number = number;
            _lastSources = new uint[spill.PartitionCount];
            _buffered = new int[spill.PartitionCount];
            _lengths = new long[spill.PartitionCount];
            _checksums = new XxHash3?[spill.PartitionCount];
            _buffers = (byte*)NativeMemory.Alloc((nuint)spill.PartitionCount, BufferBytes);
        }

        /// <summary>Ordinal of this writer.</summary>
        public int Number { get; }

        /// <summary>Arcs added.</summary>
        public long ArcCount { get; private set; }

        /// <summary>Bytes written to disk.</summary>
        public long SpilledBytes { get; private set; }

        /// <summary>Adds the arcs of one source. Sources that ascend from call to call take the least room; any order
        /// is right.</summary>
        /// <param name="source">Source.</param>
        /// <param name="targets">Targets, ascending, no duplicates.</param>
        public void Add(uint source, ReadOnlySpan<uint> targets)
        {
            ArcCount += targets.Length;
            int current = -1;
            uint first = 0;
            uint length = 0;
            uint previous = 0;
            byte* next = null;
            byte* end = null;
            foreach (uint target in targets)
            {
                uint offset = target - first;
                if (offset >= length)
                {
                    EndGroup(current, next);
                    current = _spill.RangeOf(target);
                    first = _spill.First(current);
                    length = _spill.First(current + 1) - first;
                    offset = target - first;
                    next = _buffers + ((long)current * BufferBytes) + _buffered[current];
                    end = _buffers + ((long)(current + 1) * BufferBytes) - MaxTokenBytes;
                    next = Room(current, next, end);
                    long difference = (long)source - _lastSources[current];
                    next = WriteVarint(next, ((ulong)offset << 1) | 1);
                    next = WriteVarint(next, (ulong)((difference << 1) ^ (difference >> 63)));
                    _lastSources[current] = source;
                }
                else
                {
                    next = Room(current, next, end);
                    next = WriteVarint(next, (ulong)(offset - previous) << 1);
                }

                previous = offset;
            }

            EndGroup(current, next);
        }

        /// <summary>Writes what is still in memory.</summary>
        public void Complete()
        {
            for (int partition = 0; partition < _buffered.Length; partition++)
            {
                Flush(partition);
            }

            Dispose();
        }

        /// <summary>Bytes of the file of a range.</summary>
        public long Length(int partition) => _lengths[partition];

        /// <summary>Checksum of the file of a range.</summary>
        public ulong Checksum(int partition) => _checksums[partition]!.GetCurrentHashAsUInt64();

        public void Dispose()
        {
            NativeMemory.Free(_buffers);
            _buffers = null;
        }

        private void EndGroup(int partition, byte* next)
        {
            if (partition >= 0)
            {
                _buffered[partition] = (int)(next - _buffers - ((long)partition * BufferBytes));
            }
        }

        private byte* Room(int partition, byte* next, byte* end)
        {
            if (next <= end)
            {
                return next;
            }

            EndGroup(partition, next);
            Flush(partition);
            return _buffers + ((long)partition * BufferBytes);
        }

        // Opened for each 64 KiB: more ranges than a process may have open files are no trouble so.
        private void Flush(int partition)
        {
            ReadOnlySpan<byte> bytes = new(_buffers + ((long)partition * BufferBytes), _buffered[partition]);
            if (bytes.IsEmpty)
            {
                return;
            }

            using SafeFileHandle file = File.OpenHandle(
                _spill.PathOf(partition, Number), FileMode.OpenOrCreate, FileAccess.Write);
            RandomAccess.Write(file, bytes, _lengths[partition]);
            (_checksums[partition] ??= new XxHash3()).Append(bytes);
            _lengths[partition] += bytes.Length;
            SpilledBytes += bytes.Length;
            _buffered[partition] = 0;
        }

        private static byte* WriteVarint(byte* next, ulong value)
        {
            while (value >= 0x80)
            {
                *next++ = (byte)(value | 0x80);
                value >>= 7;
            }

            *next++ = (byte)value;
            return next;
        }
    }
}
