namespace Vennlink.Webs;

/// <summary>The figures that a web of a given number of domains shall have; see docs/webs.md.</summary>
/// <remarks>
/// They are those of Common Crawl's domain graph of April to June 2026 (its statistics as WebGraph's <c>Stats</c>
/// prints them), times nodes over its nodes; the axis of log2 |source − target| is stretched to the range of ids there
/// is.
/// </remarks>
internal sealed class WebShape
{
    /// <summary>Nodes of the real graph.</summary>
    public const int RealNodeCount = 121_091_933;

    private const long RealArcCount = 3_902_808_757;
    private const long RealDanglingCount = 77_489_586;
    private const long RealLargestOutDegree = 6_994_047;
    private const long RealLargestOutNode = 84_258_904;
    private const long RealLargestInDegree = 17_327_760;
    private const long RealLargestInNode = 38_015_761;

    /// <summary>
    /// In a web so small that the largest share of it is a handful, one source links to this many all the same (four
    /// times the mean).
    /// </summary>
    private const int SmallestLargestOutDegree = 358;

    // successorlogdeltastats: arcs by floor(log2 |source - target|). They sum to the arcs.
    private static readonly long[] _realArcsByDelta =
    [
        803914, 559023, 598845, 751541, 1000630, 1378537, 1937463, 2761630, 3923621, 5387134, 6601795, 7881922,
        12071304, 21544519, 38884461, 72507837, 133066694, 231591538, 412265419, 643041351, 714664397, 147324806,
        117108361, 203464929, 397759604, 520606955, 203320527,
    ];

    private WebShape(int nodeCount)
    {
        double scale = nodeCount / (double)RealNodeCount;
        NodeCount = nodeCount;
        ArcCount = (long)Math.Round(RealArcCount * scale);
        DanglingCount = (int)Math.Round(RealDanglingCount * scale);
        LargestOutDegree =
            Math.Max((int)Math.Round(RealLargestOutDegree * scale), Math.Min(nodeCount / 3, SmallestLargestOutDegree));
        LargestOutNode = (int)(RealLargestOutNode * scale);
        LargestInDegree = (int)Math.Round(RealLargestInDegree * scale);
        LargestInNode = (int)(RealLargestInNode * scale);
        Stretch = Math.Log2(nodeCount) / Math.Log2(RealNodeCount);
        ArcsByDelta = StretchedDeltas(nodeCount, ArcCount, Stretch);
    }

    /// <summary>Domains, 1,000 or more.</summary>
    public int NodeCount { get; }

    /// <summary>Arcs.</summary>
    public long ArcCount { get; }

    /// <summary>Domains without an outgoing arc.</summary>
    public int DanglingCount { get; }

    /// <summary>Domains with outgoing arcs.</summary>
    public int SourceCount => NodeCount - DanglingCount;

    /// <summary>Most arcs out of one node.</summary>
    public int LargestOutDegree { get; }

    /// <summary>The node they leave from.</summary>
    public int LargestOutNode { get; }

    /// <summary>Most arcs into one node.</summary>
    public int LargestInDegree { get; }

    /// <summary>The node they lead to.</summary>
    public int LargestInNode { get; }

    /// <summary>A distance of 2^x in the real graph is one of 2^(x × this) here.</summary>
    public double Stretch { get; }

    /// <summary>Arcs by floor(log2 |source − target|); they sum to <see cref="ArcCount"/>.</summary>
    public long[] ArcsByDelta { get; }

    /// <summary>The shape of a web of <paramref name="nodeCount"/> domains.</summary>
    /// <param name="nodeCount">1,000 to 1,000,000,000.</param>
    public static WebShape Of(int nodeCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nodeCount, 1_000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nodeCount, 1_000_000_000);
        return new WebShape(nodeCount);
    }

    private static long[] StretchedDeltas(int nodeCount, long arcCount, double stretch)
    {
        long[] arcs = new long[(int)Math.Log2(nodeCount - 1) + 1];
        long before = 0;
        for (int bin = 0; bin < arcs.Length; bin++)
        {
            long until = bin == arcs.Length - 1
                ? arcCount : (long)Math.Round(arcCount * RealShareBelow((bin + 1) / stretch));
            (arcs[bin], before) = (until - before, until);
        }

        return arcs;
    }

    /// <summary>Share of the real arcs whose log2 distance is below a bound; even inside a bin.</summary>
    private static double RealShareBelow(double bound)
    {
        double below = 0;
        for (int bin = 0; bin < _realArcsByDelta.Length; bin++)
        {
            double width = Math.Min(bin + 1, Math.Log2(RealNodeCount)) - bin;
            below += _realArcsByDelta[bin] * Math.Clamp((bound - bin) / width, 0, 1);
        }

        return below / RealArcCount;
    }
}
