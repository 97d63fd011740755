using Vennlink.Snapshots;

namespace Vennlink.Query;

/// <summary>Spam scores of sources asked for in ascending order: a page's is that of its root domain, looked up once a domain.</summary>
internal struct SpamLevels(ISourceIndex index, SourceScope sources)
{
    private uint _domainEnd; // first source id behind the domain looked up last; 0 before the first
    private int _score;

    public int Of(uint sourceId)
    {
        if (sources == SourceScope.RootDomain)
        {
            return index.SpamScore(new DomainId(sourceId));
        }

        if (sourceId >= _domainEnd)
        {
            DomainId domain = index.DomainOf(new PageId(sourceId));
            _domainEnd = index.FirstPage(new DomainId(domain.Value + 1));
            _score = index.SpamScore(domain);
        }

        return _score;
    }
}
