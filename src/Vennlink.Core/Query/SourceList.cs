using System.Globalization;
using Vennlink.Query.Filters;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Query;

/// <summary>
/// A list of sources that somebody gave, in the ids of one index: sites, hosts, folders and pages, each with all that
/// is in it.
/// </summary>
/// <remarks>A source is in the list when it, its host or its site is named. A host is not in it because one of its
/// pages is, nor a root domain because one of its hosts is.</remarks>
internal sealed class SourceList
{
    private const int MaxNamed = 3;

    private readonly ISourceIndex _index;
    private readonly SourceSpace _space;
    private readonly PageKeyRanges _pages;
    private readonly List<IdRange> _ranges = [];
    private readonly List<string> _unknown = [];
    private readonly int _smallerCount;

    /// <param name="entries">What is named.</param>
    /// <param name="index">Whose sources are meant.</param>
    /// <param name="space">What the sources are.</param>
    public SourceList(IReadOnlyList<Target> entries, ISourceIndex index, SourceSpace space)
    {
        (_index, _space, _pages) = (index, space, new PageKeyRanges(index));
        foreach (Target entry in entries)
        {
            if (IsSmaller(entry.Scope))
            {
                _smallerCount++;
                continue;
            }

            int before = _ranges.Count;
            Add(entry);
            if (_ranges.Count == before)
            {
                _unknown.Add(entry.Text);
            }
        }

        EntryCount = entries.Count;
    }

    /// <summary>What is in the list. May overlap.</summary>
    public IReadOnlyList<IdRange> Ranges => _ranges;

    /// <summary>Entries given.</summary>
    public int EntryCount { get; }

    /// <summary>What whoever asks should know of entries that no source is in.</summary>
    /// <param name="name">What the list is called.</param>
    public IEnumerable<string> Notes(string name)
    {
        if (EntryCount == 0)
        {
            yield return $"{name} is empty";
        }

        if (_smallerCount > 0)
        {
            string row = _space.Scope == SourceScope.RootDomain ? "a root domain" : "a host";
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{name}: {_smallerCount:N0} of {EntryCount:N0} entries are less than a row, which is {row}");
        }

        if (_unknown.Count > 0)
        {
            string first = string.Join(", ", _unknown.Take(MaxNamed)) + (_unknown.Count > MaxNamed ? ", …" : "");
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{name}: {_unknown.Count:N0} of {EntryCount:N0} entries are no sources of this index: {first}");
        }
    }

    private bool IsSmaller(TargetScope scope) => _space.Scope switch
    {
        SourceScope.Page => false,
        SourceScope.Subdomain => scope is TargetScope.Page or TargetScope.Subfolder,
        _ => scope != TargetScope.RootDomain,
    };

    private void Add(Target entry)
    {
        byte[] key = entry.Key.ToArray();
        byte[] host = key[..UrlKey.HostLength(key)];
        if (entry.Scope == TargetScope.RootDomain)
        {
            if (_index.TryFindDomain(host, out DomainId domain))
            {
                _ranges.Add(_space.OfDomain(domain));
            }
        }
        else if (OwnDomain.Find(_index, host) is { } domain)
        {
            (byte[] from, byte[] end) = entry.Scope switch
            {
                TargetScope.Page => (key, (byte[])[.. key, 0]),
                TargetScope.Subfolder => (key, [.. key[..^1], (byte)(key[^1] + 1)]),
                _ => ([.. host, UrlKey.HostEnd], [.. host, UrlKey.HostEnd + 1]),
            };
            foreach (IdRange pages in _pages.Find(domain, from, end))
            {
                if (_space.Scope == SourceScope.Page)
                {
                    _ranges.Add(pages);
                    continue;
                }

                // All of them are of the one host.
                uint source = _space.Fold([pages.Start])[0];
                _ranges.Add(new IdRange(source, source + 1));
                break;
            }
        }
    }
}
