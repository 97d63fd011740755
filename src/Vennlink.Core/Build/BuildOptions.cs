using System.Collections.ObjectModel;
using Vennlink.Archives.Lists;
using Vennlink.Urls;

namespace Vennlink.Build;

/// <summary>What to build.</summary>
public sealed record BuildOptions
{
    /// <summary>Index folder to create or add to.</summary>
    public required string IndexFolder { get; init; }

    /// <summary>Files and folders to read; folders are walked.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Add to an existing index.</summary>
    public bool Add { get; init; }

    /// <summary>Put the new index in the place of one that is there; what that read is not part of it.</summary>
    public bool Replace { get; init; }

    /// <summary>Memory bound in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Worker threads.</summary>
    public required int ThreadCount { get; init; }

    /// <summary>What the user says of link lists.</summary>
    public LinkListOptions Lists { get; init; } = LinkListOptions.None;

    /// <summary>
    /// What the user says of single files or folders, by full path, in place of <see cref="Lists"/>; of what lies below
    /// several of them the innermost counts.
    /// </summary>
    public IReadOnlyDictionary<string, LinkListOptions> ListsByPath { get; init; } =
        ReadOnlyDictionary<string, LinkListOptions>.Empty;

    /// <summary>Build without inputs that cannot be read; else they are an error that names them all.</summary>
    public bool SkipUnreadable { get; init; }

    /// <summary>Which sections of the Public Suffix List count.</summary>
    public PublicSuffixSections PublicSuffixSections { get; init; }

    /// <summary>A list to use instead of the embedded one.</summary>
    public string? PublicSuffixListFile { get; init; }

    /// <summary>More suffixes.</summary>
    public IReadOnlyList<string> ExtraSuffixes { get; init; } = [];

    /// <summary>Sites that are spam, whatever the model says of them: a root domain a line.</summary>
    public string? SpamBlockFile { get; init; }

    /// <summary>Sites that are none.</summary>
    public string? SpamAllowFile { get; init; }

    /// <summary>A model to use for spam scores instead of the one this build was shipped with.</summary>
    public string? SpamModelFile { get; init; }

    /// <summary>Ranks of the one graph that is built, when they do not lie beside it.</summary>
    public string? RanksFile { get; init; }

    /// <summary>Takes vertices of graphs for root domains, also where nothing in their files says so.</summary>
    public bool GraphOfDomains { get; init; }

    /// <summary>
    /// The moment that the index is to be of, its whole second included: what was captured or first seen later is left
    /// out. <see cref="DateTimeOffset.MaxValue"/> for all, which is also what null means but where there is an index of
    /// a moment already: to add to that, say which.
    /// </summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>
    /// Whether the index gets a file of facts of links by target, for filters on links; see docs/formats/link-facts.md.
    /// </summary>
    public bool WithLinkFacts { get; init; } = true;

    /// <summary>
    /// Whether the index gets a file of how many root domains each source links to; see docs/formats/source-reach.md.
    /// </summary>
    public bool WithReach { get; init; } = true;

    /// <summary>Build even if the disk seems too small; else it is refused before anything is read.</summary>
    public bool IgnoreDiskNeed { get; init; }

    /// <summary>What the user says of a list.</summary>
    /// <param name="path">Full path, of an entry of a zip too.</param>
    internal LinkListOptions ListsOf(string path)
    {
        for (string? place = path; ListsByPath.Count > 0 && place is not null; place = Path.GetDirectoryName(place))
        {
            if (ListsByPath.TryGetValue(place, out LinkListOptions? lists))
            {
                return lists;
            }
        }

        return Lists;
    }

    /// <summary>Bytes free where a folder is; tests put figures of their own here.</summary>
    internal Func<string, long> FreeBytes { get; init; } = static folder => new DriveInfo(folder).AvailableFreeSpace;
}
