using System.Buffers.Binary;
using System.Numerics;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Graph.Vertices;

/// <summary>The root domains of hosts in key order: which one the host of each place belongs to, and their
/// keys.</summary>
/// <remarks>
/// Hosts of one root domain need not stand together: others may lie between them (<c>s3.amazonaws.com</c> is a public
/// suffix, <c>amazonaws.com</c> a root domain). A <i>closed stretch</i> of places is one whose hosts have their root
/// domains to themselves, and whose keys and root domains' keys are all above those of the places before; most hold the
/// hosts of one root domain. Holds 4¼ bytes a host; the keys stand in a temporary file.
/// </remarks>
internal sealed class HostRoots : IDisposable
{
    /// <summary>Bytes that are held of each host, rounded up.</summary>
    public const long BytesPerHost = 5;

    private const int WordBits = 64;
    private const long CheckEvery = 65_536;

    // By place: whether it is the last of its root domain, and whether a closed stretch starts there.
    private readonly NativeArray<ulong> _ends;
    private readonly NativeArray<ulong> _starts;
    private readonly uint _placeCount;

    private HostRoots(
        uint placeCount, uint count, NativeArray<uint> rootOf, NativeArray<ulong> ends, NativeArray<ulong> starts,
        RunFile keys)
    {
        _placeCount = placeCount;
        Count = count;
        RootOf = rootOf;
        _ends = ends;
        _starts = starts;
        Keys = keys;
    }

    /// <summary>Root domains.</summary>
    public uint Count { get; }

    /// <summary>Hosts.</summary>
    public uint HostCount => _placeCount;

    /// <summary>Ordinal of the root domain by place.</summary>
    public NativeArray<uint> RootOf { get; }

    /// <summary>Keys of the root domains by ordinal. Belongs to this object.</summary>
    public RunFile Keys { get; }

    /// <summary>Whether no later place is of the same root domain.</summary>
    public bool EndsRoot(uint place) => ((_ends[place / WordBits] >> (int)(place % WordBits)) & 1) != 0;

    /// <summary>Whether a closed stretch starts at this place.</summary>
    public bool StartsStretch(uint place) => ((_starts[place / WordBits] >> (int)(place % WordBits)) & 1) != 0;

    /// <summary>First place of the closed stretch that a place lies in.</summary>
    public uint StretchStart(uint place)
    {
        // Place 0 starts one.
        long word = place / WordBits;
        ulong bits = _starts[word] & (ulong.MaxValue >> (WordBits - 1 - (int)(place % WordBits)));
        while (bits == 0)
        {
            bits = _starts[--word];
        }

        return (uint)((word * WordBits) + WordBits - 1 - BitOperations.LeadingZeroCount(bits));
    }

    /// <summary>First place behind the closed stretch that a place lies in.</summary>
    public uint StretchEnd(uint place)
    {
        if (place + 1L >= _placeCount)
        {
            return _placeCount;
        }

        long word = (place + 1) / WordBits;
        ulong bits = _starts[word] & (ulong.MaxValue << (int)((place + 1) % WordBits));
        while (bits == 0)
        {
            if (++word == _starts.Length)
            {
                return _placeCount;
            }

            bits = _starts[word];
        }

        return (uint)((word * WordBits) + BitOperations.TrailingZeroCount(bits));
    }

    /// <summary>Lowest ordinal of a root domain at or behind the start of a closed stretch; so many root domains lie
    /// before it.</summary>
    public uint FirstRoot(uint stretchStart)
    {
        uint lowest = Count;
        uint end = StretchEnd(stretchStart);
        for (uint place = stretchStart; place < end; place++)
        {
            lowest = Math.Min(lowest, RootOf[place]);
        }

        return lowest;
    }

    /// <summary>By root domain: the first host whose key is at or above its own; ascending. The caller disposes of
    /// it.</summary>
    /// <remarks>It need not be a host of that root domain, but of one that nests in it and stands before its
    /// own.</remarks>
    public NativeArray<uint> Entries()
    {
        NativeArray<uint> entries = new(Count, isCleared: false);
        for (long place = _placeCount - 1L; place >= 0; place--)
        {
            entries[RootOf[place]] = (uint)place;
        }

        // All that nest in a root domain have higher keys: the first host of any of them is the one looked for.
        for (long root = Count - 2L; root >= 0; root--)
        {
            entries[root] = Math.Min(entries[root], entries[root + 1]);
        }

        return entries;
    }

    /// <summary>Cuts the places into ranges that are closed stretches.</summary>
    /// <param name="leastLength">Places of a range, but for the last; as few more as closing takes.</param>
    /// <returns>First place of each range, and the number of places.</returns>
    public uint[] Ranges(uint leastLength)
    {
        List<uint> firsts = [];
        for (long place = 0; place < _placeCount;)
        {
            firsts.Add((uint)place);
            place += leastLength;
            if (place < _placeCount && !StartsStretch((uint)place))
            {
                place = StretchEnd((uint)place);
            }
        }

        return [.. firsts, _placeCount];
    }

    public void Dispose()
    {
        RootOf.Dispose();
        _ends.Dispose();
        _starts.Dispose();
        File.Delete(Keys.Path);
    }

    /// <summary>Takes the hosts in key order.</summary>
    internal sealed class Builder : IDisposable
    {
        private const int KeyBlockBytes = 1 << 17;
        private const int TailBytes = 1 + (2 * sizeof(uint));

        private readonly PublicSuffixList _suffixes;
        private readonly string _temporaryFolder;
        private readonly NaturalRunSorter _sorter;
        private byte[] _record = new byte[256];
        private int _rootLength = -1;
        private uint _first;
        private uint _count;

        /// <param name="suffixes">Says where root domains end.</param>
        /// <param name="temporaryFolder">Existing folder.</param>
        /// <param name="memoryBytes">As for <see cref="NaturalRunSorter"/>.</param>
        public Builder(PublicSuffixList suffixes, string temporaryFolder, long memoryBytes)
        {
            _suffixes = suffixes;
            _temporaryFolder = temporaryFolder;
            _sorter = new NaturalRunSorter(temporaryFolder, memoryBytes);
        }

        /// <summary>Adds the host with the next place.</summary>
        public void Add(ReadOnlySpan<byte> key)
        {
            ReadOnlySpan<byte> root = key[.._suffixes.RootDomainLength(key)];
            if (_rootLength < 0 || !root.SequenceEqual(_record.AsSpan(0, _rootLength)))
            {
                EndRun();
                if (_record.Length < root.Length + TailBytes)
                {
                    _record = new byte[2 * (root.Length + TailBytes)];
                }

                root.CopyTo(_record);
                _rootLength = root.Length;
                _first = _count;
            }

            _count++;
        }

        /// <summary>Sorts the root domains.</summary>
        public HostRoots Build(CancellationToken cancellationToken)
        {
            EndRun();
            NativeArray<uint> rootOf = new(_count, isCleared: false);
            NativeArray<ulong> ends = new((_count / WordBits) + 1);
            NativeArray<ulong> starts = new((_count / WordBits) + 1);
            string path = Path.Combine(_temporaryFolder, $"roots-{Guid.NewGuid():n}.run");
            try
            {
                using SortedRecords sorted = _sorter.Sort(cancellationToken);
                using RunWriter keys = new(path, KeyBlockBytes);
                uint rootCount = Number(sorted, rootOf, ends, keys, cancellationToken);
                MarkStretches(rootOf, ends, starts);
                return new HostRoots(_count, rootCount, rootOf, ends, starts, keys.Complete());
            }
            catch
            {
                rootOf.Dispose();
                ends.Dispose();
                starts.Dispose();
                throw;
            }
        }

        public void Dispose() => _sorter.Dispose();

        // Root domain, zero, first place, place behind the last: a record for each run of neighbours. The zero is below
        // all bytes of a key.
        private void EndRun()
        {
            if (_rootLength >= 0)
            {
                _record[_rootLength] = 0;
                BinaryPrimitives.WriteUInt32BigEndian(_record.AsSpan(_rootLength + 1), _first);
                BinaryPrimitives.WriteUInt32BigEndian(_record.AsSpan(_rootLength + 1 + sizeof(uint)), _count);
                _sorter.Add(_record.AsSpan(0, _rootLength + TailBytes));
            }
        }

        private static uint Number(
            SortedRecords sorted, NativeArray<uint> rootOf, NativeArray<ulong> ends, RunWriter keys,
            CancellationToken cancellationToken)
        {
            byte[] previous = [];
            int previousLength = -1;
            uint count = 0;
            uint end = 0;
            for (long done = 0; sorted.MoveNext(); done++)
            {
                if (done % CheckEvery == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                ReadOnlySpan<byte> record = sorted.Current;
                ReadOnlySpan<byte> key = record[..^TailBytes];
                if (previousLength < 0 || !key.SequenceEqual(previous.AsSpan(0, previousLength)))
                {
                    MarkEnd(ends, count, end);
                    keys.Add(key);
                    count++;
                    if (previous.Length < key.Length)
                    {
                        previous = new byte[2 * key.Length];
                    }

                    key.CopyTo(previous);
                    previousLength = key.Length;
                }

                uint first = BinaryPrimitives.ReadUInt32BigEndian(record[^(2 * sizeof(uint))..]);
                end = BinaryPrimitives.ReadUInt32BigEndian(record[^sizeof(uint)..]);
                for (uint place = first; place < end; place++)
                {
                    rootOf[place] = count - 1;
                }
            }

            MarkEnd(ends, count, end);
            return count;
        }

        private static void MarkEnd(NativeArray<ulong> ends, uint rootCount, uint end)
        {
            if (rootCount > 0)
            {
                ends[(end - 1) / WordBits] |= 1UL << (int)((end - 1) % WordBits);
            }
        }

        // Ordinals are in key order, so when as many root domains have ended as the highest ordinal so far says, none
        // that began before goes on, and none is still to come that lies before one of these.
        private static void MarkStretches(NativeArray<uint> rootOf, NativeArray<ulong> ends, NativeArray<ulong> starts)
        {
            uint ended = 0;
            uint above = 0;
            for (long place = 0; place < rootOf.Length; place++)
            {
                if (ended == above)
                {
                    starts[place / WordBits] |= 1UL << (int)(place % WordBits);
                }

                above = Math.Max(above, rootOf[place] + 1);
                ended += (uint)(ends[place / WordBits] >> (int)(place % WordBits)) & 1;
            }
        }
    }
}
