using Vennlink.Graph.Vertices;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Build.Stages;

/// <summary>Makes the list of each root domain from those of its hosts, which come in key order. One a thread; reused
/// from range to range.</summary>
/// <remarks>Holds what is open: a few root domains even where they nest.</remarks>
/// <param name="roots">The root domains.</param>
internal sealed class RootUnions(HostRoots roots)
{
    private readonly Dictionary<uint, ListUnion> _open = [];
    private readonly Stack<ListUnion> _idle = [];

    /// <summary>Takes the list of a root domain all of whose hosts have come.</summary>
    /// <param name="root">Its ordinal.</param>
    /// <param name="sources">The union of its hosts' lists; valid during the call.</param>
    /// <param name="list">The number of the one list that it is, where its other hosts have no sources.</param>
    public delegate void RootAction(uint root, SourceList sources, int? list);

    /// <summary>Adds the list of the next host.</summary>
    /// <param name="host">Its ordinal.</param>
    /// <param name="list">What the caller calls its list.</param>
    /// <param name="sources">The list.</param>
    /// <param name="onRoot">Called when this is the last host of its root domain.</param>
    public void Add(uint host, int list, SourceList sources, RootAction onRoot)
    {
        uint root = roots.RootOf[host];
        bool isEnd = roots.EndsRoot(host);
        ListUnion? union = null;
        if (_open.Count == 0 || !_open.TryGetValue(root, out union))
        {
            if (isEnd)
            {
                // Most root domains have one host: nothing is copied.
                onRoot(root, sources, list);
                return;
            }

            union = _idle.TryPop(out ListUnion? idle) ? idle : new ListUnion();
            _open.Add(root, union);
        }

        union.Add(list, sources);
        if (isEnd)
        {
            onRoot(root, union.Complete(), union.OnlyList);
            union.Clear();
            _open.Remove(root);
            _idle.Push(union);
        }
    }
}
