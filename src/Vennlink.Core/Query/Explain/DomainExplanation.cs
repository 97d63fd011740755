namespace Vennlink.Query.Explain;

/// <summary>Why a root domain has the scores it has.</summary>
/// <param name="RootDomain">Its name.</param>
/// <param name="DomainAuthority">1–100.</param>
/// <param name="DomainAuthorityComponents">Its parts; points add up to it before it is a whole number and held at
/// 100.</param>
/// <param name="SpamScore">1–100, or −1 without enough evidence.</param>
/// <param name="SpamScoreComponents">Its parts, the strongest first; empty without evidence.</param>
/// <param name="RelativeRank">PageRank on the graph of root domains, that of one nobody links to being 1.</param>
/// <param name="LinkingRootDomains">Other root domains that link to it, followed or not.</param>
/// <param name="FollowedLinkingRootDomains">Those of them with a followed link.</param>
/// <param name="LinkingPages">Pages of other root domains that link to it, followed or not.</param>
/// <param name="SourcePages">Its pages that link to other root domains; 0: it never links out, or was not
/// crawled.</param>
/// <param name="StrongestLinkingRootDomains">The linking root domains of the highest Domain Authority, ties by
/// key.</param>
public sealed record DomainExplanation(
    string RootDomain,
    int DomainAuthority,
    IReadOnlyList<ScoreComponent> DomainAuthorityComponents,
    int SpamScore,
    IReadOnlyList<ScoreComponent> SpamScoreComponents,
    float RelativeRank,
    long LinkingRootDomains,
    long FollowedLinkingRootDomains,
    long LinkingPages,
    long SourcePages,
    IReadOnlyList<LinkingDomain> StrongestLinkingRootDomains);

/// <summary>A root domain that links to what is explained.</summary>
/// <param name="RootDomain">Its name.</param>
/// <param name="DomainAuthority">1–100.</param>
/// <param name="RelativeRank">Its PageRank, that of a root domain nobody links to being 1.</param>
/// <param name="IsFollowed">Whether one of its links to the target is followed: only then does it pass rank on. Null
/// in an index of a graph, which does not say; there all pass it on.</param>
public sealed record LinkingDomain(string RootDomain, int DomainAuthority, float RelativeRank, bool? IsFollowed);
