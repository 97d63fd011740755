using System.Globalization;
using System.Text;
using Vennlink.Query.Hide;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;

namespace Vennlink.Query.Questions;

/// <summary>Makes queries of questions, by the public suffixes of one index. Not thread-safe.</summary>
public sealed class QuestionResolver
{
    private readonly TargetParser _parser;

    /// <summary>Prepares resolving for one snapshot.</summary>
    public QuestionResolver(Snapshot snapshot) => _parser = new TargetParser(snapshot);

    /// <summary>Resolves a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="problems">Where its problems go.</param>
    /// <returns>The query; null when there are problems.</returns>
    /// <remarks>
    /// Positive targets are those of <see cref="Question.To"/>, then those of the expression, each once, in order of
    /// appearance. What the whole expression excludes and nothing in it asks for are negative targets; what is excluded
    /// deeper inside stays there. What a number can say is said by <see cref="IntersectQuery.MinMatchingTargets"/>, so
    /// that a question has one form however it is written.
    /// </remarks>
    public IntersectQuery? Resolve(Question question, QuestionProblems problems)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(problems);
        List<Target> to = Resolve("to", question.To, problems);
        List<Target> negatives = Resolve("not", question.Not, problems);
        List<Target> leaves = Resolve("match", question.Match?.Targets ?? [], problems);
        List<Target>? listed = ResolveSources("sources.in", question.SourcesIn, problems);
        List<Target>? unlisted = ResolveSources("sources.not_in", question.SourcesNotIn, problems);
        SortText.Check(question, problems);
        if (problems.Any)
        {
            return null;
        }

        List<Target> positives = [.. to];
        List<MatchExpression> parts = [];
        IReadOnlyList<string> notes = TargetNotes.Of([.. to, .. leaves], negatives);
        if (question.Match is { } match)
        {
            Split(match.Expression, leaves, positives, negatives, parts);
        }

        if (OnlyPart(question.Only, positives.Count, problems) is { } only)
        {
            parts.Add(only);
        }

        int minimum = question.Min;
        CheckNumbers(question, to.Count > 0 ? to.Count : positives.Count, problems);
        if (to.Count > 0 && parts.Count > 0 && !problems.Any)
        {
            parts.Insert(0, MatchExpression.AtLeast(
                minimum, [.. Enumerable.Range(0, to.Count).Select(MatchExpression.Target)]));
            minimum = 1;
        }

        CheckHide(question.Hide, negatives.Count, problems);
        MatchExpression? tree = Simplify(parts, positives.Count, ref minimum);
        if (!problems.Any && tree is not null
            && new MatchTree(tree, new IdRange[positives.Count]).MinLinkedTargets == 0)
        {
            problems.Add("match", "lets sources match that link to none of its targets; say what they must link to, as "
                + "in 'a.com and not (…)'");
        }

        return problems.Any ? null : new IntersectQuery
        {
            PositiveTargets = positives,
            NegativeTargets = negatives,
            MinMatchingTargets = minimum,
            Match = tree,
            Filter = question.Filter,
            SourcesIn = listed,
            SourcesNotIn = unlisted,
            Hide = question.Hide,
            SourceScope = question.SourceScope,
            Sort = question.Sort,
            SortKeys = question.SortKeys,
            Links = question.Links,
            Notes = notes,
        };
    }

    // The rows of some subsets: links to each target of a set, and to no other. Not "not": a row inside the site of
    // another target is counted by its subset, so it must be found by it too.
    private static MatchExpression? OnlyPart(
        IReadOnlyList<IReadOnlyList<int>> sets, int targetCount, QuestionProblems problems)
    {
        if (sets.Count == 0)
        {
            return null;
        }

        if (targetCount > SubsetCounts.MaxTargets || sets.Count > Question.MaxOnlySets)
        {
            problems.Add("only", string.Create(CultureInfo.InvariantCulture,
                $"takes {Question.MaxOnlySets} sets, and {SubsetCounts.MaxTargets} targets in all, at most; "
                    + $"not {sets.Count} and {targetCount}"));
            return null;
        }

        int? wrong = sets.SelectMany(set => set).Cast<int?>().FirstOrDefault(index => index >= targetCount);
        if (wrong is not null)
        {
            problems.Add("only", string.Create(CultureInfo.InvariantCulture,
                $"has the index {wrong}; the {targetCount} targets to link to have 0 to {targetCount - 1}"));
            return null;
        }

        return MatchExpression.Exactly(sets, targetCount);
    }

    private static void CheckHide(IReadOnlyList<HideRule> rules, int negativeCount, QuestionProblems problems)
    {
        foreach (IGrouping<HideKind, HideRule> same in rules.GroupBy(rule => rule.Kind)
            .Where(same => same.Skip(1).Any()))
        {
            problems.Add("hide", $"has '{same.First()}' and '{same.Last()}', which are one rule");
        }

        if (negativeCount == 0 && rules.Any(rule => rule.Kind == HideKind.OtherHosts))
        {
            problems.Add("hide", "'other-hosts' asks who links to a target of 'not', and there is none");
        }
    }

    /// <summary>Resolves the targets of a question about links, the source before them.</summary>
    /// <returns>The source and the targets; null when there are problems.</returns>
    public (Target Source, IReadOnlyList<Target> To)? Resolve(EvidenceQuestion question, QuestionProblems problems)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(problems);
        List<Target> source = question.Source is { } text
            ? Resolve("source", [EvidenceQuestion.WithScope(text)], problems) : [];
        List<Target> to = Resolve("to", question.To, problems);
        return problems.Any ? null : (source[0], to);
    }

    private static void CheckNumbers(Question question, int targetCount, QuestionProblems problems)
    {
        if (targetCount == 0)
        {
            problems.Add(question.Match is null ? "to" : "match", "no target to link to is given");
        }
        else if (question.Min > targetCount)
        {
            string given = targetCount == 1 ? "one target"
                : string.Create(CultureInfo.InvariantCulture, $"{targetCount} targets");
            problems.Add("min", string.Create(CultureInfo.InvariantCulture,
                $"{question.Min} is more than the {given} given"));
        }
    }

    private List<Target>? ResolveSources(
        string field, IReadOnlyList<TargetText>? texts, QuestionProblems problems)
    {
        if (texts is null)
        {
            return null;
        }

        List<Target> sources = new(texts.Count);
        foreach (TargetText text in texts)
        {
            Target? source = null;
            TargetProblem problem = text.HasScope ? _parser.TryParse(text.Url, text.Scope, out source)
                : _parser.TryParseNamed(text.Url, out source);
            if (source is null)
            {
                problems.Add(field, text.Describe(problem));
            }
            else
            {
                sources.Add(source with { Text = text.Typed });
            }
        }

        return sources;
    }

    private List<Target> Resolve(string field, IReadOnlyList<TargetText> texts, QuestionProblems problems)
    {
        List<Target> targets = new(texts.Count);
        foreach (TargetText text in texts)
        {
            TargetProblem problem = _parser.TryParse(text.Url, text.Scope, out Target? target);
            if (target is null)
            {
                problems.Add(field, text.Describe(problem));
            }
            else
            {
                targets.Add(target with { Text = text.Typed });
            }
        }

        return targets;
    }

    // Parts of an expression that must all hold: those that only exclude a target that nothing asks for make it a
    // negative one, the others are mapped to positive targets, which are added as they appear.
    private static void Split(MatchExpression expression, List<Target> leaves, List<Target> positives,
        List<Target> negatives, List<MatchExpression> parts)
    {
        Dictionary<string, int> indexes = new(StringComparer.Ordinal);
        for (int index = 0; index < positives.Count; index++)
        {
            indexes.TryAdd(KeyOf(positives[index]), index);
        }

        MatchExpression[] conjuncts = [.. Conjuncts(expression)];
        HashSet<string> asked = [.. indexes.Keys, .. conjuncts.Where(part => ExcludedBy(part) is null)
            .SelectMany(Leaves).Select(leaf => KeyOf(leaves[leaf]))];
        foreach (MatchExpression part in conjuncts)
        {
            if (ExcludedBy(part) is { } excluded && !asked.Contains(KeyOf(leaves[excluded])))
            {
                negatives.Add(leaves[excluded]);
            }
            else
            {
                parts.Add(Map(part, IndexOf));
            }
        }

        int IndexOf(int leaf)
        {
            if (indexes.TryAdd(KeyOf(leaves[leaf]), positives.Count))
            {
                positives.Add(leaves[leaf]);
            }

            return indexes[KeyOf(leaves[leaf])];
        }
    }

    // "k of all targets" is a number.
    private static MatchExpression? Simplify(List<MatchExpression> parts, int targetCount, ref int minimum)
    {
        switch (parts)
        {
            case []:
            case [MatchExpression.OneTarget] when targetCount == 1:
                return null;
            case [MatchExpression.Counted counted] when counted.Parts.Count == targetCount
                && counted.Parts.All(part => part is MatchExpression.OneTarget)
                && counted.Parts.SelectMany(Leaves).Distinct().Count() == targetCount:
                minimum = Math.Max(minimum, counted.Count);
                return null;
            case [var only]:
                return only;
            default:
                return MatchExpression.All(parts);
        }
    }

    private static IEnumerable<MatchExpression> Conjuncts(MatchExpression part) => part switch
    {
        MatchExpression.Counted all when all.Count == all.Parts.Count => all.Parts.SelectMany(Conjuncts),
        MatchExpression.Negation { Part: MatchExpression.Negation twice } => Conjuncts(twice.Part),
        MatchExpression.Negation { Part: MatchExpression.Counted { Count: 1 } any } =>
            any.Parts.SelectMany(excluded => Conjuncts(MatchExpression.Not(excluded))),
        _ => [part],
    };

    private static int? ExcludedBy(MatchExpression part) =>
        part is MatchExpression.Negation { Part: MatchExpression.OneTarget target } ? target.Index : null;

    private static IEnumerable<int> Leaves(MatchExpression part) => part switch
    {
        MatchExpression.OneTarget target => [target.Index],
        MatchExpression.Negation negation => Leaves(negation.Part),
        MatchExpression.Counted counted => counted.Parts.SelectMany(Leaves),
        _ => [],
    };

    private static MatchExpression Map(MatchExpression part, Func<int, int> map) => part switch
    {
        MatchExpression.OneTarget target => MatchExpression.Target(map(target.Index)),
        MatchExpression.Negation negation => MatchExpression.Not(Map(negation.Part, map)),
        MatchExpression.Counted counted =>
            MatchExpression.AtLeast(counted.Count, [.. counted.Parts.Select(inner => Map(inner, map))]),
        _ => part,
    };

    private static string KeyOf(Target target) => $"{target.Scope} {Encoding.Latin1.GetString(target.Key.Span)}";
}
