namespace Vennlink.Query;

/// <summary>Order of the rows; each is total, so paging is stable.</summary>
public enum IntersectSort : byte
{
    /// <summary>Matching target count ↓, then ascending source id.</summary>
    MatchingTargetCount = 0,

    /// <summary>Domain Authority ↓, domain key ↑, Page Authority ↓, page key ↑: ascending source id.</summary>
    SourceDomainAuthority = 1,

    /// <summary>Spam score ↓ (−1 last), then ascending source id.</summary>
    SourceSpamScore = 2,
}
