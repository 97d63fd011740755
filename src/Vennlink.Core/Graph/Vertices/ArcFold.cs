using Vennlink.Graph.Arcs;
using Vennlink.Storage.Files;

namespace Vennlink.Graph.Vertices;

/// <summary>Makes other spilled arcs of spilled ones: each arc once, and of arcs between hosts those between their root domains.</summary>
/// <remarks>
/// The lists of a range of targets are turned back into arcs, put in order of source some millions at a time, and spilled again: what reads them finds sources ascending again and again,
/// not just once. Takes a pass of <see cref="ArcInversion"/>, and disk for the new arcs beside the old.
/// </remarks>
internal static class ArcFold
{
    private const int BlockArcs = 1 << 22;

    /// <summary>Makes arcs between the same nodes, each once.</summary>
    /// <param name="arcs">The arcs.</param>
    /// <param name="temporaryFolder">Existing folder.</param>
    /// <param name="memoryBytes">For lists, all threads together.</param>
    /// <param name="threadCount">Most threads.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    public static ArcSpill Distinct(ArcSpill arcs, string temporaryFolder, long memoryBytes, int threadCount, CancellationToken cancellationToken)
    {
        ArcSpill folded = new(temporaryFolder, arcs.Ranges);
        Run(
            arcs, null, arcs.TargetCount, folded, memoryBytes, threadCount, null,
            writer => (range, inversion) => inversion.Run(range, writer.Add, cancellationToken), cancellationToken);
        return folded;
    }

    /// <summary>Makes the arcs between root domains, each once.</summary>
    /// <param name="arcs">Arcs between hosts of different root domains, in ranges that are closed stretches.</param>
    /// <param name="roots">The root domains.</param>
    /// <param name="temporaryFolder">Existing folder.</param>
    /// <param name="linkingCounts">By ordinal of the root domain; receives how many others link to it.</param>
    /// <param name="memoryBytes">For lists, all threads together.</param>
    /// <param name="threadCount">Most threads.</param>
    /// <param name="onPlaces">Told how many hosts are done, one call at a time; may be null.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    public static ArcSpill ToRoots(
        ArcSpill arcs, GraphRoots roots, string temporaryFolder, NativeArray<uint> linkingCounts, long memoryBytes, int threadCount, Action<long>? onPlaces,
        CancellationToken cancellationToken)
    {
        uint[] firsts = [.. Enumerable.Range(0, arcs.PartitionCount).Select(range => roots.FirstRoot(arcs.First(range))), roots.Count];
        ArcSpill folded = new(temporaryFolder, firsts);
        Run(
            arcs, roots.RootOf, roots.Count, folded, memoryBytes, threadCount, onPlaces,
            writer =>
            {
                RootUnions unions = new(roots);
                return (range, inversion) => inversion.Run(
                    range, (place, sources) => unions.Add(place, sources, (root, all, _) =>
                    {
                        linkingCounts[root] = (uint)all.Length;
                        writer.Add(root, all);
                    }),
                    cancellationToken);
            },
            cancellationToken);
        return folded;
    }

    private static void Run(
        ArcSpill arcs, NativeArray<uint>? idOf, uint idCount, ArcSpill folded, long memoryBytes, int threadCount, Action<long>? onTargets,
        Func<Writer, Action<int, ArcInversion>> prepare, CancellationToken cancellationToken)
    {
        long done = 0;
        Lock reporting = new();
        IdClasses one = new([0], idCount);
        try
        {
            new RangeWork(arcs, threadCount, cancellationToken).Run(
                () => new Local(new ArcInversion(arcs, idOf, one, memoryBytes / threadCount), new Writer(folded.OpenWriter()), prepare),
                (range, local) =>
                {
                    local.Run(range);
                    lock (reporting)
                    {
                        done += arcs.First(range + 1) - arcs.First(range);
                        onTargets?.Invoke(done);
                    }
                });
        }
        catch
        {
            folded.Dispose();
            throw;
        }
    }

    // What one thread works with.
    private sealed class Local(ArcInversion inversion, Writer writer, Func<Writer, Action<int, ArcInversion>> prepare) : IDisposable
    {
        private readonly Action<int, ArcInversion> _run = prepare(writer);

        public void Run(int range)
        {
            _run(range, inversion);
            writer.Flush();
        }

        public void Dispose()
        {
            inversion.Dispose();
            writer.Complete();
        }
    }

    // Arcs on their way back, by target until there are enough, then by source.
    private sealed class Writer(ArcSpill.Writer writer)
    {
        private ulong[] _arcs = new ulong[1 << 10];
        private uint[] _targets = new uint[1 << 10];
        private int _count;

        public void Add(uint target, ReadOnlySpan<uint> sources)
        {
            foreach (uint source in sources)
            {
                if (_count == _arcs.Length)
                {
                    MakeRoom();
                }

                _arcs[_count++] = ((ulong)source << 32) | target;
            }
        }

        public void Flush()
        {
            Span<ulong> arcs = _arcs.AsSpan(0, _count);
            arcs.Sort();
            for (int start = 0; start < arcs.Length;)
            {
                uint source = (uint)(arcs[start] >> 32);
                int count = 0;
                for (; start < arcs.Length && arcs[start] >> 32 == source; start++)
                {
                    if (count == _targets.Length)
                    {
                        Array.Resize(ref _targets, 2 * count);
                    }

                    _targets[count++] = (uint)arcs[start];
                }

                writer.Add(source, _targets.AsSpan(0, count));
            }

            _count = 0;
        }

        public void Complete() => writer.Complete();

        private void MakeRoom()
        {
            if (_count == BlockArcs)
            {
                Flush();
            }
            else
            {
                Array.Resize(ref _arcs, 2 * _count);
            }
        }
    }
}
