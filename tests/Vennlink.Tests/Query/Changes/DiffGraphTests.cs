using CsCheck;
using Vennlink.Query;
using Vennlink.Query.Changes;
using Vennlink.Query.Facets;
using Vennlink.Query.Orders;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Tests.Build;

namespace Vennlink.Tests.Query.Changes;

/// <summary>
/// Two releases of a web graph as Common Crawl publishes them, whose vertices are numbered anew each time: differences
/// beside sets of names.
/// </summary>
public sealed class DiffGraphTests
{
    private static readonly string[] Names =
        [.. Enumerable.Range(0, 9).SelectMany(index => (string[])[$"com.a{index}", $"net.x{index}", $"uk.co.n{index}"])
            .Order(StringComparer.Ordinal)];

    private static readonly Gen<(string[] Names, (string Source, string Target)[] Arcs)> Release =
        Gen.Select(Gen.Int[0, 5].Array[Names.Length], Gen.Select(Gen.Int[0, 999], Gen.Int[0, 5]).Array[10, 90])
            .Select((missing, pairs) =>
            {
                // Targets are few, so that both releases have links to them.
                string[] names = [.. Names.Where((_, index) => index < 6 || missing[index] > 0)];
                return (names, pairs.Select(pair => (names[pair.Item1 % names.Length], Names[pair.Item2]))
                    .Where(arc => arc.Item1 != arc.Item2).Distinct().ToArray());
            });

    [Fact]
    public void Random_releases_differ_as_their_sets_of_names_do()
    {
        HashSet<LinkChange> changes = [];
        HashSet<RowCause> causes = [];
        Gen.Select(Release, Release, Gen.Int[1, 3], Gen.Int[-1, 5], Gen.Bool).Sample((first, second, minimum, not, isPage) =>
        {
            using GraphFixture before = new(first.Names);
            using GraphFixture after = new(second.Names);
            using Snapshot earlier = Build(before, first.Names, first.Arcs);
            using Snapshot later = Build(after, second.Names, second.Arcs);
            string[] targets = [.. Names[..6].Where((_, index) => index != not)];
            DiffSide Side(Snapshot snapshot) => new(snapshot, new LinkIntersect(snapshot), new IntersectQuery
            {
                PositiveTargets = [.. targets.Select(Target)],
                NegativeTargets = not < 0 ? [] : [Target(Names[not])],
                MinMatchingTargets = minimum,
                SourceScope = isPage ? SourceScope.Page : SourceScope.RootDomain,
                SortKeys = [new OrderKey(SortColumn.Url, IsDescending: true)],
            });
            QuestionDiff diff = QuestionDiff.Of(Side(earlier), Side(later), 1 << 20, CancellationToken.None);

            HashSet<string> was = Answer(first.Arcs, targets, minimum, not);
            HashSet<string> now = Answer(second.Arcs, targets, minimum, not);
            Assert.Equal((now.Except(was).Count(), now.Intersect(was).Count(), was.Except(now).Count()),
                (diff.GainedCount, diff.KeptCount, diff.LostCount));
            List<ChangedRow> rows = [.. diff.Rows(
                RowChange.Gained | RowChange.Kept | RowChange.Lost, 3, 1, CancellationToken.None)];
            Assert.Equal(
                [.. Shown(now).Select(name => (name, was.Contains(name) ? RowChange.Kept : RowChange.Gained)),
                    .. Shown(was.Except(now)).Select(name => (name, RowChange.Lost))],
                rows.Select(row => (GraphFixture.Reversed(row.Row.Page.TrimEnd('/')), row.Change)));
            foreach (ChangedRow row in rows)
            {
                AssertRow(row, first.Names, second.Names);
                causes.Add(row.Cause);
                changes.UnionWith(row.Targets.Select(target => target.Change));
            }

            ChangedFacet tld = Assert.Single(diff.CountFacets([Facet.TopLevelDomain], CancellationToken.None));
            Assert.Equal(
                now.Union(was).GroupBy(name => name.Split('.')[0])
                    .Select(same => (same.Key, (long)same.Count(name => !was.Contains(name)),
                        (long)same.Count(name => was.Contains(name) && now.Contains(name)),
                        (long)same.Count(name => !now.Contains(name))))
                    .OrderByDescending(value => value.Item2 + value.Item3 + value.Item4).ThenBy(value => value.Key),
                tld.Values.Select(value => (value.Value!, value.GainedCount, value.KeptCount, value.LostCount)));
        }, iter: 60, threads: 1);
        Assert.Equal([RowCause.None, RowCause.Links, RowCause.SourceUnknown], causes.Order());
        Assert.Superset(
            new HashSet<LinkChange>
                { LinkChange.NewLink, LinkChange.NewPage, LinkChange.LinkLost, LinkChange.PageMissing },
            changes);
    }

    private static void AssertRow(ChangedRow row, string[] earlier, string[] later)
    {
        string source = GraphFixture.Reversed(row.Row.Page.TrimEnd('/'));
        Assert.All(row.Row.Evidence!, target => Assert.Equal(row.Row.Page.TrimEnd('/') + "/",
            Assert.Single(target.Links).SourcePage));
        Assert.All(row.Targets, target => Assert.True(
            target.Change is LinkChange.NewLink or LinkChange.NewPage or LinkChange.LinkLost or LinkChange.PageMissing));

        // What the other release has no vertex of is not known there.
        Assert.All(row.Targets.Where(target => target.Change is LinkChange.NewLink),
            _ => Assert.Contains(source, earlier));
        Assert.All(row.Targets.Where(target => target.Change is LinkChange.LinkLost),
            _ => Assert.Contains(source, later));
    }

    private static Snapshot Build(GraphFixture graph, string[] names, (string Source, string Target)[] arcs)
    {
        // Ranks as in the files of ranks: the later the name, the lower.
        double[] ranks = [.. names.Select((_, index) => 1.0 / (index + 2))];
        return graph.Build([.. arcs.Select(arc => (Array.IndexOf(names, arc.Source), Array.IndexOf(names, arc.Target)))],
            isSorted: true, ranks, "1");
    }

    private static HashSet<string> Answer(
        (string Source, string Target)[] arcs, string[] targets, int minimum, int not) =>
        [.. arcs.Select(arc => arc.Source).Distinct().Where(source =>
            targets.Count(target => arcs.Contains((source, target))) >= minimum
            && (not < 0 || (source != Names[not] && !arcs.Contains((source, Names[not])))))];

    private static IEnumerable<string> Shown(IEnumerable<string> names) =>
        names.OrderByDescending(GraphFixture.Reversed, StringComparer.Ordinal);

    private static Target Target(string name) =>
        new(TargetScope.RootDomain, GraphFixture.Key(name), GraphFixture.Reversed(name));
}
