using Vennlink.Links;

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

    /// <summary>Language of the page; of a host or root domain, that of its best page with a link that counts.
    /// </summary>
    Language,
}

/// <summary>How many rows have which value.</summary>
/// <param name="Facet">What they are counted by.</param>
/// <param name="Values">
/// Each value that a row has: top-level domains and languages those of most rows first, others in their own order; what
/// is not known last.
/// </param>
public sealed record FacetValues(Facet Facet, IReadOnlyList<FacetValue> Values);

/// <summary>Rows of one value.</summary>
/// <param name="Value">The value, such as <c>de</c>, <c>11-20</c>, <c>followed</c>; null where it is none.</param>
/// <param name="RowCount">How many, at least 1.</param>
public sealed record FacetValue(string? Value, long RowCount)
{
    /// <summary>Those that rows have, in the order in which a facet is shown.</summary>
    internal static FacetValue[] InOrder(Facet facet, IEnumerable<FacetValue> values) =>
        [.. values.Where(value => value.RowCount > 0)
            .OrderBy(value => IsUnknown(facet, value.Value))
            .ThenBy(value => IsByRowCount(facet) ? -value.RowCount : value.Value?.Length ?? 0L)
            .ThenBy(value => value.Value, StringComparer.Ordinal)];

    private static bool IsUnknown(Facet facet, string? value) =>
        value is null || (facet == Facet.Language && value == LanguageCode.UnknownText);

    // Others stand in their own order: the higher a band, the more digits it has.
    private static bool IsByRowCount(Facet facet) => facet is Facet.TopLevelDomain or Facet.Language;
}

/// <summary>Counts of a whole answer, all of one pass.</summary>
/// <param name="RowCount">Rows in all.</param>
/// <param name="Facets">What was asked for, in that order; the counts of each sum up to all rows.</param>
public sealed record FacetCounts(long RowCount, IReadOnlyList<FacetValues> Facets);
