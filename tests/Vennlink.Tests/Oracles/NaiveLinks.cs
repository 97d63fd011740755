using System.Globalization;
using System.Text;
using Vennlink.Links;

namespace Vennlink.Tests.Oracles;

/// <summary>Filters on links as they are defined, one link at a time; and random ones.</summary>
internal static class NaiveLinks
{
    private const long Day = 86_400;

    private static readonly string[] Anchors =
        ["", "", " ", "Best Review", "best  réview", "REVIEWS & more", "Ünïted", "united", "x", "読む", "Straße", "strasse",
            "İstanbul", "ﬁne", "\u00AD", "ИЙ", "ии"];

    private static readonly string[] Asked = ["review", "e", "UNITED", "", "x", "読", "STRASSE", "fine", "ii", "ИИ", "é r"];

    private static readonly LinkRel[] Rels =
        [LinkRel.Nofollow, LinkRel.Ugc, LinkRel.Sponsored, LinkRel.PageNofollow, LinkRel.Nofollow | LinkRel.Ugc];

    /// <summary>Whether a link counts.</summary>
    public static bool Counts(LinkFilter filter, TableLink link)
    {
        string anchor = Fold(link.Anchor);
        return (filter.IsFollowed is null || filter.IsFollowed == (link.Rel == LinkRel.None))
            && (filter.AnyRel == LinkRel.None || (link.Rel & filter.AnyRel) != LinkRel.None)
            && (link.Rel & filter.NoRel) == LinkRel.None
            && (filter.Kinds.Count == 0 || filter.Kinds.Contains(link.Kind))
            && (filter.AnchorContains is null || anchor.Contains(Fold(filter.AnchorContains), StringComparison.Ordinal))
            && (filter.AnchorEquals is null || anchor == Fold(filter.AnchorEquals))
            && (filter.AnchorIsEmpty is null || filter.AnchorIsEmpty == (anchor.Length == 0))
            && IsIn(filter.FirstSeen, link.FirstSeen) && IsIn(filter.LastSeen, link.LastSeen)
            && (filter.State == LinkState.Both || link.IsLost == (filter.State == LinkState.Lost));
    }

    /// <summary>A link with facts of its own; one in six is lost.</summary>
    public static TableLink WithFacts(Random random, TableLink link)
    {
        long first = random.Next(-20, 40) * Day / 2;
        return link with
        {
            Rel = link.IsNofollow ? Rels[random.Next(Rels.Length)] : LinkRel.None,
            Kind = random.Next(3) > 0 ? LinkKind.Anchor : (LinkKind)random.Next(4),
            Anchor = Anchors[random.Next(Anchors.Length)],
            FirstSeen = random.Next(5) == 0 ? null : first,
            LastSeen = random.Next(5) == 0 ? null : first + random.Next(0, (int)(5 * Day)),
            IsLost = random.Next(6) == 0,
        };
    }

    /// <summary>A filter with few of its parts there.</summary>
    public static LinkFilter RandomFilter(Random random)
    {
        bool Sometimes() => random.Next(7) == 0;
        DayRange? Days() => !Sometimes() ? null : new DayRange(Date(-10, 15), Sometimes() ? null : Date(0, 30));
        DateOnly? Date(int from, int until) =>
            Sometimes() ? null : new DateOnly(1970, 1, 1).AddDays(random.Next(from, until));
        return new LinkFilter
        {
            IsFollowed = Sometimes() ? random.Next(2) == 0 : null,
            AnyRel = Sometimes() ? Rels[random.Next(Rels.Length)] : LinkRel.None,
            NoRel = Sometimes() ? Rels[random.Next(Rels.Length)] : LinkRel.None,
            Kinds = Sometimes() ? [(LinkKind)random.Next(4), LinkKind.Anchor] : [],
            AnchorContains = Sometimes() ? Asked[random.Next(Asked.Length)] : null,
            AnchorEquals = Sometimes() ? Asked[random.Next(Asked.Length)] : null,
            AnchorIsEmpty = Sometimes() ? random.Next(2) == 0 : null,
            FirstSeen = Days(),
            LastSeen = Days(),
            State = Sometimes() ? (LinkState)random.Next(1, 3) : LinkState.Live,
        };
    }

    /// <summary>Folds with the library's normalization: right for the texts here.</summary>
    public static string Fold(string text)
    {
        string marked = text.Replace("ß", "ss", StringComparison.Ordinal).ToLowerInvariant()
            .Normalize(NormalizationForm.FormKD);
        string plain = string.Concat(marked.Where(letter =>
            CharUnicodeInfo.GetUnicodeCategory(letter) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format)));
        return string.Join(' ', plain.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool IsIn(DayRange? range, long? seconds)
    {
        if (range is not { } days)
        {
            return true;
        }

        DateOnly? day = seconds is { } known ? DateOnly.FromDateTime(DateTime.UnixEpoch.AddSeconds(known)) : null;
        return day is not null && !(day < days.From) && !(day > days.Until);
    }
}
