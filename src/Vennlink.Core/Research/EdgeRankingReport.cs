namespace Vennlink.Research;

/// <summary>What a ranking found.</summary>
/// <param name="NodeCount">Nodes.</param>
/// <param name="ArcCount">Arcs, each once.</param>
/// <param name="RoundCount">Rounds of PageRank.</param>
/// <param name="ErrorBound">No less than the L1 error of the PageRanks, which sum to 1.</param>
/// <param name="HarmonicError">Relative standard error of harmonic centralities, as sums over the distances that were
/// counted; 0 where they are exact.</param>
/// <param name="HarmonicReach">Longest distance that was counted; null: all were.</param>
/// <param name="Skipped">Rows and arcs that were not used, by reason.</param>
/// <param name="Remarks">How the file was taken: what its reader assumed.</param>
public sealed record EdgeRankingReport(
    long NodeCount, long ArcCount, int RoundCount, double ErrorBound, double HarmonicError, int? HarmonicReach,
    IReadOnlyDictionary<string, long> Skipped, IReadOnlyList<string> Remarks);
