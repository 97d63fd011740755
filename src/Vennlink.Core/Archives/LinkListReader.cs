namespace Vennlink.Archives;

/// <summary>Which column holds what; null where the list has no such column.</summary>
public sealed record LinkListColumns(
    string Source, string Target, string? Anchor = null, string? Title = null, string? Rel = null, string? FirstSeen = null, string? LastSeen = null);

/// <summary>One row of a link list, all text raw UTF-8; valid until the next read.</summary>
public sealed class LinkListRow
{
    /// <summary>Byte offset of the row in the decompressed file.</summary>
    public long OffsetBytes { get; set; }

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
}

/// <summary>Reads CSV and TSV link lists, plain or compressed; separator and header are told from the content.</summary>
public sealed class LinkListReader : IDisposable
{
    /// <summary>Opens a list.</summary>
    /// <exception cref="FormatException">No source and target column can be found; the message names the columns there are.</exception>
    public static LinkListReader Open(Stream file, LinkListColumns? columns, SkipCounts skips) => throw new NotImplementedException();

    /// <summary>Bytes of the file read so far, for progress.</summary>
    public long BytesRead => throw new NotImplementedException();

    /// <summary>Reads the next usable row; false at the end.</summary>
    public bool TryRead(LinkListRow row) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
