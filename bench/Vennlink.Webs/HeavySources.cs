namespace Vennlink.Webs;

/// <summary>The tail of the out-degrees: sources that link to thousands of domains, up to 5.8 % of all.</summary>
/// <remarks>Out-degrees fall as rank to the power −0.77 (a power law of 2.3) down to 4,096.</remarks>
internal sealed class HeavySources
{
    private const double Exponent = -0.77;
    private const int LeastOutDegree = 4096;

    private readonly int[] _nodes;
    private readonly int[] _outDegrees;

    public HeavySources(WebShape shape, ulong seed)
    {
        int least = Math.Min(LeastOutDegree, shape.LargestOutDegree / 2);
        SortedDictionary<int, int> outDegrees = [];
        RandomWords words = new(seed);
        for (int rank = 1; ; rank++)
        {
            int outDegree = (int)(shape.LargestOutDegree * Math.Pow(rank, Exponent));
            if (outDegree < least)
            {
                break;
            }

            int node = rank == 1 ? shape.LargestOutNode : words.Below(shape.NodeCount);
            while (!outDegrees.TryAdd(node, outDegree))
            {
                node = words.Below(shape.NodeCount);
            }
        }

        _nodes = [.. outDegrees.Keys];
        _outDegrees = [.. outDegrees.Values];
    }

    /// <summary>Ids, ascending.</summary>
    public ReadOnlySpan<int> Nodes => _nodes;

    /// <summary>Out-degree of a node, 0 for one that is not among them.</summary>
    public int OutDegree(int node)
    {
        int index = Array.BinarySearch(_nodes, node);
        return index < 0 ? 0 : _outDegrees[index];
    }
}
