namespace Vennlink.Snapshots.Targets;

/// <summary>
/// Dense ordinal of a source page: grouped by <see cref="DomainId"/>, inside a domain by (Page Authority ↓, key ↑).
/// </summary>
public readonly record struct PageId(uint Value);

/// <summary>Dense ordinal of a source root domain: by (Domain Authority ↓, key ↑).</summary>
public readonly record struct DomainId(uint Value);

/// <summary>How much of a site a target stands for. Stored: never renumber.</summary>
public enum TargetScope : byte
{
    /// <summary>One page.</summary>
    Page = 0,

    /// <summary>All pages of exactly one host.</summary>
    Subdomain = 1,

    /// <summary>All pages of a root domain with its hosts.</summary>
    RootDomain = 2,

    /// <summary>All pages of one host and port whose path begins with that of a folder, which ends in a slash. No
    /// dictionary has an entry of this scope.</summary>
    Subfolder = 3,
}

/// <summary>Which sources a posting list names. Stored: never renumber.</summary>
public enum SourceScope : byte
{
    /// <summary>Pages (<see cref="PageId"/>).</summary>
    Page = 0,

    /// <summary>Root domains (<see cref="DomainId"/>).</summary>
    RootDomain = 1,

    /// <summary>Hosts, numbered domain by domain, inside a domain by their best pages.</summary>
    Subdomain = 2,
}
