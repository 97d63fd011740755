using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vennlink.Graph.Arcs;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Ranking;

/// <summary>Computes PageRank by power iteration over spilled arcs.</summary>
/// <remarks>
/// <para>The ranks are <i>relative</i>: t(v) = 1 + α · Σ t(u)/outdegree(u) over the nodes u that link to v, so that a
/// node nobody links to has exactly 1. With A(u, v) = 1/outdegree(u) for each arc that is t = 1 + αAᵀt. PageRank x with
/// the rank of dangling nodes (those that link to nobody) shared among all n nodes is x = αAᵀx + (1 − α + α·d)/n · 1,
/// where d is the sum of x over dangling nodes: the same equation times a number. It has one solution, so x = t/Σt: the
/// shared mass need not be computed, and t does not depend on parts of the graph from which no path leads here (Del
/// Corso, Gullì, Romani, "Fast PageRank computation via a sparse linear system", 2005).</para>
/// <para>Starting from t = 1, no rank ever falls, and αAᵀ shrinks L1 distances to α times or less: so the true sum is
/// above that of a round by at most α/(1−α) times what the round added.</para>
/// <para>Sums are whole numbers of a small unit, so that the order they are added up in does not matter: the bits
/// depend neither on threads nor on the order of the arcs. The unit is as small as 63 bits for the sum of all ranks
/// allow, 2⁻³³ for 121 million nodes.</para>
/// <para>What a node that links to nobody has is passed on to no one: all rounds but the last are done on the others
/// alone (<see cref="CoreArcs"/>). A range of targets is worked off by one thread in the order of sources: its sums
/// stay in the cache while sources are read front to back (Beamer, Asanović, Patterson, "Reducing Pagerank
/// communication via propagation blocking", 2017). O(arcs) a round; at most 24 bytes a node, and disk for the arcs
/// between sources beside the others.</para>
/// </remarks>
internal static unsafe class PageRank
{
    private const int MaxUnitBits = 52;
    private const int SumBits = 63;

    /// <summary>Computes, all arcs of a source alike.</summary>
    /// <inheritdoc cref="Run(ArcSpill[], ArcWeights?, PageRankOptions, Action{long, long}?, CancellationToken)"/>
    public static PageRanks Run(ArcSpill arcs, PageRankOptions options, Action<long, long>? progress,
        CancellationToken cancellationToken) =>
        Run([arcs], null, options, progress, cancellationToken);

    /// <summary>Computes.</summary>
    /// <param name="parts">The arcs of nodes in [0, <see cref="ArcSpill.TargetCount"/>), in one or several spills with
    /// the same ranges. An arc of a node to itself counts like any other, one that stands there twice counts
    /// twice.</param>
    /// <param name="weights">A weight for each arc of the only part, instead of the same for all of a source; null:
    /// none.</param>
    /// <param name="options">Where to stop.</param>
    /// <param name="progress">Told of bytes of arcs done and of all that are expected, from any thread, one call at a
    /// time; the second number may change. May be null.</param>
    /// <param name="cancellationToken">Looked at for every range.</param>
    /// <returns>The ranks, by node; the caller disposes of them.</returns>
    /// <exception cref="IndexFormatException">The arcs were damaged while they lay on disk.</exception>
    public static PageRanks Run(ArcSpill[] parts, ArcWeights? weights, PageRankOptions options,
        Action<long, long>? progress, CancellationToken cancellationToken)
    {
        using Computation computation =
            new(parts, weights, UnitBits(parts[0].TargetCount, options.Damping), options, progress, cancellationToken);
        return computation.Run();
    }

    /// <summary>Bits that a rank has below 1: at least 20, for 2³² nodes with the highest damping; with fewer, rounding
    /// would be felt.</summary>
    public static int UnitBits(uint nodeCount, double damping) =>
        Math.Min(MaxUnitBits, SumBits - 1 - BitOperations.Log2((ulong)(nodeCount / (1 - damping))));

    /// <summary>Most bytes that a computation holds, with what it returns.</summary>
    public static long BytesFor(long nodeCount) => (sizeof(double) + sizeof(ulong) + (2 * sizeof(uint))) * nodeCount;

    // Ranks, and what each node gives to every node it links to, are in units; where arcs have weights, it is what the
    // node has to give, which each arc takes its share of. The core are the nodes that all rounds but the last are done
    // on, and their arcs: the sources, or where arcs have weights all nodes.
    private sealed class Computation : IDisposable
    {
        private readonly ArcSpill[] _parts;
        private readonly ArcWeights? _weights;
        private readonly PageRankOptions _options;
        private readonly RangeWork _work;
        private readonly SourceOrdinals? _sources;
        private readonly ArcSpill[] _coreParts;
        private readonly NativeArray<uint> _coreDegrees;
        private readonly NativeArray<long> _given;
        private readonly double _one;
        private readonly Action<long, long>? _progress;
        private readonly CancellationToken _cancellationToken;
        private long _bytesDone;

        public Computation(ArcSpill[] parts, ArcWeights? weights, int unitBits, PageRankOptions options,
            Action<long, long>? progress, CancellationToken cancellationToken)
        {
            (_parts, _weights, _options, _one, _progress, _cancellationToken) =
                (parts, weights, options, 1L << unitBits, progress, cancellationToken);
            _work = new RangeWork(parts, options.ThreadCount, cancellationToken);
            if (weights is not null)
            {
                _coreParts = parts;
                _coreDegrees = new NativeArray<uint>(0);
                _given = new NativeArray<long>(parts[0].TargetCount, isCleared: false);
                return;
            }

            using NativeArray<uint>? counted = options.OutDegrees is null ? CountDegrees() : null;
            NativeArray<uint> degrees = counted ?? options.OutDegrees!;
            _sources = new SourceOrdinals(degrees.Length, node => degrees.Pointer[node] != 0);
            _given = new NativeArray<long>(_sources.Count, isCleared: false);
            _coreDegrees = new NativeArray<uint>(_sources.Count, isCleared: false);
            long source = 0;
            for (long node = 0; node < degrees.Length; node++)
            {
                if (degrees.Pointer[node] != 0)
                {
                    _coreDegrees.Pointer[source++] = degrees.Pointer[node];
                }
            }

            _coreParts = new ArcSpill[parts.Length];
            try
            {
                for (int part = 0; part < parts.Length; part++)
                {
                    _coreParts[part] =
                        CoreArcs.Copy(parts[part], _sources,
                            new RangeWork(parts[part], options.ThreadCount, cancellationToken),
                            Counting(parts[part].SpilledBytes));
                }
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public PageRanks Run()
        {
            ArcSpill core = _coreParts[0];
            long nodeCount = _parts[0].TargetCount;
            double[] sums = new double[core.PartitionCount];
            int round = 0;
            double added = 0;
            using (NativeArray<long> ranks = new(core.TargetCount, isCleared: false))
            {
                RangeWork work = new(_coreParts, _options.ThreadCount, _cancellationToken);
                work.Run(range => Slice(ranks, core, range).Fill((long)_one));
                work.Run(range => Give(ranks, range));
                double sum = core.TargetCount;
                int expectedRounds = (_options.Rounds ?? RoundsTo(_options.Tolerance, 1)) - 1;
                double error = double.PositiveInfinity;
                while (_options.Rounds is { } wanted ? round < wanted - 1 : error > _options.Tolerance)
                {
                    work.Run(range => sums[range] = Take(_coreParts, isAll: false, Slice(ranks, core, range), range),
                        Counting(CoreBytes * Math.Max(1, expectedRounds - round)));
                    work.Run(range => Give(ranks, range));
                    round++;
                    double newSum = sums.Sum() / _one;
                    added = newSum - sum;
                    sum = newSum;
                    error = Error(added * _options.Damping, sum + nodeCount - core.TargetCount);
                    expectedRounds = _options.Rounds - 1
                        ?? (round + (error > _options.Tolerance ? RoundsTo(_options.Tolerance, error) : 0));
                }
            }

            return Finish(round + 1, added * _options.Damping);
        }

        public void Dispose()
        {
            if (_sources is not null)
            {
                // Not all are there where copying failed.
                foreach (ArcSpill? part in _coreParts)
                {
                    part?.Dispose();
                }

                _sources.Dispose();
            }

            _coreDegrees.Dispose();
            _given.Dispose();
        }

        // The last round, over all nodes. Where it is the only one, what it adds bounds the error; else what the round
        // before it added to the core.
        private PageRanks Finish(int roundCount, double addedToCore)
        {
            ArcSpill all = _parts[0];
            NativeArray<double> ranks = new(all.TargetCount, isCleared: false);
            try
            {
                double[] sums = new double[all.PartitionCount];
                _work.Run(
                    range =>
                    {
                        Span<long> units =
                            MemoryMarshal.Cast<double, long>(ranks.AsSpan(all.First(range), Length(all, range)));
                        sums[range] = Take(_parts, isAll: true, units, range);
                        for (int index = 0; index < units.Length; index++)
                        {
                            units[index] = BitConverter.DoubleToInt64Bits(units[index] / _one);
                        }
                    },
                    Counting(PartBytes));
                double sum = sums.Sum() / _one;
                double added = roundCount == 1 ? sum - all.TargetCount : addedToCore;

                // Half a unit for each arc, passed on.
                double rounding = _parts.Sum(part => part.ArcCount)
                    / _one / 2 / (1 - _options.Damping) / Math.Max(1, sum);
                return new PageRanks(ranks, sum, roundCount, Error(added, sum) + rounding);
            }
            catch
            {
                ranks.Dispose();
                throw;
            }
        }

        private long PartBytes => _parts.Sum(part => part.SpilledBytes);

        private long CoreBytes => _coreParts.Sum(part => part.SpilledBytes);

        // Tells of bytes done, now and then those of a pass and what is still to come without the last.
        private Action<long>? Counting(long stillToDo)
        {
            if (_progress is null)
            {
                return null;
            }

            long before = _bytesDone;
            return done =>
            {
                _bytesDone = before + done;
                _progress(_bytesDone, before + stillToDo + PartBytes);
            };
        }

        private double Error(double added, double sum) =>
            added == 0 ? 0 : added * _options.Damping / (1 - _options.Damping) / Math.Max(1, sum);

        private int RoundsTo(double tolerance, double error) =>
            Math.Max(1, (int)Math.Ceiling(Math.Log(tolerance / error) / Math.Log(_options.Damping)));

        private static int Length(ArcSpill arcs, int range) => (int)(arcs.First(range + 1) - arcs.First(range));

        private static Span<long> Slice(NativeArray<long> values, ArcSpill arcs, int range) =>
            values.AsSpan(arcs.First(range), Length(arcs, range));

        private NativeArray<uint> CountDegrees()
        {
            NativeArray<uint> degrees = new(_parts[0].TargetCount);
            try
            {
                _work.Run(range =>
                {
                    DegreeVisitor visitor = new(degrees.Pointer);
                    foreach (ArcSpill part in _parts)
                    {
                        using ArcSpillReader reader = part.Open(range);
                        reader.Visit(ref visitor);
                    }

                    visitor.Complete();
                });
                return degrees;
            }
            catch
            {
                degrees.Dispose();
                throw;
            }
        }

        private void Give(NativeArray<long> ranks, int range)
        {
            uint first = _coreParts[0].First(range);
            Span<long> units = Slice(ranks, _coreParts[0], range);
            for (int index = 0; index < units.Length; index++)
            {
                if (_weights is null)
                {
                    _given.Pointer[first + index] =
                        (long)Math.Round(units[index] * _options.Damping / _coreDegrees.Pointer[first + index]);
                }
                else
                {
                    _given.Pointer[first + index] = BitConverter.DoubleToInt64Bits(units[index] * _options.Damping);
                }
            }
        }

        // Returns the sum of the new ranks of a range, in units.
        private double Take(ArcSpill[] parts, bool isAll, Span<long> ranks, int range)
        {
            ranks.Fill((long)_one);
            fixed (long* sums = ranks)
            {
                foreach (ArcSpill part in parts)
                {
                    using ArcSpillReader reader = part.Open(range);
                    Add(range, isAll, reader, sums);
                }
            }

            long sum = 0;
            foreach (long rank in ranks)
            {
                sum += rank;
            }

            return sum;
        }

        private void Add(int range, bool isAll, ArcSpillReader reader, long* sums)
        {
            if (_weights is not null)
            {
                if (_parts[0].BytesOf(range) > 0)
                {
                    using MappedFile file = _weights.Open(range);
                    fixed (byte* first = file.Slice(0, sizeof(double)))
                    {
                        WeightedSumVisitor visitor = new(sums, (double*)_given.Pointer, (double*)first);
                        reader.Visit(ref visitor);
                    }
                }
            }
            else if (isAll)
            {
                SourceSumVisitor visitor = new(sums, _given.Pointer, _sources!.Lookup);
                reader.Visit(ref visitor);
            }
            else
            {
                SumVisitor visitor = new(sums, _given.Pointer);
                reader.Visit(ref visitor);
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

    private struct SourceSumVisitor(long* sums, long* given, SourceOrdinals.Table sources) : IArcVisitor
    {
        private uint _source = uint.MaxValue;
        private long _given;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(uint source, uint offset)
        {
            if (source != _source)
            {
                _source = source;
                _given = given[sources.Find(source)];
            }

            sums[offset] += _given;
        }
    }

    private struct WeightedSumVisitor(long* sums, double* given, double* shares) : IArcVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(uint source, uint offset) => sums[offset] += (long)Math.Round(given[source] * *shares++);
    }
}
