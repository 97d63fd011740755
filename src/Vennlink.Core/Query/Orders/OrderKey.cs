namespace Vennlink.Query.Orders;

/// <summary>One key of a free order: what rows are compared by where all keys before are equal.</summary>
/// <param name="Column">What is compared.</param>
/// <param name="IsDescending">
/// The highest, the newest or the last of the alphabet first. What is not known stands last, whichever way.
/// </param>
public readonly record struct OrderKey(SortColumn Column, bool IsDescending)
{
    /// <summary>Most keys of an order.</summary>
    public const int MaxCount = 8;
}

/// <summary>What rows can be sorted by. Numbers are part of fingerprints and are never given anew.</summary>
public enum SortColumn : byte
{
    /// <summary>How many positive targets the source links to.</summary>
    MatchingTargetCount = 0,

    /// <summary>Domain Authority of the source's root domain.</summary>
    DomainAuthority = 1,

    /// <summary>Spam score of the source's root domain; −1 is not known.</summary>
    SpamScore = 2,

    /// <summary>Page Authority of the source, or of its best page.</summary>
    PageAuthority = 3,

    /// <summary>The text of the source itself: URL without scheme, host or root domain, byte by byte.</summary>
    Url = 4,

    /// <summary>The host of the source; of a root domain the domain.</summary>
    Host = 5,

    /// <summary>The root domain of the source.</summary>
    RootDomain = 6,

    /// <summary>The title of a page, without case and accents; an empty one is not known.</summary>
    Title = 7,

    /// <summary>Day of UTC that the newest of the links that count was first seen.</summary>
    LinkFirstSeen = 8,

    /// <summary>Day of UTC that a link that counts was seen last.</summary>
    LinkLastSeen = 9,

    /// <summary>Root domains other than its own that the source links to.</summary>
    OutgoingDomains = 10,
}
