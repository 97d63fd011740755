namespace Vennlink.Tests.Oracles;

/// <summary>
/// Reads a graph in the format of the WebGraph framework with its default codes. Written from Boldi and Vigna, "The
/// WebGraph framework I: compression techniques", 2004; whole and slow, for tests.
/// </summary>
internal sealed class BvGraph
{
    private readonly byte[] _bytes;
    private readonly int _windowSize;
    private readonly int _shortestInterval;
    private readonly int _zetaK;
    private long _bit;

    private BvGraph(string basename)
    {
        Dictionary<string, string> properties = File.ReadLines(basename + ".properties")
            .Where(line => !line.StartsWith('#') && line.Contains('='))
            .Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim());
        NodeCount = Number(properties["nodes"]);
        ArcCount = Number(properties["arcs"]);
        _windowSize = Number(properties["windowsize"]);
        _shortestInterval = Number(properties["minintervallength"]);
        _zetaK = Number(properties["zetak"]);
        _bytes = File.ReadAllBytes(basename + ".graph");
    }

    public int NodeCount { get; }

    public int ArcCount { get; }

    /// <summary>The successors of every node, ascending.</summary>
    public static (int NodeCount, int ArcCount, int[][] Successors) Read(string basename)
    {
        BvGraph graph = new(basename);
        int[][] successors = new int[graph.NodeCount][];
        for (int node = 0; node < graph.NodeCount; node++)
        {
            successors[node] = graph.ReadList(node, successors);
        }

        return (graph.NodeCount, graph.ArcCount, successors);
    }

    private int[] ReadList(int node, int[][] before)
    {
        int degree = (int)Gamma();
        if (degree == 0)
        {
            return [];
        }

        int reference = _windowSize > 0 ? Unary() : 0;
        List<int> list = reference > 0 ? ReadCopied(before[node - reference]) : [];
        int extraCount = degree - list.Count;
        if (extraCount > 0 && _shortestInterval > 0)
        {
            extraCount -= ReadIntervals(node, list);
        }

        int previous = 0;
        for (int index = 0; index < extraCount; index++)
        {
            previous = index == 0 ? (int)(node + Signed(Zeta())) : (int)(previous + 1 + Zeta());
            list.Add(previous);
        }

        Assert.Equal(degree, list.Count);
        return [.. list.Order()];
    }

    // Blocks of the reference list, copied and skipped in turn; behind the last block goes on what the turn says.
    private List<int> ReadCopied(int[] reference)
    {
        List<int> copied = [];
        int blockCount = (int)Gamma();
        int position = 0;
        for (int block = 0; block < blockCount; block++)
        {
            int length = (int)Gamma() + (block == 0 ? 0 : 1);
            if (block % 2 == 0)
            {
                copied.AddRange(reference.AsSpan(position, length));
            }

            position += length;
        }

        if (blockCount % 2 == 0)
        {
            copied.AddRange(reference.AsSpan(position));
        }

        return copied;
    }

    private int ReadIntervals(int node, List<int> list)
    {
        int intervalCount = (int)Gamma();
        int count = 0;
        int end = 0;
        for (int interval = 0; interval < intervalCount; interval++)
        {
            int start = interval == 0 ? (int)(node + Signed(Gamma())) : (int)Gamma() + end + 1;
            int length = (int)Gamma() + _shortestInterval;
            list.AddRange(Enumerable.Range(start, length));
            end = start + length;
            count += length;
        }

        return count;
    }

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static long Signed(long natural) => (natural & 1) == 0 ? natural >> 1 : -((natural + 1) >> 1);

    private int Bit()
    {
        int bit = (_bytes[_bit >> 3] >> (7 - (int)(_bit & 7))) & 1;
        _bit++;
        return bit;
    }

    private int Unary()
    {
        int zeros = 0;
        while (Bit() == 0)
        {
            zeros++;
        }

        return zeros;
    }

    private long Bits(int width)
    {
        long value = 0;
        for (; width > 0; width--)
        {
            value = (value << 1) | (uint)Bit();
        }

        return value;
    }

    private long Gamma()
    {
        int width = Unary();
        return ((1L << width) | Bits(width)) - 1;
    }

    private long Zeta()
    {
        int exponent = Unary();
        long low = 1L << (exponent * _zetaK);
        long value = Bits((exponent * _zetaK) + _zetaK - 1);
        return (value < low ? value + low : (value << 1) | (uint)Bit()) - 1;
    }
}
