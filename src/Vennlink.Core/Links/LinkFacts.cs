namespace Vennlink.Links;

/// <summary>What is known of a link beside its target and anchor.</summary>
/// <param name="Kind">Anchor, canonical, redirect or refresh; an arc where nothing but the link is known.</param>
/// <param name="Rel">Rel flags, <see cref="LinkRel.PageNofollow"/> folded in.</param>
/// <param name="IsLost">No longer on the page: never matches a query, kept for history.</param>
/// <param name="FirstSeenSeconds">First seen, seconds since 1970 UTC; null when no input gives a date.</param>
/// <param name="LastSeenSeconds">Last seen.</param>
/// <param name="FileId">Input file of the capture or row that shows the link last: an ordinal in the manifest's list of
/// inputs.</param>
/// <param name="OffsetBytes">Where that record or row starts in the file; negative where an index does not know it.
/// </param>
public readonly record struct LinkFacts(
    LinkKind Kind, LinkRel Rel, bool IsLost, long? FirstSeenSeconds, long? LastSeenSeconds, int FileId,
    long OffsetBytes);
