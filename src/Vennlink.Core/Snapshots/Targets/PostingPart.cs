namespace Vennlink.Snapshots.Targets;

/// <summary>
/// The lists that a target with many sources can have, in the order they are stored. Stored: never renumber.
/// </summary>
internal enum PostingPart
{
    /// <summary>Its source pages. Always there.</summary>
    Pages = 0,

    /// <summary>Those of them whose every link to it is nofollow, when there are any.</summary>
    NotFollowedPages = 1,

    /// <summary>
    /// Its source domains, when there are <see cref="SnapshotFormat.MinStoredDomainCount"/> pages.
    /// </summary>
    Domains = 2,

    /// <summary>
    /// Those of them whose every link to it is nofollow, when there are any and the domains are stored.
    /// </summary>
    NotFollowedDomains = 3,

    /// <summary>
    /// Its source hosts, when there are <see cref="SnapshotFormat.MinStoredDomainCount"/> pages, and the index has
    /// more hosts than domains and fewer than pages. These and the next stand in sections of their own.
    /// </summary>
    Hosts = 4,

    /// <summary>Those of them whose every link to it is nofollow, when there are any.</summary>
    NotFollowedHosts = 5,
}
