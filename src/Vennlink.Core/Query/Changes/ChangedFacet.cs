using Vennlink.Query.Facets;

namespace Vennlink.Query.Changes;

/// <summary>How many rows of which value were gained, kept and lost.</summary>
/// <param name="Facet">What rows are counted by.</param>
/// <param name="Values">Each value that a row has, ordered as the facets of one answer.</param>
public sealed record ChangedFacet(Facet Facet, IReadOnlyList<ChangedValue> Values)
{
    /// <summary>Joins the counts of a facet.</summary>
    internal static ChangedFacet Of(FacetValues gained, FacetValues kept, FacetValues lost) => new(
        gained.Facet,
        [.. FacetValue.InOrder(
            gained.Facet,
            gained.Values.Concat(kept.Values).Concat(lost.Values).GroupBy(value => value.Value ?? "")
                .Select(same => new FacetValue(same.First().Value, same.Sum(value => value.RowCount))))
            .Select(value => new ChangedValue(
                value.Value, CountOf(gained, value), CountOf(kept, value), CountOf(lost, value)))]);

    private static long CountOf(FacetValues counts, FacetValue value) =>
        counts.Values.FirstOrDefault(counted => counted.Value == value.Value)?.RowCount ?? 0;
}

/// <summary>Rows of one value; those that are lost by the value in the earlier index, others by that in the later.
/// </summary>
/// <param name="Value">The value; null where it is none.</param>
/// <param name="GainedCount">Rows of the later index alone.</param>
/// <param name="KeptCount">Rows of both.</param>
/// <param name="LostCount">Rows of the earlier index alone.</param>
public sealed record ChangedValue(string? Value, long GainedCount, long KeptCount, long LostCount);
