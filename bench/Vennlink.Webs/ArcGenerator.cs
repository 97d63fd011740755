using System.Numerics;

namespace Vennlink.Webs;

/// <summary>Makes the arcs of a web, one chunk of sources after the other in any order; one for each thread.</summary>
/// <remarks>
/// A source's links to hubs, its cluster's targets and a first link to each node that nothing else is sure to reach are
/// fixed. How many arcs of each distance are still missing in the chunk is then shared out among its sources by weight,
/// and each share is drawn from as many equal parts of the ring of that distance: so the numbers by distance come out
/// exact, and lists are sorted and free of repetition without sorting.
/// </remarks>
internal sealed class ArcGenerator
{
    private const int MaxBins = 31;
    private const int MaxHubs = 256;

    private const int PriorityBits = 24;

    private readonly DomainWeb _web;
    private readonly int _nodeCount;
    private readonly int _bins;
    private readonly int _coverBits;
    private readonly ulong _traitSeed;
    private readonly ulong _prioritySeed;
    private readonly ulong _drawSeed;
    private readonly int[] _sources = new int[ArcChunk.MaxNodeCount];
    private readonly SourceTraits[] _traits = new SourceTraits[ArcChunk.MaxNodeCount];
    private readonly int[] _outDegrees = new int[ArcChunk.MaxNodeCount];
    private readonly uint[] _priorities = new uint[ArcChunk.MaxNodeCount];
    private readonly uint[] _sorted = new uint[ArcChunk.MaxNodeCount];
    private readonly int[] _coverFirst = new int[ArcChunk.MaxNodeCount];
    private readonly int[] _coverNext = new int[ArcChunk.MaxNodeCount];
    private readonly int[] _coverTargets = new int[ArcChunk.MaxNodeCount];
    private readonly int[] _fixedEnds = new int[ArcChunk.MaxNodeCount];
    private readonly int[] _shares;
    private readonly int[] _scratch = new int[MaxHubs + ClusterSlots.MaxTargets + ArcChunk.MaxNodeCount];
    private readonly int[] _below = new int[MaxBins];
    private readonly int[] _above = new int[MaxBins];
    private readonly long[] _missing = new long[MaxBins];
    private int[] _fixed = new int[1 << 18];
    private int _sourceCount;

    public ArcGenerator(DomainWeb web)
    {
        _web = web;
        _nodeCount = web.Shape.NodeCount;
        _bins = web.Shape.ArcsByDelta.Length;
        _coverBits = Math.Clamp((int)(21 * web.Shape.Stretch) - ArcChunk.NodeBits, 0, 16);
        _traitSeed = web.SeedOf(10);
        _prioritySeed = web.SeedOf(11);
        _drawSeed = web.SeedOf(12);
        _shares = new int[_bins * ArcChunk.MaxNodeCount];
    }

    /// <summary>Adds a chunk's sources by activity; heavy ones are left out. Returns how many there were.</summary>
    public int CountActivities(int chunk, Span<double> sources)
    {
        SelectSources(chunk);
        int count = 0;
        for (int i = 0; i < _sourceCount; i++)
        {
            if (_outDegrees[i] == 0)
            {
                sources[_traits[i].Activity]++;
                count++;
            }
        }

        return count;
    }

    /// <summary>Takes the arcs of the heavy sources off the numbers by distance.</summary>
    public void SubtractHeavy(Span<long> arcsByDelta)
    {
        foreach (int source in _web.Heavy.Nodes)
        {
            int fixedCount = _web.Hubs.Draw(source, SourceTraits.ActivityCount - 1, _scratch);
            ShareOfHeavy(source, _web.Heavy.OutDegree(source) - fixedCount);
            for (int bin = 0; bin < _bins; bin++)
            {
                arcsByDelta[bin] -= _below[bin] + _above[bin];
            }

            foreach (int target in _scratch.AsSpan(0, fixedCount))
            {
                arcsByDelta[Rings.BinOf(source, target)]--;
            }
        }

        foreach (ref long arcs in arcsByDelta)
        {
            arcs = Math.Max(0, arcs);
        }
    }

    /// <summary>Makes a chunk.</summary>
    public void Generate(int chunk, ArcChunk arcs)
    {
        SelectSources(chunk);
        Cover(chunk);
        FixArcs(chunk);
        ShareMissing(chunk);
        arcs.ArcCount = 0;
        arcs.SourceCount = _sourceCount;
        for (int i = 0; i < _sourceCount; i++)
        {
            arcs.Sources[i] = _sources[i];
            Draw(i, arcs);
            arcs.Ends[i] = arcs.ArcCount;
        }
    }

    /// <summary>
    /// Chooses the sources of a chunk: as many as its part of all, hubs and heavy ones always, the well-linked more
    /// often.
    /// </summary>
    private void SelectSources(int chunk)
    {
        int start = _web.ChunkStart(chunk);
        int end = _web.ChunkStart(chunk + 1);
        int wanted = _web.SourcesBefore(end) - _web.SourcesBefore(start);
        int nextHeavy = LowerBound(_web.Heavy.Nodes, start);
        for (int node = start; node < end; node++)
        {
            uint priority = (uint)(RandomWords.Of(_prioritySeed, (ulong)node) >> (64 - PriorityBits));
            int level = _web.Levels.Level(node);
            priority >>= level >= 6 ? 3 : level >= 4 ? 2 : level >= 2 ? 1 : 0;
            bool isHeavy = nextHeavy < _web.Heavy.Nodes.Length && _web.Heavy.Nodes[nextHeavy] == node;
            nextHeavy += isHeavy ? 1 : 0;
            _priorities[node - start] = isHeavy || _web.Hubs.NumberOf(node) >= 0 ? 0 : priority;
        }

        // The wanted number of smallest priorities; of equal ones the first.
        Span<uint> sorted = _sorted.AsSpan(0, end - start);
        _priorities.AsSpan(0, end - start).CopyTo(sorted);
        sorted.Sort();
        uint bound = wanted == 0 ? 0 : sorted[wanted - 1];
        int ties = wanted - LowerBound(sorted, bound);
        _sourceCount = 0;
        for (int node = start; node < end && _sourceCount < wanted; node++)
        {
            uint priority = _priorities[node - start];
            if (priority < bound || (priority == bound && ties-- > 0))
            {
                _sources[_sourceCount] = node;
                _outDegrees[_sourceCount] = priority == 0 ? _web.Heavy.OutDegree(node) : 0;
                _traits[_sourceCount++] =
                    SourceTraits.Of(RandomWords.Of(_traitSeed, (ulong)node), _web.Levels.Level(node), _web.Clusters);
            }
        }
    }

    /// <summary>
    /// Gives each node of a chunk not far away that is no slot a first source in this chunk, so that no node is left
    /// alone.
    /// </summary>
    private void Cover(int chunk)
    {
        int partner = CoveredChunk(chunk);
        int start = _web.ChunkStart(partner);
        int end = _web.ChunkStart(partner + 1);
        Array.Fill(_coverFirst, -1, 0, _sourceCount);
        RandomWords random = new(RandomWords.Of(_drawSeed, ~(ulong)chunk));
        int turn = random.Below(Math.Max(1, _sourceCount));
        int count = 0;
        for (int node = start; node < end; node++)
        {
            if (_web.Levels.IsSlot(node))
            {
                continue;
            }

            // First one to each source, the rest to the heavier of two.
            int index = (turn + count) % _sourceCount;
            if (count >= _sourceCount)
            {
                int other = random.Below(_sourceCount);
                index = random.Below(_sourceCount);
                index = _traits[other].Quantile > _traits[index].Quantile ? other : index;
            }

            for (int tries = 0; (_outDegrees[index] > 0 || _sources[index] == node) && tries < _sourceCount; tries++)
            {
                index = index + 1 == _sourceCount ? 0 : index + 1;
            }

            _coverTargets[count] = node;
            _coverNext[count] = _coverFirst[index];
            _coverFirst[index] = count++;
        }
    }

    /// <summary>
    /// The chunk that a chunk covers: another one in the same aligned run, half a run away at least if there is one;
    /// each chunk is covered once.
    /// </summary>
    private int CoveredChunk(int chunk)
    {
        int half = (1 << _coverBits) >> 1;
        int run = chunk >> _coverBits;
        int flip = half == 0 ? 0 : half | (int)(RandomWords.Of(_drawSeed, (ulong)run) & (ulong)(half - 1));
        if ((chunk ^ flip) < _web.ChunkCount)
        {
            return chunk ^ flip;
        }

        // The last run is cut off: those without a partner cover each other in turn.
        int end = _web.ChunkCount;
        int[] left =
            [.. Enumerable.Range(run << _coverBits, end - (run << _coverBits)).Where(other => (other ^ flip) >= end)];
        return left[(Array.IndexOf(left, chunk) + (left.Length / 2)) % left.Length];
    }

    /// <summary>Lists for each source the targets that are fixed, and counts what is missing by distance.</summary>
    private void FixArcs(int chunk)
    {
        int end = _web.ChunkStart(chunk + 1);
        for (int bin = 0; bin < _bins; bin++)
        {
            _missing[bin] = _web.ArcsBefore(end, bin) - _web.ArcsBefore(_web.ChunkStart(chunk), bin);
        }

        int total = 0;
        for (int i = 0; i < _sourceCount; i++)
        {
            int source = _sources[i];
            bool isHeavy = _outDegrees[i] > 0;
            int count =
                _web.Hubs.Draw(source, isHeavy ? SourceTraits.ActivityCount - 1 : _traits[i].Activity, _scratch);
            if (!isHeavy)
            {
                if (_traits[i].Cluster >= 0)
                {
                    count += _web.Clusters.Targets(source, _traits[i].Cluster,
                        RandomWords.Of(_traitSeed, ~(ulong)source), _scratch.AsSpan(count, ClusterSlots.MaxTargets));
                }

                for (int cover = _coverFirst[i]; cover >= 0; cover = _coverNext[cover])
                {
                    _scratch[count++] = _coverTargets[cover];
                }
            }

            Span<int> targets = _scratch.AsSpan(0, count);
            targets.Sort();
            if (total + count > _fixed.Length)
            {
                Array.Resize(ref _fixed, 2 * (total + count));
            }

            int last = -1;
            foreach (int target in targets)
            {
                if (target != last && target != source)
                {
                    _fixed[total++] = last = target;
                    _missing[Rings.BinOf(source, target)] -= isHeavy ? 0 : 1;
                }
            }

            _fixedEnds[i] = total;
        }
    }

    /// <summary>Shares the missing arcs of each distance out among the sources.</summary>
    private void ShareMissing(int chunk)
    {
        double weights = 0;
        for (int i = 0; i < _sourceCount; i++)
        {
            weights += WeightOf(i);
        }

        RandomWords random = new(RandomWords.Of(_drawSeed ^ 1, (ulong)chunk));
        for (int bin = 0; bin < _bins; bin++)
        {
            Span<int> shares = _shares.AsSpan(bin * ArcChunk.MaxNodeCount, _sourceCount);
            long missing = Math.Max(0, _missing[bin]);
            double rate = missing / Math.Max(1, weights);
            double cumulated = random.Fraction();
            long given = 0;
            long carry = 0;
            for (int i = 0; i < _sourceCount; i++)
            {
                cumulated += WeightOf(i) * rate;
                long until = Math.Min((long)cumulated, missing);
                carry += until - given;
                given = until;
                int share = carry == 0 ? 0 : (int)Math.Min(carry, Room(i, bin));
                shares[i] = share;
                carry -= share;
            }

            // What found no room goes to whoever has some.
            carry += missing - given;
            for (int i = 0; i < _sourceCount && carry > 0; i++)
            {
                int more = (int)Math.Min(carry, Room(i, bin) - shares[i]);
                shares[i] += more;
                carry -= more;
            }
        }
    }

    private uint WeightOf(int i) => _outDegrees[i] > 0 ? 0 : _traits[i].Weight;

    /// <summary>Most arcs of a distance that a source may be given: half of the nodes there are.</summary>
    private int Room(int i, int bin) => _outDegrees[i] > 0 ? 0
        : (Rings.Below(_sources[i], bin) + Rings.Above(_sources[i], bin, _nodeCount) + 1) / 2;

    private void ShareOfHeavy(int source, int count)
    {
        long reach = 0;
        int given = 0;
        for (int bin = 0; bin < _bins; bin++)
        {
            _below[bin] = Part(Rings.Below(source, bin));
            _above[bin] = Part(Rings.Above(source, bin, _nodeCount));
        }

        int Part(int nodes)
        {
            reach += nodes;
            int until = (int)(count * reach / (_nodeCount - 1));
            (int part, given) = (until - given, until);
            return part;
        }
    }

    /// <summary>Draws the shared-out targets of a source among the fixed ones, in order.</summary>
    private void Draw(int i, ArcChunk arcs)
    {
        int source = _sources[i];
        int fixedNext = i == 0 ? 0 : _fixedEnds[i - 1];
        int fixedEnd = _fixedEnds[i];
        RandomWords random = new(RandomWords.Of(_drawSeed, (ulong)source));
        if (_outDegrees[i] > 0)
        {
            ShareOfHeavy(source, _outDegrees[i] - (fixedEnd - fixedNext));
        }
        else
        {
            for (int bin = 0; bin < _bins; bin++)
            {
                int share = _shares[(bin * ArcChunk.MaxNodeCount) + i];
                (_below[bin], _above[bin]) = (0, 0);
                if (share > 0)
                {
                    int below = Rings.Below(source, bin);
                    int above = Rings.Above(source, bin, _nodeCount);
                    int fair = (int)((share * (double)below / ((double)below + above)) + random.Fraction());
                    _below[bin] = Math.Clamp(fair, Math.Max(0, share - above), Math.Min(share, below));
                    _above[bin] = share - _below[bin];
                }
            }
        }

        for (int bin = _bins - 1; bin >= 0; bin--)
        {
            if (_below[bin] > 0)
            {
                int nodes = Rings.Below(source, bin);
                DrawParts(source - (1 << bin) - nodes + 1, nodes, _below[bin], ref random, ref fixedNext,
                    fixedEnd, arcs);
            }
        }

        for (int bin = 0; bin < _bins; bin++)
        {
            if (_above[bin] > 0)
            {
                DrawParts(source + (1 << bin), Rings.Above(source, bin, _nodeCount), _above[bin], ref random,
                    ref fixedNext, fixedEnd, arcs);
            }
        }

        while (fixedNext < fixedEnd)
        {
            arcs.Add(_fixed[fixedNext++]);
        }
    }

    /// <summary>Draws one target out of each of <paramref name="count"/> equal parts of a range.</summary>
    private void DrawParts(int start, int nodes, int count, ref RandomWords random, ref int fixedNext, int fixedEnd,
        ArcChunk arcs)
    {
        ulong step = ((ulong)nodes << 32) / (ulong)count;
        ulong edge = 0;
        int low = start;
        for (int part = 1; part <= count; part++)
        {
            edge += step;
            int high = part == count ? start + nodes : start + (int)(edge >> 32);
            int target = Pick(random.Next(), low, high);
            while (fixedNext < fixedEnd && _fixed[fixedNext] < target)
            {
                arcs.Add(_fixed[fixedNext++]);
            }

            // Fixed already: its next neighbour that is free, in the same part. Without one the arc is left out.
            while (target < high && fixedNext < fixedEnd && _fixed[fixedNext] == target)
            {
                do
                {
                    target++;
                }
                while (target < high && !IsOpen(target));
                while (fixedNext < fixedEnd && _fixed[fixedNext] < target)
                {
                    arcs.Add(_fixed[fixedNext++]);
                }
            }

            if (target < high)
            {
                arcs.Add(target);
            }

            low = high;
        }
    }

    /// <summary>
    /// A target in <paramref name="low"/> … <paramref name="high"/> − 1, popular ones more often, no slot and no hub if
    /// it can be.
    /// </summary>
    private int Pick(ulong word, int low, int high)
    {
        uint width = (uint)(high - low);
        int near = low + (int)(((word >> 32) * width) >> 32);
        int grade = (int)(word >> 12) & 255;
        for (int level = Math.Min(_web.Levels.Draw(word), BitOperations.Log2(width)); level > 0; level--)
        {
            int target = _web.Levels.Representative(near, level);
            if (target >= low && target < high && TargetLevels.Grade(target) >= grade && _web.Hubs.NumberOf(target) < 0)
            {
                return target;
            }
        }

        if (_web.Levels.IsSlot(near))
        {
            int neighbour = near ^ 2;
            near = neighbour >= low && neighbour < high ? neighbour : near;
        }

        for (int target = near; target < high; target++)
        {
            if (IsOpen(target))
            {
                return target;
            }
        }

        for (int target = near - 1; target >= low; target--)
        {
            if (IsOpen(target))
            {
                return target;
            }
        }

        return near;
    }

    /// <summary>Whether a node may be linked by anyone, as often as its level says.</summary>
    private bool IsOpen(int node) => !_web.Levels.IsSlot(node) && _web.Hubs.NumberOf(node) < 0;

    private static int LowerBound<T>(ReadOnlySpan<T> sorted, T value)
        where T : IComparable<T>
    {
        (int low, int high) = (0, sorted.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = sorted[middle].CompareTo(value) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
