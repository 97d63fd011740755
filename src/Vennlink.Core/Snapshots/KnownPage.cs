namespace Vennlink.Snapshots;

/// <summary>What an index knows of a page.</summary>
public sealed class KnownPage
{
    /// <summary>Page key.</summary>
    public ReadOnlyMemory<byte> Key { get; internal set; }

    /// <summary>Title, UTF-8; may be empty.</summary>
    public ReadOnlyMemory<byte> Title { get; internal set; }

    /// <summary>HTTP status of the latest capture; 0 for a page known from lists or graphs only.</summary>
    public int HttpStatus { get; internal set; }

    /// <summary>First capture or row date, seconds since 1970 UTC; null without any.</summary>
    public long? FirstSeenSeconds { get; internal set; }

    /// <summary>Last capture or row date.</summary>
    public long? LastSeenSeconds { get; internal set; }

    /// <summary>Live links; null where it is not known: lists of a graph go from target to sources.</summary>
    public long? LinkCount { get; internal set; }

    /// <summary>Links it had before.</summary>
    public long LostLinkCount { get; internal set; }

    /// <summary>Page Authority, 1–100; null where none is kept.</summary>
    public int? Authority { get; internal set; }

    /// <summary>Relative rank behind it; null where none is kept.</summary>
    public float? RelativeRank { get; internal set; }
}
