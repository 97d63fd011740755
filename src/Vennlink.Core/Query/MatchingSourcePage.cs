namespace Vennlink.Query;

/// <summary>Best linking page of a root-domain row for one matched target.</summary>
public sealed record MatchingSourcePage(string Page, int PageAuthority);
