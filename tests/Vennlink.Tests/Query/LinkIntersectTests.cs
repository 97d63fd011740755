using System.Buffers;
using System.Text;
using CsCheck;
using Vennlink.Query;
using Vennlink.Query.Hide;
using Vennlink.Query.Walk;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Query;

/// <summary>
/// The engine against plain sets, on lists in memory: ids of every spread, up to the last one there can be.
/// </summary>
public sealed class LinkIntersectTests
{
    private static readonly CancellationToken Token = CancellationToken.None;
    private const uint PageCount = PostingCursor.End; // the largest id is End − 1
    private const uint PagesPerDomain = 1 << 20;
    private static readonly int[] SpamScores = [-1, 3, -1, 100, 3, 57, -1];

    // What one list looks like. Small ids collide; ids around window borders find off-by-ones; strides make dense
    // windows; the rest is wide.
    private static readonly Gen<uint[]> Ids = Gen.OneOf(
        Gen.UInt[0, 300].Array[0, 60],
        Gen.Select(Gen.OneOf<uint>(0, 1, 2, 3, 40, 65534, 65535), Gen.OneOf<uint>(0, 1, 63, 64, 65534, 65535))
        .Select(at => (at.Item1 << 16) | at.Item2).Array[0, 20],
        Gen.Select(Gen.UInt[0, 100_000], Gen.UInt[1, 40], Gen.Int[0, 12_000]).Select(Stride),
        Gen.Select(Gen.UInt[4_294_000_000, PageCount - 1], Gen.UInt[1, 40], Gen.Int[0, 12_000]).Select(Stride),
        Gen.UInt[0, PageCount - 1].Array[0, 50])
        .Select(ids => ids.Where(id => id != PostingCursor.End).Distinct().Order().ToArray());

    private static readonly Gen<Case> Cases =
        from lists in Ids.Array[1, 9]
        from positives in Gen.Int[0, lists.Length - 1].Array[1, 9]
        from negatives in Gen.OneOf(Gen.Const(Array.Empty<int>()), Gen.Int[0, lists.Length - 1].Array[0, 2])
        from sites in Gen.OneOf(Gen.Const(Array.Empty<uint>()), Gen.OneOf<uint>(0, 1, 4095).Array[0, 2])
        from minimum in Gen.Int[1, positives.Length]
        from sort in Gen.OneOf(Enum.GetValues<IntersectSort>())
        from limit in Gen.OneOf(Gen.Int[1, 7], Gen.Int[20, 2000])
        from width in Gen.OneOf(Enum.GetValues<LaneWidth>())
        from seed in Gen.Int
        select new Case(lists, positives, negatives, sites, minimum, sort, limit, width, seed);

    [Fact]
    public void What_rules_hide_is_found_once_for_all_pages_totals_and_orders_of_a_question()
    {
        MemoryIndex index = new([[1, 2, 12, 13, 25, 99], [11]], 100, 10, [1]);
        LinkIntersect engine = new(index, LaneWidth.Bits64);
        IntersectQuery plain = new()
        {
            PositiveTargets = [MemoryIndex.List(0)],
            NegativeTargets = [MemoryIndex.List(1)],
            Sort = IntersectSort.SourceDomainAuthority,
        };
        IntersectQuery hiding = plain with { Hide = [new HideRule(HideKind.OtherHosts)] };

        // Domain 1, of the pages from 10 on, has another host that links to the target of not.
        (IReadOnlyList<IntersectRow> first, int atFirst) = Page(hiding, null);
        Assert.Equal([1u, 2u], first.Select(row => row.SourceId));
        (IReadOnlyList<IntersectRow> second, int next) = Page(hiding, first[^1]);
        Assert.Equal([25u, 99u], second.Select(row => row.SourceId));
        (_, int withoutRules) = Page(plain, first[^1]);
        Assert.Equal(withoutRules, next);
        Assert.True(atFirst > next, $"{atFirst} {next}");

        // Another order has the same rows; another question has not, and starts as in an engine that knows nothing.
        IntersectQuery inOrder = hiding with { Sort = IntersectSort.MatchingTargetCount };
        IntersectQuery other = hiding with { NegativeTargets = [MemoryIndex.List(1), MemoryIndex.List(2)] };
        (int known, int unknown) = (Page(inOrder, null).Opened, Page(other, null).Opened);
        engine = new LinkIntersect(index, LaneWidth.Bits64);
        Assert.True(known < Page(inOrder, null).Opened);
        engine = new LinkIntersect(index, LaneWidth.Bits64);
        Assert.Equal(unknown, Page(other, null).Opened);

        (IReadOnlyList<IntersectRow> Rows, int Opened) Page(IntersectQuery query, IntersectRow? after)
        {
            int before = index.OpenCount;
            FoundQuery found = engine.Find(query);
            return (engine.Rows(found, 2, after is null ? null : engine.PositionOf(found, after), Token),
                index.OpenCount - before);
        }
    }

    [Fact]
    public void Rows_from_page_to_page_are_those_of_plain_sets() =>
        Cases.Sample(test =>
        {
            LinkIntersect engine = new(test.Index, test.Width, lookUpCost: test.Limit % 2 * 100_000);
            List<IntersectRow> expected = test.Naive();
            List<IntersectRow> rows = [];
            IntersectPosition? after = null;
            int pageCount = 0;
            IReadOnlyList<IntersectRow> page;
            do
            {
                page = engine.Rows(engine.Find(test.Query), test.Limit, after, Token);
                rows.AddRange(page);
                after = page.Count == 0 ? after : engine.PositionOf(engine.Find(test.Query), page[^1]);
            }
            while (page.Count == test.Limit && ++pageCount < 30);

            AssertSame(expected.Take(rows.Count), rows);
            Assert.True(page.Count == test.Limit || rows.Count == expected.Count);
        }, iter: 1500, print: test => test.ToString());

    [Fact]
    public void Each_target_is_looked_up_once_for_all_that_is_asked_of_a_question()
    {
        Case test = new([[1, 2, 3], [2, 3], [3, 70_000]], [0, 1, 2], [], [4095], 2, IntersectSort.SourceSpamScore, 10,
            Lanes.Widest);
        MemoryIndex index = test.Index;
        LinkIntersect engine = new(index, test.Width);
        FoundQuery question = engine.Find(test.Query);
        engine.Count(question, Token);
        Assert.NotEmpty(engine.Stream(question, Token));
        foreach (IntersectRow row in engine.Rows(question, 10, null, Token))
        {
            engine.PositionOf(question, row);
        }

        Assert.Equal(4, index.LookUpCount);
    }

    [Fact]
    public void Subsets_count_the_rows_that_plain_sets_have_of_each() =>
        Cases.Sample(test =>
        {
            LinkIntersect engine = new(test.Index, test.Width);
            Assert.Equal(
                test.Naive().CountBy(row => string.Join(' ', row.MatchingTargetIndexes))
                .OrderBy(pair => pair.Key, StringComparer.Ordinal),
                engine.CountSubsets(engine.Find(test.Query), Token)
                    .Select(subset => KeyValuePair.Create(string.Join(' ', subset.TargetIndexes), (int)subset.RowCount))
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal));
        }, iter: 300);

    [Fact]
    public void A_tree_that_lets_a_source_match_without_a_link_is_refused()
    {
        Case test = new([[1, 2, 3], [2]], [0, 1], [], [], 1, IntersectSort.SourceDomainAuthority, 10, Lanes.Widest);
        LinkIntersect engine = new(test.Index, test.Width);
        MatchExpression linksNot = MatchExpression.Not(MatchExpression.Target(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Find(test.Query with { Match = linksNot }));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            engine.Find(test.Query with { Match = MatchExpression.Any(MatchExpression.Target(0), linksNot) }));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            engine.Find(test.Query with { Match = MatchExpression.Target(2) }));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            MatchExpression.AtLeast(3, MatchExpression.Target(0), MatchExpression.Target(1)));
        FoundQuery question =
            engine.Find(test.Query with { Match = MatchExpression.All(MatchExpression.Target(0), linksNot) });
        Assert.Equal([1u, 3u], engine.Rows(question, 10, null, Token).Select(row => row.SourceId));
    }

    [Fact]
    public void Stream_and_count_are_those_of_plain_sets_however_few_rows_are_held() =>
        Gen.Select(Cases, Gen.OneOf(1, 3, 100, 1 << 15)).Sample((test, held) =>
        {
            List<IntersectRow> expected = test.Naive();
            LinkIntersect engine = new(test.Index, test.Width, held);
            Assert.Equal(expected.Count, engine.Count(engine.Find(test.Query), Token));
            Assert.Equal(expected.Count, engine.Count(engine.Find(test.Query), 3, Token));
            if (expected.Count < 500 || held > 10)
            {
                AssertSame(expected, engine.Stream(engine.Find(test.Query), Token));
            }
        }, iter: 600);

    [Fact]
    public void Ids_of_all_rows_are_those_of_plain_sets() =>
        Cases.Sample(test =>
        {
            ArrayBufferWriter<uint> ids = new();
            LinkIntersect engine = new(test.Index, test.Width);
            engine.WriteSourceIds(engine.Find(test.Query), ids, Token);
            Assert.Equal(test.Naive().Select(row => row.SourceId).Order(), ids.WrittenSpan.ToArray());
        }, iter: 600);

    [Fact]
    public void Hundreds_of_targets_give_the_rows_of_plain_sets()
    {
        const int TargetCount = 300; // more than a byte can number, and than a few words of matches can hold
        Random random = new(7);
        uint[][] lists = [
            .. Enumerable.Range(0, TargetCount).Select(list => RandomIds(random, list % 10 == 0 ? 2000 : 40, 500_000))];
        foreach (int minimum in (int[])[1, 2, 3])
        {
            foreach (IntersectSort sort in Enum.GetValues<IntersectSort>())
            {
                Case test = new(lists, [.. Enumerable.Range(0, TargetCount)], [], [], minimum, sort, 50, Lanes.Widest);
                LinkIntersect engine = new(test.Index, test.Width);
                List<IntersectRow> expected = test.Naive();
                IReadOnlyList<IntersectRow> rows = engine.Rows(engine.Find(test.Query), 50, null, Token);
                AssertSame(expected.Take(50), rows);
                AssertSame(expected.Skip(50).Take(50),
                    engine.Rows(
                        engine.Find(test.Query), 50, engine.PositionOf(engine.Find(test.Query), rows[^1]), Token));
                AssertSame(expected, engine.Stream(engine.Find(test.Query), Token));
                Assert.Equal(expected.Count, engine.Count(engine.Find(test.Query), Token));
            }
        }
    }

    [Fact]
    public void A_window_fuller_than_its_list_promises_is_read_whole()
    {
        // Two lists sparse over the id space, and all in one window: the sparse way is tried and given up half way.
        uint[] crowd = [.. Enumerable.Range(70_000, 5000).Select(id => (uint)id)];
        Case test = new([crowd, [.. crowd.Where(id => id % 3 == 0)]], [0, 1], [], [], 1,
            IntersectSort.MatchingTargetCount, 10, Lanes.Widest);
        LinkIntersect engine = new(test.Index, test.Width);
        AssertSame(test.Naive(), engine.Stream(engine.Find(test.Query), Token));
    }

    [Fact]
    public void A_cancelled_query_stops()
    {
        Case test = new([[1, 2, 3]], [0], [], [], 1, IntersectSort.SourceDomainAuthority, 10, Lanes.Widest);
        LinkIntersect engine = new(test.Index, test.Width);
        CancellationToken cancelled = new(canceled: true);
        Assert.Throws<OperationCanceledException>(() => engine.Rows(engine.Find(test.Query), 10, null, cancelled));
        Assert.Throws<OperationCanceledException>(() => engine.Count(engine.Find(test.Query), cancelled));
        Assert.Throws<OperationCanceledException>(() => engine.Stream(engine.Find(test.Query), cancelled).First());
    }

    [Fact]
    public void A_minimum_that_no_source_can_reach_is_refused()
    {
        Case test = new([[1, 2, 3]], [0], [], [], 1, IntersectSort.SourceDomainAuthority, 10, Lanes.Widest);
        LinkIntersect engine = new(test.Index, test.Width);
        foreach (int minimum in (int[])[-1, 0, 2])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() =>
                engine.Find(test.Query with { MinMatchingTargets = minimum }));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Find(test.Query with { PositiveTargets = [] }));
        Assert.Empty(engine.Rows(engine.Find(test.Query), 0, null, Token));
    }

    [Fact]
    public void A_list_that_turns_out_damaged_leaves_no_trace_in_later_answers()
    {
        uint[][] lists = [[3, 5, 9], [5, 9, 70_000]];
        Case test = new(lists, [0, 1], [], [], 2, IntersectSort.MatchingTargetCount, 10, Lanes.Widest);
        MemoryIndex index = test.Index;
        LinkIntersect engine = new(index, test.Width);
        index.DamagedAfter = 2;
        Assert.Throws<IndexFormatException>(() => engine.Rows(engine.Find(test.Query), 10, null, Token));
        index.DamagedAfter = int.MaxValue;
        AssertSame(test.Naive(), engine.Rows(engine.Find(test.Query), 10, null, Token));
    }

    [Fact]
    public void A_count_on_several_threads_is_that_of_plain_sets() =>
        Gen.Select(Gen.Int[1, 6], Gen.OneOf(10, 300, 3000), Gen.Int[0, 2], Gen.Int[1, 5], Gen.Int)
            .Sample((listCount, idCount, negativeCount, threadCount, seed) =>
        {
            // A hundred windows; some stretches are crowded, many are empty in most lists.
            const int Below = 100 << SourceWindow.SizeBits;
            Random random = new(seed);
            int[] crowds = [.. Enumerable.Range(0, 4).Select(_ => random.Next(Below - 20_000))];
            uint[] Ids() =>
                [.. RandomIds(random, random.Next(idCount), Below)
                    .Concat(crowds.SelectMany(crowd => RandomIds(random, 2000, 10_000).Select(id => id + (uint)crowd)))
                    .Distinct().Order()];
            uint[][] lists = [.. Enumerable.Range(0, listCount + negativeCount).Select(_ => Ids())];
            IntersectQuery query = new()
            {
                PositiveTargets = [.. Enumerable.Range(0, listCount).Select(MemoryIndex.List)],
                NegativeTargets = [.. Enumerable.Range(listCount, negativeCount).Select(MemoryIndex.List)],
                MinMatchingTargets = random.Next(1, listCount + 1),
            };
            HashSet<uint> excluded = [.. lists[listCount..].SelectMany(list => list)];
            int expected = lists[..listCount].SelectMany(list => list).CountBy(id => id)
                .Count(pair => pair.Value >= query.MinMatchingTargets && !excluded.Contains(pair.Key));

            LinkIntersect engine = new(new MemoryIndex(lists, Below, 1, [-1]), Lanes.Widest);
            Assert.Equal(expected, engine.Count(engine.Find(query), threadCount, Token));
        }, iter: 60);

    [Fact]
    public void A_count_on_several_threads_stops_at_damage_and_when_cancelled()
    {
        uint[] ids = [.. Enumerable.Range(0, 100_000).Select(id => (uint)id * 40)];
        MemoryIndex index = new([ids, ids], 4_000_000, 1, [-1]);
        IntersectQuery query =
            new() { PositiveTargets = [MemoryIndex.List(0), MemoryIndex.List(1)], MinMatchingTargets = 2 };
        LinkIntersect engine = new(index, Lanes.Widest);
        Assert.Equal(ids.Length, engine.Count(engine.Find(query), 2, Token));
        Assert.Throws<OperationCanceledException>(() =>
            engine.Count(engine.Find(query), 2, new CancellationToken(canceled: true)));
        index.DamagedAfter = 50_000;
        Assert.Throws<IndexFormatException>(() => engine.Count(engine.Find(query), 2, Token));
        index.Damage = new InvalidOperationException("not foreseen");
        Assert.Same(
            index.Damage, Assert.Throws<InvalidOperationException>(() => engine.Count(engine.Find(query), 2, Token)));
    }

    [Fact]
    public void A_target_that_nobody_links_to_is_told_from_one_that_is_unknown()
    {
        MemoryIndex index = new([[1, 4], []], 10, 2, SpamScores) { KnownHost = MemoryIndex.List(1).Key.ToArray() };
        FoundQuery found = new LinkIntersect(index, Lanes.Widest)
            .Find(new IntersectQuery
            {
                PositiveTargets =
                [MemoryIndex.List(0), MemoryIndex.List(1), MemoryIndex.List(99)]
            });
        Assert.Equal([TargetPresence.Linked, TargetPresence.LinkedFromOwnSiteOnly, TargetPresence.NotInIndex],
            found.Positives.Select(target => target.Presence()));
        Assert.Equal(2, found.Positives[0].Count(SourceScope.Page));
    }

    private static uint[] Stride((uint Start, uint Step, int Count) stride) =>
        [.. Enumerable.Range(0, stride.Count).Select(index => stride.Start + (ulong)index * stride.Step)
            .Where(id => id < PageCount).Select(id => (uint)id)];

    private static uint[] RandomIds(Random random, int count, int below) =>
        [.. Enumerable.Range(0, count).Select(_ => (uint)random.Next(below)).Distinct().Order()];

    private static void AssertSame(IEnumerable<IntersectRow> expected, IEnumerable<IntersectRow> actual)
    {
        using IEnumerator<IntersectRow> rows = actual.GetEnumerator();
        foreach (IntersectRow row in expected)
        {
            Assert.True(rows.MoveNext(), $"missing {row.SourceId}");
            Assert.Equal(row.SourceId, rows.Current.SourceId);
            Assert.Equal(row.MatchingTargetIndexes, rows.Current.MatchingTargetIndexes);
        }

        Assert.False(rows.MoveNext());
    }

    private sealed record Case(
        uint[][] Lists, int[] Positives, int[] Negatives, uint[] Sites, int Minimum, IntersectSort Sort, int Limit,
        LaneWidth Width, int Seed = 0)
    {
        public MemoryIndex Index => new(Lists, PageCount, PagesPerDomain, SpamScores);

        // Nothing beside the number of targets, a tree of groups, a filter, or both.
        private MatchExpression? Match => Seed % 3 == 1 ? NaiveMatch.Random(new Random(Seed), Positives.Length) : null;

        private SourceFilter? Filter =>
            Seed % 4 == 2 ? NaiveMatch.RandomFilter(new Random(Seed), ["co", "com", "uk.com", "de", "d", "m"]) : null;

        public IntersectQuery Query => new()
        {
            Match = Match,
            Filter = Filter,
            PositiveTargets = [.. Positives.Select(MemoryIndex.List)],
            NegativeTargets = [.. Negatives.Select(MemoryIndex.List), .. Sites.Select(MemoryIndex.Site)],
            MinMatchingTargets = Minimum,
            Sort = Sort,
        };

        public List<IntersectRow> Naive()
        {
            HashSet<uint> excluded = [.. Negatives.SelectMany(list => Lists[list])];
            Dictionary<uint, List<int>> matches = [];
            for (int target = 0; target < Positives.Length; target++)
            {
                foreach (uint id in Lists[Positives[target]])
                {
                    if (!excluded.Contains(id) && !Sites.Contains(id / PagesPerDomain))
                    {
                        (matches.TryGetValue(id, out List<int>? targets) ? targets : matches[id] = []).Add(target);
                    }
                }
            }

            MatchExpression? tree = Match;
            SourceFilter? filter = Filter;
            MemoryIndex index = Index;
            bool IsRow(uint id, List<int> targets) =>
                (tree is null || NaiveMatch.Holds(tree, targets.Contains, _ => false))
                && (filter is null
                    || NaiveMatch.IsKept(filter, NameOf(index, id),
                        index.DomainAuthority(index.DomainOf(new PageId(id))),
                        index.SpamScore(index.DomainOf(new PageId(id)))));
            return [.. matches.Where(match => match.Value.Count >= Minimum && IsRow(match.Key, match.Value))
                .OrderByDescending(match => Sort switch
                {
                    IntersectSort.MatchingTargetCount => match.Value.Count,
                    IntersectSort.SourceSpamScore => SpamScores[match.Key / PagesPerDomain % (uint)SpamScores.Length],
                    _ => 0,
                })
                .ThenBy(match => match.Key)
                .Select(match => new IntersectRow(match.Key, [.. match.Value]))];
        }

        private static string NameOf(MemoryIndex index, uint id)
        {
            byte[] key = new byte[64];
            return string.Join(
                '.', Encoding.ASCII.GetString(key, 0, index.DomainKey(index.DomainOf(new PageId(id)), key))
                .Split('\u0001').Reverse());
        }

        public override string ToString() =>
            $"{Match} {Filter} {Sort} ≥{Minimum} limit {Limit} {Width} + {string.Join(',', Positives)} − "
                + $"{string.Join(',', Negatives)} sites {string.Join(',', Sites)}: " +
            string.Join("; ", Lists.Select(list =>
                list.Length > 30 ? $"{list.Length} from {list[0]} to {list[^1]}" : string.Join(' ', list)));
    }
}
