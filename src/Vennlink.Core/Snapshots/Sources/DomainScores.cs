namespace Vennlink.Snapshots.Sources;

/// <summary>What the index says of one root domain, whether or not it links out.</summary>
/// <param name="RelativeRank">PageRank relative to a root domain that nobody links to: at least 1, and 1 for such a
/// one.</param>
/// <param name="LinkingDomainCount">Root domains other than itself with a live link to it, followed or not.</param>
/// <param name="DomainAuthority">1–100.</param>
/// <param name="SpamScore">1–100, or −1 without enough evidence.</param>
public readonly record struct DomainScores(float RelativeRank, uint LinkingDomainCount, byte DomainAuthority,
    sbyte SpamScore);
