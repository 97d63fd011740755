using System.Globalization;
using Vennlink.Links;
using Vennlink.Query;
using Vennlink.Query.Facets;
using Vennlink.Query.Hide;
using Vennlink.Query.Orders;
using Vennlink.Query.Walk;

namespace Vennlink.Tests.Oracles;

/// <summary>
/// Link intersect with strings, dictionaries and sets, from nothing but a table of links: shares no code with the
/// engine.
/// </summary>
internal sealed partial class NaiveIntersect
{
    private readonly Dictionary<string, string> _rootDomains = [];
    private readonly Func<string, string> _rootDomainOf;
    private readonly Dictionary<string, int> _ranks; // of source pages and of source domains, in Domain Authority order
    private readonly Dictionary<string, int> _hostRanks = []; // of the best page of each host
    private readonly Func<string, int> _spamScore;
    private readonly Func<string, int> _domainAuthority;
    private readonly Func<string, int> _pageAuthority;
    private readonly Func<string, string> _title;
    private readonly Func<string, string> _language;
    private readonly Dictionary<string, Dictionary<string, int>> _reach = []; // by source scope

    // For each target ("page x", "subdomain x", "root_domain x", of a subfolder when asked for): pages of other root
    // domains that link to it; followed links, and all.
    private readonly Dictionary<string, HashSet<string>> _sources = [];
    private readonly Dictionary<string, HashSet<string>> _followedSources = [];
    private readonly Dictionary<string, List<TableLink>> _links = []; // live and lost

    /// <param name="links">The table; URLs plain (<see cref="LinkTables.IsPlain"/>).</param>
    /// <param name="rootDomainOf">Root domain of a host.</param>
    /// <param name="domainAuthority">Domain Authority of a root domain.</param>
    /// <param name="pageAuthority">Page Authority of a canonical URL.</param>
    /// <param name="spamScore">Spam score of a root domain.</param>
    /// <param name="title">Title of a canonical URL.</param>
    /// <param name="language">Its language; null where none is known.</param>
    public NaiveIntersect(
        IEnumerable<TableLink> links, Func<string, string> rootDomainOf, Func<string, int> domainAuthority, Func<string, int> pageAuthority, Func<string, int> spamScore, Func<string, string> title,
        Func<string, string>? language = null)
    {
        (_spamScore, _pageAuthority, _title, _language) =
            (spamScore, pageAuthority, title, language ?? (_ => "und"));
        _domainAuthority = domainAuthority;
        _rootDomainOf = rootDomainOf;
        HashSet<string> pages = [];
        foreach (TableLink link in links)
        {
            string source = Canonical(link.Source);
            string target = Canonical(link.Target);
            string sourceDomain = RootDomain(source);
            string targetDomain = RootDomain(target);
            if (sourceDomain == targetDomain)
            {
                continue;
            }

            pages.Add(source);
            foreach (string key in (string[])[$"page {target}", $"subdomain {Host(target)}",
                $"root_domain {targetDomain}"])
            {
                if (!_links.TryGetValue(key, out List<TableLink>? toTarget))
                {
                    _links.Add(key, toTarget = []);
                }

                toTarget.Add(link);
                if (link.IsLost)
                {
                    continue;
                }

                Add(_sources, key, source);
                if (!link.IsNofollow)
                {
                    Add(_followedSources, key, source);
                }
            }
        }

        string[] inOrder = [.. pages
            .OrderByDescending(page => domainAuthority(RootDomain(page)))
            .ThenBy(page => RootDomain(page), HostOrder)
            .ThenByDescending(pageAuthority)
            .ThenBy(Host, HostOrder)
            .ThenBy(PathInOrder, StringComparer.Ordinal)];
        _ranks = [];
        for (int rank = 0; rank < inOrder.Length; rank++)
        {
            _ranks.Add(inOrder[rank], rank);
            _ranks.TryAdd(RootDomain(inOrder[rank]), rank);
            _hostRanks.TryAdd(Host(inOrder[rank]), rank);
        }

        SourcePages = inOrder;
    }

    /// <summary>One target: scope in the API's words and the canonical page, host or root domain.</summary>
    public readonly record struct Target(string Scope, string Text);

    /// <summary>One row.</summary>
    public sealed record Row(string Source, int[] Indexes, string[] BestPages);

    /// <summary>The rows of an answer in a free order.</summary>
    /// <param name="rows">The rows in Domain Authority order.</param>
    /// <param name="keys">What they are compared by.</param>
    /// <param name="sourceScope">What they are.</param>
    /// <param name="linksOf">The links of a row that count.</param>
    public List<Row> InOrder(
        IReadOnlyList<Row> rows, IReadOnlyList<OrderKey> keys, string sourceScope,
        Func<Row, IEnumerable<TableLink>> linksOf)
    {
        Row[] sorted = [.. rows];
        foreach (OrderKey key in keys.Reverse())
        {
            // One stable sort a key, the last key first.
            Dictionary<Row, object?> values = sorted.ToDictionary(row => row, row => Value(row, key.Column));
            IOrderedEnumerable<Row> known = sorted.OrderBy(row => values[row] is null);
            sorted = [.. key.IsDescending ? known.ThenByDescending(row => values[row], Values)
                : known.ThenBy(row => values[row], Values)];
        }

        return [.. sorted];

        object? Value(Row row, SortColumn column) => column switch
        {
            SortColumn.MatchingTargetCount => row.Indexes.Length,
            SortColumn.DomainAuthority => _domainAuthority(RootDomain(row.Source)),
            SortColumn.SpamScore => _spamScore(RootDomain(row.Source)) is >= 0 and int score ? score : null,
            SortColumn.PageAuthority => BestAuthority(row.Source, sourceScope),
            SortColumn.Url => row.Source,
            SortColumn.Host => Host(row.Source),
            SortColumn.RootDomain => RootDomain(row.Source),
            SortColumn.Title => NaiveLinks.Fold(_title(row.Source)) is { Length: > 0 } title ? title : null,
            SortColumn.OutgoingDomains => Reach(sourceScope).GetValueOrDefault(row.Source),
            SortColumn.LinkFirstSeen => linksOf(row).Max(link => Day(link.FirstSeen)),
            _ => linksOf(row).Max(link => Day(link.LastSeen)),
        };

        static int? Day(long? seconds) =>
            seconds is { } known ? (DateTime.UnixEpoch.AddSeconds(known).Date - DateTime.UnixEpoch).Days : null;
    }

    /// <summary>What a row is counted by; null for none.</summary>
    public string? FacetOf(Row row, Facet facet, Func<IEnumerable<TableLink>> links)
    {
        string domain = RootDomain(row.Source);
        int score = facet == Facet.Authority ? _domainAuthority(domain) : _spamScore(domain);
        return facet switch
        {
            Facet.TopLevelDomain => char.IsAsciiDigit(domain[^1]) ? null : domain.Split('.')[^1],
            Facet.Followed => links().Any(link => !link.IsNofollow) ? "followed" : "not followed",
            Facet.Language => _language(row.BestPages.MinBy(page => _ranks[page])!),
            Facet.Authority => $"{((score - 1) / 10 * 10) + 1}-{((score - 1) / 10 * 10) + 10}",
            _ => score < 1 ? null : score <= 30 ? "1-30" : score <= 60 ? "31-60" : "61-100",
        };
    }

    /// <summary>The links of a row that count.</summary>
    public IEnumerable<TableLink> CountingLinks(
        Row row, Target[] positives, string sourceScope, bool followedOnly, LinkFilter? filter, SourceFilter? pages) =>
        row.Indexes.Select(index => positives[index]).Distinct().SelectMany(target =>
            LinksTo(target, row.Source, sourceScope).Where(link =>
                NaiveLinks.Counts(filter ?? new LinkFilter(), link) && !(followedOnly && link.IsNofollow)
                && (pages is null || Passes(pages, Canonical(link.Source)))));

    private bool Passes(SourceFilter filter, string page) =>
        NaiveSources.Passes(filter, page, _title(page), _pageAuthority(page), _language(page));

    // By target and scope: links by source.
    private readonly Dictionary<(Target Target, string SourceScope), ILookup<string, TableLink>> _bySource = [];
    private readonly Dictionary<string, Dictionary<string, int>> _bestAuthority = [];

    private static readonly Comparer<object?> Values = Comparer<object?>.Create((left, right) => left is string text
        ? string.CompareOrdinal(text, (string?)right) : Comparer<int?>.Default.Compare((int?)left, (int?)right));

    private IEnumerable<TableLink> LinksTo(Target target, string source, string sourceScope)
    {
        if (!_bySource.TryGetValue((target, sourceScope), out ILookup<string, TableLink>? links))
        {
            links = LinksTo(target).ToLookup(link => SourceOf(Canonical(link.Source), sourceScope));
            _bySource.Add((target, sourceScope), links);
        }

        return links[source];
    }

    private int BestAuthority(string source, string sourceScope)
    {
        if (!_bestAuthority.TryGetValue(sourceScope, out Dictionary<string, int>? best))
        {
            best = SourcePages.GroupBy(page => SourceOf(page, sourceScope))
                .ToDictionary(pages => pages.Key, pages => pages.Max(_pageAuthority));
            _bestAuthority.Add(sourceScope, best);
        }

        return best[source];
    }

    /// <summary>All pages that link to another root domain, in Domain Authority order.</summary>
    public IReadOnlyList<string> SourcePages { get; }

    /// <summary>All hosts of these, in the order of their best pages.</summary>
    public IEnumerable<string> SourceHosts => SourcePages.Select(Host).Distinct();

    /// <summary>The whole answer, in order.</summary>
    public List<Row> Answer(
        Target[] positives, Target[] negatives, int minimum, string sourceScope, string sort, bool followedOnly,
        MatchExpression? match = null, SourceFilter? filter = null, LinkFilter? links = null, Target[]? only = null,
        Target[]? none = null, HideRule[]? hide = null)
    {
        HashSet<string> PagesOf(int index) => [.. SourcesOf(positives[index], followedOnly, links)
            .Where(page => filter is null || NaiveSources.Passes(filter, page, _title(page), _pageAuthority(page),
                _language(page)))];
        string DomainOf(string source) => sourceScope == "root_domain" ? source : RootDomain(source);
        bool IsOwn(string source, int target) =>
            DomainOf(source) == (positives[target].Scope == "root_domain"
                ? positives[target].Text : RootDomain(positives[target].Text));
        bool IsListed(Target[] list, string source) =>
            NaiveSources.IsListed(list, source, sourceScope, DomainOf(source));
        bool IsKept(string source) => (only is null || IsListed(only, source))
            && (none is null || !IsListed(none, source))
            && NaiveSources.IsIn(filter?.OutgoingDomains, Reach(sourceScope).GetValueOrDefault(source));
        bool IsRow(string source, SortedDictionary<int, string> targets) => IsKept(source) &&
            (match is null || NaiveMatch.Holds(match, targets.ContainsKey, target => IsOwn(source, target)))
            && NaiveMatch.IsKept(filter, DomainOf(source), _domainAuthority(DomainOf(source)),
                _spamScore(DomainOf(source)));

        HashSet<string> excluded = [.. negatives.SelectMany(target => SourcesOf(target, followedOnly))
            .Select(page => SourceOf(page, sourceScope))];
        HashSet<string> ownDomains =
            [.. negatives.Select(target => target.Scope == "root_domain" ? target.Text : RootDomain(target.Text))];

        Dictionary<string, SortedDictionary<int, string>> matches = []; // source → target index → best page
        for (int index = 0; index < positives.Length; index++)
        {
            foreach (string page in PagesOf(index))
            {
                string source = SourceOf(page, sourceScope);
                if (excluded.Contains(source) || ownDomains.Contains(RootDomain(page)))
                {
                    continue;
                }

                if (!matches.TryGetValue(source, out SortedDictionary<int, string>? ofSource))
                {
                    matches.Add(source, ofSource = []);
                }

                if (!ofSource.TryGetValue(index, out string? best) || _ranks[page] < _ranks[best])
                {
                    ofSource[index] = page;
                }
            }
        }

        List<Row> rows = [.. matches
            .Where(row => row.Value.Count >= minimum && IsRow(row.Key, row.Value))
            .OrderByDescending(row => sort switch
            {
                "matching_target_count" => row.Value.Count,
                "source_spam_score" => _spamScore(DomainOf(row.Key)),
                _ => 0,
            })
            .ThenBy(row => sourceScope == "subdomain" ? _hostRanks[row.Key] : _ranks[row.Key])
            .Select(row => new Row(row.Key, [.. row.Value.Keys], [.. row.Value.Values]))];
        if (hide is null or [])
        {
            return rows;
        }

        Dictionary<int, HashSet<string>> pages = [];
        return Hide(rows, hide, sourceScope,
            index => pages.TryGetValue(index, out HashSet<string>? found) ? found : pages[index] = PagesOf(index),
            [.. negatives.SelectMany(target => SourcesOf(target, followedOnly))]);
    }

    /// <summary>Host, port, path and query of a plain URL.</summary>
    public static string Canonical(string url)
    {
        bool isSecure = url.StartsWith("https:", StringComparison.Ordinal);
        string rest = url[(isSecure ? 8 : 7)..].Split('#')[0];
        int end = rest.IndexOfAny(['/', '?']);
        string host = (end < 0 ? rest : rest[..end]).ToLowerInvariant();
        string path = end < 0 ? "/" : rest[end..];
        return host + (path[0] == '/' ? path : $"/{path}");
    }

    /// <summary>Host of a canonical URL or of a host.</summary>
    public static string Host(string canonical) => canonical.Split('/', 2)[0];

    /// <summary>Root domain of a canonical URL or a host.</summary>
    public string RootDomain(string canonical)
    {
        string host = Host(canonical);
        if (!_rootDomains.TryGetValue(host, out string? domain))
        {
            _rootDomains.Add(host, domain = _rootDomainOf(host));
        }

        return domain;
    }

    // Labels from the right, one by one; an IP address as a whole.
    private static readonly Comparer<string> HostOrder = Comparer<string>.Create((left, right) =>
    {
        string[] leftLabels = Labels(left);
        string[] rightLabels = Labels(right);
        for (int label = 0; label < leftLabels.Length && label < rightLabels.Length; label++)
        {
            int order = string.CompareOrdinal(leftLabels[label], rightLabels[label]);
            if (order != 0)
            {
                return order;
            }
        }

        return leftLabels.Length.CompareTo(rightLabels.Length);
    });

    private static string[] Labels(string host) =>
        char.IsAsciiDigit(host[^1])
            && host.Split('.')
            .All(label => int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? [host] : [.. host.Split('.').Reverse()];

    private static string PathInOrder(string canonical) => canonical[Host(canonical).Length..];

    private static void Add(Dictionary<string, HashSet<string>> sets, string key, string source)
    {
        if (!sets.TryGetValue(key, out HashSet<string>? set))
        {
            sets.Add(key, set = []);
        }

        set.Add(source);
    }

    private string SourceOf(string page, string sourceScope) => sourceScope switch
    {
        "page" => page,
        "subdomain" => Host(page),
        _ => RootDomain(page),
    };

    /// <summary>To how many root domains each source links; those that link to none are not there.</summary>
    public Dictionary<string, int> Reach(string sourceScope)
    {
        if (!_reach.TryGetValue(sourceScope, out Dictionary<string, int>? reach))
        {
            _reach.Add(sourceScope, reach = _sources
                .Where(target => target.Key.StartsWith("root_domain ", StringComparison.Ordinal))
                .SelectMany(target => target.Value.Select(page => SourceOf(page, sourceScope)).Distinct())
                .CountBy(source => source).ToDictionary());
        }

        return reach;
    }

    private HashSet<string> SourcesOf(Target target, bool followedOnly, LinkFilter? filter) =>
        filter is null ? SourcesOf(target, followedOnly)
            : [.. LinksTo(target).Where(link => NaiveLinks.Counts(filter, link) && !(followedOnly && link.IsNofollow))
                .Select(link => Canonical(link.Source))];

    private List<TableLink> LinksTo(Target target)
    {
        string key = $"{target.Scope} {target.Text}";
        if (target.Scope == "subfolder" && !_links.ContainsKey(key))
        {
            _links.Add(key, [.. _links.Where(page => page.Key.StartsWith($"page {target.Text}", StringComparison.Ordinal))
                .SelectMany(page => page.Value)]);
        }

        return _links.GetValueOrDefault(key, []);
    }

    private HashSet<string> SourcesOf(Target target, bool followedOnly)
    {
        Dictionary<string, HashSet<string>> all = followedOnly ? _followedSources : _sources;
        string key = $"{target.Scope} {target.Text}";
        if (target.Scope == "subfolder" && !all.ContainsKey(key))
        {
            all.Add(key, [.. all.Where(page => page.Key.StartsWith($"page {target.Text}", StringComparison.Ordinal))
                .SelectMany(page => page.Value)]);
        }

        return all.TryGetValue(key, out HashSet<string>? sources) ? sources : [];
    }
}
