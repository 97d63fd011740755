using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vennlink.Graph;
using Vennlink.Storage;

namespace Vennlink.Ranking;

/// <summary>Computes PageRank by power iteration over spilled arcs.</summary>
/// <remarks>
/// <para>The ranks are <i>relative</i>: t(v) = 1 + α · Σ t(u)/outdegree(u) over the nodes u that link to v, so that a node nobody links to has exactly 1.
/// With A(u, v) = 1/outdegree(u) for each arc that is t = 1 + αAᵀt. PageRank x with the rank of dangling nodes (those that link to nobody) shared
/// among all n nodes is x = αAᵀx + (1 − α + α·d)/n · 1, where d is the sum of x over dangling nodes: the same equation times a number. It has one solution, so
/// x = t/Σt: the shared mass need not be computed, and t does not depend on parts of the graph from which no path leads here (Del Corso, Gullì, Romani, "Fast PageRank
/// computation via a sparse linear system", 2005).</para>
/// <para>Starting from t = 1, no rank ever falls, and αAᵀ shrinks L1 distances to α times or less: so the true sum is above that of a round by at most α/(1−α) times what the round added.</para>
/// <para>Sums are whole numbers of a small unit, so that the order they are added up in does not matter: the bits depend neither on threads nor on the order of the arcs. The unit is as small
/// as 63 bits for the sum of all ranks allow, 2⁻³³ for 121 million nodes.</para>
/// <para>A range of targets is worked off by one thread in the order of sources: its sums stay in the cache while sources are read front to back
/// (Beamer, Asanović, Patterson, "Reducing Pagerank communication via propagation blocking", 2017). O(arcs) a round; 20 bytes a node.</para>
/// </remarks>
internal static unsafe class PageRank
{
    private const int MostUnitBits = 52;

    // Below that, rounding would be felt.
    private const int LeastUnitBits = 20;
    private const int SumBits = 63;

    /// <summary>Computes, all arcs of a source alike.</summary>
    /// <inheritdoc cref="Run(ArcSpill[], ArcWeights?, PageRankOptions, Action{long, long}?, CancellationToken)"/>
    public static PageRanks Run(ArcSpill arcs, PageRankOptions options, Action<long, long>? progress, CancellationToken cancellationToken) =>
        Run([arcs], null, options, progress, cancellationToken);

    /// <summary>Computes.</summary>
    /// <param name="parts">The arcs of nodes in [0, <see cref="ArcSpill.TargetCount"/>), in one or several spills with the same ranges. An arc of a node to itself counts like any other, one that stands there twice counts twice.</param>
    /// <param name="weights">A weight for each arc of the only part, instead of the same for all of a source; null: none.</param>
    /// <param name="options">Where to stop.</param>
    /// <param name="progress">Told of bytes of arcs done and of all that are expected, from any thread, one call at a time; the second number may change. May be null.</param>
    /// <param name="cancellationToken">Looked at for every range.</param>
    /// <returns>The ranks, by node; the caller disposes of them.</returns>
    /// <exception cref="IndexFormatException">The arcs were damaged while they lay on disk.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Damping so near to 1 leaves too few bits for the ranks of so many nodes.</exception>
    public static PageRanks Run(ArcSpill[] parts, ArcWeights? weights, PageRankOptions options, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        int unitBits = Math.Min(MostUnitBits, SumBits - 1 - BitOperations.Log2((ulong)Math.Min(parts[0].TargetCount / (1 - options.Damping), long.MaxValue)));
        ArgumentOutOfRangeException.ThrowIfLessThan(unitBits, LeastUnitBits, nameof(options));
        using Computation computation = new(parts, weights, unitBits, options, progress, cancellationToken);
        return computation.Run();
    }

    /// <summary>Bytes that a computation holds.</summary>
    public static long BytesFor(long nodeCount) => (sizeof(ulong) + sizeof(double) + sizeof(uint)) * nodeCount;

    // In units: the ranks, and what each node gives to every node it links to; where arcs have weights, to a weight of 1, which is no whole number then.
    private sealed class Computation(
        ArcSpill[] parts, ArcWeights? weights, int unitBits, PageRankOptions options, Action<long, long>? progress, CancellationToken cancellationToken) : IDisposable
    {
        private readonly ArcSpill _ranges = parts[0];
        private readonly RangeWork _work = new(parts, options.ThreadCount, cancellationToken);
        private readonly NativeArray<uint> _outDegrees = options.OutDegrees ?? new NativeArray<uint>(weights is null ? parts[0].TargetCount : 0);
        private readonly NativeArray<long> _given = new(parts[0].TargetCount, isCleared: false);
        private readonly long[] _sums = new long[parts[0].PartitionCount];
        private readonly double _one = 1L << unitBits;

        // Whole numbers until the last round is done, then what they stand for.
        private NativeArray<double> _ranks = new(parts[0].TargetCount, isCleared: false);

        public PageRanks Run()
        {
            if (weights is null && options.OutDegrees is null)
            {
                _work.Run(CountDegrees);
            }

            _work.Run(range => Ranks(range).Fill((long)_one));
            int round = 0;
            double sum = _ranges.TargetCount;
            long bytes = parts.Sum(part => part.SpilledBytes);
            double error = double.PositiveInfinity;
            int expectedRounds = options.Rounds ?? RoundsTo(options.Tolerance, 1);
            while (options.Rounds is { } wanted ? round < wanted : error > options.Tolerance)
            {
                long before = round * bytes;
                _work.Run(Give);
                _work.Run(Take, done => progress?.Invoke(before + done, expectedRounds * bytes));
                round++;
                double newSum = _sums.Sum() / _one;
                error = newSum == sum ? 0 : (newSum - sum) * options.Damping / (1 - options.Damping) / newSum;
                sum = newSum;
                expectedRounds = options.Rounds ?? (round + (error > options.Tolerance ? RoundsTo(options.Tolerance, error) : 0));
            }

            for (int range = 0; range < _ranges.PartitionCount; range++)
            {
                Span<long> units = Ranks(range);
                for (int index = 0; index < units.Length; index++)
                {
                    units[index] = BitConverter.DoubleToInt64Bits(units[index] / _one);
                }
            }

            // Half a unit for each arc, passed on.
            double rounding = parts.Sum(part => part.ArcCount) / _one / 2 / (1 - options.Damping) / Math.Max(1, sum);
            NativeArray<double> ranks = _ranks;
            _ranks = new NativeArray<double>(0);
            return new PageRanks(ranks, sum, round, error + rounding);
        }

        public void Dispose()
        {
            if (options.OutDegrees is null)
            {
                _outDegrees.Dispose();
            }

            _given.Dispose();
            _ranks.Dispose();
        }

        private int RoundsTo(double tolerance, double error) => Math.Max(1, (int)Math.Ceiling(Math.Log(tolerance / error) / Math.Log(options.Damping)));

        private Span<long> Ranks(int range) =>
            MemoryMarshal.Cast<double, long>(_ranks.AsSpan(_ranges.First(range), (int)(_ranges.First(range + 1) - _ranges.First(range))));

        private void CountDegrees(int range)
        {
            DegreeVisitor visitor = new(_outDegrees.Pointer);
            foreach (ArcSpill part in parts)
            {
                using ArcSpillReader reader = part.Open(range);
                reader.Visit(ref visitor);
            }

            visitor.Complete();
        }

        private void Give(int range)
        {
            uint first = _ranges.First(range);
            Span<long> ranks = Ranks(range);
            for (int index = 0; index < ranks.Length; index++)
            {
                double all = weights is null ? _outDegrees.Pointer[first + index] : weights.OutWeights.Pointer[first + index];
                double given = all == 0 ? 0 : ranks[index] * options.Damping / all;
                _given.Pointer[first + index] = weights is null ? (long)Math.Round(given) : BitConverter.DoubleToInt64Bits(given);
            }
        }

        private void Take(int range)
        {
            Span<long> ranks = Ranks(range);
            ranks.Fill((long)_one);
            fixed (long* sums = ranks)
            {
                foreach (ArcSpill part in parts)
                {
                    using ArcSpillReader reader = part.Open(range);
                    Add(range, reader, sums);
                }
            }

            long sum = 0;
            foreach (long rank in ranks)
            {
                sum += rank;
            }

            _sums[range] = sum;
        }

        private void Add(int range, ArcSpillReader reader, long* sums)
        {
            if (weights is null)
            {
                SumVisitor visitor = new(sums, _given.Pointer);
                reader.Visit(ref visitor);
            }
            else if (_ranges.BytesOf(range) > 0)
            {
                using MappedFile file = weights.Open(range);
                fixed (byte* first = file.Slice(0, sizeof(double)))
                {
                    WeightedSumVisitor visitor = new(sums, (double*)_given.Pointer, (double*)first);
                    reader.Visit(ref visitor);
                }
            }
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

    private readonly struct SumVisitor(long* sums, long* given) : IArcVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(uint source, uint offset) => sums[offset] += given[source];
    }

    private struct WeightedSumVisitor(long* sums, double* given, double* weights) : IArcVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(uint source, uint offset) => sums[offset] += (long)Math.Round(given[source] * *weights++);
    }
}
