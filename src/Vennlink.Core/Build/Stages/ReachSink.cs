using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Build.Stages;

/// <summary>Has the sources of all root domains counted on their way to another sink.</summary>
/// <param name="sink">Where they go.</param>
/// <param name="reach">Counts them.</param>
/// <param name="areHostsRoots">Whether every host is a root domain, so that none comes by itself.</param>
internal sealed class ReachSink(ITargetSink sink, SourceReachWriter reach, bool areHostsRoots) : ITargetSink
{
    private uint _host;

    public void StartHost(uint host)
    {
        _host = host;
        sink.StartHost(host);
    }

    public int AddPage(ReadOnlySpan<byte> path, SourceList sources) => sink.AddPage(path, sources);

    public int AddHost(SourceList sources, int? list)
    {
        if (areHostsRoots)
        {
            reach.AddTarget(_host, sources.Ids);
        }

        return sink.AddHost(sources, list);
    }

    public void AddRoot(uint root, SourceList sources, int? list)
    {
        reach.AddTarget(root, sources.Ids);
        sink.AddRoot(root, sources, list);
    }
}
