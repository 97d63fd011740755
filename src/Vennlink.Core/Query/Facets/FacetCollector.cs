using Vennlink.Query.Walk;

namespace Vennlink.Query.Facets;

/// <summary>Counts the rows of a walk, in all and by facets.</summary>
/// <param name="tallies">One a facet.</param>
/// <param name="domains">Tells root domains.</param>
internal struct FacetCollector(FacetTally[] tallies, DomainWalk domains) : IRowCollector
{
    /// <summary>Rows.</summary>
    public long RowCount { get; private set; }

    public void Collect(ThresholdWalk walk)
    {
        long count = 0;
        while (walk.MoveNext())
        {
            count++;
            foreach (FacetTally tally in tallies)
            {
                tally.Add(walk, domains.Of(walk.SourceId));
            }
        }

        RowCount = count;
    }
}
