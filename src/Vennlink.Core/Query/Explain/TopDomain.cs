using Vennlink.Snapshots.Sources;

namespace Vennlink.Query.Explain;

/// <summary>One of the first root domains.</summary>
/// <param name="RootDomain">Its name.</param>
/// <param name="Scores">Its scores.</param>
public sealed record TopDomain(string RootDomain, DomainScores Scores);
