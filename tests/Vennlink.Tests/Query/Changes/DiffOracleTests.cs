using System.Text;
using CsCheck;
using Vennlink.Build;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Query;
using Vennlink.Query.Changes;
using Vennlink.Query.Facets;
using Vennlink.Query.Hide;
using Vennlink.Query.Orders;
using Vennlink.Query.Walk;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Query.Changes;

/// <summary>What questions gain, keep and lose between two crawls, against differences of naive answers.</summary>
public sealed class DiffOracleTests
{
    private static readonly string[] Scopes = ["page", "subdomain", "root_domain", "subfolder"];
    private static readonly string[] Sources = ["page", "root_domain", "subdomain"];
    private static readonly string[] Sorts = ["matching_target_count", "source_domain_authority", "source_spam_score"];

    [Fact]
    public void Random_questions_over_recrawls_differ_as_their_naive_answers_do()
    {
        long gained = 0;
        long lost = 0;
        HashSet<LinkChange> changes = [];
        HashSet<RowCause> causes = [];
        Gen.Select(CrawledWeb.Readings, CrawledWeb.Readings, Gen.Int).Sample((readings, others, seed) =>
        {
            Random random = new(seed);
            using TemporaryFolder folder = new();

            // The later index has the earlier readings too, or some of them, or is of a crawl of its own.
            Crawled[] later = random.Next(3) switch
            {
                0 => others,
                1 => [.. readings, .. others],
                _ => [.. readings.Where(_ => random.Next(3) > 0), .. others],
            };
            using Side before = Side.Build(folder.File("before"), readings);
            using Side after = Side.Build(folder.File("after"), later);
            for (int question = 0; question < 40; question++)
            {
                AskedDiff asked = new(before, after, random);
                (long gainedNow, long lostNow) = asked.Assert(changes, causes);
                gained += gainedNow;
                lost += lostNow;
            }
        }, iter: 60, threads: 1);
        Assert.True(gained > 500 && lost > 500, $"{gained} {lost}");
        Assert.True(changes.Count > 5, string.Join(' ', changes));
        Assert.Equal(Enum.GetValues<RowCause>().Length, causes.Count);
    }

    [Theory]
    [InlineData(CrawledAs.Html, "http://u.example/", CrawledAs.Html, "http://t.example/", LinkChange.NewLink)]
    [InlineData(null, "", CrawledAs.Html, "http://t.example/", LinkChange.NewPage)]
    [InlineData(CrawledAs.Gone, "", CrawledAs.Html, "http://t.example/", LinkChange.PageBack)]
    [InlineData(CrawledAs.Html, "http://t.example/#nofollow", CrawledAs.Html, "http://t.example/", LinkChange.CountsNow)]
    [InlineData(CrawledAs.Html, "http://t.example/", CrawledAs.Html, "http://u.example/", LinkChange.LinkLost)]
    [InlineData(CrawledAs.Html, "http://t.example/", null, "", LinkChange.PageMissing)]
    [InlineData(CrawledAs.Html, "http://t.example/", CrawledAs.Gone, "", LinkChange.PageGone)]
    [InlineData(CrawledAs.Html, "http://t.example/", CrawledAs.Html, "http://t.example/#nofollow", LinkChange.CountsNoLonger)]
    internal void What_became_of_a_link_is_told(
        CrawledAs? beforeAs, string beforeTarget, CrawledAs? afterAs, string afterTarget, LinkChange expected)
    {
        using TemporaryFolder folder = new();
        using Side before = Side.Build(folder.File("before"), Page(beforeAs, beforeTarget));
        using Side after = Side.Build(folder.File("after"), Page(afterAs, afterTarget));
        DiffSide Of(Side side) => new(side.Snapshot, new LinkIntersect(side.Snapshot), new IntersectQuery
        {
            PositiveTargets = [side.Resolve(new NaiveIntersect.Target("root_domain", "t.example"))],
            Links = new LinkFilter { IsFollowed = true },
        });
        QuestionDiff diff = QuestionDiff.Of(Of(before), Of(after), 1 << 20, CancellationToken.None);
        ChangedRow row = Assert.Single(diff.Rows(RowChange.Gained | RowChange.Lost, 3, null, CancellationToken.None));
        Assert.Equal("a.example/", row.Row.Page);
        TargetChange target = Assert.Single(row.Targets);
        Assert.Equal((expected, expected), (target.Change, Assert.Single(target.Links).Change));
    }

    // Of a page that is gone there was a reading before, else nobody would know it.
    private static Crawled[] Page(CrawledAs? how, string target)
    {
        Crawled other = new(0, "http://z.example/", CrawledAs.Html, [("http://t.example/other", true)], false);
        Crawled known = new(0, "http://a.example/", CrawledAs.Html, [("http://u.example/", false)], false);
        Crawled[] last = how is { } kind
            ? [new(0, "http://a.example/", kind, [(target, target.EndsWith("#nofollow", StringComparison.Ordinal))], false)]
            : [];
        return [other, .. how == CrawledAs.Gone ? (Crawled[])[known] : [], .. last];
    }

    private sealed class AskedDiff
    {
        private readonly Side _before;
        private readonly Side _after;
        private readonly NaiveIntersect.Target[] _positives;
        private readonly NaiveIntersect.Target[] _negatives;
        private readonly int _minimum;
        private readonly int _sources;
        private readonly int _sort;
        private readonly OrderKey[] _keys;
        private readonly HideRule[] _hide;
        private readonly SourceFilter? _filter;
        private readonly LinkFilter? _links;
        private readonly MatchExpression? _match;
        private readonly string _text;

        public AskedDiff(Side before, Side after, Random random)
        {
            (_before, _after) = (before, after);
            TableLink[] links = [.. before.Links, .. after.Links];
            _positives = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Target(links, random))];
            _negatives = [.. Enumerable.Range(0, random.Next(0, 3)).Select(_ => Target(links, random))];
            _minimum = random.Next(1, _positives.Length + 1);
            _sources = random.Next(3);
            _sort = random.Next(3);
            _match = random.Next(4) == 0 ? NaiveMatch.Random(random, _positives.Length) : null;
            _filter = random.Next(3) switch
            {
                0 => new SourceFilter { DomainAuthority = new ScoreRange(random.Next(1, 30), 100) },
                1 when random.Next(2) == 0 => new SourceFilter { TopLevelDomains = ["example"] },
                _ => null,
            };
            _links = random.Next(3) == 0 ? new LinkFilter { IsFollowed = random.Next(2) == 0 }
                : random.Next(4) == 0 ? new LinkFilter { Kinds = [LinkKind.Anchor], AnchorContains = "x" } : null;
            _filter = random.Next(3) > 0 ? _filter : NaiveSources.WithRandom(random, _filter ?? new SourceFilter());
            _hide = random.Next(4) == 0 ? NaiveIntersect.RandomRules(random, _negatives.Length > 0) : [];
            _keys = random.Next(2) == 0 ? [] : OracleWeb.RandomKeys(random, (SourceScope)_sources);
            _text = $"{string.Join(' ', _positives)} not {string.Join(' ', _negatives)} ≥{_minimum} {_match} "
                + $"{Sources[_sources]} {Sorts[_sort]} {string.Join(' ', _keys)} {_filter} {_links} "
                + string.Join(' ', _hide);
        }

        public (long Gained, long Lost) Assert(HashSet<LinkChange> changes, HashSet<RowCause> causes)
        {
            List<NaiveIntersect.Row> expectedBefore = Answer(_before);
            List<NaiveIntersect.Row> expectedAfter = Answer(_after);
            HashSet<string> earlier = [.. expectedBefore.Select(row => row.Source)];
            HashSet<string> later = [.. expectedAfter.Select(row => row.Source)];
            QuestionDiff diff = QuestionDiff.Of(Of(_before), Of(_after), 1 << 20, CancellationToken.None);
            Xunit.Assert.Equal((later.Except(earlier).Count(), earlier.Intersect(later).Count(),
                earlier.Except(later).Count()), (diff.GainedCount, diff.KeptCount, diff.LostCount));
            List<ChangedRow> rows = [.. diff.Rows(
                RowChange.Gained | RowChange.Kept | RowChange.Lost, 100, 2, CancellationToken.None)];
            Xunit.Assert.Equal(
                InOrder(_after, expectedAfter).Select(row => (row.Source, earlier.Contains(row.Source) ? RowChange.Kept : RowChange.Gained))
                    .Concat(InOrder(_before, expectedBefore).Where(row => !later.Contains(row.Source))
                        .Select(row => (row.Source, RowChange.Lost))),
                rows.Select(row => (row.Row.Page, row.Change)));
            foreach (RowChange shown in (RowChange[])[RowChange.Gained, RowChange.Kept, RowChange.Lost])
            {
                Xunit.Assert.Equal(rows.Where(row => row.Change == shown).Select(row => row.Row.Page),
                    diff.Rows(shown, 1, null, CancellationToken.None).Select(row => row.Row.Page));
            }

            AssertFacets(diff, rows, expectedBefore, expectedAfter);
            AssertEvidence(rows, expectedBefore, expectedAfter);
            foreach (ChangedRow row in rows.GroupBy(row => row.Change).SelectMany(same => same.Take(4)))
            {
                AssertRow(row);
                causes.Add(row.Cause);
                changes.UnionWith(row.Targets.Select(target => target.Change));
            }

            return (diff.GainedCount, diff.LostCount);
        }

        private void AssertRow(ChangedRow row)
        {
            string source = row.Row.Page;
            Xunit.Assert.True(LinkedIn(_before, source, _positives, _links, _filter).SequenceEqual(row.Before), _text);
            Xunit.Assert.True(LinkedIn(_after, source, _positives, _links, _filter).SequenceEqual(row.After), _text);
            List<int> notBefore = LinkedIn(_before, source, _negatives, null, null);
            List<int> notAfter = LinkedIn(_after, source, _negatives, null, null);
            Xunit.Assert.Equal(
                [.. row.Before.Except(row.After).Concat(row.After.Except(row.Before)).Order()
                    .Select(target => (_positives[target].Text, false, row.After.Contains(target))),
                    .. notBefore.Except(notAfter).Concat(notAfter.Except(notBefore)).Order()
                    .Select(target => (_negatives[target].Text, true, notAfter.Contains(target)))],
                row.Targets.Select(change => (change.Target.Text, change.IsNegative, change.Change <= LinkChange.CountsNow)));
            foreach (TargetChange target in row.Targets)
            {
                bool isGained = target.Change <= LinkChange.CountsNow;
                Xunit.Assert.NotEmpty(target.Links);
                Xunit.Assert.Equal(target.Links[0].Change, target.Change);
                foreach (ChangedLink link in target.Links)
                {
                    AssertLink(link, isGained ? _after : _before, isGained ? _before : _after, isGained);
                    Xunit.Assert.True(target.IsNegative || Pages(_filter) is not { } pages
                        || (isGained ? _after : _before).Passes(pages, link.Link.SourcePage), $"{_text} {link.Link}");
                }
            }

            bool isOther = row.Change == RowChange.Gained;
            Side other = isOther ? _before : _after;
            RowCause expected = row.Change == RowChange.Kept ? RowCause.None
                : !other.AllSources(Sources[_sources]).Contains(source) ? RowCause.SourceUnknown
                : _hide.Length > 0 && Answer(other, hides: false).Any(hidden => hidden.Source == source)
                    ? RowCause.Hidden
                : Answer(other, isFiltered: false, hides: false).Any(unfiltered => unfiltered.Source == source)
                    ? RowCause.SourceFilter : RowCause.Links;
            Xunit.Assert.True(expected == row.Cause, $"{_text}: {source} {expected} {row.Cause}");
        }

        private static void AssertLink(ChangedLink link, Side has, Side lacks, bool isGained)
        {
            string page = link.Link.SourcePage;
            Xunit.Assert.Contains(has.Links, known => !known.IsLost
                && NaiveIntersect.Canonical(known.Source) == page
                && NaiveIntersect.Canonical(known.Target) == link.Link.TargetPage);
            bool isThere = lacks.Links.Any(known => !known.IsLost && NaiveIntersect.Canonical(known.Source) == page
                && NaiveIntersect.Canonical(known.Target) == link.Link.TargetPage);
            LinkChange expected = !lacks.Status.TryGetValue(page, out int status)
                ? isGained ? LinkChange.NewPage : LinkChange.PageMissing
                : isThere ? isGained ? LinkChange.CountsNow : LinkChange.CountsNoLonger
                : status is 404 or 410 ? isGained ? LinkChange.PageBack : LinkChange.PageGone
                : isGained ? LinkChange.NewLink : LinkChange.LinkLost;
            Xunit.Assert.Equal(expected, link.Change);
        }

        // Each row counts once a facet: by the later index where it is there, else by the earlier.
        private void AssertFacets(QuestionDiff diff, List<ChangedRow> rows, List<NaiveIntersect.Row> before,
            List<NaiveIntersect.Row> after)
        {
            Dictionary<string, NaiveIntersect.Row> earlier = before.ToDictionary(row => row.Source);
            Dictionary<string, NaiveIntersect.Row> later = after.ToDictionary(row => row.Source);
            Facet[] facets = Enum.GetValues<Facet>();
            foreach (ChangedFacet facet in diff.CountFacets(facets, CancellationToken.None))
            {
                string Value(ChangedRow row) => row.Change == RowChange.Lost
                    ? ValueIn(_before, earlier[row.Row.Page]) : ValueIn(_after, later[row.Row.Page]);
                string ValueIn(Side side, NaiveIntersect.Row row) =>
                    side.Oracle.FacetOf(row, facet.Facet, () => Counting(side, row)) ?? "";
                Xunit.Assert.Equal(
                    rows.GroupBy(Value).Select(same => (same.Key, same.LongCount(row => row.Change == RowChange.Gained),
                        same.LongCount(row => row.Change == RowChange.Kept),
                        same.LongCount(row => row.Change == RowChange.Lost))).Order(),
                    facet.Values.Select(value =>
                        (value.Value ?? "", value.GainedCount, value.KeptCount, value.LostCount)).Order());
            }
        }

        private void AssertEvidence(
            List<ChangedRow> rows, List<NaiveIntersect.Row> before, List<NaiveIntersect.Row> after)
        {
            foreach (ChangedRow row in rows.GroupBy(row => row.Change).SelectMany(same => same.Take(3)))
            {
                Side side = row.Change == RowChange.Lost ? _before : _after;
                NaiveIntersect.Row naive = (row.Change == RowChange.Lost ? before : after)
                    .First(known => known.Source == row.Row.Page);
                HashSet<(string, string)> counting = [.. Counting(side, naive).Select(link =>
                    (NaiveIntersect.Canonical(link.Source), NaiveIntersect.Canonical(link.Target)))];
                Xunit.Assert.Equal(naive.Indexes, row.Row.Evidence!.Select(target => target.TargetIndex));
                Xunit.Assert.All(row.Row.Evidence!, target =>
                {
                    Xunit.Assert.InRange(target.Links.Count, 1, 2);
                    Xunit.Assert.All(target.Links,
                        link => Xunit.Assert.Contains((link.SourcePage, link.TargetPage), counting));
                });
            }
        }

        private IEnumerable<TableLink> Counting(Side side, NaiveIntersect.Row row) => side.Oracle.CountingLinks(
            row, _positives, Sources[_sources], false, _links, Pages(_filter));

        private List<NaiveIntersect.Row> InOrder(Side side, List<NaiveIntersect.Row> rows) => _keys.Length == 0 ? rows
            : side.Oracle.InOrder(Answer(side, sort: 1), _keys, Sources[_sources], row => Counting(side, row));

        // Of hosts and root domains a link counts on a page that passes; a page itself is a source.
        private SourceFilter? Pages(SourceFilter? filter) => filter is null || _sources == 0 ? null : new SourceFilter
        {
            PageAuthority = filter.PageAuthority,
            Languages = filter.Languages,
            ExcludedLanguages = filter.ExcludedLanguages,
            TitleContains = filter.TitleContains,
            UrlContains = filter.UrlContains,
        };

        private List<int> LinkedIn(Side side, string source, NaiveIntersect.Target[] targets, LinkFilter? links,
            SourceFilter? filter) =>
            [.. Enumerable.Range(0, targets.Length).Where(target => side.Oracle
                .Answer([targets[target]], [], 1, Sources[_sources], Sorts[0], false, null, Pages(filter), links)
                .Any(row => row.Source == source))];

        private List<NaiveIntersect.Row> Answer(
            Side side, bool isFiltered = true, bool hides = true, int? sort = null) => side.Oracle.Answer(
            _positives, _negatives, _minimum, Sources[_sources], Sorts[sort ?? _sort], false, _match,
            isFiltered ? _filter : Pages(_filter), _links, hide: hides ? _hide : []);

        private DiffSide Of(Side side) => new(side.Snapshot, new LinkIntersect(side.Snapshot), new IntersectQuery
        {
            PositiveTargets = [.. _positives.Select(side.Resolve)],
            NegativeTargets = [.. _negatives.Select(side.Resolve)],
            MinMatchingTargets = _minimum,
            Match = _match,
            Filter = _filter,
            Links = _links,
            SourceScope = (SourceScope)_sources,
            Sort = (IntersectSort)_sort,
            SortKeys = _keys,
            Hide = _hide,
        });

        private NaiveIntersect.Target Target(TableLink[] links, Random random)
        {
            while (true)
            {
                string page = links.Length == 0 ? "a.example/"
                    : NaiveIntersect.Canonical(links[random.Next(links.Length)].Target);
                string scope = Scopes[random.Next(Scopes.Length)];
                NaiveIntersect.Target target = new(scope, scope switch
                {
                    "page" => page,
                    "subfolder" => page[..(page.Split('?')[0].LastIndexOf('/') + 1)],
                    "subdomain" => NaiveIntersect.Host(page),
                    _ => _before.Oracle.RootDomain(page),
                });
                if (_before.IsTarget(target) && _after.IsTarget(target))
                {
                    return target;
                }
            }
        }
    }

    private sealed class Side : IDisposable
    {
        private static readonly NaiveSuffixes Suffixes = new(PublicSuffixList.EmbeddedText.Span);
        private readonly TargetParser _parser;

        private Side(string snapshotFolder, Func<string, string> language)
        {
            Snapshot = Snapshot.Open(snapshotFolder);
            _parser = new TargetParser(Snapshot);
            Links = OracleWeb.ReadLinks(snapshotFolder);
            Dictionary<string, string> titles = [];
            using LivePages live = LivePages.Open(snapshotFolder);
            using LivePageCursor cursor = live.Read();
            while (cursor.MoveNext())
            {
                Status.Add(UrlKey.ToText(cursor.Current.Key), cursor.Current.HttpStatus);
                titles.Add(UrlKey.ToText(cursor.Current.Key), Encoding.UTF8.GetString(cursor.Current.Title));
            }

            Dictionary<string, int> pages = Enumerable.Range(0, (int)Snapshot.SourcePageCount).ToDictionary(
                id => Text(bytes => Snapshot.PageKey(new PageId((uint)id), bytes)),
                id => Snapshot.PageAuthority(new PageId((uint)id)));
            Dictionary<string, int> domains = Enumerable.Range(0, (int)Snapshot.SourceDomainCount).ToDictionary(
                id => Text(bytes => Snapshot.DomainKey(new DomainId((uint)id), bytes)),
                id => Snapshot.DomainAuthority(new DomainId((uint)id)));
            Passes = (filter, page) => NaiveSources.Passes(
                filter, page, titles.GetValueOrDefault(page, ""), pages.GetValueOrDefault(page), language(page));
            Oracle = new NaiveIntersect(Links, Suffixes.RootDomainOf, domain => domains.GetValueOrDefault(domain),
                page => pages.GetValueOrDefault(page), NaiveSpamScore.Shipped.Of,
                page => titles.GetValueOrDefault(page, ""), language)
            {
                PageCounts = OracleWeb.CountPages(Snapshot),
            };
        }

        public Func<SourceFilter, string, bool> Passes { get; }

        public Snapshot Snapshot { get; }

        public List<TableLink> Links { get; }

        public Dictionary<string, int> Status { get; } = [];

        public NaiveIntersect Oracle { get; }

        public static Side Build(string folder, Crawled[] readings)
        {
            Directory.CreateDirectory(folder);
            string index = Path.Combine(folder, "index");
            List<string> inputs = [.. Enumerable.Range(0, 3).SelectMany(file => CrawledWeb.Write(readings, file, folder))];
            IndexBuild.Run(
                new BuildOptions { IndexFolder = index, Inputs = inputs, MemoryBytes = 64 << 20, ThreadCount = 1 },
                null, CancellationToken.None);
            return new Side(IndexFolder.CurrentSnapshot(index)!, CrawledWeb.LanguageOf(readings));
        }

        public HashSet<string> AllSources(string scope) => scope switch
        {
            "page" => [.. Oracle.SourcePages],
            "subdomain" => [.. Oracle.SourceHosts],
            _ => [.. Oracle.SourcePages.Select(Oracle.RootDomain)],
        };

        public bool IsTarget(NaiveIntersect.Target target) =>
            _parser.TryParse(target.Text, (TargetScope)Array.IndexOf(Scopes, target.Scope), out _)
                == TargetProblem.None;

        public Target Resolve(NaiveIntersect.Target target)
        {
            Xunit.Assert.Equal(TargetProblem.None,
                _parser.TryParse(target.Text, (TargetScope)Array.IndexOf(Scopes, target.Scope), out Target? found));
            return found! with { Text = target.Text };
        }

        public void Dispose() => Snapshot.Dispose();

        private static string Text(Func<byte[], int> read)
        {
            byte[] bytes = new byte[4096];
            return UrlKey.ToText(bytes.AsSpan(0, read(bytes)));
        }
    }
}
