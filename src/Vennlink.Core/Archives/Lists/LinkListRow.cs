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

    /// <summary>Rel attribute, e.g. <c>nofollow ugc</c>.</summary>
    public ReadOnlyMemory<byte> Rel { get; set; }

    /// <summary>First seen, seconds since 1970 UTC.</summary>
    public long? FirstSeenSeconds { get; set; }

    /// <summary>Last seen, seconds since 1970 UTC.</summary>
    public long? LastSeenSeconds { get; set; }

    /// <summary>Weight of the arc as written; empty in a list without weights.</summary>
    internal ReadOnlyMemory<byte> Weight { get; set; }
}
