using Vennlink.Links;

namespace Vennlink.Archives.Lists;

/// <summary>One row of a link list, all text raw UTF-8; valid until the next read.</summary>
internal sealed class LinkListRow
{
    /// <summary>Where the row stands, for people: its line, or what else is counted.</summary>
    public SkipPlace Place { get; set; }

    /// <summary>Byte offset of the row in the decompressed file.</summary>
    public long OffsetBytes { get; set; }

    /// <summary>The whole row; the texts below lie in it, but those that were unquoted.</summary>
    internal ReadOnlyMemory<byte> Bytes { get; set; }

    /// <summary>Source URL as written.</summary>
    public ReadOnlyMemory<byte> Source { get; set; }

    /// <summary>Target URL as written.</summary>
    public ReadOnlyMemory<byte> Target { get; set; }

    /// <summary>Anchor text.</summary>
    public ReadOnlyMemory<byte> Anchor { get; set; }

    /// <summary>Title of the source page.</summary>
    public ReadOnlyMemory<byte> Title { get; set; }

    /// <summary>Rel flags.</summary>
    public LinkRel Rel { get; set; }

    /// <summary>What makes the link.</summary>
    public LinkKind Kind { get; set; }

    /// <summary>Whether the link is no longer there.</summary>
    public bool IsLost { get; set; }

    /// <summary>
    /// Whether source and target are names of a graph, which are taken as they stand; else cells that may be anything.
    /// </summary>
    public bool AreNames { get; set; }

    /// <summary>First seen, seconds since 1970 UTC.</summary>
    public long? FirstSeenSeconds { get; set; }

    /// <summary>Last seen, seconds since 1970 UTC.</summary>
    public long? LastSeenSeconds { get; set; }
}
