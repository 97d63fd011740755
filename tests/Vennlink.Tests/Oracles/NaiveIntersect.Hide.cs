using System.Text.RegularExpressions;
using Vennlink.Query.Hide;

namespace Vennlink.Tests.Oracles;

/// <content>Rules that hide rows, by the definitions of docs/hide.md.</content>
internal sealed partial class NaiveIntersect
{
    private static readonly Regex Feed = new(
        "^(feeds?|rss|planet)[./]"
            + "|^[^?]*/(feeds?|rss|atom|rdf|rss2?\\.xml|feed\\.xml|atom\\.xml|index\\.(xml|rdf)|feed\\.(json|php)|rss\\.php|wp-rss2\\.php)/*(\\?|$)"
            + "|^[^?]*\\.(rss|atom|rdf)/*(\\?|$)"
            + "|^[^?]*\\?(.*&)?feed=",
        RegexOptions.IgnoreCase);

    private Dictionary<string, string>? _owners;

    /// <summary>Live pages of each root domain.</summary>
    public Dictionary<string, int> PageCounts { get; init; } = [];

    /// <summary>What each rule of the last question hid by itself.</summary>
    public Dictionary<string, int> LastHidden { get; private set; } = [];

    /// <summary>A few rules.</summary>
    public static HideRule[] RandomRules(Random random, bool haveNegatives)
    {
        double?[] bounds = [null, 0, 1, 2, 5];
        double?[] shares = [null, 0, 0.2, 0.5, 1];
        HideRule[] all =
        [
            new(HideKind.Platforms, bounds[random.Next(bounds.Length)]),
            new(HideKind.Sitewide, shares[random.Next(shares.Length)]), new(HideKind.SameOwner), new(HideKind.Feeds),
            new(HideKind.OtherHosts),
        ];
        return [.. all.Where(rule => random.Next(3) == 0 && (haveNegatives || rule.Kind != HideKind.OtherHosts))];
    }

    private List<Row> Hide(List<Row> rows, HideRule[] rules, string sourceScope, Func<int, HashSet<string>> pagesOf,
        HashSet<string> negativePages)
    {
        LastHidden = [];
        HashSet<string> hidden = [];
        string[] domainsOfRows = [.. rows.Select(row => DomainOf(row.Source)).Distinct()];
        foreach (HideRule rule in rules)
        {
            Func<Row, bool> hides = rule.Kind switch
            {
                HideKind.Platforms => row => SiteLists.Platforms.Contains(DomainOf(row.Source))
                    || Reach("root_domain").GetValueOrDefault(DomainOf(row.Source)) > (rule.Bound ?? 1000),
                HideKind.Sitewide => row => row.Indexes.All(target => IsSitewide(row, target, rule.Bound ?? 0.5)),
                HideKind.SameOwner => row => domainsOfRows
                    .Where(domain => Owner(domain) == Owner(DomainOf(row.Source))).MinBy(domain => _ranks[domain])
                    != DomainOf(row.Source),
                HideKind.Feeds => row => row.Indexes.SelectMany(pagesOf)
                    .Where(page => SourceOf(page, sourceScope) == row.Source)
                    .All(page => Feed.IsMatch(page) || SiteLists.Aggregators.Contains(RootDomain(page))),
                _ => row => sourceScope != "root_domain" && negativePages.Any(page =>
                    RootDomain(page) == DomainOf(row.Source) && Host(page) != Host(row.Source)),
            };
            string[] found = [.. rows.Where(hides).Select(row => row.Source)];
            LastHidden.Add(rule.ToString(), found.Length);
            hidden.UnionWith(found);
        }

        return [.. rows.Where(row => !hidden.Contains(row.Source))];

        string DomainOf(string source) => sourceScope == "root_domain" ? source : RootDomain(source);
        bool IsSitewide(Row row, int target, double share)
        {
            string domain = DomainOf(row.Source);
            int linking = pagesOf(target).Count(page => RootDomain(page) == domain);
            return PageCounts[domain] >= 5 && linking > share * PageCounts[domain];
        }
    }

    // A name for each domain that those share which link to equal sets; its own where it is alone.
    private string Owner(string domain)
    {
        if (_owners is null)
        {
            Dictionary<string, string[]> sets = _sources
                .Where(target => target.Key.StartsWith("root_domain ", StringComparison.Ordinal))
                .SelectMany(target => target.Value.Select(RootDomain).Distinct()
                    .Select(source => (Source: source, Target: target.Key["root_domain ".Length..])))
                .GroupBy(arc => arc.Source, arc => arc.Target).Where(set => set.Count() >= 10)
                .ToDictionary(set => set.Key, set => set.ToArray());
            _owners = sets.Keys.ToDictionary(site => site, site => site);
            foreach (IEnumerable<string> same in sets.Keys.GroupBy(site => Shown(sets[site]))
                .Concat(sets.Keys.GroupBy(site => Shown([.. sets[site], site]))))
            {
                foreach (string other in same.Skip(1))
                {
                    (string from, string to) = (_owners[other], _owners[same.First()]);
                    foreach (string site in sets.Keys.Where(site => _owners[site] == from))
                    {
                        _owners[site] = to;
                    }
                }
            }
        }

        return _owners.GetValueOrDefault(domain, domain);

        static string Shown(string[] set) => string.Join(' ', set.Order(StringComparer.Ordinal));
    }
}
