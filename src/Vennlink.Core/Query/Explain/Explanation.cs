namespace Vennlink.Query.Explain;

/// <summary>Why a page or a root domain has the scores it has.</summary>
/// <param name="Target">Canonical URL of the page, or the root domain.</param>
/// <param name="IsInIndex">Whether the index knows it, as source or as target.</param>
/// <param name="Page">The page; null where a root domain was asked for.</param>
/// <param name="Domain">The root domain, or that of the page; null where the index does not know it.</param>
public sealed record Explanation(string Target, bool IsInIndex, PageExplanation? Page, DomainExplanation? Domain);
