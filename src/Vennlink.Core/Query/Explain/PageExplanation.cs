namespace Vennlink.Query.Explain;

/// <summary>Why a page has the Page Authority it has, or why it has none.</summary>
/// <param name="Page">Canonical URL.</param>
/// <param name="Words">In a sentence: crawled, not crawled, not in the index.</param>
/// <param name="PageAuthority">1–100; null for a page that was not crawled.</param>
/// <param name="PageAuthorityComponents">Its parts; points add up to it before it is a whole number and held at 100.
/// Empty without one.</param>
/// <param name="RelativeRank">PageRank on the graph of crawled pages, that of one nobody links to being 1; null where
/// it is not known.</param>
/// <param name="LinkingRootDomains">Other root domains that link to the page, followed or not.</param>
/// <param name="LinkingPages">Pages of other root domains that link to it, followed or not.</param>
/// <param name="StrongestLinkingPages">Those of them with the highest Domain Authority, then Page Authority, ties by
/// key.</param>
public sealed record PageExplanation(
    string Page,
    string Words,
    int? PageAuthority,
    IReadOnlyList<ScoreComponent> PageAuthorityComponents,
    float? RelativeRank,
    long LinkingRootDomains,
    long LinkingPages,
    IReadOnlyList<LinkingPage> StrongestLinkingPages);

/// <summary>A page of another root domain that links to the page that is explained.</summary>
/// <param name="Page">Canonical URL.</param>
/// <param name="PageAuthority">1–100.</param>
/// <param name="DomainAuthority">1–100.</param>
/// <param name="IsFollowed">Whether one of its links to the target is followed: only then does it pass rank on. Null
/// in an index of a graph, which does not say; there all pass it on.</param>
public sealed record LinkingPage(string Page, int PageAuthority, int DomainAuthority, bool? IsFollowed);
