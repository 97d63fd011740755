using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Query.Facets;
using Vennlink.Query.Hide;
using Vennlink.Query.Orders;
using Vennlink.Query.Questions;
using Vennlink.Query.Walk;
using Vennlink.Ranking;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Query;

/// <summary>
/// A web both as a snapshot and as the oracle's sets, and random questions about it that must have one answer.
/// </summary>
internal sealed class OracleWeb : IDisposable
{
    private static readonly string[] Scopes = ["page", "subdomain", "root_domain", "subfolder"];
    private static readonly string[] Sources = ["page", "root_domain", "subdomain"];
    private static readonly string[] Sorts = ["matching_target_count", "source_domain_authority", "source_spam_score"];
    private static readonly NaiveSuffixes Suffixes = new(PublicSuffixList.EmbeddedText.Span);

    private readonly IReadOnlyList<TableLink> _links; // random targets are their ends
    private readonly IReadOnlyList<TableLink> _liveLinks;
    private readonly IDisposable _owner;
    private readonly Snapshot _snapshot;
    private readonly LinkIntersect[] _engines;
    private readonly TargetParser _parser;
    private readonly Evidence _evidence;
    private readonly NaiveIntersect _oracle;
    private readonly string[] _pages; // by page id
    private readonly string[] _domains; // by domain id
    private readonly string[] _hosts; // by host id
    private readonly string[] _suffixes; // that root domains end in

    /// <param name="links">The live links; URLs plain.</param>
    /// <param name="snapshot">The snapshot built of them.</param>
    /// <param name="owner">Disposed with this.</param>
    /// <param name="asked">Links whose ends are asked about; the live ones unless given.</param>
    /// <param name="language">Language of a page; null where none says its own.</param>
    public OracleWeb(
        IReadOnlyList<TableLink> links, Snapshot snapshot, IDisposable owner, IReadOnlyList<TableLink>? asked = null,
        Func<string, string>? language = null)
    {
        _links = asked ?? links;
        _liveLinks = [.. links.Where(link => !link.IsLost)];
        _owner = owner;
        _snapshot = snapshot;
        _engines =
            [.. Enum.GetValues<LaneWidth>()
                .Select(width => new LinkIntersect(
                    snapshot, width, streamBatchRowCount: 20, lookUpCost: 0, sortMemoryBytes: 1 << 20)),
                new LinkIntersect(snapshot)];
        _parser = new TargetParser(snapshot);
        _evidence = new Evidence(snapshot);
        _pages = [.. Enumerable.Range(0, (int)snapshot.SourcePageCount)
            .Select(id => Text(bytes => snapshot.PageKey(new PageId((uint)id), bytes)))];
        _domains = [.. Enumerable.Range(0, (int)snapshot.SourceDomainCount)
            .Select(id => Text(bytes => snapshot.DomainKey(new DomainId((uint)id), bytes)))];
        SourceSpace hosts = snapshot.Sources(SourceScope.Subdomain);
        _hosts = [.. Enumerable.Range(0, (int)hosts.Count).Select(id => Text(bytes => hosts.Key((uint)id, bytes)))];
        _suffixes =
            [.. _domains.SelectMany(domain =>
                (string[])[domain.Split('.')[^1], domain[(domain.IndexOf('.', StringComparison.Ordinal) + 1)..]])
                    .Distinct().Where(suffix => !char.IsAsciiDigit(suffix[^1])), "nowhere", "om"];
        Dictionary<string, int> pageAuthority = Enumerable.Range(0, _pages.Length)
            .ToDictionary(id => _pages[id], id => snapshot.PageAuthority(new PageId((uint)id)));
        Dictionary<string, int> domainAuthority = Enumerable.Range(0, _domains.Length)
            .ToDictionary(id => _domains[id], id => snapshot.DomainAuthority(new DomainId((uint)id)));
        Dictionary<string, string> titles = Enumerable.Range(0, _pages.Length).ToDictionary(id => _pages[id], id =>
            Encoding.UTF8.GetString(Read(bytes => snapshot.PageTitle(new PageId((uint)id), bytes))));
        _oracle = new NaiveIntersect(
            links, Suffixes.RootDomainOf, domain => domainAuthority.GetValueOrDefault(domain), page =>
            pageAuthority.GetValueOrDefault(page), NaiveSpamScore.Shipped.Of, page => titles.GetValueOrDefault(page, ""),
            language ?? (_ => "und"))
        {
            PageCounts = CountPages(snapshot),
        };
    }

    public static Dictionary<string, int> CountPages(Snapshot snapshot)
    {
        List<string> pages = [];
        snapshot.Evidence.ForEachPage(page => pages.Add(UrlKey.ToText(page.Key.Span)), CancellationToken.None);
        return pages.CountBy(page => Suffixes.RootDomainOf(NaiveIntersect.Host(page))).ToDictionary();
    }

    /// <summary>Makes a snapshot of a table.</summary>
    public static OracleWeb Of(IReadOnlyList<TableLink> links)
    {
        SnapshotFixture fixture = SnapshotFixture.Build(
            links.Select(link =>
                new WebLink(link.Source, link.Target, link.Rel,
                    NaiveSources.TitleOf(NaiveIntersect.Canonical(link.Source)), link.IsLost, link.Anchor, link.Kind, link.FirstSeen,
                    link.LastSeen, NaiveSources.LanguageOf(NaiveIntersect.Canonical(link.Source)))), memoryBytes: 64 << 20);
        OracleWeb web = new(links, fixture.Snapshot, fixture, language: NaiveSources.LanguageOf);
        web.AssertScores(fixture.Folder);
        return web;
    }

    /// <summary>All links of a snapshot, as its live view has them, whose rules have an oracle of their own.</summary>
    public static List<TableLink> ReadLinks(string folder)
    {
        List<TableLink> links = [];
        using LivePages live = LivePages.Open(folder);
        using LivePageCursor cursor = live.Read();
        while (cursor.MoveNext())
        {
            LivePage page = cursor.Current;
            for (int index = 0; index < page.LinkCount; index++)
            {
                LiveLink link = page[index];
                LinkFacts facts = link.Facts;
                string target = $"http://{UrlKey.ToText(link.TargetKey)}";
                links.Add(new TableLink($"http://{UrlKey.ToText(page.Key)}", target, facts.Rel != LinkRel.None)
                {
                    Rel = facts.Rel,
                    Kind = facts.Kind,
                    Anchor = Encoding.UTF8.GetString(link.Anchor),
                    FirstSeen = facts.FirstSeenSeconds,
                    LastSeen = facts.LastSeenSeconds,
                    IsLost = facts.IsLost,
                });
            }
        }

        return links;
    }

    /// <summary>Rows of all answers so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>Answers with rows so far.</summary>
    public int AnswerCount { get; private set; }

    public void Dispose() => _owner.Dispose();

    /// <summary>
    /// Ids ascend in Domain Authority order, and every page that links to another root domain has one.
    /// </summary>
    public void AssertNumbering()
    {
        Assert.Equal(_oracle.SourcePages, _pages);
        Assert.Equal(_oracle.SourceHosts, _hosts);
    }

    /// <summary>Ranks of all pages and root domains are what the definitions make of the live links.</summary>
    /// <param name="folder">Folder of the snapshot.</param>
    public void AssertScores(string folder)
    {
        (string Source, string Target)[] followed =
            [.. _liveLinks.Where(link => !link.IsNofollow)
                .Select(link => (NaiveIntersect.Canonical(link.Source), NaiveIntersect.Canonical(link.Target)))];
        using LivePages live = LivePages.Open(folder);
        using PageScores pages = new(folder, live.PageCount);
        List<string> names = [];
        using LivePageCursor cursor = live.Read();
        while (cursor.MoveNext())
        {
            names.Add(UrlKey.ToText(cursor.Current.Key));
        }

        Dictionary<string, double> pageRanks = NaiveScores.Relative(names, followed, PageRankOptions.IndexRounds);
        for (int page = 0; page < names.Count; page++)
        {
            AssertNear(pageRanks[names[page]], pages.RelativeRank(page), names[page]);
            Assert.Equal(AuthorityScale.PageAuthority((float)pageRanks[names[page]]), pages.Authority(page));
        }

        using DomainScoresReader domains = new(folder);
        string[] domainNames =
            [.. Enumerable.Range(0, (int)domains.RecordCount).Select(domain => Text(bytes => domains.Key(domain, bytes)))];
        Assert.Equal(
            names.Concat(_liveLinks.Select(link => NaiveIntersect.Canonical(link.Target))).Select(_oracle.RootDomain)
            .Distinct().Order(StringComparer.Ordinal),
            domainNames.Order(StringComparer.Ordinal));
        (string, string)[] domainLinks =
            [.. followed.Select(link => (_oracle.RootDomain(link.Source), _oracle.RootDomain(link.Target))).Distinct()];
        Dictionary<string, double> domainRanks =
            NaiveScores.Relative(domainNames, domainLinks, PageRankOptions.IndexRounds);
        Dictionary<string, int> linkingDomains = domainLinks.Where(link => link.Item1 != link.Item2)
            .CountBy(link => link.Item2).ToDictionary();
        for (int domain = 0; domain < domainNames.Length; domain++)
        {
            DomainScores scores = domains.Read(domain);
            AssertNear(domainRanks[domainNames[domain]], scores.RelativeRank, domainNames[domain]);
            Assert.Equal(
                AuthorityScale.DomainAuthority(scores.RelativeRank,
                    linkingDomains.GetValueOrDefault(domainNames[domain])), scores.DomainAuthority);
        }

        static void AssertNear(double expected, float actual, string name) =>
            Assert.True(Math.Abs(expected - actual) <= 1e-6 * expected, $"{name} has {actual}, not {expected}");
    }

    /// <summary>Asks one random question; engine and oracle must give the same answer, order included.</summary>
    public void AssertSameAnswer(Random random)
    {
        NaiveIntersect.Target[] positives =
            [.. Enumerable.Range(0, random.Next(8) == 0 ? random.Next(1, 70) : random.Next(1, 7))
                .Select(_ => RandomTarget(random))];
        NaiveIntersect.Target[] negatives =
            [.. Enumerable.Range(0, Math.Max(0, random.Next(-2, 3))).Select(_ => RandomTarget(random))];
        if (random.Next(4) == 0)
        {
            positives = [.. positives, positives[random.Next(positives.Length)]];
        }

        int minimum = random.Next(3) == 0 ? 1 : random.Next(1, Math.Min(positives.Length, 6) + 1);
        SourceScope sources = (SourceScope)random.Next(3);
        int sort = random.Next(3);
        OrderKey[] keys = random.Next(2) == 0 ? [] : RandomKeys(random, sources);
        bool followedOnly = random.Next(3) == 0;
        MatchExpression? match = random.Next(3) == 0 ? NaiveMatch.Random(random, positives.Length) : null;
        SourceFilter? filter = random.Next(3) == 0
            ? NaiveSources.WithRandom(random, NaiveMatch.RandomFilter(random, _suffixes)) : null;
        LinkFilter? links = random.Next(3) == 0 ? NaiveLinks.RandomFilter(random) : null;
        NaiveIntersect.Target[]? only = random.Next(12) == 0 ? RandomList(random) : null;
        NaiveIntersect.Target[]? none = random.Next(12) == 0 ? RandomList(random) : null;
        if (match is not null && random.Next(2) == 0)
        {
            AssertSameWrittenAnswer(random, positives, negatives, match, filter, links, only, none);
            return;
        }

        HideRule[] hide = random.Next(4) == 0 ? NaiveIntersect.RandomRules(random, negatives.Length > 0) : [];

        IntersectQuery query = new()
        {
            Hide = hide,
            Links = links,
            Match = match,
            Filter = filter,
            PositiveTargets = [.. positives.Select(Resolve)],
            NegativeTargets = [.. negatives.Select(Resolve)],
            SourcesIn = only is null ? null : [.. only.Select(Resolve)],
            SourcesNotIn = none is null ? null : [.. none.Select(Resolve)],
            MinMatchingTargets = minimum,
            SourceScope = sources,
            Sort = (IntersectSort)sort,
            SortKeys = keys,
            FollowedOnly = followedOnly,
        };
        List<NaiveIntersect.Row> expected =
            _oracle.Answer(positives, negatives, minimum, Sources[(int)sources],
                keys.Length > 0 ? Sorts[1] : Sorts[sort], followedOnly, match, filter, links, only, none, hide);
        expected = InOrder(expected, keys, positives, query);
        string question =
            $"{string.Join(' ', positives)} not {string.Join(' ', negatives)} ≥{minimum} {sources} "
                + $"{Sorts[sort]} [{string.Join(' ', keys)}] followedOnly={followedOnly} {match} {filter} {links} "
                + $"{Shown(only, none)} hide {string.Join(' ', hide.AsEnumerable())}";
        AssertAnswer(query, expected, random, question);
    }

    private List<NaiveIntersect.Row> InOrder(
        List<NaiveIntersect.Row> rows, OrderKey[] keys, NaiveIntersect.Target[] positives, IntersectQuery query)
    {
        string scope = Sources[(int)query.SourceScope];
        return keys.Length == 0 ? rows : _oracle.InOrder(rows, keys, scope, row =>
            _oracle.CountingLinks(row, positives, scope, query.FollowedOnly, query.Links, query.Filter));
    }

    // One to three keys; only pages have titles.
    public static OrderKey[] RandomKeys(Random random, SourceScope sources)
    {
        SortColumn[] columns = [.. Enum.GetValues<SortColumn>()
            .Where(column => column != SortColumn.Title || sources == SourceScope.Page)];
        return [.. Enumerable.Range(0, random.Next(1, 4))
            .Select(_ => new OrderKey(columns[random.Next(columns.Length)], random.Next(2) == 0))];
    }

    // A question as texts or as JSON: what it asks is worked out by the oracle from the rules of the page.
    private void AssertSameWrittenAnswer(Random random, NaiveIntersect.Target[] targets,
        NaiveIntersect.Target[] negatives, MatchExpression tree, SourceFilter? filter, LinkFilter? links,
        NaiveIntersect.Target[]? only, NaiveIntersect.Target[]? none)
    {
        if (random.Next(2) == 0)
        {
            int excluded = random.Next(targets.Length);
            tree = MatchExpression.All(tree, MatchExpression.Not(random.Next(2) == 0 ? MatchExpression.Target(excluded)
                : MatchExpression.Any(MatchExpression.Target(excluded), MatchExpression.Target(0))));
        }

        NaiveIntersect.Target[] to = [.. targets.Take(random.Next(-2, 4))];
        int minimum = to.Length == 0 ? 1 : random.Next(1, to.Length + 1);
        NaiveQuestion naive = new(random, to, negatives, minimum, targets, tree);
        if (naive.TargetCount == 0)
        {
            return;
        }

        HideRule[] hide = random.Next(4) == 0 ? NaiveIntersect.RandomRules(random, naive.Negatives.Length > 0) : [];
        SourceScope sources = (SourceScope)random.Next(3);
        int sort = random.Next(3);
        OrderKey[] keys = random.Next(2) == 0 ? [] : RandomKeys(random, sources);
        Question question = new()
        {
            To = [.. to.Select(target => TargetText.Parse(NaiveQuestion.Typed(random, target)))],
            Not = [.. negatives.Select(target => TargetText.Parse(NaiveQuestion.Typed(random, target)))],
            Min = minimum,
            Match = MatchText.Parse(naive.Text),
            SourceScope = sources,
            Filter = filter,
            SourcesIn = only?.Select(source => TypedSource(random, source)).ToArray(),
            SourcesNotIn = none?.Select(source => TypedSource(random, source)).ToArray(),
            Hide = hide,
            Links = links is null ? null : AsWritten(links),
            Sort = (IntersectSort)sort,
        };
        question = keys.Length == 0 ? question : question.WithSort(keys);
        question = random.Next(2) == 0 ? question : ThroughJson(question, random.Next(2) == 0 ? naive.Json : null);
        QuestionProblems problems = new();
        IntersectQuery? query = new QuestionResolver(_snapshot).Resolve(question, problems);
        Assert.True(query is not null, $"{naive.Text}: {problems}");
        List<NaiveIntersect.Row> expected = _oracle.Answer(naive.Positives, naive.Negatives, naive.Minimum,
            Sources[(int)sources], keys.Length > 0 ? Sorts[1] : Sorts[sort], followedOnly: false, naive.Match, filter,
            question.Links, only, none, hide);
        expected = InOrder(expected, keys, naive.Positives, query);
        AssertAnswer(query, expected, random,
            $"{string.Join(' ', to)} not {string.Join(' ', negatives)} ≥{minimum} {naive.Text} "
                + $"[{string.Join(' ', keys)}] {filter} {links} {Shown(only, none)} "
                + $"hide {string.Join(' ', hide.AsEnumerable())}");
    }

    private static string Shown(NaiveIntersect.Target[]? only, NaiveIntersect.Target[]? none) =>
        $"in {string.Join(' ', only ?? [])} not in {string.Join(' ', none ?? [])}";

    // Sources, hosts and sites of theirs, and some that nobody has heard of.
    private NaiveIntersect.Target[] RandomList(Random random) =>
        [.. Enumerable.Range(0, random.Next(0, 8)).Select(_ =>
        {
            string page = NaiveIntersect.Canonical(_links[random.Next(_links.Count)].Source);
            NaiveIntersect.Target site = new("root_domain", _oracle.RootDomain(page));
            return random.Next(4) switch
            {
                0 => RandomTarget(random),
                1 => new NaiveIntersect.Target("page", page),
                2 when !IsRefused(site) => site,
                _ => new NaiveIntersect.Target("subdomain", NaiveIntersect.Host(page)),
            };
        })];

    // Without a scope where the text says by itself what it names.
    private TargetText TypedSource(Random random, NaiveIntersect.Target source)
    {
        string host = NaiveIntersect.Host(source.Text);
        string root = _oracle.RootDomain(host);
        bool goesWithout = source.Scope switch
        {
            "root_domain" => true,
            "subdomain" => host != root && host != $"www.{root}",
            "page" => source.Text != $"{host}/",
            _ => false,
        };
        return TargetText.Parse(goesWithout && random.Next(3) > 0
            ? (random.Next(3) == 0 ? "http://" : "") + source.Text : $"{source.Scope}:{source.Text}");
    }

    // What can be written: the word nofollow means that of the link and that of its page, and days do not end before
    // they begin.
    private static LinkFilter AsWritten(LinkFilter links)
    {
        const LinkRel Nofollow = LinkRel.Nofollow | LinkRel.PageNofollow;
        return links with
        {
            AnyRel = Both(links.AnyRel),
            NoRel = Both(links.NoRel),
            FirstSeen = InOrder(links.FirstSeen),
            LastSeen = InOrder(links.LastSeen),
        };

        static LinkRel Both(LinkRel rel) => (rel & Nofollow) == LinkRel.None ? rel : rel | Nofollow;

        static DayRange? InOrder(DayRange? days) =>
            days is { } range && range.From > range.Until ? new DayRange(range.Until, range.From) : days;
    }

    private static Question ThroughJson(Question question, JsonNode? match)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter writer = new(bytes))
        {
            QuestionJson.Write(writer, question);
        }

        JsonNode json = JsonNode.Parse(bytes.WrittenSpan)!;
        json["match"] = match ?? json["match"]!.DeepClone();
        QuestionProblems problems = new();
        Question read = QuestionJson.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), problems);
        Assert.False(problems.Any, $"{json}: {problems}");
        return read;
    }

    private void AssertAnswer(
        IntersectQuery query, List<NaiveIntersect.Row> expected, Random random, string question)
    {
        LinkIntersect engine = _engines[random.Next(_engines.Length)];
        RowCount += expected.Count;
        AnswerCount += expected.Count > 0 ? 1 : 0;
        FoundQuery found = engine.Find(query);
        if (query.Hide.Count > 0)
        {
            Assert.True(_oracle.LastHidden.Select(rule => (rule.Key, (long)rule.Value)).SequenceEqual(
                found.HiddenCounts.Select(hidden => (hidden.Rule.ToString(), hidden.RowCount))),
                $"{question}: {string.Join(", ", _oracle.LastHidden)} {string.Join(", ", found.HiddenCounts)}");
        }

        Assert.True(expected.Count == engine.Count(found, CancellationToken.None), question);
        AssertRows(found, expected, engine.Stream(found, CancellationToken.None), question);
        AssertPages(engine, found, expected, random, question);
        AssertSubsets(engine, found, expected, question);
        AssertOnly(engine, found, expected, question);
        AssertFacets(engine, found, expected, question);
        if (expected.Count == 0)
        {
            AssertWhyEmpty(engine, found, question);
        }

        IReadOnlyList<IntersectRow> first = engine.Rows(found, 5, null, CancellationToken.None);
        foreach ((IntersectRow row, SourceRow described) in first.Zip(engine.Describe(found, first)))
        {
            AssertDescribed(query, row, described, expected, question);
            AssertEvidence(found, row, expected.Single(candidate => candidate.Source == described.Page), question);
        }
    }

    // All links that count behind a row, and the first of them.
    private void AssertEvidence(FoundQuery found, IntersectRow row, NaiveIntersect.Row naive, string question)
    {
        IReadOnlyList<TargetEvidence> all = _evidence.Of(found, row, int.MaxValue - 1, CancellationToken.None);
        IReadOnlyList<TargetEvidence> two = _evidence.Of(found, row, 2, CancellationToken.None);
        Assert.Equal(row.MatchingTargetIndexes, all.Select(target => target.TargetIndex));
        foreach ((TargetEvidence links, TargetEvidence first) in all.Zip(two))
        {
            NaiveIntersect.Row ofTarget = naive with { Indexes = [0] };
            string[] expected = [.. _oracle.CountingLinks(
                ofTarget, [Naive(found.Query.PositiveTargets[links.TargetIndex])],
                Sources[(int)found.Query.SourceScope], found.Query.FollowedOnly, found.Query.Links, found.Query.Filter)
                .Select(link => $"{NaiveIntersect.Canonical(link.Source)} {NaiveIntersect.Canonical(link.Target)} "
                    + $"{link.Anchor} {link.Rel} {link.Kind} {link.FirstSeen} {link.LastSeen} {link.IsLost}")
                .Order(StringComparer.Ordinal)];
            Assert.True(
                expected.SequenceEqual(links.Links.Select(link => $"{link.SourcePage} {link.TargetPage} {link.Anchor} "
                    + $"{link.Rel} {link.Kind} {link.FirstSeenSeconds} {link.LastSeenSeconds} {link.IsLost}")
                    .Order(StringComparer.Ordinal)), $"{question}: links of {naive.Source}");
            Assert.Equal(links.Links.Take(2), first.Links);
            Assert.Equal((false, links.Links.Count > 2), (links.HasMore, first.HasMore));
        }
    }

    private static string Text(Func<byte[], int> read) => UrlKey.ToText(Read(read));

    private static ReadOnlySpan<byte> Read(Func<byte[], int> read)
    {
        byte[] bytes = new byte[4096];
        return bytes.AsSpan(0, read(bytes));
    }

    private void AssertPages(LinkIntersect engine, FoundQuery found, List<NaiveIntersect.Row> expected, Random random,
        string question)
    {
        // Pages as they follow one another, of an answer of any length; from every position of a short one.
        IntersectPosition? after = null;
        int served = 0;
        for (int page = 0; page < 5 || expected.Count < 20; page++)
        {
            int limit = expected.Count < 20 ? 1 : random.Next(1, 60);
            IReadOnlyList<IntersectRow> rows = engine.Rows(found, limit, after, CancellationToken.None);
            AssertRows(found, expected.Skip(served).Take(limit), rows, question);
            if (rows.Count == 0)
            {
                break;
            }

            served += rows.Count;
            after = engine.PositionOf(found, rows[^1]);
        }

        if (expected.Count >= 20)
        {
            int place = random.Next(expected.Count);
            IntersectRow row = engine.Stream(found, CancellationToken.None).ElementAt(place);
            AssertRows(found, expected.Skip(place + 1).Take(30),
                engine.Rows(found, 30, engine.PositionOf(found, row), CancellationToken.None), question);
        }
    }

    // What an empty answer would be without each of its conditions, as the oracle answers it.
    private void AssertWhyEmpty(LinkIntersect engine, FoundQuery found, string question)
    {
        IntersectQuery query = found.Query;
        EmptyAnswer empty = EmptyAnswer.Of(engine, found, CancellationToken.None);
        NaiveIntersect.Target[] targets = [.. query.PositiveTargets.Select(Naive)];
        Assert.Equal(targets.Take(EmptyAnswer.MaxTargets).Select(target => (long)CountOf(new IntersectQuery
        {
            PositiveTargets = [],
            SourceScope = query.SourceScope,
            Links = query.Links,
            FollowedOnly = query.FollowedOnly,
        }, [target])), empty.TargetRows);
        foreach (DroppedCondition condition in empty.Conditions)
        {
            IntersectQuery? without = condition.Name switch
            {
                "min" => query with { MinMatchingTargets = int.Parse(condition.Instead!, CultureInfo.InvariantCulture) },
                "match" => query with { Match = null },
                "not" => query with { NegativeTargets = [] },
                "sources.in" => query with { SourcesIn = null },
                "sources.not_in" => query with { SourcesNotIn = null },
                "sources.domain_authority" => query with { Filter = query.Filter! with { DomainAuthority = null } },
                "sources.tld" => query with { Filter = query.Filter! with { TopLevelDomains = [] } },
                "sources.language" => query with { Filter = query.Filter! with { Languages = [] } },
                "sources.not_language" => query with { Filter = query.Filter! with { ExcludedLanguages = [] } },
                "links.kind" => query with { Links = query.Links! with { Kinds = [] } },
                "links.state" => query with { Links = query.Links! with { State = LinkState.Live } },
                "links.anchor_contains" => query with { Links = query.Links! with { AnchorContains = null } },
                _ => null,
            };
            if (condition.Name == "hide")
            {
                without = query with { Hide = [.. query.Hide.Where(rule => rule.ToString() != condition.Value)] };
            }

            if (without is not null)
            {
                Assert.True(CountOf(without, targets) == condition.RowCount, $"{question}: {condition}");
            }

            if (condition is { Name: "min", RowCount: > 0 })
            {
                int lower = int.Parse(condition.Instead!, CultureInfo.InvariantCulture);
                Assert.True(CountOf(query with { MinMatchingTargets = lower + 1 }, targets) == 0, question);
            }
        }
    }

    private int CountOf(IntersectQuery query, NaiveIntersect.Target[] targets) => _oracle.Answer(
        targets, [.. query.NegativeTargets.Select(Naive)], query.MinMatchingTargets, Sources[(int)query.SourceScope],
        Sorts[1], query.FollowedOnly, query.Match, query.Filter, query.Links, query.SourcesIn?.Select(Naive).ToArray(),
        query.SourcesNotIn?.Select(Naive).ToArray(), [.. query.Hide]).Count;

    private void AssertFacets(LinkIntersect engine, FoundQuery found, List<NaiveIntersect.Row> expected, string question)
    {
        Facet[] facets = [Facet.Followed, Facet.TopLevelDomain, Facet.Language, Facet.SpamScore, Facet.Authority];
        FacetCounts counts = engine.CountFacets(found, facets, CancellationToken.None);
        Assert.True(counts.RowCount == expected.Count, question);
        string scope = Sources[(int)found.Query.SourceScope];
        NaiveIntersect.Target[] targets = [.. found.Query.PositiveTargets.Select(Naive)];
        foreach (FacetValues facet in counts.Facets)
        {
            Dictionary<string, long> naive = [];
            foreach (NaiveIntersect.Row row in expected)
            {
                string value = _oracle.FacetOf(row, facet.Facet, () => _oracle.CountingLinks(
                    row, targets, scope, found.Query.FollowedOnly, found.Query.Links, found.Query.Filter)) ?? "";
                naive[value] = naive.GetValueOrDefault(value) + 1;
            }

            Assert.True(naive.Count == facet.Values.Count
                && facet.Values.All(value => naive.GetValueOrDefault(value.Value ?? "") == value.RowCount),
                $"{question}: {facet.Facet}");
        }
    }

    private static NaiveIntersect.Target Naive(Target target) => new(Scopes[(int)target.Scope], target.Meaning);

    private static void AssertSubsets(LinkIntersect engine, FoundQuery found, List<NaiveIntersect.Row> expected,
        string question)
    {
        if (found.Positives.Count <= 64)
        {
            IReadOnlyList<TargetSubset> subsets = engine.CountSubsets(found, CancellationToken.None);
            Dictionary<string, int> naive = expected.CountBy(row => string.Join(' ', row.Indexes)).ToDictionary();
            Assert.True(naive.Count == subsets.Count
                && subsets.All(subset => naive[string.Join(' ', subset.TargetIndexes)] == subset.RowCount), question);
        }
    }

    // The rows that a subset counts are found by it: some subsets, and all but one.
    private void AssertOnly(LinkIntersect engine, FoundQuery found, List<NaiveIntersect.Row> expected, string question)
    {
        IntersectQuery query = found.Query;
        if (query.Hide.Count > 0 || expected.Count == 0 || query.PositiveTargets.Count > 64)
        {
            return;
        }

        int[][] sets = [.. expected.Select(row => row.Indexes).DistinctBy(set => string.Join(' ', set)).Take(4)];
        foreach (int[][] chosen in (int[][][])[[sets[0]], sets[..^1], sets])
        {
            if (chosen.Length > 0)
            {
                MatchExpression exact = MatchExpression.Exactly(chosen, query.PositiveTargets.Count);
                FoundQuery narrowed = engine.Find(query with
                {
                    Match = query.Match is null ? exact : MatchExpression.All(query.Match, exact),
                });
                List<NaiveIntersect.Row> rows =
                    [.. expected.Where(row => chosen.Any(set => set.AsSpan().SequenceEqual(row.Indexes)))];
                Assert.True(rows.Count == engine.Count(narrowed, CancellationToken.None), $"{question}: only {exact}");
                AssertRows(narrowed, rows, engine.Stream(narrowed, CancellationToken.None), $"{question}: only {exact}");
            }
        }
    }

    private void AssertRows(FoundQuery found, IEnumerable<NaiveIntersect.Row> expected, IEnumerable<IntersectRow> rows,
        string question)
    {
        string[] names = ((string[][])[_pages, _domains, _hosts])[(int)found.Query.SourceScope];
        using IEnumerator<IntersectRow> actual = rows.GetEnumerator();
        foreach (NaiveIntersect.Row row in expected)
        {
            Assert.True(actual.MoveNext(), question);
            Assert.True(row.Source == names[actual.Current.SourceId],
                $"{question}: {row.Source} is not {names[actual.Current.SourceId]}");
            Assert.True(row.Indexes.AsSpan().SequenceEqual(actual.Current.MatchingTargetIndexes),
                $"{question}: targets of {row.Source}");
        }

        Assert.False(actual.MoveNext(), question);
    }

    private void AssertDescribed(IntersectQuery query, IntersectRow row, SourceRow described,
        List<NaiveIntersect.Row> expected, string question)
    {
        NaiveIntersect.Row naive = expected.Single(candidate => candidate.Source == described.Page);
        Assert.Equal(row.MatchingTargetIndexes, described.MatchingTargetIndexes);
        Assert.Equal(naive.Indexes, described.MatchingTargetIndexes);
        Assert.Equal(
            _snapshot.DomainAuthority(new DomainId((uint)Array.IndexOf(_domains, _oracle.RootDomain(naive.Source)))),
            described.DomainAuthority);
        Assert.Equal(NaiveSpamScore.Shipped.Of(_oracle.RootDomain(naive.Source)), described.SpamScore);
        if (query.SourceScope == SourceScope.Page)
        {
            Assert.Null(described.MatchingSourcePages);
            return;
        }

        Assert.True(naive.BestPages.SequenceEqual(described.MatchingSourcePages!.Select(page => page.Page)),
            $"{question}: best pages of {naive.Source}");
        Assert.All(described.MatchingSourcePages!, page =>
            Assert.Equal(_snapshot.PageAuthority(new PageId((uint)Array.IndexOf(_pages, page.Page))),
                page.PageAuthority));
    }

    // Not a public suffix that the index does not know: that is no target.
    private NaiveIntersect.Target RandomTarget(Random random)
    {
        while (true)
        {
            NaiveIntersect.Target target = AnyTarget(random);
            if (!IsRefused(target))
            {
                return target;
            }
        }
    }

    // A public suffix is no site, though a host may stand there.
    private bool IsRefused(NaiveIntersect.Target target) =>
        _parser.TryParse(target.Text, (TargetScope)Array.IndexOf(Scopes, target.Scope), out _)
            == TargetProblem.PublicSuffix;

    // The target of a random link, so that popular ones come often; now and then a source, or a site that nobody has
    // heard of.
    private NaiveIntersect.Target AnyTarget(Random random)
    {
        TableLink link = _links[random.Next(_links.Count)];
        string page = NaiveIntersect.Canonical(random.Next(12) == 0 ? link.Source : link.Target);
        if (random.Next(40) == 0)
        {
            page = "www.nobody.example/";
        }

        string scope = Scopes[random.Next(Scopes.Length)];
        string path = page.Split('?')[0];
        int[] slashes = [.. Enumerable.Range(0, path.Length).Where(place => path[place] == '/')];
        return new NaiveIntersect.Target(scope, scope switch
        {
            "page" => page,
            "subfolder" => path[..(slashes[random.Next(slashes.Length)] + 1)],
            "subdomain" => NaiveIntersect.Host(page),
            _ => _oracle.RootDomain(page),
        });
    }

    private Target Resolve(NaiveIntersect.Target target)
    {
        TargetScope scope = (TargetScope)Array.IndexOf(Scopes, target.Scope);
        Assert.True(_parser.TryParse(target.Text, scope, out Target? resolved) == TargetProblem.None,
            target.ToString());
        return resolved!;
    }
}
