using Vennlink.Snapshots;

namespace Vennlink.Query;

/// <summary>Order of the rows; each is total, so paging is stable.</summary>
public enum IntersectSort : byte
{
    /// <summary>Matching target count ↓, then ascending source id.</summary>
    MatchingTargetCount = 0,

    /// <summary>Domain Authority ↓, domain key ↑, Page Authority ↓, page key ↑: ascending source id.</summary>
    SourceDomainAuthority = 1,

    /// <summary>Spam score ↓ (−1 last), then ascending source id.</summary>
    SourceSpamScore = 2,
}

/// <summary>One target of a query, resolved: scope, key, and the text the user typed.</summary>
public sealed record Target(TargetScope Scope, ReadOnlyMemory<byte> Key, string Text);

/// <summary>One link intersect question: the words of the request, resolved.</summary>
public sealed record IntersectQuery
{
    /// <summary>Sources must link to at least <see cref="MinMatchingTargets"/> of these; at least one; duplicates count.</summary>
    public required IReadOnlyList<Target> PositiveTargets { get; init; }

    /// <summary>Sources must link to none of these, and lie in none of their root domains.</summary>
    public IReadOnlyList<Target> NegativeTargets { get; init; } = [];

    /// <summary>1 … number of positive targets.</summary>
    public int MinMatchingTargets { get; init; } = 1;

    /// <summary>What the rows are.</summary>
    public SourceScope SourceScope { get; init; } = SourceScope.Page;

    /// <summary>Order of the rows.</summary>
    public IntersectSort Sort { get; init; } = IntersectSort.MatchingTargetCount;

    /// <summary>Count followed links only.</summary>
    public bool FollowedOnly { get; init; }
}

/// <summary>Where a page of rows ended: the sort key of its last row. Meaningful for one snapshot only.</summary>
/// <param name="SortValue">Matching target count or spam score of the last row; 0 for Domain Authority order.</param>
/// <param name="SourceId">Its source id.</param>
public readonly record struct IntersectPosition(int SortValue, uint SourceId);

/// <summary>One row of an answer, still as ids.</summary>
/// <param name="SourceId">PageId or DomainId by the query's source scope.</param>
/// <param name="MatchingTargetIndexes">Indexes into the positive targets, ascending.</param>
public sealed record IntersectRow(uint SourceId, int[] MatchingTargetIndexes);

/// <summary>Best linking page of a root-domain row for one matched target.</summary>
public sealed record MatchingSourcePage(string Page, int PageAuthority);

/// <summary>One row as a person or the API sees it.</summary>
/// <param name="Page">Canonical URL of the page, or bare root domain.</param>
/// <param name="Title">Title; empty for root domains.</param>
/// <param name="DomainAuthority">1–100.</param>
/// <param name="SpamScore">1–100 or −1.</param>
/// <param name="MatchingTargetIndexes">Ascending.</param>
/// <param name="MatchingSourcePages">Aligned with the indexes; null at page scope.</param>
public sealed record SourceRow(
    string Page, string Title, int DomainAuthority, int SpamScore, IReadOnlyList<int> MatchingTargetIndexes, IReadOnlyList<MatchingSourcePage>? MatchingSourcePages);
