namespace Vennlink.Snapshots.Targets;

/// <summary>Names, marks and versions of the files of a snapshot; each is described in docs/formats.</summary>
internal static class SnapshotFormat
{
    /// <summary>Version of the snapshot as a whole, in the manifest.</summary>
    public const uint Version = 1;

    /// <summary>
    /// The first build that reads <see cref="Version"/>: what a build that does not is told to look for.
    /// </summary>
    public const string NeededBuild = "0.1.0";

    public const string ManifestFile = "manifest.json";

    public const string SourcePagesFile = "source.pages";
    public const uint SourcePagesVersion = 1;

    public const string SourceDomainsFile = "source.domains";
    public const uint SourceDomainsVersion = 1;

    public const string SourceHostsFile = "source.hosts";
    public const uint SourceHostsVersion = 1;

    /// <summary>Not in snapshots of older builds.</summary>
    public const string SourceReachFile = "source.reach";
    public const uint SourceReachVersion = 1;

    public const string TargetKeysFile = "target.keys";
    public const uint TargetKeysVersion = 1;

    public const string TargetPostingsFile = "target.postings";
    public const uint TargetPostingsVersion = 1;

    public const string DomainScoresFile = "domain.scores";
    public const uint DomainScoresVersion = 1;

    public const string PageScoresFile = "page.scores";
    public const uint PageScoresVersion = 1;

    /// <summary>Not in snapshots of graphs, nor where a build was asked to leave it out.</summary>
    public const string LinkFactsFile = "link.facts";
    public const uint LinkFactsVersion = 1;

    public const string SuffixListFile = "suffix.list";
    public const uint SuffixListVersion = 1;

    public const string SpamModelFile = "spam.model";
    public const uint SpamModelVersion = 1;

    /// <summary>A list of at most so many sources stands in the dictionary of targets itself.</summary>
    public const int MaxInlineCount = 32;

    /// <summary>
    /// A target has its lists of source domains and hosts stored when it has at least so many source pages; else it is
    /// derived from the pages.
    /// </summary>
    public const int MinStoredDomainCount = 4096;

    /// <summary>
    /// More bytes than the postings of so many arcs take in any form: bounds offsets before they are known.
    /// </summary>
    public static long MaxPostingBytes(long arcCount) => (8 * arcCount) + 64;

    // Decompressing and walking half a block is a few microseconds.
    public const int KeyBlockBytes = 1 << 12;

    public static ReadOnlySpan<byte> SourcePagesMagic => "VennSPag"u8;

    public static ReadOnlySpan<byte> SourceDomainsMagic => "VennSDom"u8;

    public static ReadOnlySpan<byte> SourceHostsMagic => "VennSHst"u8;

    public static ReadOnlySpan<byte> SourceReachMagic => "VennSRch"u8;

    public static ReadOnlySpan<byte> TargetKeysMagic => "VennTKey"u8;

    public static ReadOnlySpan<byte> TargetPostingsMagic => "VennTPst"u8;

    public static ReadOnlySpan<byte> DomainScoresMagic => "VennDScr"u8;

    public static ReadOnlySpan<byte> PageScoresMagic => "VennPScr"u8;

    public static ReadOnlySpan<byte> LinkFactsMagic => "VennLFct"u8;

    public static ReadOnlySpan<byte> SuffixListMagic => "VennSufx"u8;

    public static ReadOnlySpan<byte> SpamModelMagic => "VennSpam"u8;

    /// <summary>
    /// Files that a build writes, the manifest last; a graph has no scores of pages, no facts of links and no hosts
    /// beside pages.
    /// </summary>
    public static IReadOnlyList<string> BuiltFiles { get; } =
        [SourcePagesFile, SourceDomainsFile, SourceHostsFile, SourceReachFile, TargetKeysFile, TargetPostingsFile,
            DomainScoresFile, PageScoresFile, LinkFactsFile, SuffixListFile, SpamModelFile, ManifestFile];
}
