using Vennlink.Graph;
using Vennlink.Ranking;
using Vennlink.Storage;

namespace Vennlink.Snapshots;

/// <summary>
/// The first walk over all targets: counts the root domains that link to each, gives source pages their Page Authority and root domains
/// their count, and shows long lists to <see cref="DuplicateLists"/>.
/// </summary>
internal sealed class TargetRanking : IDisposable
{
    private readonly NativeArray<byte> _pageAuthorities;
    private readonly ExternalSorter _domains;
    private readonly DuplicateLists _duplicates;
    private readonly DistinctDomains _distinct;

    // Source pages in key order, as the targets are: a merge join.
    private readonly RunReader _sources;
    private bool _hasSource;
    private uint _source;
    private byte[] _record = new byte[256];

    public TargetRanking(SourceScan scan, NativeArray<byte> pageAuthorities, ExternalSorter domains, DuplicateLists duplicates)
    {
        _pageAuthorities = pageAuthorities;
        _domains = domains;
        _duplicates = duplicates;
        _distinct = new DistinctDomains(scan.DomainOf, scan.DomainCount);
        _sources = new RunReader(scan.Sources!);
        _hasSource = _sources.MoveNext();
    }

    /// <summary>Distinct (source page, target page) pairs of different root domains.</summary>
    public long ArcCount { get; private set; }

    /// <summary>Takes one target; see <see cref="TargetGroups.TargetAction"/>.</summary>
    public void Add(ReadOnlySpan<byte> form, Span<ulong> elements)
    {
        if (elements.IsEmpty)
        {
            return;
        }

        if (TargetKey.IsRootDomain(form))
        {
            ReadOnlySpan<byte> key = TargetKey.Stored(form);
            if (_record.Length < key.Length + 16)
            {
                _record = new byte[2 * (key.Length + 16)];
            }

            _domains.Add(_record.AsSpan(0, DomainRecord.WriteLinkingDomainCount(_record, key, _distinct.Count(elements))));
        }
        else if (!TargetKey.IsHost(form))
        {
            ArcCount += elements.Length;
            ReadOnlySpan<byte> key = TargetKey.Stored(form);
            PassSourcesBelow(key);
            if (_hasSource && SourceRecord.Key(_sources.Current).SequenceEqual(key))
            {
                _pageAuthorities[_source] = AuthorityScale.FromLinkingDomains(_distinct.Count(elements));
            }
        }

        if (elements.Length > SnapshotFormat.LongestInlineList)
        {
            _duplicates.Show(elements);
        }
    }

    /// <summary>Ends the walk.</summary>
    public void Complete() => PassSourcesBelow([byte.MaxValue]);

    public void Dispose()
    {
        _sources.Dispose();
        _distinct.Dispose();
    }

    // Nobody links to the sources that are passed but for their own site; one that somebody links to was scored before it is passed.
    private void PassSourcesBelow(ReadOnlySpan<byte> key)
    {
        while (_hasSource && SourceRecord.Key(_sources.Current).SequenceCompareTo(key) < 0)
        {
            if (_pageAuthorities[_source] == 0)
            {
                _pageAuthorities[_source] = AuthorityScale.FromLinkingDomains(0);
            }

            _hasSource = _sources.MoveNext();
            _source++;
        }
    }
}
