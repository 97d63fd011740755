using Vennlink.Storage.Bytes;

namespace Vennlink.Links;

/// <summary>A <see cref="LinkFilter"/> ready to be asked of many links. Immutable; thread-safe.</summary>
internal sealed class LinkTest
{
    private const long SecondsPerDay = 86_400;

    // A day beyond all that a range can name, on either side; so an absurd date is one without a bound to meet.
    private const long FarthestDay = 1 << 30;

    private readonly byte[]? _contains;
    private readonly byte[]? _equals;
    private readonly bool[] _facts = new bool[1 << FactsBits];

    public LinkTest(LinkFilter filter)
    {
        Filter = filter;
        _contains = filter.AnchorContains is null ? null : TextFolding.Fold(filter.AnchorContains);
        _equals = filter.AnchorEquals is null ? null : TextFolding.Fold(filter.AnchorEquals);
        FirstSeen = Days.Of(filter.FirstSeen);
        LastSeen = Days.Of(filter.LastSeen);
        for (int code = 0; code < _facts.Length; code++)
        {
            _facts[code] = Holds(
                (LinkKind)(code & 3), (LinkRel)((code >> 2) & 0xF), (code & LostCode) != 0);
        }
    }

    /// <summary>Bits of <see cref="Code"/>.</summary>
    public const int FactsBits = 7;

    private const int LostCode = 1 << 6;

    /// <summary>What is asked.</summary>
    public LinkFilter Filter { get; }

    /// <summary>Days that a link is first seen in; null for all, and those without a date.</summary>
    public Days? FirstSeen { get; }

    /// <summary>Days that a link is last seen in.</summary>
    public Days? LastSeen { get; }

    /// <summary>Whether anything is asked of the anchor text.</summary>
    public bool AsksAnchor => _contains is not null || _equals is not null || Filter.AnchorIsEmpty is not null;

    /// <summary>Folded bytes that every anchor text holds that is asked for; null for none.</summary>
    public ReadOnlySpan<byte> AnchorNeedle => _contains ?? _equals;

    /// <summary>For each <see cref="Code"/> whether it satisfies what is asked of kind, rel and state.</summary>
    public ReadOnlySpan<bool> Facts => _facts;

    /// <summary>Kind (bits 0–1), rel (2–5) and whether it is lost (6), as one number.</summary>
    public static int Code(in LinkFacts facts) =>
        (int)facts.Kind | ((int)facts.Rel << 2) | (facts.IsLost ? LostCode : 0);

    /// <summary>Day of UTC since 1970 of a time in seconds.</summary>
    public static int DayOf(long seconds) =>
        (int)Math.Clamp(Math.DivRem(seconds, SecondsPerDay) is var (day, rest) && rest < 0 ? day - 1 : day,
            -FarthestDay, FarthestDay);

    /// <summary>The same; null for null.</summary>
    public static int? DayOf(long? seconds) => seconds is { } known ? DayOf(known) : null;

    /// <summary>Whether a link counts.</summary>
    /// <param name="facts">What is known of it.</param>
    /// <param name="anchor">Its anchor text, UTF-8.</param>
    /// <param name="folded">Room for the folded text.</param>
    public bool Holds(in LinkFacts facts, ReadOnlySpan<byte> anchor, ByteList folded)
    {
        if (!_facts[Code(facts)] || !IsIn(FirstSeen, facts.FirstSeenSeconds) || !IsIn(LastSeen, facts.LastSeenSeconds))
        {
            return false;
        }

        if (!AsksAnchor)
        {
            return true;
        }

        folded.Clear();
        TextFolding.Fold(anchor, folded);
        return HoldsAnchor(folded.Span);
    }

    /// <summary>Whether an anchor text is one that is asked for.</summary>
    /// <param name="folded">The text, folded.</param>
    public bool HoldsAnchor(ReadOnlySpan<byte> folded) =>
        (_contains is null || folded.IndexOf(_contains) >= 0)
        && (_equals is null || folded.SequenceEqual(_equals))
        && (Filter.AnchorIsEmpty is null || folded.IsEmpty == Filter.AnchorIsEmpty);

    private static bool IsIn(Days? days, long? seconds) =>
        days is not { } range || (seconds is { } known && range.Holds(DayOf(known)));

    private bool Holds(LinkKind kind, LinkRel rel, bool isLost) =>
        (Filter.IsFollowed is null || (rel & LinkRel.NotFollowed) == 0 == Filter.IsFollowed)
        && (Filter.AnyRel == LinkRel.None || (rel & Filter.AnyRel) != 0)
        && (rel & Filter.NoRel) == 0
        && (Filter.Kinds.Count == 0 || Filter.Kinds.Contains(kind))
        && (Filter.State == LinkState.Both || isLost == (Filter.State == LinkState.Lost));
}

/// <summary>Days of UTC since 1970, both included.</summary>
internal readonly record struct Days(int First, int Last)
{
    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>The days of a range; null for none.</summary>
    public static Days? Of(DayRange? range) => range is not { } days ? null
        : new Days(
            days.From is { } from ? from.DayNumber - Epoch : int.MinValue,
            days.Until is { } until ? until.DayNumber - Epoch : int.MaxValue);

    /// <summary>Whether a day is one of them.</summary>
    public bool Holds(int day) => day >= First && day <= Last;
}
