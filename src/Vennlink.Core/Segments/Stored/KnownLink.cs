using Vennlink.Links;

namespace Vennlink.Segments.Stored;

/// <summary>What a link list says of a link beside its target and anchor.</summary>
/// <param name="Kind">Anchor, canonical or redirect.</param>
/// <param name="Rel">Rel flags, <see cref="LinkRel.PageNofollow"/> folded in.</param>
/// <param name="IsLost">No longer on the page.</param>
/// <param name="FirstSeenSeconds">First seen, seconds since 1970 UTC; null when no input says.</param>
/// <param name="LastSeenSeconds">Last seen.</param>
/// <param name="FileId">Ordinal of the input that shows it; in a segment, which is of one input, 0.</param>
/// <param name="OffsetBytes">Where the record or row that shows it starts in that input.</param>
internal readonly record struct KnownLink(
    LinkKind Kind, LinkRel Rel, bool IsLost, long? FirstSeenSeconds, long? LastSeenSeconds, int FileId, long OffsetBytes);
