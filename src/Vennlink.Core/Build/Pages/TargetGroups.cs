using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Build.Pages;

/// <summary>
/// Turns the sources of target pages, in key order, into the sources of every target: pages, hosts and root domains.
/// </summary>
/// <remarks>
/// Pages and hosts come in key order, a host after its pages; a root domain after all of its hosts. Holds the source sets of one host and
/// of the root domains that can still go on, which are a few even where they nest.
/// </remarks>
internal sealed class TargetGroups
{
    private readonly PublicSuffixList _publicSuffixes;
    private readonly TargetAction _onTarget;
    private readonly NestedDomains<SourceSet> _domains;
    private readonly SourceSet _hostSources = new();
    private byte[] _host = new byte[256];
    private int _hostLength = -1;
    private int _rootLength;
    private byte[] _form = new byte[256];
    private ulong[] _elements = [];

    /// <param name="publicSuffixes">Says where root domains end.</param>
    /// <param name="onTarget">Called once for each target.</param>
    public TargetGroups(PublicSuffixList publicSuffixes, TargetAction onTarget)
    {
        _publicSuffixes = publicSuffixes;
        _onTarget = onTarget;
        _domains = new NestedDomains<SourceSet>(() => new SourceSet(), (_, set) => set.Clear(), CloseDomain);
    }

    /// <summary>One target with its sources.</summary>
    /// <param name="form">Its <see cref="TargetKey"/> form.</param>
    /// <param name="elements">Elements of a <see cref="SourceSet"/>, ascending, one a source; none for a target known from internal links or as a source. May be overwritten.</param>
    public delegate void TargetAction(ReadOnlySpan<byte> form, Span<ulong> elements);

    /// <summary>Takes the sources of one page; pages come in key order, each once.</summary>
    /// <param name="pageKey">Key of the page; one that ends with <see cref="UrlKey.HostEnd"/> makes a host known, and no page.</param>
    /// <param name="elements">As <see cref="TargetAction"/> gives them.</param>
    public void Add(ReadOnlySpan<byte> pageKey, ReadOnlySpan<ulong> elements)
    {
        ReadOnlySpan<byte> host = UrlKey.HostKey(pageKey);
        if (_hostLength < 0 || !host.SequenceEqual(_host.AsSpan(0, _hostLength)))
        {
            CloseHost();
            OpenHost(host);
        }

        _hostSources.Add(elements);
        _domains.Enter(host[.._rootLength]).Add(elements);
        if (pageKey.Length > host.Length + 1)
        {
            if (_elements.Length < elements.Length)
            {
                _elements = new ulong[Math.Max(64, 2 * elements.Length)];
            }

            elements.CopyTo(_elements);
            Reserve(pageKey.Length + 1);
            int length = TargetKey.WritePage(_form, pageKey);
            _onTarget(_form.AsSpan(0, length), _elements.AsSpan(0, elements.Length));
        }
    }

    /// <summary>Ends the walk.</summary>
    public void Complete()
    {
        CloseHost();
        _domains.CloseAll();
    }

    private void OpenHost(ReadOnlySpan<byte> host)
    {
        if (_host.Length < host.Length)
        {
            _host = new byte[2 * host.Length];
        }

        host.CopyTo(_host);
        _hostLength = host.Length;
        _rootLength = _publicSuffixes.RootDomainLength(host);
        _hostSources.Clear();
    }

    private void CloseHost()
    {
        if (_hostLength >= 0)
        {
            Reserve(_hostLength + 2);
            int length = TargetKey.WriteHost(_form, _host.AsSpan(0, _hostLength));
            _onTarget(_form.AsSpan(0, length), _hostSources.Settle());
            _hostLength = -1;
        }
    }

    private void CloseDomain(ReadOnlySpan<byte> rootDomainKey, SourceSet sources)
    {
        Reserve(rootDomainKey.Length + 2);
        int length = TargetKey.WriteRootDomain(_form, rootDomainKey);
        _onTarget(_form.AsSpan(0, length), sources.Settle());
    }

    private void Reserve(int length)
    {
        if (_form.Length < length)
        {
            _form = new byte[2 * length];
        }
    }
}
