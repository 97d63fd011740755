namespace Vennlink.Query.Explain;

/// <summary>A root domain that links to what is explained.</summary>
/// <param name="RootDomain">Its name.</param>
/// <param name="DomainAuthority">1–100.</param>
/// <param name="RelativeRank">Its PageRank, that of a root domain nobody links to being 1.</param>
/// <param name="IsFollowed">Whether one of its links to the target is followed: only then does it pass rank on.</param>
public sealed record LinkingDomain(string RootDomain, int DomainAuthority, float RelativeRank, bool IsFollowed);
