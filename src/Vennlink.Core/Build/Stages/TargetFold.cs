using Vennlink.Graph.Vertices;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Build.Stages;

/// <summary>Folds the lists of pages, in key order, to those of their hosts and root domains. One a thread; reused from
/// range to range.</summary>
/// <param name="lists">Where the lists are from.</param>
/// <param name="roots">Root domains of the hosts; null: every host is one itself.</param>
/// <param name="sink">Gets all targets.</param>
internal sealed class TargetFold(ITargetLists lists, HostRoots? roots, ITargetSink sink)
{
    private readonly RootUnions? _roots = roots is null ? null : new RootUnions(roots);
    private readonly RootUnions.RootAction _onRoot = sink.AddRoot;
    private readonly ListUnion _ofHost = new();
    private uint _host;
    private bool _isHostOpen;

    /// <summary>Folds one range.</summary>
    public void Run(int range, ITargetListReader reader, CancellationToken cancellationToken)
    {
        if (lists.HavePages)
        {
            reader.Read(range, AddPage, cancellationToken);
            EndHost();
        }
        else
        {
            reader.Read(range, AddVertex, cancellationToken);
        }
    }

    // A vertex is a host and its one page, with one list: nothing is gathered.
    private void AddVertex(uint host, ReadOnlySpan<byte> path, SourceList sources)
    {
        sink.StartHost(host);
        int list = sink.AddPage(path, sources);
        EndHost(host, sources, list);
    }

    private void AddPage(uint host, ReadOnlySpan<byte> path, SourceList sources)
    {
        if (!_isHostOpen || host != _host)
        {
            EndHost();
            (_host, _isHostOpen) = (host, true);
            sink.StartHost(host);
        }

        if (!path.IsEmpty)
        {
            _ofHost.Add(sink.AddPage(path, sources), sources);
        }
    }

    private void EndHost()
    {
        if (_isHostOpen)
        {
            EndHost(_host, _ofHost.Complete(), _ofHost.OnlyList);
            _ofHost.Clear();
            _isHostOpen = false;
        }
    }

    private void EndHost(uint host, SourceList sources, int? list)
    {
        int number = sink.AddHost(sources, list);
        _roots?.Add(host, number, sources, _onRoot);
    }
}
