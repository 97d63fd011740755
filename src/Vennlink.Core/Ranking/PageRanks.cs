using Vennlink.Storage.Files;

namespace Vennlink.Ranking;

/// <summary>What <see cref="PageRank"/> found.</summary>
/// <param name="Relative">Rank by node, as a multiple of the rank of a node nobody links to: at least 1.</param>
/// <param name="Sum">Sum of <paramref name="Relative"/>, added up range by range.</param>
/// <param name="RoundCount">Rounds done.</param>
/// <param name="ErrorBound">No less than the L1 distance of <paramref name="Relative"/> from the true ranks, divided by
/// <paramref name="Sum"/>; that of the normalised form is at most twice it.</param>
internal sealed record PageRanks(NativeArray<double> Relative, double Sum, int RoundCount, double ErrorBound)
    : IDisposable
{
    /// <summary>The normalised rank of a node: they sum to 1.</summary>
    public double Normalised(long node) => Relative[node] / Sum;

    public void Dispose() => Relative.Dispose();
}
