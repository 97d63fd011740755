using Vennlink.Storage.Sorting;

namespace Vennlink.Snapshots.Targets;

/// <summary>A walk over the keys of hosts and root domains, each in its own order.</summary>
internal sealed class KeyWalk : IDisposable
{
    private readonly RunReader _hosts;
    private readonly RunReader? _roots;

    /// <param name="hosts">Keys of the hosts: labels alone.</param>
    /// <param name="roots">Keys of the root domains; null: every host is one itself.</param>
    public KeyWalk(RunFile hosts, RunFile? roots)
    {
        _hosts = new RunReader(hosts);
        _roots = roots is null ? null : new RunReader(roots);
    }

    /// <summary>Key of the last host; empty before the first. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Host => _hosts.Current;

    /// <summary>Moves to the next host.</summary>
    public ReadOnlySpan<byte> NextHost()
    {
        _hosts.MoveNext();
        return _hosts.Current;
    }

    /// <summary>Moves to the next root domain.</summary>
    public ReadOnlySpan<byte> NextRoot()
    {
        _roots!.MoveNext();
        return _roots.Current;
    }

    public void Dispose()
    {
        _hosts.Dispose();
        _roots?.Dispose();
    }
}
