using System.Numerics;
using Vennlink.Graph.Arcs;
using Vennlink.Storage.Files;

namespace Vennlink.Research;

/// <summary>Harmonic centrality by breadth-first walks from every source, 64 of them at a time, one bit each.</summary>
/// <remarks>
/// Then, Kaufmann, Chirigati, Hoang-Vu, Pham, Kemper, Neumann, Vo, "The more the merrier: efficient multi-source graph
/// traversal", 2014. Holds the arcs: 4 bytes each, and 20 bytes a node; up to 48 more a node and thread. Sums are whole
/// numbers, so they do not depend on who added first.
/// </remarks>
internal sealed unsafe class ExactHarmonic : IDisposable
{
    /// <summary>Graphs have fewer nodes than that.</summary>
    public const long MaxNodes = 1 << 24;

    private const int BatchSize = 64;

    // Sums count in units of 2⁻⁴⁰: off by less than that a source, and no sum of fewer than 2²⁴ sources overflows.
    private const double Unit = 1L << 40;

    private readonly uint _nodeCount;
    private readonly int _threadCount;
    private readonly CancellationToken _cancellationToken;
    private readonly NativeArray<uint> _starts;
    private readonly NativeArray<uint> _successors;
    private readonly NativeArray<ulong> _sums;
    private readonly uint[] _sources;

    /// <param name="arcs">The arcs of less than 2²⁴ nodes.</param>
    /// <param name="threadCount">Most threads.</param>
    /// <param name="cancellationToken">Looked at for every 64 sources.</param>
    public ExactHarmonic(ArcSpill arcs, int threadCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(arcs.TargetCount, MaxNodes, nameof(arcs));
        _nodeCount = arcs.TargetCount;
        _threadCount = threadCount;
        _cancellationToken = cancellationToken;
        _starts = new NativeArray<uint>(_nodeCount + 2L);
        _successors = new NativeArray<uint>(arcs.ArcCount, isCleared: false);
        _sums = new NativeArray<ulong>(_nodeCount);

        try
        {
            _sources = Sort(arcs);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Most bytes that a computation holds, with what it returns.</summary>
    /// <param name="nodeCount">Nodes.</param>
    /// <param name="arcCount">Arcs.</param>
    /// <param name="threadCount">Threads.</param>
    public static long BytesFor(long nodeCount, long arcCount, int threadCount) =>
        (((3 * sizeof(uint)) + sizeof(ulong)) * nodeCount) + (sizeof(uint) * arcCount)
            + (Walk.BytesPerNode * nodeCount * threadCount);

    /// <summary>Walks.</summary>
    /// <param name="progress">Told of sources done and of all, one call at a time; may be null.</param>
    /// <returns>The values, by node.</returns>
    public NativeArray<float> Run(Action<long, long>? progress)
    {
        int batchCount = (_sources.Length + BatchSize - 1) / BatchSize;
        int next = -1;
        int done = 0;
        Lock reporting = new();
        ParallelOptions parallel =
            new() { MaxDegreeOfParallelism = _threadCount, CancellationToken = _cancellationToken };
        Parallel.For(0, Math.Min(_threadCount, batchCount), parallel, _ =>
        {
            using Walk walk = new(this);
            int batch;
            while ((batch = Interlocked.Increment(ref next)) < batchCount)
            {
                _cancellationToken.ThrowIfCancellationRequested();
                walk.Run(
                    _sources.AsSpan(batch * BatchSize, Math.Min(BatchSize, _sources.Length - (batch * BatchSize))));
                lock (reporting)
                {
                    progress?.Invoke(++done, batchCount);
                }
            }
        });
        NativeArray<float> values = new(_nodeCount, isCleared: false);
        for (uint node = 0; node < _nodeCount; node++)
        {
            values[node] = (float)(_sums[node] / Unit);
        }

        return values;
    }

    public void Dispose()
    {
        _starts.Dispose();
        _successors.Dispose();
        _sums.Dispose();
    }

    // A counting sort by source; returns the sources.
    private uint[] Sort(ArcSpill arcs)
    {
        // Counts stand two behind their source, ends one behind: scattering turns these into starts.
        for (int range = 0; range < arcs.PartitionCount; range++)
        {
            using ArcSpillReader reader = arcs.Open(range);
            CountVisitor counting = new(_starts.Pointer + 2);
            reader.Visit(ref counting);
        }

        for (long node = 2; node < _starts.Length; node++)
        {
            _starts[node] += _starts[node - 1];
        }

        for (int range = 0; range < arcs.PartitionCount; range++)
        {
            using ArcSpillReader reader = arcs.Open(range);
            ScatterVisitor scattering = new(_starts.Pointer + 1, _successors.Pointer, arcs.First(range));
            reader.Visit(ref scattering);
        }

        uint[] sources =
            new uint[Enumerable.Range(0, (int)_nodeCount).Count(node => _starts[node + 1] > _starts[node])];
        int next = 0;
        for (uint node = 0; node < _nodeCount; node++)
        {
            if (_starts[node + 1] > _starts[node])
            {
                sources[next++] = node;
            }
        }

        return sources;
    }

    private readonly struct CountVisitor(uint* counts) : IArcVisitor
    {
        public void Visit(uint source, uint offset) => counts[source]++;
    }

    private readonly struct ScatterVisitor(uint* ends, uint* successors, uint first) : IArcVisitor
    {
        public void Visit(uint source, uint offset) => successors[ends[source]++] = first + offset;
    }

    // One thread's walks. By node: which of the sources have come there, and which came in the last step and come in
    // this one.
    private sealed class Walk(ExactHarmonic graph) : IDisposable
    {
        // Two fronts of up to all nodes, whose room doubles.
        public const int BytesPerNode = (4 * sizeof(ulong)) + (2 * 2 * sizeof(uint));

        private readonly NativeArray<ulong> _seen = new(graph._nodeCount);
        private readonly NativeArray<ulong> _coming = new(graph._nodeCount);
        private readonly NativeArray<ulong> _came = new(graph._nodeCount);
        private readonly NativeArray<ulong> _mine = new(graph._nodeCount);
        private List<uint> _front = [];
        private List<uint> _nextFront = [];

        public void Run(ReadOnlySpan<uint> sources)
        {
            new Span<ulong>(_seen.Pointer, (int)graph._nodeCount).Clear();
            for (int index = 0; index < sources.Length; index++)
            {
                _seen.Pointer[sources[index]] |= 1UL << index;
                _came.Pointer[sources[index]] |= 1UL << index;
                _front.Add(sources[index]);
            }

            // Terminates: every step but the last sets a bit of _seen.
            for (int distance = 1; _front.Count > 0; distance++)
            {
                Step((ulong)Math.Round(Unit / distance));
            }
        }

        public void Dispose()
        {
            for (uint node = 0; node < graph._nodeCount; node++)
            {
                if (_mine.Pointer[node] != 0)
                {
                    Interlocked.Add(ref graph._sums[node], _mine.Pointer[node]);
                }
            }

            _seen.Dispose();
            _coming.Dispose();
            _came.Dispose();
            _mine.Dispose();
        }

        private void Step(ulong worth)
        {
            foreach (uint node in _front)
            {
                ulong came = _came.Pointer[node];
                _came.Pointer[node] = 0;
                uint end = graph._starts.Pointer[node + 1];
                for (uint arc = graph._starts.Pointer[node]; arc < end; arc++)
                {
                    uint successor = graph._successors.Pointer[arc];
                    ulong known = _coming.Pointer[successor];
                    ulong fresh = came & ~_seen.Pointer[successor];
                    if (known == 0 && fresh != 0)
                    {
                        _nextFront.Add(successor);
                    }

                    _coming.Pointer[successor] = known | fresh;
                }
            }

            foreach (uint node in _nextFront)
            {
                ulong coming = _coming.Pointer[node];
                _coming.Pointer[node] = 0;
                _came.Pointer[node] = coming;
                _seen.Pointer[node] |= coming;
                _mine.Pointer[node] += (ulong)BitOperations.PopCount(coming) * worth;
            }

            (_front, _nextFront) = (_nextFront, _front);
            _nextFront.Clear();
        }
    }
}
