using System.Globalization;

namespace Vennlink.Query.Walk;

/// <summary>Which sources match, as a tree: a target, at least k of some parts, or not a part.</summary>
/// <remarks>
/// "2 of (a, b, c) and (d or e) and not f" is <c>All(AtLeast(2, a, b, c), Any(d, e), Not(f))</c>. A target may stand in
/// several places. Immutable; its text tells all of it.
/// </remarks>
public abstract class MatchExpression
{
    private protected MatchExpression()
    {
    }

    /// <summary>
    /// Sources that link to a target; below a <see cref="Not"/>, or any odd number of them: that link to it or lie in
    /// its root domain.
    /// </summary>
    /// <param name="index">Index into the positive targets of the question.</param>
    public static MatchExpression Target(int index) => new OneTarget(index);

    /// <summary>Sources that match at least <paramref name="count"/> of some parts.</summary>
    /// <param name="count">1 … number of parts.</param>
    /// <param name="parts">At least one; one that is there twice counts twice.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer parts.</exception>
    public static MatchExpression AtLeast(int count, params IReadOnlyList<MatchExpression> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, parts.Count);
        return new Counted(count, [.. parts]);
    }

    /// <summary>Sources that match all parts.</summary>
    public static MatchExpression All(params IReadOnlyList<MatchExpression> parts) =>
        AtLeast(parts?.Count ?? 0, parts!);

    /// <summary>Sources that match one part or more.</summary>
    public static MatchExpression Any(params IReadOnlyList<MatchExpression> parts) => AtLeast(1, parts);

    /// <summary>Sources that do not match a part.</summary>
    public static MatchExpression Not(MatchExpression part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return new Negation(part);
    }

    /// <summary>
    /// Sources without a link that counts to a target. Unlike <see cref="Not"/> of it this says nothing of those that
    /// lie in its root domain: they have no such link, so they match.
    /// </summary>
    /// <param name="index">Index into the positive targets of the question.</param>
    public static MatchExpression Unlinked(int index) => new NoLink(index);

    /// <summary>Sources that link to exactly the targets of one set: to all of these, and to no other.</summary>
    /// <param name="sets">Indexes into the positive targets; at least one set, none empty.</param>
    /// <param name="targetCount">Number of positive targets.</param>
    public static MatchExpression Exactly(IReadOnlyList<IReadOnlyList<int>> sets, int targetCount)
    {
        ArgumentNullException.ThrowIfNull(sets);
        return Any([.. sets.Select(set => All([.. Enumerable.Range(0, targetCount)
            .Select(index => set.Contains(index) ? Target(index) : Unlinked(index))]))]);
    }

    internal sealed class NoLink(int index) : MatchExpression
    {
        public int Index => index;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"no {index}");
    }

    internal sealed class OneTarget(int index) : MatchExpression
    {
        public int Index => index;

        public override string ToString() => index.ToString(CultureInfo.InvariantCulture);
    }

    internal sealed class Counted(int count, MatchExpression[] parts) : MatchExpression
    {
        public int Count => count;

        public IReadOnlyList<MatchExpression> Parts => parts;

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture,
                $"{count} of ({string.Join(", ", parts.Select(part => part.ToString()))})");
    }

    internal sealed class Negation(MatchExpression part) : MatchExpression
    {
        public MatchExpression Part => part;

        public override string ToString() => $"not {part}";
    }
}
