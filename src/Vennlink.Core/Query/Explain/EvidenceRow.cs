using Vennlink.Links;

namespace Vennlink.Query.Explain;

/// <summary>One link that makes a source match a target, with its provenance.</summary>
/// <param name="SourcePage">Canonical URL of the linking page.</param>
/// <param name="TargetPage">Canonical URL of the linked page.</param>
/// <param name="Kind">Anchor, canonical or redirect.</param>
/// <param name="Anchor">Anchor text; may be empty.</param>
/// <param name="Rel">Rel flags, those of the whole page folded in.</param>
/// <param name="FirstSeenSeconds">First seen, seconds since 1970 UTC; null when no input gives a date.</param>
/// <param name="LastSeenSeconds">Last seen.</param>
/// <param name="File">Name of the input file that shows the link last.</param>
/// <param name="FileDigest">SHA-256 of that file, hex.</param>
/// <param name="OffsetBytes">Where the record or row starts in that file.</param>
public sealed record EvidenceRow(
    string SourcePage, string TargetPage, LinkKind Kind, string Anchor, LinkRel Rel, long? FirstSeenSeconds,
    long? LastSeenSeconds,
    string File, string FileDigest, long OffsetBytes);
