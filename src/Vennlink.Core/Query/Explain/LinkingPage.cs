namespace Vennlink.Query.Explain;

/// <summary>A page of another root domain that links to the page that is explained.</summary>
/// <param name="Page">Canonical URL.</param>
/// <param name="PageAuthority">1–100.</param>
/// <param name="DomainAuthority">1–100.</param>
/// <param name="IsFollowed">Whether one of its links to the target is followed: only then does it pass rank on.</param>
public sealed record LinkingPage(string Page, int PageAuthority, int DomainAuthority, bool IsFollowed);
