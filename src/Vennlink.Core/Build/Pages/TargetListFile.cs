using Vennlink.Build.Stages;
using Vennlink.Graph.Arcs;
using Vennlink.Graph.Vertices;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;

namespace Vennlink.Build.Pages;

/// <summary>The lists of target pages in temporary files, as <see cref="TargetListWriter"/> leaves them: ordinals of
/// sources, by target.</summary>
/// <remarks>A record: whether it starts a host, the path and a zero, then <see cref="SourceElement"/>s as differences.
/// One list of a reader is in memory at a time.</remarks>
internal sealed class TargetListFile : ITargetLists, IDisposable
{
    // Each range costs every thread a buffer while arcs are spilled by it.
    private const int MaxRanges = 1024;

    private readonly RunFile[] _parts;

    // First part and first host of each range, and the ends of the last one.
    private readonly List<(int Part, uint Host)> _starts = [];
    private readonly long _arcCount;

    /// <param name="parts">Files.</param>
    /// <param name="firstHosts">First host of each.</param>
    /// <param name="arcCount">Arcs in all of them.</param>
    /// <param name="hostCount">Hosts.</param>
    /// <param name="roots">Root domains of the hosts: a range is as many parts as it takes to have them whole.</param>
    public TargetListFile(
        IReadOnlyList<RunFile> parts, IReadOnlyList<uint> firstHosts, long arcCount, uint hostCount, HostRoots roots)
    {
        _parts = [.. parts];
        _arcCount = arcCount;
        int minParts = 1 + (parts.Count / MaxRanges);
        for (int part = 0; part < parts.Count; part++)
        {
            bool isDue = _starts.Count == 0 || part - _starts[^1].Part >= minParts;
            if (isDue && roots.StartsStretch(firstHosts[part]))
            {
                _starts.Add((part, firstHosts[part]));
            }
        }

        _starts.Add((parts.Count, hostCount));
    }

    public int RangeCount => _starts.Count - 1;

    public bool HavePages => true;

    // Each arc is in the lists of its page, host and root domain, of pages and of domains; and each of these may have a
    // second one, of sources that are not followed.
    public long MaxIdCount => 12 * _arcCount;

    public uint First(int range) => _starts[range].Host;

    public long BytesOf(int range) => Parts(range).Sum(part => part.LengthBytes);

    public ITargetListReader OpenReader(NativeArray<uint>? idOf, IdClasses classes, long memoryBytes) =>
        new Reader(this, idOf, classes);

    public void Free(int range)
    {
        foreach (RunFile part in Parts(range))
        {
            File.Delete(part.Path);
        }
    }

    public void Dispose()
    {
        foreach (RunFile part in _parts)
        {
            File.Delete(part.Path);
        }
    }

    private ArraySegment<RunFile> Parts(int range) =>
        new(_parts, _starts[range].Part, _starts[range + 1].Part - _starts[range].Part);

    private sealed class Reader(TargetListFile lists, NativeArray<uint>? idOf, IdClasses classes) : ITargetListReader
    {
        private const int CheckEvery = 4096;

        private readonly ListOrder _order = new(classes);
        private readonly ListOrder _orderOfFollowed = new(classes);
        private uint[] _ids = new uint[1024];
        private uint[] _followed = new uint[1024];

        public void Read(int range, TargetAction onTarget, CancellationToken cancellationToken)
        {
            // The first record starts the first host.
            uint next = lists.First(range);
            foreach (RunFile part in lists.Parts(range))
            {
                using RunReader reader = new(part);
                for (long count = 0; reader.MoveNext(); count++)
                {
                    if (count % CheckEvery == 0)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                    }

                    next += reader.Current[0];
                    ReadOnlySpan<byte> rest = reader.Current[1..];
                    int pathLength = rest.IndexOf((byte)0);
                    onTarget(next - 1, rest[..pathLength], Decode(rest[(pathLength + 1)..]));
                }
            }
        }

        public void Dispose()
        {
        }

        private SourceList Decode(ReadOnlySpan<byte> elements)
        {
            // A source takes a byte at least.
            if (_ids.Length < elements.Length)
            {
                _ids = new uint[2 * elements.Length];
                _followed = new uint[2 * elements.Length];
            }

            int count = 0;
            int followedCount = 0;
            for (ulong element = 0; elements.Length > 0;)
            {
                elements = elements[Varint.TryRead(elements, out ulong difference)..];
                element += difference;
                uint source = SourceElement.Source(element);
                uint id = idOf is null ? source : idOf[source];
                _ids[count++] = id;
                _followed[followedCount] = id;
                followedCount += SourceElement.IsNotFollowed(element) ? 0 : 1;
            }

            ReadOnlySpan<uint> ids = _order.Sort(_ids.AsSpan(0, count));
            return new SourceList(
                ids, followedCount == count ? ids : _orderOfFollowed.Sort(_followed.AsSpan(0, followedCount)));
        }
    }
}
