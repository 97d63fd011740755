using System.Globalization;

namespace Vennlink.Links;

/// <summary>
/// Which links count. A link counts that satisfies all that is set; what is not set lets every link through, but for
/// <see cref="State"/>: lost links count only when asked for.
/// </summary>
public sealed record LinkFilter
{
    /// <summary>Followed links only, or (false) only those that are not: nofollow, ugc or sponsored.</summary>
    public bool? IsFollowed { get; init; }

    /// <summary>Links with one of these flags or more; <see cref="LinkRel.None"/> for no condition.</summary>
    public LinkRel AnyRel { get; init; }

    /// <summary>Links with none of these flags.</summary>
    public LinkRel NoRel { get; init; }

    /// <summary>Links of one of these kinds; empty for no condition.</summary>
    public IReadOnlyList<LinkKind> Kinds { get; init; } = [];

    /// <summary>Links whose anchor text holds this; both folded (<see cref="TextFolding"/>). Null for all.</summary>
    public string? AnchorContains { get; init; }

    /// <summary>Links whose anchor text is this; both folded.</summary>
    public string? AnchorEquals { get; init; }

    /// <summary>Links whose anchor text has nothing to see, or (false) only those that have.</summary>
    public bool? AnchorIsEmpty { get; init; }

    /// <summary>Links first seen in these days; one without a date is in none.</summary>
    public DayRange? FirstSeen { get; init; }

    /// <summary>Links last seen in these days.</summary>
    public DayRange? LastSeen { get; init; }

    /// <summary>Links that are on the page, that were, or both.</summary>
    public LinkState State { get; init; }

    /// <summary>Whether all links count that count without a filter.</summary>
    public bool AsksNothing => IsFollowed is null && IsEmptyButFollowed;

    /// <summary>Whether nothing but <see cref="IsFollowed"/> is asked: lists of followed links are stored.</summary>
    internal bool IsFollowedAlone => IsFollowed == true && IsEmptyButFollowed;

    private bool IsEmptyButFollowed => AnyRel == LinkRel.None && NoRel == LinkRel.None && Kinds.Count == 0
        && AnchorContains is null && AnchorEquals is null && AnchorIsEmpty is null && FirstSeen is null
        && LastSeen is null && State == LinkState.Live;

    /// <summary>A filter, and that links must be followed where that is asked beside it.</summary>
    /// <param name="links">The filter; null for none.</param>
    /// <param name="followedOnly">Whether links that are nofollow, ugc or sponsored count no more.</param>
    /// <returns>Null where nothing is asked.</returns>
    public static LinkFilter? With(LinkFilter? links, bool followedOnly) => !followedOnly ? links
        : (links ?? new LinkFilter()) with { NoRel = (links?.NoRel ?? LinkRel.None) | LinkRel.NotFollowed };

    /// <summary>All of it, in a text that is the same everywhere.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"followed {IsFollowed}, rel {(int)AnyRel} not {(int)NoRel}, "
        + $"kinds {string.Join(' ', Kinds.Select(kind => (int)kind))}, first {FirstSeen}, last {LastSeen}, "
        + $"state {(int)State}, empty {AnchorIsEmpty}, is {Quoted(AnchorEquals)}, contains {Quoted(AnchorContains)}");

    // With its length, so that no text looks like the words around it.
    private static string Quoted(string? text) =>
        text is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{text.Length}:{text}");
}

/// <summary>Days of UTC from one to another, both included; null for an open end.</summary>
public readonly record struct DayRange(DateOnly? From, DateOnly? Until)
{
    /// <summary>Such as <c>2026-06-01..</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{From:yyyy-MM-dd}..{Until:yyyy-MM-dd}");
}

/// <summary>Whether a link is on its page now.</summary>
public enum LinkState : byte
{
    /// <summary>It is.</summary>
    Live = 0,

    /// <summary>It was, and is no longer.</summary>
    Lost = 1,

    /// <summary>Either.</summary>
    Both = 2,
}
