using Vennlink.Links;

namespace Vennlink.Merge;

/// <summary>One link of a <see cref="LivePage"/>.</summary>
public readonly ref struct LiveLink(ReadOnlySpan<byte> targetKey, ReadOnlySpan<byte> anchor, LinkFacts facts)
{
    /// <summary>Target page key.</summary>
    public ReadOnlySpan<byte> TargetKey { get; } = targetKey;

    /// <summary>Anchor text, UTF-8.</summary>
    public ReadOnlySpan<byte> Anchor { get; } = anchor;

    /// <summary>Kind, rel, dates, provenance.</summary>
    public LinkFacts Facts { get; } = facts;
}
