using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Vennlink.Graph.Arcs;
using Vennlink.Ranking;
using Vennlink.Storage.Files;

namespace Vennlink.Research;

/// <summary>Harmonic centrality from estimated sizes of balls: how many nodes reach v in r steps, for all v and r = 1,
/// 2, 3 …</summary>
/// <remarks>
/// <para>Boldi, Vigna, "In-core computation of geometric centralities with HyperBall: a hundred billion nodes and
/// beyond", 2013. The ball of v and r is v and the union of the balls of its predecessors and r − 1; balls are counters
/// that know their size within a standard error, and a union is the higher of two registers. With N(r) the size,
/// harmonic centrality is Σ (N(r) − N(r−1))/r: a sum of sizes with positive weights that add up to at most 1, so its
/// relative standard error is at most that of a size.</para>
/// <para>Counters of sources are kept, of this round and of the last, so that distances are right. What is no source is
/// in nobody's ball: its counter lives while its range is worked off. A range of targets is done by one thread, but
/// higher-of-two does not depend on order anyway. A round after which few counters changed is followed by one that
/// first marks the targets of those, and then works on the marked ones alone. 2 bytes a register and source, 2 a
/// source, 9 a node; a range of counters a thread.</para>
/// </remarks>
internal sealed unsafe class HyperBall : IDisposable
{
    // Both counters of all sources take so many bytes where they have more registers than the least.
    private const long MaxBytesOfMoreRegisters = 1 << 25;

    // A round that adds less than this share of the standard error to the sum of all values is the last: the eighth on
    // the 121 M domains of Common Crawl's shape, where to wait until no node changes would take as many rounds as the
    // longest path has arcs, each of which decodes all arcs.
    private const double MinShareOfError = 0.01;

    // Rounds look at what changed, rather than at all, when changed sources are fewer than one in so many.
    private const int FewChanged = 8;

    private readonly ArcSpill _arcs;
    private readonly RangeWork _work;
    private readonly HyperLogLog _counting;
    private readonly SourceOrdinals _ordinals;
    private readonly NativeArray<float> _sizes;
    private readonly NativeArray<float> _values;
    private readonly double[] _changes;
    private readonly double[] _sums;
    private readonly long[] _changedCounts;
    private NativeArray<byte> _counters;
    private NativeArray<byte> _nextCounters;
    private NativeArray<byte> _changed;
    private NativeArray<byte> _nextChanged;
    private bool _isSelective;
    private bool _isReturned;

    /// <param name="arcs">The arcs.</param>
    /// <param name="isSource">By node: 1 where an arc leaves the node, else 0.</param>
    /// <param name="hashes">By node: <see cref="HyperLogLog.Hash"/> of its key.</param>
    /// <param name="threadCount">Most threads.</param>
    /// <param name="cancellationToken">Looked at for every range.</param>
    public HyperBall(ArcSpill arcs, NativeArray<byte> isSource, NativeArray<ushort> hashes, int threadCount,
        CancellationToken cancellationToken)
    {
        _arcs = arcs;
        _work = new RangeWork(arcs, threadCount, cancellationToken);
        _ordinals = new SourceOrdinals(isSource.Length, node => isSource.Pointer[node] != 0);
        _counting = new HyperLogLog(RegistersFor(_ordinals.Count));
        _changes = new double[arcs.PartitionCount];
        _sums = new double[arcs.PartitionCount];
        _changedCounts = new long[arcs.PartitionCount];
        _sizes = new NativeArray<float>(arcs.TargetCount);
        _values = new NativeArray<float>(arcs.TargetCount);
        _counters = new NativeArray<byte>(_ordinals.Count * _counting.RegisterCount);
        _nextCounters = new NativeArray<byte>(_ordinals.Count * _counting.RegisterCount, isCleared: false);
        _changed = new NativeArray<byte>(_ordinals.Count);
        _nextChanged = new NativeArray<byte>(_ordinals.Count);
        byte* counter = _counters.Pointer;
        for (long node = 0; node < arcs.TargetCount; node++)
        {
            if (isSource.Pointer[node] != 0)
            {
                _counting.Add(counter, hashes[node]);
                _sizes.Pointer[node] = (float)_counting.Estimate(counter);
                counter += _counting.RegisterCount;
            }
        }
    }

    /// <summary>Registers of each counter: a matter of the graph's size alone, so that values do not depend on the
    /// memory at hand.</summary>
    /// <param name="sourceCount">Sources.</param>
    public static int RegistersFor(long sourceCount) => Math.Clamp(
        1 << BitOperations.Log2((uint)(MaxBytesOfMoreRegisters / 2 / Math.Max(1, sourceCount)) | 1),
        HyperLogLog.MinRegisters, HyperLogLog.MaxRegisters);

    /// <summary>Bytes that a computation holds beside what its caller gives it, with what it returns; over ranges of
    /// the usual length.</summary>
    /// <param name="nodeCount">Nodes.</param>
    /// <param name="sourceCount">Sources.</param>
    /// <param name="threadCount">Threads.</param>
    public static long BytesFor(long nodeCount, long sourceCount, int threadCount) =>
        (9 * nodeCount)
            + ((1 + RegistersFor(sourceCount)) * ((2 * sourceCount)
                + (threadCount * Math.Min(nodeCount, ArcSpill.RangeLength((uint)nodeCount)))));

    /// <summary>Rounds done.</summary>
    public int RoundCount { get; private set; }

    /// <summary>Longest distance that values count, where rounds ended before all had come to rest; null: they count
    /// all.</summary>
    public int? Reach { get; private set; }

    /// <summary>Told after each round its number and how many sources it changed; may be null.</summary>
    public Action<int, long>? Rounded { get; set; }

    /// <summary>Relative standard error of a value, as a sum over distances of at most <see cref="Reach"/>.</summary>
    public double StandardError => _counting.StandardError;

    /// <summary>Works until a round adds less than a hundredth of the standard error to the sum of all
    /// values.</summary>
    /// <param name="progress">As for <see cref="HarmonicCentrality"/>.</param>
    /// <returns>The values, by node; the caller's from here on.</returns>
    public NativeArray<float> Run(Action<long, long>? progress)
    {
        // Most graphs of the web are through after a dozen rounds.
        const int UsualRounds = 12;
        bool isChanging = _ordinals.Count > 0;
        while (isChanging)
        {
            RoundCount++;
            long before = (RoundCount - 1) * _arcs.SpilledBytes;
            _work.Run(
                () => new Range(this), static (range, local) => local.Run(range),
                done => progress?.Invoke(before + done, Math.Max(UsualRounds, RoundCount) * _arcs.SpilledBytes));
            (_counters, _nextCounters) = (_nextCounters, _counters);
            (_changed, _nextChanged) = (_nextChanged, _changed);
            Rounded?.Invoke(RoundCount, _changedCounts.Sum());
            _isSelective = _changedCounts.Sum() < _ordinals.Count / FewChanged;
            isChanging = _changes.Sum() > MinShareOfError * StandardError * _sums.Sum();
        }

        Reach = _changes.Sum() > 0 ? RoundCount : null;
        _isReturned = true;
        return _values;
    }

    public void Dispose()
    {
        _ordinals.Dispose();
        _sizes.Dispose();
        if (!_isReturned)
        {
            _values.Dispose();
        }

        _counters.Dispose();
        _nextCounters.Dispose();
        _changed.Dispose();
        _nextChanged.Dispose();
    }

    // What one thread holds: the counters of the targets of a range.
    private sealed class Range(HyperBall ball) : IDisposable
    {
        private readonly NativeArray<byte> _targets =
            new((long)ball._arcs.LongestRange * ball._counting.RegisterCount, isCleared: false);
        private readonly NativeArray<byte> _marks = new(ball._arcs.LongestRange);

        public void Run(int range)
        {
            uint first = ball._arcs.First(range);
            uint count = ball._arcs.First(range + 1) - first;
            using ArcSpillReader reader = ball._arcs.Open(range);
            new Span<byte>(_marks.Pointer, (int)count).Fill((byte)(ball._isSelective ? 0 : 1));
            if (ball._isSelective)
            {
                MarkVisitor marking = new(_marks.Pointer, ball._changed.Pointer, ball._ordinals.Lookup);
                reader.Visit(ref marking);
            }

            if (new ReadOnlySpan<byte>(_marks.Pointer, (int)count).Contains((byte)1))
            {
                StartTargets(first, count);
                UnionVisitor union = new(_targets.Pointer, _marks.Pointer, ball._counters.Pointer,
                    ball._counting.RegisterCount, ball._ordinals.Lookup);
                reader.Visit(ref union);
                union.Complete();
            }

            EndTargets(range, first, count);
        }

        public void Dispose()
        {
            _targets.Dispose();
            _marks.Dispose();
        }

        private void StartTargets(uint first, uint count)
        {
            int length = ball._counting.RegisterCount;
            for (uint index = 0; index < count; index++)
            {
                if (_marks.Pointer[index] != 0)
                {
                    byte* target = _targets.Pointer + ((long)index * length);
                    if (ball._ordinals.Lookup.TryFind(first + index, out uint ordinal))
                    {
                        Copy(ball._counters.Pointer + ((long)ordinal * length), target, length);
                    }
                    else
                    {
                        NativeMemory.Clear(target, (nuint)length);
                    }
                }
            }
        }

        private void EndTargets(int range, uint first, uint count)
        {
            int length = ball._counting.RegisterCount;
            double change = 0;
            double sum = 0;
            long changedCount = 0;
            for (uint index = 0; index < count; index++)
            {
                uint node = first + index;
                byte* target = _targets.Pointer + ((long)index * length);
                bool isMarked = _marks.Pointer[index] != 0;
                bool isChanged = isMarked;
                if (ball._ordinals.Lookup.TryFind(node, out uint ordinal))
                {
                    byte* before = ball._counters.Pointer + ((long)ordinal * length);
                    byte* after = ball._nextCounters.Pointer + ((long)ordinal * length);
                    isChanged = isMarked && !new ReadOnlySpan<byte>(before, length)
                        .SequenceEqual(new ReadOnlySpan<byte>(target, length));
                    ball._nextChanged.Pointer[ordinal] = (byte)(isChanged ? 1 : 0);
                    changedCount += isChanged ? 1 : 0;

                    // What did not change in the last round either is there already, from the round before.
                    if (isMarked || ball._changed.Pointer[ordinal] != 0)
                    {
                        Copy(isMarked ? target : before, after, length);
                    }
                }

                ref float value = ref ball._values.Pointer[node];
                if (isChanged)
                {
                    ref float size = ref ball._sizes.Pointer[node];
                    float newSize = (float)ball._counting.Estimate(target);
                    float added = (newSize - size) / ball.RoundCount;
                    size = newSize;
                    value += added;
                    change += added;
                }

                sum += value;
            }

            ball._changes[range] = change;
            ball._sums[range] = sum;
            ball._changedCounts[range] = changedCount;
        }

        private static void Copy(byte* from, byte* to, int length)
        {
            for (int start = 0; start < length; start += Vector512<byte>.Count)
            {
                Vector512.Store(Vector512.Load(from + start), to + start);
            }
        }
    }

    private struct MarkVisitor(byte* marks, byte* changed, SourceOrdinals.Table ordinals) : IArcVisitor
    {
        private uint _source = uint.MaxValue;
        private byte _mark;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(uint source, uint offset)
        {
            if (source != _source)
            {
                _source = source;
                _mark = changed[ordinals.Find(source)];
            }

            if (_mark != 0)
            {
                marks[offset] = 1;
            }
        }
    }

    // Counters are met at random, and those of a range are more than a cache holds: each waits a few arcs until it has
    // come.
    private struct UnionVisitor(byte* targets, byte* marks, byte* counters, int length, SourceOrdinals.Table ordinals)
        : IArcVisitor
    {
        private const int Ahead = 8;

        private Waiting _targets;
        private Waiting _sources;
        private int _next;
        private uint _source = uint.MaxValue;
        private byte* _counter;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(uint source, uint offset)
        {
            if (source != _source)
            {
                _source = source;
                _counter = counters + ((long)ordinals.Find(source) * length);
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0(_counter);
                }
            }

            if (marks[offset] != 0)
            {
                byte* target = targets + ((long)offset * length);
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0(target);
                }

                int slot = _next++ % Ahead;
                Unite((byte*)_sources[slot], (byte*)_targets[slot]);
                _sources[slot] = (nint)_counter;
                _targets[slot] = (nint)target;
            }
        }

        public void Complete()
        {
            for (int slot = 0; slot < Ahead; slot++)
            {
                Unite((byte*)_sources[slot], (byte*)_targets[slot]);
                _targets[slot] = 0;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Unite(byte* source, byte* target)
        {
            if (target == null)
            {
                return;
            }

            for (int start = 0; start < length; start += Vector512<byte>.Count)
            {
                Vector512.Store(Vector512.Max(Vector512.Load(source + start), Vector512.Load(target + start)),
                    target + start);
            }
        }

        [InlineArray(Ahead)]
        private struct Waiting
        {
            private nint _first;
        }
    }
}
