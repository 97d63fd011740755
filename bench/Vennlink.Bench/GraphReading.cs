using System.Diagnostics;
using System.IO.Compression;
using Vennlink.Archives;
using Vennlink.Archives.Graphs;

namespace Vennlink.Bench;

/// <summary>
/// The question: what does reading a web graph cost, beside only decompressing it? Each pass reads the same files from
/// their first byte; MB are of decompressed text (of the file as it lies there, for a BVGraph), and the sink only
/// counts. Rates are per CPU second, which a busy machine changes least.
/// </summary>
internal static class GraphReading
{
    private const int PlainBytes = 256 << 20;

    /// <summary>Runs all passes over one graph and prints a table.</summary>
    public static void Run(string path)
    {
        if (!WebGraphInput.TryFind(path, out WebGraphInput? graph))
        {
            Console.Error.WriteLine($"{path}: no graph");
            return;
        }

        Console.WriteLine(
            "| pass | items | text MB | seconds | CPU seconds | MB of text a CPU second | M items a CPU second |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        Dictionary<string, long> textBytes = [];
        foreach (string file in graph.Files.Where(file => file.EndsWith(".gz", StringComparison.Ordinal)))
        {
            Report($"GZipStream alone, one thread: {Path.GetFileName(file)}", () =>
            {
                textBytes[file] = Decompress(file);
                return (0, textBytes[file]);
            });
        }

        uint vertexCount = 0;
        Report("vertices", () =>
            (vertexCount = graph.ReadVertices(static _ => { }, new SkipCounts(), null, CancellationToken.None),
                TextBytes("vertices")));
        if (graph is TextGraph)
        {
            // So that a sample of the vertices is enough to measure with.
            vertexCount = uint.MaxValue;
        }

        if (graph.RanksFile is not null)
        {
            Report("ranks", () =>
                (graph.ReadRanks(static (_, _) => { }, new SkipCounts(), null, CancellationToken.None),
                    TextBytes("ranks")));
        }

        for (int threads = 1; threads <= Environment.ProcessorCount; threads *= 2)
        {
            int threadCount = threads;
            Report(
                $"arcs, {threads} thread(s)",
                () => (graph.ReadArcs(vertexCount, threadCount, static () => new CountingSink(), new SkipCounts(), null,
                    CancellationToken.None), graph is TextGraph ? TextBytes("edges") : graph.TotalBytes));
        }

        if (graph is TextGraph)
        {
            ParseOnly(graph, vertexCount, usesVectors: true);
            ParseOnly(graph, vertexCount, usesVectors: false);
        }

        long TextBytes(string word) =>
            textBytes.Where(file => file.Key.Contains(word, StringComparison.Ordinal)).Sum(file => file.Value);
    }

    /// <summary>
    /// Only decompresses files, one after the other on one thread, and prints text MB, seconds and MB/s.
    /// </summary>
    public static void Gunzip(IReadOnlyList<string> files)
    {
        Stopwatch wall = Stopwatch.StartNew();
        double textMegabytes = files.Sum(Decompress) / 1e6;
        double seconds = wall.Elapsed.TotalSeconds;
        Console.WriteLine($"{textMegabytes:F0} MB of text in {seconds:F1} s, {textMegabytes / seconds:F0} MB/s");
    }

    private static void Report(string name, Func<(long Items, long TextBytes)> pass)
    {
        Stopwatch wall = Stopwatch.StartNew();
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        (long items, long textBytes) = pass();
        double seconds = wall.Elapsed.TotalSeconds;
        double cpu = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        Console.WriteLine(
            $"| {name} | {items} | {textBytes / 1e6:F0} | {seconds:F2} | {cpu:F2} | {textBytes / 1e6 / cpu:F0} | "
                + $"{items / 1e6 / cpu:F1} |");
    }

    private static long Decompress(string file)
    {
        using GZipStream text = new(File.OpenRead(file), CompressionMode.Decompress);
        byte[] buffer = new byte[128 << 10];
        long total = 0;
        int read;
        while ((read = text.Read(buffer)) > 0)
        {
            total += read;
        }

        return total;
    }

    // Blocks that were decompressed before, so that parsing is all that is timed.
    private static void ParseOnly(WebGraphInput graph, uint vertexCount, bool usesVectors)
    {
        using LineParts parts =
            new([.. graph.Files.Where(file => file.Contains("edges", StringComparison.Ordinal))], graph.OpenFile, null);
        List<LineBlock> blocks = [];
        LineFaults faults = new();
        for (LineBlock block = new(); blocks.Count < PlainBytes / LineBlock.MaxTextBytes
            && parts.TryFill(block, faults, CancellationToken.None); block = new LineBlock())
        {
            blocks.Add(block);
        }

        EdgeLines lines = new(vertexCount, new CountingSink(), faults, usesVectors);
        Report($"parsing alone, {(usesVectors ? "vectors" : "plain")}", () =>
        {
            blocks.ForEach(lines.Parse);
            lines.Flush();
            return (lines.ArcCount, blocks.Sum(block => (long)block.Length));
        });
    }

    private sealed class CountingSink : IArcSink
    {
        private ulong _sum;

        public void Add(ReadOnlySpan<uint> sources, ReadOnlySpan<uint> targets) =>
            _sum += sources[0] + (ulong)targets[^1];
    }
}
