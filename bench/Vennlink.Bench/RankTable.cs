using System.Diagnostics;
using System.Globalization;
using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Graph.Arcs;
using Vennlink.Graph.Vertices;
using Vennlink.Ranking;
using Vennlink.Research;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;

namespace Vennlink.Bench;

/// <summary>
/// What ranking a graph of root domains costs: rounds of PageRank and of HyperBall beside a loop that only decodes the
/// arcs, and both to their ends.
/// </summary>
internal static class RankTable
{
    /// <summary>Runs on a graph as a build would read it, and prints a table.</summary>
    /// <param name="input">A graph of root domains: folder or file.</param>
    /// <param name="temporaryFolder">Folder for the arcs; what is made in it is deleted.</param>
    /// <param name="threads">Threads; null: as many as cores.</param>
    public static void Run(string input, string temporaryFolder, string? threads)
    {
        int threadCount = threads is null
            ? Environment.ProcessorCount : int.Parse(threads, CultureInfo.InvariantCulture);
        if (!WebGraphInput.TryFind(input, out WebGraphInput? graph))
        {
            throw new FormatException($"{input} is no web graph");
        }

        string folder = Directory.CreateDirectory(Path.Combine(temporaryFolder, $"ranks-{Environment.ProcessId}"))
            .FullName;
        try
        {
            Run(graph, folder, threadCount);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Run(WebGraphInput graph, string folder, int threadCount)
    {
        SkipCounts skips = new();
        using GraphVertices vertices =
            GraphVertices.Read(graph, null, folder, 1L << 30, null, skips, null, CancellationToken.None);
        using NativeArray<byte> isSource = new(vertices.Count);
        using ArcSpill arcs = new(folder, ArcSpill.EqualRanges(vertices.Count));
        List<ArcSpillSink> sinks = [];
        using (NativeArray<byte> arrivals = new(vertices.Count))
        {
            graph.ReadArcs(
                vertices.VertexCount, threadCount,
                () =>
                {
                    sinks.Add(new ArcSpillSink(vertices.PlaceOf, null, isSource, arrivals, arcs.OpenWriter(), null));
                    return sinks[^1];
                },
                skips, null, CancellationToken.None);
            sinks.ForEach(sink => sink.Complete());
            Print("looking for arcs that stand twice", arcs, 1, () =>
                RepeatedArcs.MayBe(arcs, arrivals, 1L << 30, threadCount, CancellationToken.None));
        }

        vertices.ForgetPlaces();
        long sourceCount = 0;
        for (long place = 0; place < isSource.Length; place++)
        {
            sourceCount += isSource[place];
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{vertices.Count:N0} nodes, {sourceCount:N0} sources, {arcs.ArcCount:N0} arcs in "
                + $"{arcs.SpilledBytes:N0} bytes ({(double)arcs.SpilledBytes / arcs.ArcCount:0.00} an arc), "
                    + $"{threadCount} threads"));
        Console.WriteLine("| | rounds | seconds a round | arcs/s a core | ns an arc of CPU | memory MiB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        Print("decoding alone, checksums verified", arcs, 1, () => Decode(arcs, threadCount));
        Print("decoding alone", arcs, 3, () =>
        {
            for (int pass = 0; pass < 3; pass++)
            {
                Decode(arcs, threadCount);
            }
        });
        Measured before = Measured.Now;
        using (PageRanks ranks =
            PageRank.Run(arcs, new PageRankOptions { Rounds = PageRankOptions.IndexRounds, ThreadCount = threadCount },
                null, CancellationToken.None))
        {
            Print($"PageRank, error at most {ranks.ErrorBound:0.0e+0}", arcs, ranks.RoundCount, before);
        }

        using NativeArray<ushort> hashes = new(vertices.Count);
        using (RunReader keys = new(vertices.Keys))
        {
            for (uint place = 0; keys.MoveNext(); place++)
            {
                hashes[place] = HyperLogLog.Hash(keys.Current);
            }
        }

        using HyperBall ball = new(arcs, isSource, hashes, threadCount, CancellationToken.None);
        ball.Rounded = (round, changed) =>
        {
            Print(string.Create(CultureInfo.InvariantCulture,
                $"HyperBall, round {round}, then {changed:N0} sources changed"), arcs, 1, before);
            before = Measured.Now;
        };
        Measured all = Measured.Now;
        before = all;
        using NativeArray<float> values = ball.Run(null);
        Print(string.Create(CultureInfo.InvariantCulture,
            $"HyperBall, {HyperBall.RegistersFor(sourceCount)} registers, error {ball.StandardError:P1}"), arcs,
                ball.RoundCount, all);
    }

    private static long Decode(ArcSpill arcs, int threadCount)
    {
        long sum = 0;
        new RangeWork(arcs, threadCount, CancellationToken.None).Run(range =>
        {
            using ArcSpillReader reader = arcs.Open(range);
            SumVisitor visitor = default;
            reader.Visit(ref visitor);
            Interlocked.Add(ref sum, visitor.Sum);
        });
        return sum;
    }

    private static void Print(string name, ArcSpill arcs, int rounds, Action action)
    {
        Measured before = Measured.Now;
        action();
        Print(name, arcs, rounds, before);
    }

    private static void Print(string name, ArcSpill arcs, int rounds, Measured before)
    {
        Measured now = Measured.Now;
        double seconds = (now.Clock - before.Clock).TotalSeconds / rounds;
        double processorSeconds = (now.Processor - before.Processor).TotalSeconds / rounds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {rounds} | {seconds:0.00} | {arcs.ArcCount / processorSeconds / 1e6:0} M | "
                + $"{processorSeconds * 1e9 / arcs.ArcCount:0.00} | "
                    + $"{Process.GetCurrentProcess().PeakWorkingSet64 >> 20:N0} |"));
    }

    private readonly record struct Measured(TimeSpan Clock, TimeSpan Processor)
    {
        public static Measured Now
        {
            get
            {
                using Process process = Process.GetCurrentProcess();
                return new Measured(Stopwatch.GetElapsedTime(0), process.TotalProcessorTime);
            }
        }
    }

    private struct SumVisitor : IArcVisitor
    {
        public long Sum { get; private set; }

        public void Visit(uint source, uint offset) => Sum += source ^ offset;
    }
}
