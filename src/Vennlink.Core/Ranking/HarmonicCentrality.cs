using Vennlink.Graph;
using Vennlink.Storage;

namespace Vennlink.Ranking;

/// <summary>Computes harmonic centrality: for each node v the sum of 1/d(u, v) over all other nodes u from which a path leads to v, d its least number of arcs.</summary>
/// <remarks>Boldi, Vigna, "Axioms for centrality", 2014. Exact where that is quick (see <see cref="IsExact"/>), by HyperBall otherwise.</remarks>
internal static class HarmonicCentrality
{
    // Sources times arcs: what walking from every source would take.
    private const double MostExactSteps = 1e11;

    /// <summary>Whether values are exact: a matter of the graph's size alone.</summary>
    /// <param name="sourceCount">Nodes with an arc to another.</param>
    /// <param name="arcCount">Arcs.</param>
    public static bool IsExact(long sourceCount, long arcCount) => (double)sourceCount * arcCount <= MostExactSteps;

    /// <summary>Computes.</summary>
    /// <param name="arcs">The arcs, each once. Arcs of a node to itself do nothing.</param>
    /// <param name="isSource">By node: 1 where an arc leaves the node, else 0.</param>
    /// <param name="hashes">
    /// By node: <see cref="HyperLogLog.Hash"/> of its key, so that what is estimated for a node does not depend on how others are numbered. May be null when <see cref="IsExact"/>.
    /// </param>
    /// <param name="threadCount">Most threads. The values do not depend on it.</param>
    /// <param name="progress">Told of bytes of arcs done and of all that are expected, from any thread, one call at a time; the second number may fall. May be null.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    /// <returns>The values, by node; 0 for a node nobody links to. The caller disposes of them.</returns>
    /// <exception cref="IndexFormatException">The arcs were damaged while they lay on disk.</exception>
    public static NativeArray<float> Run(
        ArcSpill arcs, NativeArray<byte> isSource, NativeArray<ushort>? hashes, int threadCount, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        _ = isSource;
        _ = hashes;
        _ = threadCount;
        using ExactHarmonic exact = new(arcs, progress, cancellationToken);
        return exact.Run();
    }
}
