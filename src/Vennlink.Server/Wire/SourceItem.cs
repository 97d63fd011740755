using System.Text.Json.Serialization;
using Vennlink.Query;

namespace Vennlink.Server.Wire;

/// <summary>One row of <c>results</c>, its fields in the documented order.</summary>
/// <param name="Page">Canonical URL of the source page, or bare root domain.</param>
/// <param name="Title">Empty at root-domain scope, and where the page has none.</param>
/// <param name="DomainAuthority">1–100.</param>
/// <param name="SpamScore">1–100, or −1 where none exists.</param>
/// <param name="MatchingTargetIndexes">Ascending indexes into <c>positive_targets</c>.</param>
/// <param name="MatchingSourcePages">Aligned with the indexes; absent at page scope.</param>
internal sealed record SourceItem(
    string Page,
    string Title,
    int DomainAuthority,
    int SpamScore,
    IReadOnlyList<int> MatchingTargetIndexes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<SourcePageItem>? MatchingSourcePages)
{
    /// <summary>The wire form of a row.</summary>
    public static SourceItem Of(SourceRow row) => new(
        row.Page,
        row.Title,
        row.DomainAuthority,
        row.SpamScore,
        row.MatchingTargetIndexes,
        row.MatchingSourcePages?.Select(page => new SourcePageItem(page.Page, page.PageAuthority)).ToArray());
}

/// <summary>One entry of <c>matching_source_pages</c>.</summary>
/// <param name="Page">Canonical URL of the page.</param>
/// <param name="PageAuthority">1–100.</param>
internal sealed record SourcePageItem(string Page, int PageAuthority);
