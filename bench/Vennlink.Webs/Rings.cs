using System.Numerics;

namespace Vennlink.Webs;

/// <summary>The nodes at a distance of 2^bin … 2^(bin + 1) − 1 from a node, below it and above it.</summary>
internal static class Rings
{
    /// <summary>floor(log2 |source − target|): the bin of WebGraph's <c>successorlogdeltastats</c>.</summary>
    public static int BinOf(int source, int target) => BitOperations.Log2((uint)Math.Abs(source - target));

    /// <summary>Nodes of the ring that exist below a node; they end at <c>node − 2^bin</c>.</summary>
    public static int Below(int node, int bin) => (int)Math.Clamp((long)node - (1L << bin) + 1, 0, 1L << bin);

    /// <summary>Nodes of the ring that exist above a node; they begin at <c>node + 2^bin</c>.</summary>
    public static int Above(int node, int bin, int nodeCount) => Below(nodeCount - 1 - node, bin);

    /// <summary>Sum over nodes 0 … <paramref name="until"/> − 1 of the sizes of their rings.</summary>
    public static long SizesBefore(int until, int bin, int nodeCount) =>
        BelowBefore(until, bin) + BelowBefore(nodeCount, bin) - BelowBefore(nodeCount - until, bin);

    private static long BelowBefore(long until, int bin)
    {
        long size = 1L << bin;
        long rising = Math.Clamp(until - size, 0, size);
        return (rising * (rising + 1) / 2) + (Math.Max(0, until - (2 * size)) * size);
    }
}
