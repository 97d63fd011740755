namespace Vennlink.Snapshots;

/// <summary>How an index knows a page.</summary>
public enum PageOrigin
{
    /// <summary>Not at all.</summary>
    Unknown,

    /// <summary>It is linked to, and no more.</summary>
    Target,

    /// <summary>From link lists, as a source.</summary>
    List,

    /// <summary>From an archive.</summary>
    Crawl,

    /// <summary>It stands for a host of a graph.</summary>
    Host,

    /// <summary>It stands for a root domain of a graph.</summary>
    RootDomain,
}

/// <summary>How an index knows a page, and its scores.</summary>
/// <param name="Origin">How it is known.</param>
/// <param name="Authority">Page Authority, 1–100; null where none is kept.</param>
/// <param name="RelativeRank">Rank relative to that of a page nobody links to; null where none is kept.</param>
public readonly record struct PageStanding(PageOrigin Origin, int? Authority, float? RelativeRank);
