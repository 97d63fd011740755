using CsCheck;
using Vennlink.Query;
using Vennlink.Query.Walk;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Query;

/// <summary>
/// Rows by spam score against plain sorting: scores spread in any way over domains of any size, at both source scopes.
/// </summary>
public sealed class SpamScoreOrderTests
{
    private const uint PageCount = 196_608;

    private static readonly Gen<int[]> Scores = Gen.OneOf(
        Gen.Int[1, 100].Array[1, 300],
        Gen.OneOf(Gen.Const(-1), Gen.Int[98, 100]).Array[1, 5000],
        Gen.Select(Gen.Int[0, 4999], Gen.Int[1, 100])
        .Select(one => Enumerable.Range(0, 5000).Select(domain => domain == one.Item1 ? one.Item2 : -1).ToArray()),
        Gen.Const<int[]>([-1]));

    [Fact]
    public void Rows_from_page_to_page_are_those_of_plain_sorting() =>
        Gen.Select(Scores, Gen.OneOf<uint>(1, 3, 1000), Gen.Bool, Gen.Int, Gen.OneOf(1, 7, 500),
            Gen.OneOf(Enum.GetValues<LaneWidth>()))
            .Sample((scores, pagesPerDomain, byDomain, seed, limit, width) =>
            {
                Random random = new(seed);
                uint below = byDomain ? ((PageCount - 1) / pagesPerDomain) + 1 : PageCount;
                uint[][] lists = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Ids(random, below))];
                MemoryIndex index = new(lists, PageCount, pagesPerDomain, scores);
                IntersectQuery query = new()
                {
                    PositiveTargets = [.. lists.Select((_, list) => MemoryIndex.List(list))],
                    MinMatchingTargets = random.Next(1, lists.Length + 1),
                    SourceScope = byDomain ? SourceScope.RootDomain : SourceScope.Page,
                    Sort = IntersectSort.SourceSpamScore,
                };
                int ScoreOf(uint id) => index.SpamScore(byDomain ? new DomainId(id) : index.DomainOf(new PageId(id)));
                uint[] expected = [.. lists.SelectMany(list => list).CountBy(id => id)
                    .Where(pair => pair.Value >= query.MinMatchingTargets).Select(pair => pair.Key)
                    .OrderByDescending(ScoreOf).ThenBy(id => id)];

                LinkIntersect engine = new(index, width, streamBatchRowCount: 40,
                    lookUpCost: random.Next(3) switch { 0 => 0, 1 => float.MaxValue, _ => 1 });
                IntersectPosition? after = null;
                int served = 0;
                for (int page = 0; page < 12; page++)
                {
                    IReadOnlyList<IntersectRow> rows =
                        engine.Rows(engine.Find(query), limit, after, CancellationToken.None);
                    Assert.Equal(expected.Skip(served).Take(limit), rows.Select(row => row.SourceId));
                    if (rows.Count < limit)
                    {
                        break;
                    }

                    served += rows.Count;
                    after = engine.PositionOf(engine.Find(query), rows[^1]);
                    Assert.Equal(ScoreOf(rows[^1].SourceId), after.Value.SortValue);
                }

                Assert.Equal(expected, engine.Stream(engine.Find(query), CancellationToken.None)
                    .Select(row => row.SourceId));
            }, iter: 150);

    private static uint[] Ids(Random random, uint below)
    {
        int count = random.Next(3) == 0 ? random.Next(20) : random.Next(4000);
        return [.. Enumerable.Range(0, count).Select(_ => (uint)random.NextInt64(below)).Distinct().Order()];
    }
}
