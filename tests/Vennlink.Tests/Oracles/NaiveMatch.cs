using Vennlink.Query;
using Vennlink.Query.Walk;

namespace Vennlink.Tests.Oracles;

/// <summary>Trees of targets and source filters as they are defined, one source at a time; and random ones.</summary>
internal static class NaiveMatch
{
    /// <summary>Whether a source matches a tree.</summary>
    /// <param name="expression">The tree.</param>
    /// <param name="links">Whether it links to a target.</param>
    /// <param name="isOwn">Whether it lies in a target's root domain.</param>
    /// <param name="isOdd">Below an odd number of negations.</param>
    public static bool Holds(MatchExpression expression, Func<int, bool> links, Func<int, bool> isOwn,
        bool isOdd = false) => expression switch
        {
            MatchExpression.OneTarget target => links(target.Index) || (isOdd && isOwn(target.Index)),
            MatchExpression.Negation negation => !Holds(negation.Part, links, isOwn, !isOdd),
            MatchExpression.Counted counted =>
                counted.Parts.Count(part => Holds(part, links, isOwn, isOdd)) >= counted.Count,
            _ => throw new ArgumentOutOfRangeException(nameof(expression)),
        };

    /// <summary>A tree of groups up to three deep, which a source that links to no target does not match.</summary>
    public static MatchExpression Random(Random random, int targetCount)
    {
        MatchExpression tree = RandomPart(random, targetCount, random.Next(1, 4));
        return Holds(tree, _ => false, _ => false)
            ? MatchExpression.All(
                MatchExpression.Any([.. Enumerable.Range(0, targetCount).Select(MatchExpression.Target)]), tree)
            : tree;
    }

    /// <summary>Whether a root domain passes a filter.</summary>
    public static bool IsKept(SourceFilter? filter, string rootDomain, int domainAuthority, int spamScore)
    {
        bool EndsIn(string suffix) =>
            rootDomain == suffix || rootDomain.EndsWith($".{suffix}", StringComparison.Ordinal);
        return filter is null
            || ((filter.DomainAuthority is not { } authority
                || (domainAuthority >= authority.Min && domainAuthority <= authority.Max))
                && (filter.SpamScore is not { } spam || (spamScore >= spam.Min && spamScore <= spam.Max))
                && (filter.TopLevelDomains.Count == 0 || filter.TopLevelDomains.Any(EndsIn))
                && !filter.ExcludedTopLevelDomains.Any(EndsIn));
    }

    /// <summary>A filter with each part there or not.</summary>
    public static SourceFilter RandomFilter(Random random, IReadOnlyList<string> suffixes)
    {
        IReadOnlyList<string> Some() => random.Next(3) > 0
            ? [] : [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => suffixes[random.Next(suffixes.Count)])];
        ScoreRange Range(int least) =>
            random.Next(least, 60) is var min ? new ScoreRange(min, random.Next(min, 101)) : default;
        return new SourceFilter
        {
            DomainAuthority = random.Next(2) == 0 ? null : Range(1),
            SpamScore = random.Next(2) == 0 ? null : Range(-1),
            TopLevelDomains = Some(),
            ExcludedTopLevelDomains = Some(),
        };
    }

    private static MatchExpression RandomPart(Random random, int targetCount, int depth)
    {
        if (depth == 0)
        {
            return MatchExpression.Target(random.Next(targetCount));
        }

        MatchExpression[] parts = [
            .. Enumerable.Range(0, random.Next(1, 5)).Select(_ => RandomPart(random, targetCount, random.Next(depth)))];
        MatchExpression part = MatchExpression.AtLeast(random.Next(1, parts.Length + 1), parts);
        return random.Next(5) == 0 ? MatchExpression.Not(part) : part;
    }
}
