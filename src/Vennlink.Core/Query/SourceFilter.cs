using System.Globalization;

namespace Vennlink.Query;

/// <summary>Which sources are looked at at all, whatever they link to. What is not set leaves all in.</summary>
public sealed record SourceFilter
{
    /// <summary>Domain Authority of the source's root domain, 1–100.</summary>
    public ScoreRange? DomainAuthority { get; init; }

    /// <summary>Spam score of the source's root domain, 1–100, or −1 where there is none.</summary>
    public ScoreRange? SpamScore { get; init; }

    /// <summary>
    /// Only sources whose root domain ends in one of these: <c>com</c>, <c>co.uk</c>. ASCII, without a dot before.
    /// </summary>
    public IReadOnlyList<string> TopLevelDomains { get; init; } = [];

    /// <summary>Only sources whose root domain ends in none of these.</summary>
    public IReadOnlyList<string> ExcludedTopLevelDomains { get; init; } = [];

    /// <summary>All of it, in a text that is the same everywhere.</summary>
    public override string ToString() =>
        $"authority {DomainAuthority}, spam {SpamScore}, in {string.Join(' ', TopLevelDomains)}, not in "
            + $"{string.Join(' ', ExcludedTopLevelDomains)}";
}

/// <summary>Scores from one to another, both included.</summary>
public readonly record struct ScoreRange(int Min, int Max)
{
    /// <summary>Such as <c>1 to 100</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Min} to {Max}");
}
