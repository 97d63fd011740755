using System.Text.Json.Nodes;
using Vennlink.Query.Walk;

namespace Vennlink.Tests.Oracles;

/// <summary>
/// A question as a person might write it, and what it asks, worked out from the rules of docs/match.md one target at a
/// time.
/// </summary>
internal sealed class NaiveQuestion
{
    // Nobody links to it: not to link to it always holds.
    private static readonly NaiveIntersect.Target Nobody = new("page", "nobody.invalid/");

    private readonly Random _random;
    private readonly NaiveIntersect.Target[] _leaves;

    /// <param name="random">Decides between ways to say the same.</param>
    /// <param name="to">Targets given beside the expression; may be none.</param>
    /// <param name="not">Targets given as excluded.</param>
    /// <param name="minimum">How many of <paramref name="to"/> are needed.</param>
    /// <param name="leaves">Targets of the expression.</param>
    /// <param name="tree">The expression, which a source that links to no target does not match.</param>
    public NaiveQuestion(Random random, NaiveIntersect.Target[] to, NaiveIntersect.Target[] not, int minimum,
        NaiveIntersect.Target[] leaves, MatchExpression tree)
    {
        (_random, _leaves) = (random, leaves);
        Text = Write(tree, mayStandAlone: true);
        Json = ToJson(tree);
        (NaiveIntersect.Target Target, bool IsExcluded)[] uses = [.. Uses(tree, isNegated: false, isTop: true)];
        bool IsNegative(NaiveIntersect.Target target) =>
            !to.Contains(target) && uses.Where(use => use.Target == target).All(use => use.IsExcluded);
        NaiveIntersect.Target[] others =
            [.. uses.Select(use => use.Target).Distinct().Where(target => !to.Contains(target) && !IsNegative(target))];
        TargetCount = to.Length + others.Length;
        Positives = [.. to, .. others, Nobody];
        Negatives = [.. not, .. uses.Select(use => use.Target).Where(IsNegative)];
        Minimum = to.Length > 0 ? 1 : Math.Min(minimum, Math.Max(1, others.Length));
        MatchExpression mapped = Map(tree, leaf =>
            IsNegative(leaves[leaf]) ? TargetCount : Array.IndexOf(Positives, leaves[leaf]));
        MatchExpression[] beside = [.. Enumerable.Range(0, to.Length).Select(MatchExpression.Target)];
        Match = to.Length == 0 ? mapped : MatchExpression.All(MatchExpression.AtLeast(minimum, beside), mapped);
    }

    /// <summary>The expression as a text, one of many.</summary>
    public string Text { get; }

    /// <summary>The expression as a tree of JSON.</summary>
    public JsonNode Json { get; }

    /// <summary>Positive targets, and behind them one that nobody links to.</summary>
    public NaiveIntersect.Target[] Positives { get; }

    /// <summary>Positive targets without that one.</summary>
    public int TargetCount { get; }

    /// <summary>Targets that no source may link to.</summary>
    public NaiveIntersect.Target[] Negatives { get; }

    /// <summary>How many positive targets a row must link to.</summary>
    public int Minimum { get; }

    /// <summary>What else must hold, over <see cref="Positives"/>.</summary>
    public MatchExpression Match { get; }

    /// <summary>A target as typed.</summary>
    public static string Typed(Random random, NaiveIntersect.Target target) =>
        target.Scope == "root_domain" && random.Next(2) == 0 ? target.Text : $"{target.Scope}:{target.Text}";

    // Each leaf with whether the whole excludes it there: below all of its parts, or below none of "not any of these".
    private IEnumerable<(NaiveIntersect.Target Target, bool IsExcluded)> Uses(
        MatchExpression part, bool isNegated, bool isTop) => part switch
        {
            MatchExpression.Negation negation => Uses(negation.Part, !isNegated, isTop),
            MatchExpression.Counted counted => counted.Parts.SelectMany(inner =>
                Uses(inner, isNegated, isTop && counted.Count == (isNegated ? 1 : counted.Parts.Count))),
            _ => [(_leaves[((MatchExpression.OneTarget)part).Index], isTop && isNegated)],
        };

    private static MatchExpression Map(MatchExpression part, Func<int, int> map) => part switch
    {
        MatchExpression.Negation negation => MatchExpression.Not(Map(negation.Part, map)),
        MatchExpression.Counted counted =>
            MatchExpression.AtLeast(counted.Count, [.. counted.Parts.Select(inner => Map(inner, map))]),
        _ => MatchExpression.Target(map(((MatchExpression.OneTarget)part).Index)),
    };

    // Brackets wherever they could be needed, and now and then where they are not.
    private string Write(MatchExpression part, bool mayStandAlone)
    {
        string text = part switch
        {
            MatchExpression.Negation negation => $"{Word("not")} {Write(negation.Part, mayStandAlone: false)}",
            MatchExpression.Counted { Parts.Count: > 1 } all when all.Count == all.Parts.Count && _random.Next(4) > 0 =>
                string.Join($" {Word("and")} ", all.Parts.Select(inner => Write(inner, mayStandAlone: false))),
            MatchExpression.Counted { Parts.Count: > 1, Count: 1 } any when _random.Next(4) > 0 =>
                string.Join($"\n{Word("or")} ", any.Parts.Select(inner => Write(inner, mayStandAlone: false))),
            MatchExpression.Counted counted => $"{counted.Count} {Word("of")}"
                + $"({string.Join(_random.Next(2) == 0 ? "," : " , ",
                    counted.Parts.Select(inner => Write(inner, mayStandAlone: true)))})",
            _ => WriteTarget(_leaves[((MatchExpression.OneTarget)part).Index]),
        };
        bool isTarget = part is MatchExpression.OneTarget;
        return (mayStandAlone || isTarget) && _random.Next(5) > 0 ? text : $"({text})";
    }

    private string Word(string word) => _random.Next(3) == 0 ? word.ToUpperInvariant() : word;

    private string WriteTarget(NaiveIntersect.Target target)
    {
        string typed = Typed(_random, target);
        return typed.Any("(),'\" ".Contains) || _random.Next(4) == 0
            ? $"'{typed.Replace("'", "''", StringComparison.Ordinal)}'" : typed;
    }

    private JsonNode ToJson(MatchExpression part) => part switch
    {
        MatchExpression.Negation negation => new JsonObject { ["not"] = ToJson(negation.Part) },
        MatchExpression.Counted counted => Group(counted, [.. counted.Parts.Select(ToJson)]),
        _ => _leaves[((MatchExpression.OneTarget)part).Index] is var target && _random.Next(2) == 0
            ? new JsonObject { ["target"] = target.Text, ["scope"] = target.Scope }
            : JsonValue.Create(Typed(_random, target)),
    };

    private JsonObject Group(MatchExpression.Counted counted, JsonArray parts) =>
        counted.Count == counted.Parts.Count && _random.Next(2) == 0 ? new JsonObject { ["all"] = parts }
        : counted.Count == 1 && _random.Next(2) == 0 ? new JsonObject { ["any"] = parts }
        : new JsonObject { ["at_least"] = counted.Count, ["of"] = parts };
}
