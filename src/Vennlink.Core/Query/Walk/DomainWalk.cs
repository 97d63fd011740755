using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query.Walk;

/// <summary>Root domains of sources that mostly come in ascending order. Not thread-safe.</summary>
internal sealed class DomainWalk(SourceSpace space)
{
    // Of the source before: mostly the next one is of the same root domain.
    private IdRange _sources;
    private DomainId _domain;

    /// <summary>Root domain of a source.</summary>
    public DomainId Of(uint source)
    {
        if (source < _sources.Start || source >= _sources.End)
        {
            _domain = space.DomainOf(source);
            _sources = space.OfDomain(_domain);
        }

        return _domain;
    }
}
