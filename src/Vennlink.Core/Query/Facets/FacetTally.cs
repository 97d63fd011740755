using Vennlink.Query.Walk;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Facets;

/// <summary>Counts rows by one facet; those of a walk, in ascending order. Not thread-safe.</summary>
internal abstract class FacetTally : IDisposable
{
    /// <summary>Counts the row that a walk stands at.</summary>
    /// <param name="walk">The walk.</param>
    /// <param name="domain">Root domain of the row.</param>
    public abstract void Add(ThresholdWalk walk, DomainId domain);

    /// <summary>What was counted, as <see cref="FacetValues.Values"/> has it.</summary>
    public abstract IReadOnlyList<FacetValue> Values();

    /// <inheritdoc/>
    public void Dispose() => Close();

    /// <summary>Disposes of what it holds.</summary>
    protected virtual void Close()
    {
    }
}
