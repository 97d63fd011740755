using Vennlink.Archives.Lists;
using Vennlink.Archives.Records;

namespace Vennlink.Segments.Reading;

/// <summary>How to read an input. Nothing but <see cref="Columns"/> and <see cref="Limits"/> shows in the bytes of the segment.</summary>
internal sealed record InputOptions
{
    /// <summary>Existing folder for what does not fit in memory; emptied of it afterwards.</summary>
    public required string TemporaryFolder { get; init; }

    /// <summary>Bytes to work with, at least 1 MiB: half of it sorts, a quarter is read ahead. Small bounds cost passes over temporary files, not results.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Threads that extract links, at least 1, beside the one that reads and decompresses.</summary>
    public required int ThreadCount { get; init; }

    /// <summary>Columns of a link list whose header does not say.</summary>
    public LinkListColumns? Columns { get; init; }

    /// <summary>Limits on records of archives.</summary>
    public ArchiveLimits Limits { get; init; } = new();
}
