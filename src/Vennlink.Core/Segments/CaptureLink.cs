using Vennlink.Links;
using Vennlink.Segments.Stored;

namespace Vennlink.Segments;

/// <summary>One link of a <see cref="Capture"/>.</summary>
internal readonly ref struct CaptureLink(ReadOnlySpan<byte> targetKey, ReadOnlySpan<byte> anchor, LinkKind kind, LinkRel rel)
{
    /// <summary>Target page key.</summary>
    public ReadOnlySpan<byte> TargetKey { get; } = targetKey;

    /// <summary>Anchor text, UTF-8, at most <see cref="CaptureLimits.MaxTextBytes"/> long.</summary>
    public ReadOnlySpan<byte> Anchor { get; } = anchor;

    /// <summary>Anchor, canonical or redirect.</summary>
    public LinkKind Kind { get; } = kind;

    /// <summary>Rel flags, <see cref="LinkRel.PageNofollow"/> folded in.</summary>
    public LinkRel Rel { get; } = rel;
}
