using System.Runtime.InteropServices;
using System.Text;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Query.Facets;

/// <summary>Counts rows by the last label of their root domain.</summary>
/// <remarks>
/// Domains are numbered by (Domain Authority ↓, key ↑), and keys begin with the last label: so those of one authority
/// and one label are one run of ids, whose end is found by galloping, and inside a run no key is read.
/// </remarks>
internal sealed class TopLevelTally(ISourceIndex index) : FacetTally
{
    private readonly Dictionary<string, long> _counts = [];
    private readonly BytesById _keys = new((domain, key) => index.DomainKey(new DomainId(domain), key));
    private string _label = "";
    private uint _runStart;
    private uint _runEnd;
    private long _runCount;

    public override void Add(ThresholdWalk walk, DomainId domain)
    {
        if (domain.Value < _runStart || domain.Value >= _runEnd)
        {
            EndRun();
            (_runStart, _label) = (domain.Value, LabelOf(domain.Value));
            _runEnd = FindEnd(domain.Value);
        }

        _runCount++;
    }

    public override IReadOnlyList<FacetValue> Values()
    {
        EndRun();
        return FacetValue.InOrder(Facet.TopLevelDomain,
            _counts.Select(count => new FacetValue(count.Key.Length > 0 ? count.Key : null, count.Value)));
    }

    private void EndRun()
    {
        if (_runCount > 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, _label, out _) += _runCount;
            _runCount = 0;
        }
    }

    // The first domain behind one that is not of its run: nothing between two of a run is of another.
    private uint FindEnd(uint domain)
    {
        int authority = index.DomainAuthority(new DomainId(domain));
        byte[] label = Encoding.ASCII.GetBytes(_label);
        uint low = domain;
        uint high = domain + 1;
        for (uint step = 1; high < index.SourceDomainCount && IsOfRun(high); step *= 2)
        {
            low = high;
            high = (uint)Math.Min(index.SourceDomainCount, high + (ulong)step);
        }

        // Invariant: low is of the run, and high is not, or behind the last domain.
        while (high - low > 1)
        {
            uint middle = low + ((high - low) / 2);
            (low, high) = IsOfRun(middle) ? (middle, high) : (low, middle);
        }

        return high;

        bool IsOfRun(uint other) => index.DomainAuthority(new DomainId(other)) == authority
            && LastLabel(Key(other)).SequenceEqual(label);
    }

    private string LabelOf(uint domain) => Encoding.ASCII.GetString(LastLabel(Key(domain)));

    // Keys have their labels turned round; an IP address has no last label.
    private static ReadOnlySpan<byte> LastLabel(ReadOnlySpan<byte> key)
    {
        int end = key.IndexOf(UrlKey.LabelSeparator);
        return UrlKey.IsIpAddress(key) ? default : end < 0 ? key : key[..end];
    }

    private ReadOnlySpan<byte> Key(uint domain) => UrlKey.HostKey(_keys.Read(domain));
}
