using System.Globalization;
using Vennlink.Links;
using Vennlink.Query.Hide;
using Vennlink.Query.Questions;
using Vennlink.Query.Walk;

namespace Vennlink.Query.Explain;

/// <summary>
/// Why an answer has no row: how many sources link to each target, and how many rows there would be without each
/// condition.
/// </summary>
/// <remarks>Made for an empty answer alone: it costs an exact total for each target and each condition.</remarks>
public sealed class EmptyAnswer
{
    /// <summary>Most targets that are counted one by one.</summary>
    public const int MaxTargets = 12;

    private readonly IReadOnlyList<Target> _targets;

    private EmptyAnswer(FoundQuery question, IReadOnlyList<long> targets, IReadOnlyList<DroppedCondition> conditions)
    {
        (_targets, TargetRows, Conditions) = (question.Query.PositiveTargets, targets, conditions);
    }

    /// <summary>
    /// For each positive target, up to <see cref="MaxTargets"/>, how many sources link to it by links that count,
    /// whatever else is asked.
    /// </summary>
    public IReadOnlyList<long> TargetRows { get; }

    /// <summary>Each condition of the question, and what the answer would be without it alone.</summary>
    public IReadOnlyList<DroppedCondition> Conditions { get; }

    /// <summary>All of it in short sentences, without a full stop, for people.</summary>
    public IEnumerable<string> Lines
    {
        get
        {
            string more = _targets.Count > TargetRows.Count ? ", …" : "";
            yield return "no row; alone, each target has: " + string.Join(", ", TargetRows.Select((count, target) =>
                string.Create(CultureInfo.InvariantCulture, $"{_targets[target].Text} {count:N0}"))) + more;
            foreach (DroppedCondition condition in Conditions.Where(condition => condition.RowCount > 0))
            {
                yield return $"{condition} there would be {Rows(condition.RowCount)}";
            }

            if (Conditions.Count > 0 && Conditions.All(condition => condition.RowCount == 0))
            {
                yield return Conditions.Count == 1 ? $"{Conditions[0]} there would be none either"
                    : "dropping any one condition alone gives none either: "
                        + string.Join(", ", Conditions.Select(condition => condition.Name));
            }
        }
    }

    /// <summary>Finds out why an answer is empty.</summary>
    /// <param name="engine">What answers.</param>
    /// <param name="question">A question without rows.</param>
    /// <param name="cancellationToken">Checked often.</param>
    public static EmptyAnswer Of(LinkIntersect engine, FoundQuery question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(question);
        IntersectQuery query = question.Query with { SortKeys = [], Sort = IntersectSort.MatchingTargetCount };
        long Count(IntersectQuery asked) => engine.Count(engine.Find(asked, cancellationToken), cancellationToken);

        long[] targets = [.. query.PositiveTargets.Take(MaxTargets).Select(target => Count(new IntersectQuery
        {
            PositiveTargets = [target],
            SourceScope = query.SourceScope,
            Links = query.Links,
            FollowedOnly = query.FollowedOnly,
        }))];
        List<DroppedCondition> conditions = [];
        if (query.MinMatchingTargets > 1)
        {
            conditions.Add(LowerMinimum(engine, query, cancellationToken));
        }

        foreach ((string name, string value, IntersectQuery without) in Without(query))
        {
            conditions.Add(new DroppedCondition(name, value, Count(without)));
        }

        return new EmptyAnswer(question, targets, conditions);
    }

    // The highest minimum that gives rows: the most that any source links to.
    private static DroppedCondition LowerMinimum(
        LinkIntersect engine, IntersectQuery query, CancellationToken cancellationToken)
    {
        FoundQuery any = engine.Find(query with { MinMatchingTargets = 1 }, cancellationToken);
        IReadOnlyList<IntersectRow> best = engine.Rows(any, 1, null, cancellationToken);
        int lower = best.Count > 0 ? best[0].MatchingTargetIndexes.Length : 1;
        long count = best.Count == 0 ? 0 : engine.Count(
            engine.Find(query with { MinMatchingTargets = lower }, cancellationToken), cancellationToken);
        return new DroppedCondition("min", Text(query.MinMatchingTargets), count) { Instead = Text(lower) };
    }

    private static IEnumerable<(string Name, string Value, IntersectQuery Query)> Without(IntersectQuery query)
    {
        if (query.Match is not null)
        {
            yield return ("match", "", query with { Match = null });
        }

        if (query.NegativeTargets.Count > 0)
        {
            yield return ("not", Texts(query.NegativeTargets), query with { NegativeTargets = [] });
        }

        foreach ((string name, string value, SourceFilter filter) in WithoutSources(query.Filter))
        {
            yield return ($"sources.{name}", value, query with { Filter = filter });
        }

        if (query.SourcesIn is { } listed)
        {
            yield return ("sources.in", Texts(listed), query with { SourcesIn = null });
        }

        if (query.SourcesNotIn is { Count: > 0 } unlisted)
        {
            yield return ("sources.not_in", Texts(unlisted), query with { SourcesNotIn = null });
        }

        foreach ((string name, string value, LinkFilter links) in WithoutLinks(query.Links))
        {
            yield return ($"links.{name}", value, query with { Links = links });
        }

        foreach (HideRule rule in query.Hide)
        {
            yield return ("hide", rule.ToString(), query with { Hide = [.. query.Hide.Where(other => other != rule)] });
        }

        if (query.FollowedOnly)
        {
            yield return ("followed_only", "the operator's setting", query with { FollowedOnly = false });
        }
    }

    private static IEnumerable<(string Name, string Value, SourceFilter Filter)> WithoutSources(SourceFilter? filter)
    {
        if (filter is null)
        {
            yield break;
        }

        (string Name, string? Value, SourceFilter Filter)[] parts =
        [
            ("domain_authority", filter.DomainAuthority?.ToString(), filter with { DomainAuthority = null }),
            ("spam_score", filter.SpamScore?.ToString(), filter with { SpamScore = null }),
            ("tld", List(filter.TopLevelDomains), filter with { TopLevelDomains = [] }),
            ("not_tld", List(filter.ExcludedTopLevelDomains), filter with { ExcludedTopLevelDomains = [] }),
            ("outgoing_domains", filter.OutgoingDomains?.ToString(), filter with { OutgoingDomains = null }),
            ("language", List(filter.Languages), filter with { Languages = [] }),
            ("not_language", List(filter.ExcludedLanguages), filter with { ExcludedLanguages = [] }),
            ("page_authority", filter.PageAuthority?.ToString(), filter with { PageAuthority = null }),
            ("title_contains", filter.TitleContains, filter with { TitleContains = null }),
            ("url_contains", filter.UrlContains, filter with { UrlContains = null }),
        ];
        foreach ((string name, string? value, SourceFilter without) in parts.Where(part => part.Value is not null))
        {
            yield return (name, value!, without);
        }
    }

    private static IEnumerable<(string Name, string Value, LinkFilter Links)> WithoutLinks(LinkFilter? links)
    {
        if (links is null)
        {
            yield break;
        }

        (string Name, string? Value, LinkFilter Links)[] parts =
        [
            ("followed", Truth(links.IsFollowed), links with { IsFollowed = null }),
            ("rel", List(QuestionWords.LinkRels.Within(links.AnyRel)), links with { AnyRel = LinkRel.None }),
            ("not_rel", List(QuestionWords.LinkRels.Within(links.NoRel)), links with { NoRel = LinkRel.None }),
            ("kind", List([.. links.Kinds.Select(QuestionWords.WordOf)]), links with { Kinds = [] }),
            ("anchor_contains", links.AnchorContains, links with { AnchorContains = null }),
            ("anchor_equals", links.AnchorEquals, links with { AnchorEquals = null }),
            ("anchor_empty", Truth(links.AnchorIsEmpty), links with { AnchorIsEmpty = null }),
            ("first_seen", links.FirstSeen?.ToString(), links with { FirstSeen = null }),
            ("last_seen", links.LastSeen?.ToString(), links with { LastSeen = null }),
            ("state", links.State == LinkState.Live ? null : QuestionWords.LinkStates.NameOf(links.State),
                links with { State = LinkState.Live }),
        ];
        foreach ((string name, string? value, LinkFilter without) in parts.Where(part => part.Value is not null))
        {
            yield return (name, value!, without);
        }
    }

    private static string? Truth(bool? value) => value switch { null => null, true => "true", false => "false" };

    private static string? List(IReadOnlyList<string> values) => values.Count == 0 ? null : string.Join(", ", values);

    private static string Texts(IReadOnlyList<Target> targets)
    {
        const int MaxShown = 5;
        return string.Join(", ", targets.Take(MaxShown).Select(target => target.Text))
            + (targets.Count > MaxShown ? ", …" : "");
    }

    private static string Rows(long count) =>
        count == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} rows");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A condition of a question, and how many rows there would be without it alone.</summary>
/// <param name="Name">Its name in the JSON form of a question: <c>sources.tld</c>.</param>
/// <param name="Value">What it says, in words; empty where that is long.</param>
/// <param name="RowCount">Rows without it, all else as it is.</param>
public sealed record DroppedCondition(string Name, string Value, long RowCount)
{
    /// <summary>What it was instead; null where it was dropped.</summary>
    public string? Instead { get; init; }

    /// <summary>Such as <c>without sources.tld (de)</c>, <c>with min 1 instead of 2</c>.</summary>
    public override string ToString() => Instead is not null ? $"with {Name} {Instead} instead of {Value}"
        : Value.Length > 0 ? $"without {Name} ({Value})" : $"without {Name}";
}
