using Vennlink.Graph.Arcs;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Research;

/// <summary>Computes harmonic centrality: for each node v the sum of 1/d(u, v) over all other nodes u from which a path
/// leads to v, d its least number of arcs.</summary>
/// <remarks>Boldi, Vigna, "Axioms for centrality", 2014. Exact where that is quick (see <see cref="IsExact"/>), by
/// HyperBall otherwise.</remarks>
internal static class HarmonicCentrality
{
    // Sources times arcs: what walking from every source takes at most, 64 of them at a time. Seconds.
    private const double MaxExactSteps = 1L << 34;

    // What a walk holds: 4 bytes an arc.
    private const long MaxExactArcs = 1 << 22;

    /// <summary>Whether values are exact: a matter of the graph's size alone.</summary>
    /// <param name="nodeCount">Nodes.</param>
    /// <param name="sourceCount">Nodes with an arc to another.</param>
    /// <param name="arcCount">Arcs.</param>
    public static bool IsExact(long nodeCount, long sourceCount, long arcCount) =>
        nodeCount < ExactHarmonic.MaxNodes && arcCount <= MaxExactArcs
            && (double)sourceCount * arcCount <= MaxExactSteps;

    /// <summary>Relative standard error of the values, as sums over the distances that were counted; 0 when
    /// <see cref="IsExact"/>.</summary> <inheritdoc cref="IsExact"/>
    public static double StandardError(long nodeCount, long sourceCount, long arcCount) =>
        IsExact(nodeCount, sourceCount, arcCount)
            ? 0 : HyperLogLog.StandardErrorOf(HyperBall.RegistersFor(sourceCount));

    /// <summary>Fewest bytes that a computation holds, with what it returns, beside what its caller gives it.</summary>
    /// <inheritdoc cref="IsExact"/>
    public static long LeastBytesFor(long nodeCount, long sourceCount, long arcCount) =>
        BytesFor(nodeCount, sourceCount, arcCount, 1);

    /// <summary>Threads that fit: fewer than there are where each holds much, at least one.</summary>
    /// <inheritdoc cref="IsExact"/>
    public static int ThreadsFor(long nodeCount, long sourceCount, long arcCount, long memoryBytes, int threadCount)
    {
        long oneThread = BytesFor(nodeCount, sourceCount, arcCount, 1);
        long another = BytesFor(nodeCount, sourceCount, arcCount, 2) - oneThread;
        return 1 + (int)Math.Clamp((memoryBytes - oneThread) / Math.Max(1, another), 0, threadCount - 1);
    }

    /// <summary>Computes.</summary>
    /// <param name="arcs">The arcs, each once. Arcs of a node to itself do nothing.</param>
    /// <param name="isSource">By node: 1 where an arc leaves the node, else 0.</param>
    /// <param name="hashes">
    /// By node: <see cref="HyperLogLog.Hash"/> of its key, so that what is estimated for a node does not depend on how
    /// others are numbered. May be null when <see cref="IsExact"/>.
    /// </param>
    /// <param name="memoryBytes">Memory to stay within, by fewer threads; it is at least
    /// <see cref="LeastBytesFor"/>.</param>
    /// <param name="threadCount">Most threads. The values depend neither on it nor on the memory.</param>
    /// <param name="progress">Told of work done and of all that is expected, from any thread, one call at a time; the
    /// second number may change. May be null.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    /// <param name="reach">Longest distance that was counted; null: all were.</param>
    /// <returns>The values, by node; 0 for a node nobody links to. The caller disposes of them.</returns>
    /// <exception cref="IndexFormatException">The arcs were damaged while they lay on disk.</exception>
    public static NativeArray<float> Run(
        ArcSpill arcs, NativeArray<byte> isSource, NativeArray<ushort>? hashes, long memoryBytes,
        int threadCount, Action<long, long>? progress, CancellationToken cancellationToken, out int? reach)
    {
        long sourceCount = 0;
        for (long node = 0; node < isSource.Length; node++)
        {
            sourceCount += isSource[node];
        }

        int fitting = ThreadsFor(arcs.TargetCount, sourceCount, arcs.ArcCount, memoryBytes, threadCount);
        if (IsExact(arcs.TargetCount, sourceCount, arcs.ArcCount))
        {
            reach = null;
            using ExactHarmonic exact = new(arcs, fitting, cancellationToken);
            return exact.Run(progress);
        }

        ArgumentNullException.ThrowIfNull(hashes);
        using HyperBall ball = new(arcs, isSource, hashes, fitting, cancellationToken);
        NativeArray<float> values = ball.Run(progress);
        reach = ball.Reach;
        return values;
    }

    private static long BytesFor(long nodeCount, long sourceCount, long arcCount, int threadCount) =>
        IsExact(nodeCount, sourceCount, arcCount)
        ? ExactHarmonic.BytesFor(nodeCount, arcCount, threadCount)
        : HyperBall.BytesFor(nodeCount, sourceCount, threadCount);
}
