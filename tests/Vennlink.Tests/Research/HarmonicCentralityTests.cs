using CsCheck;
using Vennlink.Research;
using Vennlink.Storage.Files;
using Vennlink.Tests.Oracles;
using Vennlink.Tests.Ranking;

namespace Vennlink.Tests.Research;

public sealed class HarmonicCentralityTests
{
    // More sources than one batch of walks has bits.
    private static readonly Gen<(uint Source, uint Target)[]> Arcs =
        Gen.Select(Gen.UInt[0, 149], Gen.UInt[0, 199]).Array[0, 600].Select(arcs => arcs.Distinct().ToArray());

    [Fact]
    public void On_a_chain_it_is_a_harmonic_number()
    {
        using SpilledGraph graph = new(20, Enumerable.Range(0, 19).Select(node => ((uint)node, (uint)node + 1)));
        float[] values = graph.ExactHarmonics();
        Assert.Equal(0, values[0]);
        Assert.Equal(1.5f, values[2]);
        Assert.Equal((float)Enumerable.Range(1, 19).Sum(distance => 1.0 / distance), values[19]);
    }

    [Fact]
    public void Arcs_to_oneself_and_back_count_once()
    {
        using SpilledGraph graph = new(3, [(0, 0), (0, 1), (1, 0), (1, 2)]);
        Assert.Equal([1f, 1f, 1.5f], graph.ExactHarmonics());
    }

    [Fact]
    public void Walks_together_give_what_walks_alone_give_whatever_the_threads() => Arcs.Sample(
        arcs =>
        {
            float[] expected = [.. NaiveRanks.Harmonic(200, arcs).Select(value => (float)value)];
            using SpilledGraph graph = new(200, arcs, rangeLength: 64, writerCount: 2);
            float[] values = graph.ExactHarmonics();
            Assert.All(values.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
            Assert.Equal(values, graph.ExactHarmonics(threadCount: 3));
        },
        iter: 30);

    [Fact]
    public void Estimates_are_those_of_the_plain_algorithm_whatever_the_threads_and_ranges() => Arcs.Sample(
        arcs =>
        {
            using SpilledGraph graph = new(200, arcs, rangeLength: 64);
            float[] expected = NaiveBalls.Harmonic(200, arcs, node =>
                graph.Hashes[node], new HyperLogLog(HyperBall.RegistersFor(1)));
            Assert.Equal(expected, graph.EstimatedHarmonics().Values);
            using SpilledGraph other = new(200, arcs, rangeLength: 37, writerCount: 3);
            Assert.Equal(expected, other.EstimatedHarmonics(threadCount: 3).Values);
        },
        iter: 20);

    // Long after most of it has come to rest, something still moves: rounds that look at what changed alone.
    [Fact]
    public void Estimates_are_those_of_the_plain_algorithm_where_little_changes_for_long()
    {
        List<(uint Source, uint Target)> arcs =
            [.. Enumerable.Range(0, 300).Select(node => ((uint)node, (uint)(node * 7 % 300)))];
        arcs.AddRange(Enumerable.Range(300, 40).Select(node => ((uint)node, (uint)node + 1)));
        arcs.AddRange([(7, 300), (340, 11), (340, 400), (320, 401)]);
        (uint, uint)[] distinct = [.. arcs.Distinct()];
        using SpilledGraph graph = new(402, distinct, rangeLength: 50);
        float[] expected = NaiveBalls.Harmonic(402, distinct, node =>
            graph.Hashes[node], new HyperLogLog(HyperBall.RegistersFor(1)));
        Assert.Equal(expected, graph.EstimatedHarmonics(threadCount: 2).Values);
    }

    // Rounds end when they add little to the sum of all; the last node of a long path would still gain much, and what
    // is told is how far was counted.
    [Fact]
    public void On_a_long_path_estimates_count_distances_up_to_the_reach_that_is_told()
    {
        const uint NodeCount = 140_001;
        using SpilledGraph graph = new(NodeCount, Enumerable.Range(0, (int)NodeCount - 1)
            .Select(node => ((uint)node, (uint)node + 1)), rangeLength: 1 << 16);
        Assert.False(HarmonicCentrality.IsExact(NodeCount, NodeCount - 1, NodeCount - 1));
        using NativeArray<float> values = HarmonicCentrality.Run(graph.Arcs, graph.IsSource, graph.Hashes,
            long.MaxValue, 2, null, TestContext.Current.CancellationToken, out int? reach);
        Assert.InRange(reach!.Value, 50, 500);
        double counted = Enumerable.Range(1, reach.Value).Sum(distance => 1.0 / distance);
        double error = HyperLogLog.StandardErrorOf(HyperBall.RegistersFor(NodeCount - 1));
        double[] errors =
            [.. Enumerable.Range(1, 1000).Select(index => (values[NodeCount - (index * 100)] / counted) - 1)];
        Assert.InRange(Math.Sqrt(errors.Average(value => value * value)), 0, error);
        Assert.InRange(errors.Average(), -error / 4, error / 4);
        TestContext.Current.SendDiagnosticMessage("reach {0}, last {1}, counted {2}", reach, values[NodeCount - 1],
            counted);
    }

    [Fact]
    public void Where_nobody_links_to_a_node_it_has_0()
    {
        using SpilledGraph graph = new(4, [(0, 1), (1, 2)]);
        Assert.Equal(0, graph.EstimatedHarmonics().Values[0]);
        Assert.Equal(0, graph.EstimatedHarmonics().Values[3]);
        using SpilledGraph none = new(0, []);
        Assert.Empty(none.EstimatedHarmonics().Values);
        Assert.Empty(none.ExactHarmonics());
    }

    [Fact]
    public void Which_way_is_taken_and_how_many_registers_is_a_matter_of_size()
    {
        Assert.True(HarmonicCentrality.IsExact(10_000, 10_000, 100_000));
        Assert.False(HarmonicCentrality.IsExact(1_000_000, 1_000_000, 10_000_000));
        Assert.True(HarmonicCentrality.IsExact((1 << 24) - 1, 1 << 12, 1 << 22));
        Assert.False(HarmonicCentrality.IsExact(1 << 24, 1 << 12, 1 << 22));
        Assert.False(HarmonicCentrality.IsExact((1 << 24) - 1, (1 << 12) + 1, 1 << 22));
        Assert.False(HarmonicCentrality.IsExact((1 << 24) - 1, 1, (1 << 22) + 1));
        Assert.Equal(0, HarmonicCentrality.StandardError((1 << 24) - 1, 1, 1));
        Assert.Equal(HyperLogLog.StandardErrorOf(HyperLogLog.MaxRegisters),
            HarmonicCentrality.StandardError(1 << 24, 1, 1));
        Assert.Equal(1024, HyperBall.RegistersFor(0));
        Assert.Equal(1024, HyperBall.RegistersFor(16_384));
        Assert.Equal(512, HyperBall.RegistersFor(16_385));
        Assert.Equal(64, HyperBall.RegistersFor(1_000_000));
        Assert.Equal(64, HyperBall.RegistersFor(43_600_000));
    }

    // 121 million root domains, 43.6 million of which link out, on two threads: 9 bytes each, 130 bytes a source, 65
    // bytes a target of a range and thread.
    [Fact]
    public void What_estimates_take_is_what_the_documentation_says()
    {
        Assert.Equal((9 * 121_000_000L) + (130 * 43_600_000L) + (2 * 65 * (1L << 20)),
            HyperBall.BytesFor(121_000_000, 43_600_000, 2));
        Assert.Equal((9 * 1000) + (2 * 1000 * 1025) + (1000 * 1025), HyperBall.BytesFor(1000, 1000, 1));
    }

    [Fact]
    public void What_walks_take_is_arcs_and_nodes_and_nodes_by_thread()
    {
        Assert.Equal((20 * 1000) + (4 * 5000) + (48 * 1000), ExactHarmonic.BytesFor(1000, 5000, 1));
        Assert.Equal((20 * 1000) + (4 * 5000) + (3 * 48 * 1000), ExactHarmonic.BytesFor(1000, 5000, 3));
    }

    [Fact]
    public void Threads_are_as_many_as_fit()
    {
        long one = HarmonicCentrality.LeastBytesFor(1000, 100, 5000);
        Assert.Equal(ExactHarmonic.BytesFor(1000, 5000, 1), one);
        Assert.Equal(
            [1, 1, 1, 2, 4, 4],
            new[] { 0, one, one + 47_999, one + 48_000, one + (3 * 48_000), long.MaxValue }.Select(bytes =>
                HarmonicCentrality.ThreadsFor(1000, 100, 5000, bytes, 4)));
        long estimated = HarmonicCentrality.LeastBytesFor(1 << 24, 1 << 20, 1 << 23);
        Assert.Equal(HyperBall.BytesFor(1 << 24, 1 << 20, 1), estimated);
        Assert.Equal(2, HarmonicCentrality.ThreadsFor(1 << 24, 1 << 20, 1 << 23, estimated + (65 << 20), 4));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(256)]
    [InlineData(1024)]
    public unsafe void A_counter_knows_its_size_within_its_error_and_without_bias(int registerCount)
    {
        HyperLogLog counting = new(registerCount);
        foreach (int count in new[] { 1, 10, 100, 300, 1_000, 10_000, 100_000 })
        {
            const int Trials = 100;
            double squares = 0;
            double sum = 0;
            for (int trial = 0; trial < Trials; trial++)
            {
                byte[] counter = new byte[registerCount];
                fixed (byte* start = counter)
                {
                    for (int index = 0; index < count; index++)
                    {
                        counting.Add(start, HyperLogLog.Hash(BitConverter.GetBytes(((long)trial << 32) + index)));
                    }

                    double error = (counting.Estimate(start) / count) - 1;
                    squares += error * error;
                    sum += error;
                }
            }

            // A hundred trials know the error itself within some 7 %, and the bias within a tenth of the error.
            Assert.InRange(Math.Sqrt(squares / Trials), 0, 1.25 * counting.StandardError);
            Assert.InRange(Math.Abs(sum / Trials), 0, 0.35 * counting.StandardError);
        }
    }

    [Fact]
    public void Graphs_of_either_size_go_through_one_door()
    {
        using SpilledGraph graph = new(3, [(0, 1), (1, 2)]);
        using NativeArray<float> values = HarmonicCentrality.Run(graph.Arcs, graph.IsSource, null, long.MaxValue, 2,
            null, TestContext.Current.CancellationToken, out int? reach);
        Assert.Null(reach);
        Assert.Equal([0, 1, 1.5f], values.AsSpan(0, 3).ToArray());
    }
}
