using Vennlink.Ranking;
using Vennlink.Research;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Tests.Ranking;

namespace Vennlink.Tests.Research;

/// <summary>Whatever ends a computation early, it leaves neither memory nor files behind.</summary>
public sealed class EarlyEndTests
{
    private static readonly (uint, uint)[] Arcs =
        [.. Enumerable.Range(0, 300).Select(index => ((uint)index % 30, (uint)(index * 7) % 41)).Distinct()];

    public static TheoryData<string> Computations => [.. Ways.Keys];

    private static Dictionary<string, Action<SpilledGraph, Action<long, long>?, CancellationToken>> Ways => new()
    {
        ["ranks"] = (graph, progress, token) =>
            PageRank.Run(graph.Arcs, new PageRankOptions(), progress, token).Dispose(),
        ["ranks by given degrees"] = (graph, progress, token) =>
        {
            using NativeArray<uint> outDegrees = new(graph.Arcs.TargetCount);
            for (long node = 0; node < outDegrees.Length; node++)
            {
                outDegrees[node] = 50;
            }

            PageRank.Run(graph.Arcs, new PageRankOptions { OutDegrees = outDegrees }, progress, token).Dispose();
        },
        ["balls"] = (graph, progress, token) =>
        {
            using HyperBall ball = new(graph.Arcs, graph.IsSource, graph.Hashes, 2, token);
            ball.Run(progress).Dispose();
        },
        ["walks"] = (graph, progress, token) =>
        {
            using ExactHarmonic exact = new(graph.Arcs, 2, token);
            exact.Run(progress).Dispose();
        },
        ["degrees"] = (graph, progress, token) =>
        {
            progress?.Invoke(0, 1);
            new ArcDegrees(graph.Arcs, null, token).Dispose();
        },
    };

    [Theory]
    [MemberData(nameof(Computations))]
    public void Damaged_arcs_leave_nothing(string way)
    {
        using SpilledGraph graph = new(41, Arcs);
        graph.Damage();
        int fileCount = graph.FileCount;
        NativeArrayCount arrays = NativeArrayCount.Start();
        Assert.Throws<IndexFormatException>(() => Ways[way](graph, null, TestContext.Current.CancellationToken));
        Assert.Equal((0, fileCount), (arrays.Held, graph.FileCount));
    }

    [Theory]
    [MemberData(nameof(Computations))]
    public void A_stop_at_any_time_leaves_nothing(string way)
    {
        using SpilledGraph graph = new(41, Arcs);
        int fileCount = graph.FileCount;
        int stops = 0;
        bool isStopped = true;
        for (int stopAt = 0; isStopped; stopAt++)
        {
            NativeArrayCount arrays = NativeArrayCount.Start();
            using CancellationTokenSource stop = new();
            int told = 0;
            try
            {
                Ways[way](
                    graph,
                    (_, _) =>
                    {
                        if (told++ == stopAt)
                        {
                            stop.Cancel();
                        }
                    },
                    stop.Token);
                isStopped = told > stopAt;
            }
            catch (OperationCanceledException)
            {
                stops++;
            }

            Assert.Equal((0, fileCount), (arrays.Held, graph.FileCount));
        }

        Assert.True(stops > 0 || way == "walks", "never stopped");
    }
}
