namespace Vennlink.Query.Explain;

/// <summary>One of the first pages.</summary>
/// <param name="Page">Canonical URL.</param>
/// <param name="Title">Its title; may be empty.</param>
/// <param name="PageAuthority">1–100.</param>
/// <param name="DomainAuthority">1–100, of its root domain.</param>
/// <param name="RelativeRank">Its PageRank, that of a page nobody links to being 1.</param>
public sealed record TopPage(string Page, string Title, int PageAuthority, int DomainAuthority, float RelativeRank);
