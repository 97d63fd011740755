using Vennlink.Links;
using Vennlink.Query.Hide;
using Vennlink.Query.Orders;
using Vennlink.Query.Walk;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query;

/// <summary>One link intersect question: the words of the request, resolved.</summary>
public sealed record IntersectQuery
{
    /// <summary>
    /// Sources must link to at least <see cref="MinMatchingTargets"/> of these; at least one; duplicates count.
    /// </summary>
    public required IReadOnlyList<Target> PositiveTargets { get; init; }

    /// <summary>Sources must link to none of these, and lie in none of their root domains.</summary>
    public IReadOnlyList<Target> NegativeTargets { get; init; } = [];

    /// <summary>1 … number of positive targets.</summary>
    public int MinMatchingTargets { get; init; } = 1;

    /// <summary>
    /// What must hold of the positive targets beside <see cref="MinMatchingTargets"/>, where a number does not say it;
    /// null for nothing else.
    /// </summary>
    /// <remarks>A source that links to none of them must not match. Whatever the expression, a row's matching targets
    /// are all that it links to.</remarks>
    public MatchExpression? Match { get; init; }

    /// <summary>Which links to the positive targets count; null for all live ones.</summary>
    /// <remarks>
    /// A source that links to a negative target is left out whatever that link is like, unless it is lost: who asks
    /// for links with one anchor text to others wants nobody who links to him already.
    /// </remarks>
    public LinkFilter? Links { get; init; }

    /// <summary>What whoever asks should know of how it was understood (<see cref="TargetNotes"/>); changes no answer.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Which sources are looked at; null for all.</summary>
    public SourceFilter? Filter { get; init; }

    /// <summary>The only sources to look at, with all that is in them; null for all.</summary>
    public IReadOnlyList<Target>? SourcesIn { get; init; }

    /// <summary>Sources to leave out, with all that is in them; null for none.</summary>
    public IReadOnlyList<Target>? SourcesNotIn { get; init; }

    /// <summary>Rules that hide rows; each is asked of the answer without any. None twice.</summary>
    public IReadOnlyList<HideRule> Hide { get; init; } = [];

    /// <summary>What the rows are.</summary>
    public SourceScope SourceScope { get; init; } = SourceScope.Page;

    /// <summary>Order of the rows, unless <see cref="SortKeys"/> say another.</summary>
    public IntersectSort Sort { get; init; } = IntersectSort.MatchingTargetCount;

    /// <summary>
    /// A free order: the first key counts first, ties go by ascending source id. Empty for <see cref="Sort"/>, whose
    /// pages need not look at all rows.
    /// </summary>
    public IReadOnlyList<OrderKey> SortKeys { get; init; } = [];

    /// <summary>Count followed links only, those to negative targets too.</summary>
    public bool FollowedOnly { get; init; }
}

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
