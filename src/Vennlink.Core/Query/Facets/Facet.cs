namespace Vennlink.Query.Facets;

/// <summary>What the rows of an answer are counted by.</summary>
public enum Facet : byte
{
    /// <summary>Last label of the root domain; none of an IP address.</summary>
    TopLevelDomain,

    /// <summary>Tenth of Domain Authority: 1–10, 11–20 …</summary>
    Authority,

    /// <summary>Whether a link that counts is followed; not known where links are arcs of a graph.</summary>
    Followed,

    /// <summary>Third of the spam score, low, medium, high: 1–30, 31–60, 61–100; none without a score.</summary>
    SpamScore,
}

/// <summary>How many rows have which value.</summary>
/// <param name="Facet">What they are counted by.</param>
/// <param name="Values">
/// Each value that a row has: top-level domains those of most rows first, others in their own order; what is not known
/// last.
/// </param>
public sealed record FacetValues(Facet Facet, IReadOnlyList<FacetValue> Values);

/// <summary>Rows of one value.</summary>
/// <param name="Value">The value, such as <c>de</c>, <c>11-20</c>, <c>followed</c>; null where it is none.</param>
/// <param name="RowCount">How many, at least 1.</param>
public sealed record FacetValue(string? Value, long RowCount);

/// <summary>Counts of a whole answer, all of one pass.</summary>
/// <param name="RowCount">Rows in all.</param>
/// <param name="Facets">What was asked for, in that order; the counts of each sum up to all rows.</param>
public sealed record FacetCounts(long RowCount, IReadOnlyList<FacetValues> Facets);
