using Vennlink.Ranking.Spam;
using Vennlink.Urls;

namespace Vennlink.Snapshots;

/// <summary>What shapes a snapshot beside the live view, and what building it may use.</summary>
internal sealed record SnapshotBuildOptions
{
    /// <summary>
    /// Text of the Public Suffix List, e.g. <see cref="PublicSuffixList.EmbeddedText"/>; stored in the snapshot.
    /// </summary>
    public required ReadOnlyMemory<byte> PublicSuffixListText { get; init; }

    /// <summary>Sections of it that count.</summary>
    public PublicSuffixSections PublicSuffixSections { get; init; }

    /// <summary>More suffixes.</summary>
    public IReadOnlyList<string> ExtraSuffixes { get; init; } = [];

    /// <summary>Model and lists that give spam scores; stored in the snapshot.</summary>
    internal SpamScorer Spam { get; init; } = SpamScorer.Default;

    /// <summary>Inputs, in the order that <see cref="Links.LinkFacts.FileId"/> counts them: by digest.</summary>
    public required IReadOnlyList<InputFile> Inputs { get; init; }

    /// <summary>Skipped records, rows and links by reason, for the manifest.</summary>
    public required IReadOnlyDictionary<string, long> Skipped { get; init; }

    /// <summary>First and last day of UTC of what was read; null where nothing has a date.</summary>
    public (DateOnly From, DateOnly Until)? Captured { get; init; }

    /// <summary>
    /// Memory for sorting and for 29 bytes a live page; sorting gets at least 8 MiB. On top come 24 bytes a root domain
    /// and 5 a host while they are ranked, at least 24 for each different list of more than 32 sources, some 16 for
    /// each source of the longest list, and some 90 MiB for the runtime, buffers and mapped input.
    /// </summary>
    public required long MemoryBytes { get; init; }

    /// <summary>
    /// Folder for sorted runs; created when missing. Everything in its subfolder <c>snapshot-build</c> is deleted,
    /// first and last.
    /// </summary>
    public required string TemporaryFolder { get; init; }

    /// <summary>
    /// Whether facts of links are written by target, for filters on links; without them such a filter reads the live
    /// pages of all sources, and lost links cannot be asked for.
    /// </summary>
    public bool WithLinkFacts { get; init; } = true;

    /// <summary>
    /// Whether it is written to how many root domains each source links; without it no question may ask so.
    /// </summary>
    public bool WithReach { get; init; } = true;

    /// <summary>The moment that the live view is of; null for all that was read.</summary>
    public SnapshotMoment? Until { get; init; }

    /// <summary>Threads that sort. The output does not depend on it.</summary>
    public int ThreadCount { get; init; } = 1;
}
