using Vennlink.Query.Walk;

namespace Vennlink.Query.Facets;

/// <summary>Counts the rows of a walk, in all and by facets, all together or some of them apart.</summary>
/// <param name="groups">Tallies of each group of rows, one a facet.</param>
/// <param name="groupOf">Which group a row is in, below 0 for none; null where there is one group of all.</param>
/// <param name="domains">Tells root domains.</param>
internal struct FacetCollector(FacetTally[][] groups, Func<uint, int>? groupOf, DomainWalk domains) : IRowCollector
{
    /// <summary>Rows.</summary>
    public long RowCount { get; private set; }

    public void Collect(ThresholdWalk walk)
    {
        long count = 0;
        while (walk.MoveNext())
        {
            count++;
            int group = groupOf is null ? 0 : groupOf(walk.SourceId);
            foreach (FacetTally tally in group < 0 ? [] : groups[group])
            {
                tally.Add(walk, domains.Of(walk.SourceId));
            }
        }

        RowCount = count;
    }
}
