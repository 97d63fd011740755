using Vennlink.Links;
using Vennlink.Segments.Stored;

namespace Vennlink.Snapshots;

/// <summary>One link with the page it is on.</summary>
/// <param name="SourceKey">Key of the linking page.</param>
/// <param name="TargetKey">Key of the linked page.</param>
/// <param name="Anchor">Anchor text, UTF-8; may be empty.</param>
/// <param name="Facts">Kind, rel, dates, provenance; as of <see cref="LinkAction"/>.</param>
public sealed record LinkRow(
    ReadOnlyMemory<byte> SourceKey, ReadOnlyMemory<byte> TargetKey, ReadOnlyMemory<byte> Anchor, LinkFacts Facts)
{
    /// <summary>What the archive calls the record the link is from; null when that is not known.</summary>
    public RecordName? Record { get; init; }
}
