namespace Vennlink.Server.Wire;

/// <summary>One entry of <c>matching_source_pages</c>.</summary>
/// <param name="Page">Canonical URL of the page.</param>
/// <param name="PageAuthority">1–100.</param>
internal sealed record SourcePageItem(string Page, int PageAuthority);
