using Vennlink.Links;
using Vennlink.Snapshots;

namespace Vennlink.Query;

/// <summary>One link that makes a source match a target, with its provenance.</summary>
/// <param name="SourcePage">Canonical URL of the linking page.</param>
/// <param name="TargetPage">Canonical URL of the linked page.</param>
/// <param name="Kind">Anchor, canonical, redirect or refresh; an arc in an index of a graph.</param>
/// <param name="Anchor">Anchor text; may be empty.</param>
/// <param name="Rel">Rel flags, those of the whole page folded in.</param>
/// <param name="FirstSeenSeconds">First seen, seconds since 1970 UTC; null when no input gives a date.</param>
/// <param name="LastSeenSeconds">Last seen.</param>
/// <param name="IsLost">Whether it is on its page no longer.</param>
/// <param name="File">Name of the input file that shows the link last, as of <see cref="InputFile.ToldApart"/>.</param>
/// <param name="FileDigest">SHA-256 of that file, hex.</param>
/// <param name="InnerFile">Name of the archive or list inside that file; null when it is the file itself.</param>
/// <param name="OffsetBytes">Where the record or row starts in the inner file, or in the file; null in an index of a
/// graph, which keeps no offsets.</param>
/// <param name="OffsetIsDecompressed">Whether the offset counts decompressed bytes; null where there is none.</param>
/// <param name="RecordId">WARC-Record-ID of the record; null when it has none.</param>
/// <param name="PayloadDigest">WARC-Payload-Digest of the record; null when it has none.</param>
public sealed record EvidenceRow(
    string SourcePage, string TargetPage, LinkKind Kind, string Anchor, LinkRel Rel, long? FirstSeenSeconds,
    long? LastSeenSeconds, bool IsLost, string File, string FileDigest, string? InnerFile, long? OffsetBytes,
    bool? OffsetIsDecompressed, string? RecordId, string? PayloadDigest);

/// <summary>Links behind a row to one of its targets, or of a source to one target.</summary>
/// <param name="TargetIndex">Which of the positive targets, or of the targets asked for.</param>
/// <param name="Links">The first of them, at most as many as asked for.</param>
/// <param name="HasMore">Whether there are more.</param>
public sealed record TargetEvidence(int TargetIndex, IReadOnlyList<EvidenceRow> Links, bool HasMore);
