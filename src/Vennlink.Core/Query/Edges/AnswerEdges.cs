using Vennlink.Links;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Query.Edges;

/// <summary>
/// The graph around an answer: the sources of its rows, the nodes among its targets that they link to, and all edges
/// between these. Nodes are what the question's sources are. It holds the nodes, not the edges.
/// </summary>
public sealed class AnswerEdges
{
    private readonly Snapshot _snapshot;
    private readonly SourceScope _level;
    private readonly LinkFilter? _links;
    private readonly SortedDictionary<byte[], (bool IsSource, bool IsTarget)> _nodes = new(KeyComparer.Instance);
    private readonly HashSet<byte[]> _keys = new(KeyComparer.Instance);

    private AnswerEdges(Snapshot snapshot, IntersectQuery query) =>
        (_snapshot, _level, _links) = (snapshot, query.SourceScope, query.Links);

    /// <summary>Finds the nodes around an answer.</summary>
    /// <param name="snapshot">The index.</param>
    /// <param name="engine">Of that index.</param>
    /// <param name="question">The question.</param>
    /// <param name="limit">Most rows; null for all.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    public static AnswerEdges Find(Snapshot snapshot, LinkIntersect engine, FoundQuery question, int? limit,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(question);
        AnswerEdges edges = new(snapshot, question.Query);
        List<byte[]> sources = [];
        foreach (IntersectRow row in engine.Stream(question, cancellationToken).Take(limit ?? int.MaxValue))
        {
            sources.Add(question.Space.Key(row.SourceId));
        }

        foreach (byte[] source in sources)
        {
            edges._nodes[source] = (true, false);
        }

        edges.AddTargets(question.Query.PositiveTargets, sources, cancellationToken);
        edges._keys.UnionWith(edges._nodes.Keys);
        return edges;
    }

    /// <summary>The nodes in key order, and whether each is a source of the answer, or one of its targets.</summary>
    public IEnumerable<(ReadOnlyMemory<byte> Key, bool IsSource, bool IsTarget)> Nodes =>
        _nodes.Select(node => ((ReadOnlyMemory<byte>)node.Key, node.Value.IsSource, node.Value.IsTarget));

    /// <summary>Hands over each edge between two of the nodes, by source and then by target; of a graph by target.
    /// </summary>
    public void ForEachEdge(EdgeAction take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(take);
        if (!_snapshot.Evidence.KnowsLinks)
        {
            ForEachArc(take, cancellationToken);
            return;
        }

        HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> keys = _keys.GetAlternateLookup<ReadOnlySpan<byte>>();
        foreach (byte[] source in _nodes.Keys)
        {
            PageSums node = new();
            NodeSums(source, target => keys.Contains(target), node, take, cancellationToken);
        }
    }

    // A page at a time, since each counts as one; then the pages of the node together.
    private void NodeSums(byte[] source, KeyTest wants, PageSums page, EdgeAction take,
        CancellationToken cancellationToken)
    {
        SortedDictionary<byte[], EdgeFacts> sums = new(KeyComparer.Instance);
        byte[] last = [];
        void Add(ReadOnlySpan<byte> pageKey, ReadOnlySpan<byte> target, EdgeFacts facts)
        {
            byte[] key = target.ToArray();
            sums[key] = sums.TryGetValue(key, out EdgeFacts sum) ? sum.Add(facts) : facts;
        }

        _snapshot.Evidence.ForEachLink(PrefixOf(source), _links, (pageKey, link) =>
        {
            ReadOnlySpan<byte> target = NodeOf(link.TargetKey);
            if (!NodeOf(pageKey).SequenceEqual(source) || target.SequenceEqual(source) || !wants(target))
            {
                return;
            }

            if (!pageKey.SequenceEqual(last))
            {
                page.Drain(last, Add);
                last = pageKey.ToArray();
            }

            page.Add(target, link.Facts);
        }, cancellationToken);
        page.Drain(last, Add);
        foreach ((byte[] target, EdgeFacts facts) in sums)
        {
            take(source, target, facts);
        }
    }

    private void AddTargets(
        IReadOnlyList<Target> targets, List<byte[]> sources, CancellationToken cancellationToken)
    {
        if (!_snapshot.Evidence.KnowsLinks)
        {
            AddVertices(targets, sources, cancellationToken);
            return;
        }

        foreach (byte[] source in sources)
        {
            _snapshot.Evidence.ForEachLink(PrefixOf(source), _links, (pageKey, link) =>
            {
                if (NodeOf(pageKey).SequenceEqual(source) && IsTarget(targets, link.TargetKey))
                {
                    AddTarget(NodeOf(link.TargetKey));
                }
            }, cancellationToken);
        }
    }

    private bool IsTarget(IReadOnlyList<Target> targets, ReadOnlySpan<byte> pageKey)
    {
        foreach (Target target in targets)
        {
            if (_snapshot.IsWithin(pageKey, target.Scope, target.Key.Span))
            {
                return true;
            }
        }

        return false;
    }

    private void AddTarget(ReadOnlySpan<byte> key)
    {
        byte[] node = key.ToArray();
        _nodes[node] = (_nodes.TryGetValue(node, out (bool IsSource, bool IsTarget) known) && known.IsSource, true);
    }

    // Of a graph there are only the lists of targets.
    private void AddVertices(IReadOnlyList<Target> targets, List<byte[]> sources, CancellationToken cancellationToken)
    {
        uint[] ids = Ids(sources);
        foreach (Target target in targets)
        {
            // Of a site all its hosts are nodes, unless nodes are sites: these are reached by the target's own list.
            byte[] vertex = [.. UrlKey.HostKey(target.Key.Span), UrlKey.HostEnd, (byte)'/'];
            bool hasHosts = target.Scope == TargetScope.RootDomain && !_snapshot.IsDomainGraph
                && _level != SourceScope.RootDomain;
            foreach (ReadOnlyMemory<byte> page in hasHosts ? _snapshot.LinkedPages(target.Key) : [vertex])
            {
                cancellationToken.ThrowIfCancellationRequested();
                using PostingCursor list = _level == SourceScope.RootDomain
                    ? _snapshot.OpenList(target.Scope, target.Key.Span, _level) : ListOf(NodeOf(page.Span));
                if (Array.Exists(ids, id => list.Seek(id) == id))
                {
                    AddTarget(NodeOf(page.Span));
                }
            }
        }
    }

    private void ForEachArc(EdgeAction take, CancellationToken cancellationToken)
    {
        (uint Id, byte[] Key)[] sources = [.. _nodes.Keys.Select(key => (Id: IdOf(key), Key: key))
            .Where(node => node.Id is not null).Select(node => (node.Id!.Value, node.Key)).OrderBy(node => node.Value)];
        foreach (byte[] target in _nodes.Keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using PostingCursor list = ListOf(target);
            foreach ((uint id, byte[] source) in sources)
            {
                if (list.Seek(id) == id && !source.AsSpan().SequenceEqual(target))
                {
                    take(source, target, EdgeFacts.Arc);
                }
            }
        }
    }

    // Ascending, as a cursor is moved.
    private uint[] Ids(IEnumerable<byte[]> keys) => [.. keys.Select(IdOf).OfType<uint>().Order()];

    private uint? IdOf(byte[] key)
    {
        if (_level == SourceScope.RootDomain)
        {
            return _snapshot.TryFindDomain(key, out DomainId domain) ? domain.Value : null;
        }

        // A vertex has the id of its page.
        byte[] page = _level == SourceScope.Page ? key : [.. key, UrlKey.HostEnd, (byte)'/'];
        return _snapshot.TryFindPage(page, out PageId found) ? found.Value : null;
    }

    private PostingCursor ListOf(ReadOnlySpan<byte> node) =>
        _snapshot.OpenList(IndexEdges.ScopeOf(_level), node, _level);

    private ReadOnlySpan<byte> NodeOf(ReadOnlySpan<byte> pageKey) => IndexEdges.NodeOf(_snapshot, _level, pageKey);

    // What the keys of its pages begin with; other nodes may have such pages too.
    private byte[] PrefixOf(byte[] node) => _level == SourceScope.Subdomain ? [.. node, UrlKey.HostEnd] : node;

    private delegate bool KeyTest(ReadOnlySpan<byte> key);
}
