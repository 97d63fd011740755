namespace Vennlink.Query;

/// <summary>One row as a person or the API sees it.</summary>
/// <param name="Page">Canonical URL of the page, or bare root domain.</param>
/// <param name="Title">Title; empty for root domains.</param>
/// <param name="DomainAuthority">1–100.</param>
/// <param name="SpamScore">1–100 or −1.</param>
/// <param name="MatchingTargetIndexes">Ascending.</param>
/// <param name="MatchingSourcePages">Aligned with the indexes; null at page scope.</param>
public sealed record SourceRow(
    string Page, string Title, int DomainAuthority, int SpamScore,
    IReadOnlyList<int> MatchingTargetIndexes, IReadOnlyList<MatchingSourcePage>? MatchingSourcePages)
{
    /// <summary>Links behind the row, for each matching target; null when not asked for.</summary>
    public IReadOnlyList<TargetEvidence>? Evidence { get; init; }
}

/// <summary>Best linking page of a root-domain row for one matched target.</summary>
public sealed record MatchingSourcePage(string Page, int PageAuthority);
