namespace Vennlink.Segments.Reading;

/// <summary>How to make a segment. Nothing of it shows in the bytes.</summary>
internal sealed record SegmentOptions
{
    /// <summary>
    /// Existing folder for what does not fit in memory; emptied of it afterwards. Null to count only and keep nothing.
    /// </summary>
    public required string? TemporaryFolder { get; init; }

    /// <summary>
    /// Bytes to work with, at least 1 MiB: half of it sorts, a quarter is read ahead. Small bounds cost passes over
    /// temporary files, not results.
    /// </summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Threads that extract links, at least 1, beside the one that reads and decompresses.</summary>
    public required int ThreadCount { get; init; }
}
