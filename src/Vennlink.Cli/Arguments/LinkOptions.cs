using System.CommandLine;
using System.Globalization;
using Vennlink.Links;
using Vennlink.Query.Questions;

namespace Vennlink.Cli.Arguments;

/// <summary>The options that say which links count, made anew for each verb.</summary>
internal sealed class LinkOptions
{
    private const string DayFormat = "yyyy-MM-dd";

    private static readonly string[] Rels = QuestionWords.LinkRels.Names();
    private static readonly string[] States = QuestionWords.LinkStates.Names();

    private readonly Option<bool> _followed =
        new("--followed-only") { Description = "Only links that are not nofollow, ugc or sponsored" };

    private readonly Option<string[]> _rel = CommonOptions.Several(
        "--rel", "nofollow|ugc|sponsored", "Only links with one of these", Rels);

    private readonly Option<string[]> _notRel = CommonOptions.Several(
        "--not-rel", "nofollow|ugc|sponsored", "Only links with none of these", Rels);

    private readonly Option<string[]> _kind = CommonOptions.Several(
        "--kind", "KIND", "Only links of these kinds: anchor, canonical, redirect, refresh",
        QuestionWords.LinkKinds.Names());

    private readonly Option<string> _anchor = new("--anchor")
    {
        HelpName = "TEXT",
        Description = "Only links whose anchor text holds this, whatever its case and accents",
    };

    private readonly Option<string> _anchorIs = new("--anchor-is")
    {
        HelpName = "TEXT",
        Description = "Only links whose anchor text is this, whatever its case and accents",
    };

    private readonly Option<bool> _anchorEmpty = new("--anchor-empty")
    {
        Description = "Only links without anchor text, such as those of images",
    };

    private readonly Option<DayRange?> _firstSeen = Days("--first-seen", "Only links first seen in these days of UTC");
    private readonly Option<DayRange?> _lastSeen = Days("--last-seen", "Only links last seen in these days of UTC");

    private readonly Option<string> _links = new("--links")
    {
        HelpName = string.Join('|', States),
        Description = "Links that are on their page, that were, or both",
        DefaultValueFactory = _ => States[0],
    };

    public LinkOptions() => CommonOptions.OneOf(_links, States);

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All =>
        [_followed, _rel, _notRel, _kind, _anchor, _anchorIs, _anchorEmpty, _firstSeen, _lastSeen, _links];

    /// <summary>What they say; null when they ask for nothing.</summary>
    public LinkFilter? Read(ParseResult parsed)
    {
        LinkFilter filter = new()
        {
            IsFollowed = parsed.GetValue(_followed) ? true : null,
            AnyRel = Flags(parsed.GetValue(_rel)),
            NoRel = Flags(parsed.GetValue(_notRel)),
            Kinds = [.. (parsed.GetValue(_kind) ?? []).Select(name => QuestionWords.LinkKinds.ValueOf(name))
                .Distinct().Order()],
            AnchorContains = parsed.GetValue(_anchor),
            AnchorEquals = parsed.GetValue(_anchorIs),
            AnchorIsEmpty = parsed.GetValue(_anchorEmpty) ? true : null,
            FirstSeen = parsed.GetValue(_firstSeen),
            LastSeen = parsed.GetValue(_lastSeen),
            State = QuestionWords.LinkStates.ValueOf(parsed.GetRequiredValue(_links)),
        };
        return filter.AsksNothing ? null : filter;
    }

    private static LinkRel Flags(string[]? names) => (names ?? []).Aggregate(
        LinkRel.None, (flags, name) => flags | QuestionWords.LinkRels.ValueOf(name));

    private static Option<DayRange?> Days(string name, string description) => new(name)
    {
        HelpName = "FROM..UNTIL",
        Description = description + "; either end may be left out",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            string[] ends = text.Split("..");
            if (ends.Length == 2 && text != ".." && TryReadDay(ends[0], out DateOnly? from)
                && TryReadDay(ends[1], out DateOnly? until))
            {
                if (from <= until || from is null || until is null)
                {
                    return new DayRange(from, until);
                }

                result.AddError($"{name}: {ends[0]} is after {ends[1]}");
                return null;
            }

            result.AddError($"{name}: '{text}' is not a range of days such as 2026-06-01..2026-06-30 or 2026-06-01..");
            return null;
        },
    };

    private static bool TryReadDay(string text, out DateOnly? day)
    {
        bool isDay = DateOnly.TryParseExact(
            text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly read);
        day = isDay ? read : null;
        return isDay || text.Length == 0;
    }
}
