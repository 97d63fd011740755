using System.Runtime.CompilerServices;
using Vennlink.Graph;
using Vennlink.Storage;

namespace Vennlink.Ranking;

/// <summary>Computes PageRank by power iteration over spilled arcs.</summary>
/// <remarks>
/// <para>The ranks are <i>relative</i>: t(v) = 1 + α · Σ t(u)/outdegree(u) over the nodes u that link to v, so that a node nobody links to has exactly 1.
/// With A(u, v) = 1/outdegree(u) for each arc, that is t = 1 + αAᵀt. PageRank x with the rank of dangling nodes (those that link to nobody) shared
/// among all n nodes is x = αAᵀx + (α·d + 1 − α)/n · 1, where d is the sum of x over dangling nodes: the same equation times a number, and it has one solution, so
/// x = t/Σt. The shared mass need not be computed, and t does not depend on parts of the graph that lead nowhere near (Del Corso, Gullì, Romani, "Fast PageRank
/// computation via a sparse linear system", 2005; Boldi, Posenato, Santini, Vigna, "Traps and pitfalls of topic-biased PageRank", 2008, "pseudorank").</para>
/// <para>αAᵀ shrinks L1 distances to α times or less, so ‖t⁽ʳ⁾ − t‖₁ ≤ α/(1−α) · ‖t⁽ʳ⁾ − t⁽ʳ⁻¹⁾‖₁. Starting from 1, t grows in every round and never exceeds the solution.</para>
/// <para>A range of targets is worked off by one thread in the order of sources: its sums stay in the cache while sources are read front to back
/// (Beamer, Asanović, Patterson, "Reducing Pagerank communication via propagation blocking", 2017), and every sum is added up in one order, so that the bits do not
/// depend on threads. O(arcs) a round; 20 bytes a node, and 8 bytes a target of the longest range and thread.</para>
/// </remarks>
internal static unsafe class PageRank
{
    /// <summary>Computes.</summary>
    /// <param name="arcs">The arcs, each once, of nodes in [0, <see cref="ArcSpill.TargetCount"/>). An arc of a node to itself counts like any other.</param>
    /// <param name="options">Where to stop.</param>
    /// <param name="progress">Told of bytes of arcs done and of all that are expected, from any thread, one call at a time; the second number may fall. May be null.</param>
    /// <param name="cancellationToken">Looked at for every range.</param>
    /// <returns>The ranks, by node; the caller disposes of them.</returns>
    /// <exception cref="IndexFormatException">The arcs were damaged while they lay on disk.</exception>
    public static PageRanks Run(ArcSpill arcs, PageRankOptions options, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        using Computation computation = new(arcs, options, progress, cancellationToken);
        return computation.Run();
    }

    // A node's rank is kept as what it gives to each node it links to, x = t · scale, with scale = α/outdegree: no division meets an arc.
    // Where t is 1, x is the scale to the bit, and t comes out of x as exactly 1 again.
    private sealed class Computation(ArcSpill arcs, PageRankOptions options, Action<long, long>? progress, CancellationToken cancellationToken) : IDisposable
    {
        private readonly long _nodeCount = arcs.TargetCount;
        private readonly NativeArray<uint> _outDegrees = options.OutDegrees ?? new NativeArray<uint>(arcs.TargetCount);
        private readonly double[] _changes = new double[arcs.PartitionCount];
        private readonly double[] _sums = new double[arcs.PartitionCount];
        private NativeArray<double> _current = new(arcs.TargetCount, isCleared: false);
        private NativeArray<double> _next = new(arcs.TargetCount, isCleared: false);

        public PageRanks Run()
        {
            RangeWork work = new(arcs, options.ThreadCount, cancellationToken);
            if (options.OutDegrees is null)
            {
                work.Run(() => 0, (range, _) => CountDegrees(range));
            }

            for (long node = 0; node < _nodeCount; node++)
            {
                _current.Pointer[node] = Scale(node);
            }

            int round = 0;
            double error = double.PositiveInfinity;
            int expectedRounds = options.Rounds ?? RoundsTo(options.Tolerance, 1);
            while (options.Rounds is { } wanted ? round < wanted : error > options.Tolerance)
            {
                long before = round * arcs.SpilledBytes;
                work.Run(
                    () => new NativeArray<double>(arcs.LongestRange, isCleared: false), RunRange,
                    done => progress?.Invoke(before + done, expectedRounds * arcs.SpilledBytes));
                (_current, _next) = (_next, _current);
                round++;
                error = _changes.Sum() * options.Damping / (1 - options.Damping) / Math.Max(1, _sums.Sum());
                expectedRounds = options.Rounds ?? (round + (error > options.Tolerance ? RoundsTo(options.Tolerance, error) : 0));
            }

            for (long node = 0; node < _nodeCount; node++)
            {
                _current.Pointer[node] /= Scale(node);
            }

            NativeArray<double> ranks = _current;
            _current = _next;
            return new PageRanks(ranks, _sums.Sum(), round, error);
        }

        public void Dispose()
        {
            if (options.OutDegrees is null)
            {
                _outDegrees.Dispose();
            }

            _current.Dispose();
            _next.Dispose();
        }

        private int RoundsTo(double tolerance, double error) => Math.Max(1, (int)Math.Ceiling(Math.Log(tolerance / error) / Math.Log(options.Damping)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private double Scale(long node)
        {
            uint degree = _outDegrees.Pointer[node];
            return degree == 0 ? 1 : options.Damping / degree;
        }

        private void CountDegrees(int range)
        {
            using ArcSpillReader reader = arcs.Open(range);
            DegreeVisitor visitor = new(_outDegrees.Pointer);
            reader.Visit(ref visitor);
            visitor.Complete();
        }

        private void RunRange(int range, NativeArray<double> sums)
        {
            uint first = arcs.First(range);
            uint count = arcs.First(range + 1) - first;
            new Span<double>(sums.Pointer, (int)count).Fill(1);
            using (ArcSpillReader reader = arcs.Open(range))
            {
                SumVisitor visitor = new(sums.Pointer, _current.Pointer);
                reader.Visit(ref visitor);
            }

            double change = 0;
            double sum = 0;
            for (uint index = 0; index < count; index++)
            {
                double scale = Scale(first + index);
                double rank = sums.Pointer[index];
                change += Math.Abs(rank - (_current.Pointer[first + index] / scale));
                sum += rank;
                _next.Pointer[first + index] = rank * scale;
            }

            _changes[range] = change;
            _sums[range] = sum;
        }
    }

    // Arcs of one source stand together in a range: one addition that other threads see for all of them.
    private struct DegreeVisitor(uint* degrees) : IArcVisitor
    {
        private uint _source;
        private uint _count;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(uint source, uint offset)
        {
            if (source != _source)
            {
                Complete();
                _source = source;
            }

            _count++;
        }

        public void Complete()
        {
            if (_count > 0)
            {
                Interlocked.Add(ref degrees[_source], _count);
                _count = 0;
            }
        }
    }

    private readonly struct SumVisitor(double* sums, double* given) : IArcVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(uint source, uint offset) => sums[offset] += given[source];
    }
}
