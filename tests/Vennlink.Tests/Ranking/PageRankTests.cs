using CsCheck;
using Vennlink.Ranking;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Ranking;

public sealed class PageRankTests
{
    private const double Damping = 0.85;

    // Nodes 0 to 29 with arcs of a node to itself among them; half of the nodes link to nobody.
    private static readonly Gen<(uint Source, uint Target)[]> Arcs =
        Gen.Select(Gen.UInt[0, 14], Gen.UInt[0, 29]).Array[0, 200].Select(arcs => arcs.Distinct().ToArray());

    private static readonly PageRankOptions Closely = new() { Tolerance = 1e-13 };

    [Fact]
    public void A_node_that_nobody_links_to_has_exactly_1()
    {
        using SpilledGraph graph = new(3, [(0, 1), (0, 2)]);
        Assert.Equal([1, 1.425, 1.425], graph.Ranks(Closely), (left, right) => Math.Abs(left - right) < 1e-12);
        Assert.Equal(1.0, graph.Ranks(Closely)[0]);
        Assert.Equal([1.0, 1.0], Ranks(2, []));
        Assert.Empty(Ranks(0, []));
    }

    [Fact]
    public void On_a_cycle_all_have_1_over_1_minus_damping() =>
        AssertRanks(Enumerable.Repeat(1 / (1 - Damping), 20),
            Ranks(20, Enumerable.Range(0, 20).Select(node => ((uint)node, (uint)(node + 1) % 20))));

    [Fact]
    public void On_a_chain_ranks_are_partial_sums_of_powers() => AssertRanks(
        Enumerable.Range(0, 20).Select(node => (1 - Math.Pow(Damping, node + 1)) / (1 - Damping)),
        Ranks(20, Enumerable.Range(0, 19).Select(node => ((uint)node, (uint)node + 1))));

    [Fact]
    public void In_a_star_the_hub_has_1_and_damping_for_each_of_the_others() => AssertRanks(
        [1 + (Damping * 19), .. Enumerable.Repeat(1.0, 19)],
        Ranks(20, Enumerable.Range(1, 19).Select(node => ((uint)node, 0u))));

    [Fact]
    public void Of_two_that_link_to_each_other_and_a_hub_that_links_back_the_closed_form_holds()
    {
        // 0 ⇄ 1 and 0 → 2: t0 = 1 + αt1, t1 = t2 = 1 + αt0/2.
        double first = (1 + Damping) / (1 - (Damping * Damping / 2));
        AssertRanks([first, 1 + (Damping * first / 2), 1 + (Damping * first / 2)], Ranks(3, [(0, 1), (0, 2), (1, 0)]));
    }

    [Fact]
    public void Ranks_are_those_of_elimination() => Gen.Select(Arcs, Gen.Double[0.05, 0.95]).Sample(
        (arcs, damping) =>
        {
            double[] expected =
                NaiveRanks.RelativePageRank(30, [.. arcs.Select(arc => (arc.Source, arc.Target, 1.0))], damping);
            using SpilledGraph graph = new(30, arcs);
            double[] ranks = graph.Ranks(new PageRankOptions { Damping = damping, Tolerance = 1e-13 });
            Assert.All(ranks.Zip(expected), pair =>
                Assert.InRange(pair.First, pair.Second * (1 - 1e-9), pair.Second * (1 + 1e-9)));
        },
        iter: 60);

    [Fact]
    public void Weighted_ranks_are_those_of_elimination() =>
        Gen.Select(Arcs, Gen.Double[0.001, 1000].Array[450]).Sample(
        (arcs, weights) =>
        {
            double WeightOf(uint source, uint target) => weights[(source * 30) + target];
            double[] expected = NaiveRanks.RelativePageRank(
                30, [.. arcs.Select(arc => (arc.Source, arc.Target, WeightOf(arc.Source, arc.Target)))], Damping);
            using SpilledGraph graph = new(30, arcs, weightOf: WeightOf);
            Assert.All(graph.Ranks(Closely).Zip(expected), pair =>
                Assert.InRange(pair.First, pair.Second * (1 - 1e-9), pair.Second * (1 + 1e-9)));
        },
        iter: 30);

    [Fact]
    public void Divided_by_their_sum_they_are_the_PageRank_of_the_paper() => Arcs.Sample(
        arcs =>
        {
            double[] expected = NaiveRanks.PageRank(30, arcs, Damping, 400);
            using SpilledGraph graph = new(30, arcs);
            using PageRanks ranks = PageRank.Run(graph.Arcs, Closely, null, TestContext.Current.CancellationToken);
            Assert.All(expected.Select((rank, node) => (rank, ranks.Normalised(node))), pair =>
                Assert.Equal(pair.rank, pair.Item2, 1e-10));
        },
        iter: 30);

    [Fact]
    public void The_bits_depend_neither_on_threads_nor_on_ranges_nor_on_writers() => Arcs.Sample(
        arcs =>
        {
            using SpilledGraph graph = new(30, arcs);
            double[] expected = graph.Ranks(new PageRankOptions());
            for (int threadCount = 2; threadCount <= 4; threadCount++)
            {
                using SpilledGraph other = new(30, arcs, rangeLength: (uint)threadCount, writerCount: threadCount);
                Assert.Equal(expected, other.Ranks(new PageRankOptions { ThreadCount = threadCount }));
            }
        },
        iter: 10);

    [Fact]
    public void Arcs_in_several_spills_count_like_arcs_in_one() => Gen.Select(Arcs, Arcs).Sample(
        (first, second) =>
        {
            // One that stands in both counts twice, for its weight is two.
            using SpilledGraph one = new(30, first);
            using SpilledGraph other = new(30, second);
            using PageRanks ranks =
                PageRank.Run([one.Arcs, other.Arcs], null, Closely, null, TestContext.Current.CancellationToken);
            double[] expected =
                NaiveRanks.RelativePageRank(
                    30, [.. first.Concat(second).CountBy(arc => arc)
                        .Select(arc => (arc.Key.Source, arc.Key.Target, (double)arc.Value))], Damping);
            Assert.All(expected.Select((rank, node) => (rank, ranks.Relative[node])), pair =>
                Assert.InRange(pair.Item2, pair.rank * (1 - 1e-9), pair.rank * (1 + 1e-9)));
        },
        iter: 20);

    [Fact]
    public void Out_degrees_that_are_given_divide_and_what_is_in_excess_of_arcs_leaks()
    {
        using SpilledGraph graph = new(3, [(0, 1), (1, 2)]);
        using NativeArray<uint> outDegrees = new(3);
        outDegrees[0] = 4;
        outDegrees[1] = 1;
        AssertRanks([1, 1 + (Damping / 4), 1 + (Damping * (1 + (Damping / 4)))],
            graph.Ranks(Closely with { OutDegrees = outDegrees }));
        Assert.Equal(4u, outDegrees[0]);
    }

    [Fact]
    public void The_error_is_within_its_bound_after_any_number_of_rounds() => Gen.Select(Arcs, Gen.Int[1, 30]).Sample(
        (arcs, rounds) =>
        {
            double[] expected =
                NaiveRanks.RelativePageRank(30, [.. arcs.Select(arc => (arc.Source, arc.Target, 1.0))], Damping);
            using SpilledGraph graph = new(30, arcs);
            using PageRanks ranks = PageRank.Run(graph.Arcs, new PageRankOptions { Rounds = rounds }, null,
                TestContext.Current.CancellationToken);
            double error = Enumerable.Range(0, 30).Sum(node => Math.Abs(ranks.Relative[node] - expected[node]));
            Assert.Equal(rounds, ranks.RoundCount);
            Assert.InRange(error, 0, (ranks.ErrorBound * ranks.Sum) + 1e-12);
        },
        iter: 60);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(12)]
    public void On_a_cycle_the_bound_is_the_error(int rounds)
    {
        using SpilledGraph graph = new(20, Enumerable.Range(0, 20).Select(node => ((uint)node, (uint)(node + 1) % 20)));
        using PageRanks ranks = PageRank.Run(graph.Arcs, new PageRankOptions { Rounds = rounds }, null,
            TestContext.Current.CancellationToken);
        double missing = Math.Pow(Damping, rounds + 1);
        Assert.InRange(ranks.ErrorBound, missing / (1 - missing), (missing / (1 - missing)) + 1e-9);
    }

    [Fact]
    public void Rounds_end_when_the_error_is_tolerable()
    {
        using SpilledGraph graph = new(20, Enumerable.Range(0, 20).Select(node => ((uint)node, (uint)(node + 1) % 20)));
        using PageRanks roughly = PageRank.Run(graph.Arcs, new PageRankOptions { Tolerance = 0.1 }, null,
            TestContext.Current.CancellationToken);
        using PageRanks closely = PageRank.Run(graph.Arcs, Closely, null, TestContext.Current.CancellationToken);

        // One round less would have had more than 0.1 still: 0.85¹⁴ against 0.85¹⁵ of the whole.
        Assert.InRange(roughly.ErrorBound, 0.0837, 0.1);
        Assert.InRange(closely.ErrorBound, 0, 1e-12);
        Assert.InRange(roughly.RoundCount, 5, closely.RoundCount / 4);
    }

    [Fact]
    public void On_a_cycle_all_have_1_over_1_minus_the_highest_damping_too()
    {
        using SpilledGraph graph = new(20, Enumerable.Range(0, 20).Select(node => ((uint)node, (uint)(node + 1) % 20)));
        double[] ranks = graph.Ranks(new PageRankOptions { Damping = PageRankOptions.MaxDamping, Tolerance = 0.1 });
        Assert.All(ranks, rank => Assert.InRange(rank, 1800, 2000));
    }

    // 2³² nodes at 1/(1 − damping) each are the most that a sum has to hold.
    [Theory]
    [InlineData(0, 0.85, 52)]
    [InlineData(100, 0.85, 52)]
    [InlineData(121_000_000, 0.85, 33)]
    [InlineData(uint.MaxValue, 0.85, 28)]
    [InlineData(uint.MaxValue, PageRankOptions.MaxDamping, 20)]
    public void Ranks_have_as_many_bits_as_their_sum_leaves(uint nodeCount, double damping, int expected)
    {
        Assert.Equal(expected, PageRank.UnitBits(nodeCount, damping));
        Assert.True(nodeCount / (1 - damping) * Math.Pow(2, expected) < long.MaxValue);
    }

    [Fact]
    public void What_it_takes_is_24_bytes_a_node() => Assert.Equal(24 * 121_000_000L, PageRank.BytesFor(121_000_000));

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new PageRankOptions { Damping = Math.BitIncrement(PageRankOptions.MaxDamping) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageRankOptions { Damping = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageRankOptions { Damping = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageRankOptions { Tolerance = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageRankOptions { Tolerance = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageRankOptions { Rounds = 0 });
        using SpilledGraph graph = new(3, [(0, 1)]);
        using CancellationTokenSource stopped = new();
        stopped.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => PageRank.Run(graph.Arcs, Closely, null, stopped.Token));
    }

    [Fact]
    public void Damaged_arcs_are_an_error_that_says_so()
    {
        using SpilledGraph graph = new(30, [(0, 1), (0, 29), (3, 4)]);
        graph.Damage();
        Assert.Throws<IndexFormatException>(() => graph.Ranks(Closely));
    }

    private static double[] Ranks(uint nodeCount, IEnumerable<(uint, uint)> arcs)
    {
        using SpilledGraph graph = new(nodeCount, arcs);
        return graph.Ranks(Closely);
    }

    private static void AssertRanks(IEnumerable<double> expected, double[] actual) =>
        Assert.Equal(expected, actual, (left, right) => Math.Abs(left - right) < 1e-11 * left);
}
