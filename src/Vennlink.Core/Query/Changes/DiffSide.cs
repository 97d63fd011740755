using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;

namespace Vennlink.Query.Changes;

/// <summary>One of two indexes, and a question as it is understood there. Not thread-safe.</summary>
public sealed class DiffSide
{
    private readonly LinkIntersect _engine;
    private Dictionary<UInt128, uint> _hostsOfDomain = [];
    private DomainId? _domainOfHosts;
    private ISourceTest? _onlyPageTest;

    /// <param name="snapshot">The index; must outlive this.</param>
    /// <param name="engine">What answers there.</param>
    /// <param name="query">The question, resolved there.</param>
    public DiffSide(Snapshot snapshot, LinkIntersect engine, IntersectQuery query) =>
        (Snapshot, _engine, Query) = (snapshot, engine, query);

    /// <summary>The index.</summary>
    public Snapshot Snapshot { get; }

    /// <summary>The question there.</summary>
    public IntersectQuery Query { get; }

    /// <summary>What answers there.</summary>
    internal LinkIntersect Engine => _engine;

    /// <summary>What the index holds of the targets; after <see cref="Find(CancellationToken)"/>.</summary>
    internal FoundQuery Found { get; private set; } = null!;

    /// <summary>Finds the targets.</summary>
    internal void Find(CancellationToken cancellationToken)
    {
        Found = _engine.Find(Query, cancellationToken);
        _onlyPageTest = Found.Space.IsOfPages ? null : Found.Filter.OpenTestOfPageIds();
    }

    /// <summary>The source of a key; null where the index has none.</summary>
    internal uint? SourceOf(ReadOnlySpan<byte> key) => Query.SourceScope switch
    {
        SourceScope.Page => Snapshot.TryFindPage(key, out PageId page) ? page.Value : null,
        SourceScope.RootDomain => Snapshot.TryFindDomain(key, out DomainId domain) ? domain.Value : null,
        _ => HostOf(key),
    };

    /// <summary>Key of a source.</summary>
    internal byte[] KeyOf(uint source) => Found.Space.Key(source);

    /// <summary>Positive targets that a source links to, ascending.</summary>
    /// <remarks>Of a host or root domain, from a page that passes the filter on pages: where it has one page alone, the
    /// lists do not say that.</remarks>
    internal IReadOnlyList<int> LinkedBy(uint source) =>
        _onlyPageTest?.Holds(source) == false ? [] : Linked(Found.Positives, source);

    /// <summary>Negative targets that a source links to, ascending.</summary>
    internal IReadOnlyList<int> ForbiddenOf(uint source) => Linked(Found.Negatives, source);

    /// <summary>Why a source that is a row of the other index is none here.</summary>
    /// <param name="source">The source.</param>
    /// <param name="linked">As of <see cref="LinkedBy"/>.</param>
    internal RowCause WhyNoRow(uint source, IReadOnlyList<int> linked) =>
        Found.IsHidden(source) ? RowCause.Hidden
            : IsRowByLinks(source, linked) ? RowCause.SourceFilter : RowCause.Links;

    // Whether links alone make a source a row, whatever the filters on sources say of it.
    private bool IsRowByLinks(uint source, IReadOnlyList<int> linked)
    {
        if (linked.Count < Found.MinMatchingTargets || ForbiddenOf(source).Count > 0)
        {
            return false;
        }

        ulong[] matches = new ulong[(Found.Positives.Count + 63) / 64];
        foreach (int target in linked)
        {
            matches[target >> 6] |= 1UL << target;
        }

        return Found.Tree?.Holds(matches, source) ?? true;
    }

    private List<int> Linked(IReadOnlyList<TargetLists> targets, uint source)
    {
        List<int> linked = [];
        for (int target = 0; target < targets.Count; target++)
        {
            using PostingCursor list = Found.Open(targets[target]);
            if (list.Seek(source) == source)
            {
                linked.Add(target);
            }
        }

        return linked;
    }

    // Hosts stand by their best pages, so there is no searching for one; rows come domain by domain.
    private uint? HostOf(ReadOnlySpan<byte> key)
    {
        if (!Snapshot.TryFindDomain(Snapshot.RootDomainKey(key), out DomainId domain))
        {
            return null;
        }

        if (domain != _domainOfHosts)
        {
            _domainOfHosts = domain;
            IdRange hosts = Found.Space.OfDomain(domain);
            _hostsOfDomain = new Dictionary<UInt128, uint>((int)(hosts.End - hosts.Start));
            for (uint host = hosts.Start; host < hosts.End; host++)
            {
                _hostsOfDomain[SecretHash.Of128(KeyOf(host))] = host;
            }
        }

        return _hostsOfDomain.TryGetValue(SecretHash.Of128(key), out uint found) ? found : null;
    }
}
