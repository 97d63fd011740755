using System.Globalization;
using System.Text;

namespace Vennlink.Webs;

/// <summary>
/// What WebGraph's <c>Stats</c> counts of a graph, counted while it is written; those of several threads are added up.
/// </summary>
internal sealed class WebFigures(DomainWeb web)
{
    private readonly long[] _arcsByDelta = new long[32];
    private readonly long[] _hubInDegrees = new long[web.Hubs.Nodes.Length];
    private long _arcCount;
    private long _sourceCount;
    private long _loopCount;
    private long _outOfOrderCount;
    private long _gapSum;
    private long _gapCount;
    private long _distanceSum;
    private int _largestOutDegree;
    private int _largestOutNode;

    /// <summary>Counts a chunk.</summary>
    public void Add(ArcChunk chunk)
    {
        for (int i = 0; i < chunk.SourceCount; i++)
        {
            int source = chunk.Sources[i];
            ReadOnlySpan<int> targets = chunk.TargetsOf(i);
            int last = -1;
            foreach (int target in targets)
            {
                _outOfOrderCount += target <= last ? 1 : 0;
                last = target;
                int distance = Math.Abs(source - target);
                _distanceSum += distance;
                if (distance == 0)
                {
                    _loopCount++;
                }
                else
                {
                    _arcsByDelta[System.Numerics.BitOperations.Log2((uint)distance)]++;
                }

                int hub = web.Hubs.NumberOf(target);
                if (hub >= 0)
                {
                    _hubInDegrees[hub]++;
                }
            }

            _arcCount += targets.Length;
            _sourceCount += targets.Length > 0 ? 1 : 0;
            if (targets.Length > 1)
            {
                // The gap in front is a signed number folded to a natural one.
                long first = targets[0] - (long)source;
                _gapSum += targets[^1] - targets[0] + (first >= 0 ? 2 * first : (-2 * first) - 1);
                _gapCount += targets.Length;
            }

            if (targets.Length > _largestOutDegree)
            {
                (_largestOutDegree, _largestOutNode) = (targets.Length, source);
            }
        }
    }

    /// <summary>Adds those of another thread.</summary>
    public void Add(WebFigures other)
    {
        for (int bin = 0; bin < _arcsByDelta.Length; bin++)
        {
            _arcsByDelta[bin] += other._arcsByDelta[bin];
        }

        for (int hub = 0; hub < _hubInDegrees.Length; hub++)
        {
            _hubInDegrees[hub] += other._hubInDegrees[hub];
        }

        _arcCount += other._arcCount;
        _sourceCount += other._sourceCount;
        _loopCount += other._loopCount;
        _outOfOrderCount += other._outOfOrderCount;
        _gapSum += other._gapSum;
        _gapCount += other._gapCount;
        _distanceSum += other._distanceSum;
        if (other._largestOutDegree > _largestOutDegree
            || (other._largestOutDegree == _largestOutDegree && other._largestOutNode < _largestOutNode))
        {
            (_largestOutDegree, _largestOutNode) = (other._largestOutDegree, other._largestOutNode);
        }
    }

    /// <summary>Arcs so far.</summary>
    public long ArcCount => _arcCount;

    /// <summary>Loops and arcs out of order: there are none.</summary>
    public long FaultCount => _loopCount + _outOfOrderCount;

    /// <summary>Each figure that has a goal.</summary>
    public IEnumerable<Figure> Figures()
    {
        WebShape shape = web.Shape;
        int largestHub = LargestHub();
        yield return new Figure("nodes", shape.NodeCount, shape.NodeCount);
        yield return new Figure("arcs", shape.ArcCount, _arcCount);
        yield return new Figure("loops", 0, _loopCount);
        yield return new Figure("dangling", shape.DanglingCount, shape.NodeCount - _sourceCount);
        yield return new Figure("maxoutdegree", shape.LargestOutDegree, _largestOutDegree);
        yield return new Figure("maxindegree", shape.LargestInDegree, _hubInDegrees[largestHub]);
        for (int bin = 0; bin < shape.ArcsByDelta.Length; bin++)
        {
            yield return new Figure(string.Create(CultureInfo.InvariantCulture, $"successorlogdeltastats[{bin}]"),
                shape.ArcsByDelta[bin], _arcsByDelta[bin]);
        }
    }

    /// <summary>
    /// A header and a row as in Common Crawl's table of statistics; columns that need the whole graph in memory are
    /// empty.
    /// </summary>
    public string ToTable(string release)
    {
        WebShape shape = web.Shape;
        long dangling = shape.NodeCount - _sourceCount;
        int largestHub = LargestHub();
        double logDelta = 0;
        for (int bin = 0; bin < shape.ArcsByDelta.Length; bin++)
        {
            logDelta += (Math.Log2((3.0 * Math.Pow(2, bin)) + 1) - 1) * _arcsByDelta[bin];
        }

        (string Column, string Value)[] row =
        [
            ("release", release), ("nodes", Number(shape.NodeCount)), ("arcs", Number(_arcCount)),
            ("loops", Number(_loopCount)),
            ("successoravggap", Fixed(_gapSum / (double)Math.Max(1, _gapCount))),
            ("avglocality", Fixed(_distanceSum / (double)_arcCount)),
            ("minoutdegree", dangling > 0 ? "0" : ""), ("maxoutdegree", Number(_largestOutDegree)),
            ("minoutdegreenode", ""), ("maxoutdegreenode", Number(_largestOutNode)),
            ("dangling", Number(dangling)), ("terminal", Number(dangling)),
            ("percdangling", Real(100.0 * dangling / shape.NodeCount)),
            ("avgoutdegree", Real(_arcCount / (double)shape.NodeCount)),
            ("successorlogdeltastats", string.Join(',', _arcsByDelta[..shape.ArcsByDelta.Length].Select(Number))),
            ("successoravglogdelta", Fixed(logDelta / (2 * _arcCount))),
            ("minindegree", ""), ("maxindegree", Number(_hubInDegrees[largestHub])), ("minindegreenode", ""),
            ("maxindegreenode", Number(web.Hubs.Nodes[largestHub])),
            ("avgindegree", Real(_arcCount / (double)shape.NodeCount)),
            ("sccs", ""), ("maxsccsize", ""), ("percmaxscc", ""), ("minsccsize", ""), ("percminscc", ""),
        ];
        return new StringBuilder().AppendJoin('\t', row.Select(cell => cell.Column)).Append('\n')
            .AppendJoin('\t', row.Select(cell => cell.Value)).Append('\n').ToString();

        static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
        static string Real(double number) => number.ToString("R", CultureInfo.InvariantCulture);
        static string Fixed(double number) => number.ToString("F3", CultureInfo.InvariantCulture);
    }

    private int LargestHub() => Array.IndexOf(_hubInDegrees, _hubInDegrees.Max());

    /// <summary>A figure of the shape and the one that was measured.</summary>
    internal readonly record struct Figure(string Name, long Goal, long Measured)
    {
        /// <summary>How far off, in percent.</summary>
        public double DeviationPercent => Goal == 0 ? (Measured == 0 ? 0 : 100) : 100.0 * (Measured - Goal) / Goal;
    }
}
