using Vennlink.Links;
using Vennlink.Ranking;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Tests.Oracles;

/// <summary>A snapshot as plain sets of strings: the same questions, answered by looking at every link.</summary>
internal sealed class NaiveIndex
{
    private readonly List<(string Source, string Target, bool IsFollowed)> _arcs = [];
    private readonly Dictionary<string, string> _hosts = [];
    private readonly Dictionary<string, string> _roots = [];
    private readonly ILookup<(TargetScope, string), (string Source, bool IsFollowed)> _sources;
    private readonly Dictionary<string, int> _pageIds = [];
    private readonly PublicSuffixList _publicSuffixes;

    public NaiveIndex(IEnumerable<WebLink> web, PublicSuffixList publicSuffixes)
    {
        _publicSuffixes = publicSuffixes;
        HashSet<(TargetScope, string)> targets = [];
        Dictionary<string, string> titles = [];
        HashSet<string> livePages = [];
        HashSet<string> sources = []; // a link that is lost makes one too
        List<(string Source, string Target)> followed = [];
        foreach (WebLink link in web)
        {
            string source = Text(SnapshotFixture.Key(link.Source));
            string target = Text(SnapshotFixture.Key(link.Target));
            livePages.Add(source);
            targets.UnionWith(
                [(TargetScope.Page, source), (TargetScope.Subdomain, Host(source)),
                    (TargetScope.RootDomain, Root(source))]);
            if (link.Title.Length > 0)
            {
                titles.TryAdd(source, link.Title);
            }

            if (!link.IsLost)
            {
                targets.UnionWith(
                    [(TargetScope.Page, target), (TargetScope.Subdomain, Host(target)),
                        (TargetScope.RootDomain, Root(target))]);
                if ((link.Rel & LinkRel.NotFollowed) == 0)
                {
                    followed.Add((source, target));
                }

                if (Root(source) != Root(target))
                {
                    _arcs.Add((source, target, (link.Rel & LinkRel.NotFollowed) == 0));
                }
            }

            if (Root(source) != Root(target))
            {
                sources.Add(source);
            }
        }

        Targets = [.. targets];
        _sources = _arcs
            .SelectMany(arc =>
                ((TargetScope, string)[])[(TargetScope.Page, arc.Target), (TargetScope.Subdomain, Host(arc.Target)),
                    (TargetScope.RootDomain, Root(arc.Target))], (arc, target) => (arc, target))
            .ToLookup(pair => pair.target, pair => (pair.arc.Source, pair.arc.IsFollowed));
        PageRanks = NaiveScores.Relative(livePages, followed, PageRankOptions.IndexRounds);
        List<(string Source, string Target)> domainLinks =
            [.. followed.Select(link => (Root(link.Source), Root(link.Target)))];
        string[] allDomains =
            [.. Targets.Where(target => target.Scope == TargetScope.RootDomain).Select(target => target.Target)];
        Dictionary<string, double> domainRanks =
            NaiveScores.Relative(allDomains, domainLinks, PageRankOptions.IndexRounds);
        Dictionary<string, int> followers = domainLinks.Distinct().Where(link => link.Source != link.Target)
            .CountBy(link => link.Target).ToDictionary();
        DomainScores = [.. allDomains.OrderBy(Key, ByteOrder.Instance).Select(domain => (
            domain, domainRanks[domain],
            Sources(TargetScope.RootDomain, domain, followedOnly: false).Select(source => Root(source)).Distinct()
            .Count(),
            (int)AuthorityScale.DomainAuthority((float)domainRanks[domain], followers.GetValueOrDefault(domain))))];
        Dictionary<string, int> authorities = DomainScores.ToDictionary(domain => domain.Key, domain =>
            domain.Authority);
        Dictionary<string, int> domainAuthorities = sources.Select(Root).Distinct()
            .ToDictionary(domain => domain, domain => authorities[domain]);
        Domains = [.. domainAuthorities.OrderByDescending(domain => domain.Value)
            .ThenBy(domain => Key(domain.Key), ByteOrder.Instance).Select(domain => (domain.Key, domain.Value))];
        Dictionary<string, int> domainIds = Domains.Select((domain, id) => (domain.Key, id))
            .ToDictionary(pair => pair.Key, pair => pair.id);
        Pages = [.. sources
            .Select(page =>
                (Key: page, Title: titles.GetValueOrDefault(page, string.Empty),
                    Authority: (int)AuthorityScale.PageAuthority((float)PageRanks[page]),
                    Domain: domainIds[Root(page)]))
            .OrderBy(page => page.Domain).ThenByDescending(page => page.Authority)
            .ThenBy(page => SnapshotFixture.Key(page.Key), ByteOrder.Instance)];
        for (int page = 0; page < Pages.Count; page++)
        {
            _pageIds.Add(Pages[page].Key, page);
        }
    }

    public List<(string Key, string Title, int Authority, int Domain)> Pages { get; }

    public List<(string Key, int Authority)> Domains { get; }

    /// <summary>Of every known root domain, in key order.</summary>
    public List<(string Key, double Rank, int LinkingDomains, int Authority)> DomainScores { get; }

    /// <summary>Of every live page.</summary>
    public Dictionary<string, double> PageRanks { get; }

    public List<(TargetScope Scope, string Target)> Targets { get; }

    public uint[] SourcePages(TargetScope scope, string target, bool followedOnly) =>
        [.. Sources(scope, target, followedOnly).Select(source => (uint)_pageIds[source]).Distinct().Order()];

    public uint[] SourceDomains(TargetScope scope, string target, bool followedOnly) =>
        [.. Sources(scope, target, followedOnly).Select(source => (uint)Pages[_pageIds[source]].Domain).Distinct()
            .Order()];

    /// <summary>Hosts by the first of their pages.</summary>
    public List<string> SourceHostNames => field ??= [.. Pages.Select(page => Host(page.Key)).Distinct()];

    public uint[] SourceHosts(TargetScope scope, string target, bool followedOnly) =>
        [.. Sources(scope, target, followedOnly).Select(source => (uint)SourceHostNames.IndexOf(Host(source)))
            .Distinct().Order()];

    public byte[] KeyOf(TargetScope scope, string target) =>
        scope == TargetScope.Page ? SnapshotFixture.Key(target) : Key(target);

    private IEnumerable<string> Sources(TargetScope scope, string target, bool followedOnly) =>
        _sources[(scope, target)].Where(arc => !followedOnly || arc.IsFollowed).Select(arc => arc.Source);

    private static string Text(byte[] pageKey) => UrlKey.ToText(pageKey);

    // Labels alone, port and path dropped.
    private static byte[] Key(string host)
    {
        byte[] key = SnapshotFixture.Key(host);
        return key[..UrlKey.HostLength(key)];
    }

    private string Host(string page)
    {
        if (!_hosts.TryGetValue(page, out string? host))
        {
            _hosts.Add(page, host = UrlKey.ToText(Key(page)));
        }

        return host;
    }

    private string Root(string page)
    {
        if (!_roots.TryGetValue(page, out string? root))
        {
            byte[] host = Key(page);
            _roots.Add(page, root = UrlKey.ToText(host.AsSpan(0, _publicSuffixes.RootDomainLength(host))));
        }

        return root;
    }

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static ByteOrder Instance { get; } = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
