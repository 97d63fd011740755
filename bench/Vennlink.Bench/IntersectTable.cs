using System.Diagnostics;
using System.Globalization;
using Vennlink.Query;
using Vennlink.Storage.Bytes;

namespace Vennlink.Bench;

/// <summary>
/// How long do the pages of each order and the exact total take on lists of the size of the whole web's, and how do
/// they grow?
/// </summary>
/// <remarks>
/// Times are processor time, of all threads that work on an answer, but where they are said to be on the clock.
/// </remarks>
internal static class IntersectTable
{
    private const double SecondsPerCell = 0.5;
    private const int MostTargets = 1000;
    private const int ColdRounds = 7;
    private const string TimesHead = "median ms | 99th percentile ms | least ms | runs";

    // Questions of the pool: five of its lists minus a sixth.
    private const int PooledLists = 12;
    private const int PooledQuestions = 20;

    private static readonly int[] Heaviest = [17_000_000, 10_000_000, 5_000_000, 3_000_000, 1_000_000, 500_000];

    /// <summary>Prints all tables for lists made up in the shape of the whole web's.</summary>
    /// <param name="plotFolder">Where the plots of growth go; null for nowhere.</param>
    public static void RunMadeUp(string? plotFolder)
    {
        using (PostingIndex lists = new(WebLists.WholeWebSourceCount, Heaviest))
        {
            Print($"## At least 2 of 5 and not a sixth: {lists.IdCount:N0} ids in {lists.ListBytes:N0} bytes\n");
            RunHeaviest(lists);
        }

        if (Environment.GetEnvironmentVariable("VENNLINK_BENCH_HEAVIEST_ONLY") is not null)
        {
            return;
        }

        GrowthTable lengths = new("Growth with the length of lists: the same lists scaled", "longest list");
        foreach (int divisor in (int[])[1000, 300, 100, 30, 10, 3, 1])
        {
            using PostingIndex lists =
                new(WebLists.WholeWebSourceCount, [.. Heaviest.Select(count => count / divisor)]);
            lengths.Add(Heaviest[0] / divisor,
                [.. IntersectOperation.All.Select(operation =>
                    MedianOf(lists, operation, Question(lists.TargetAt, 5, 2, hasNegative: true)))]);
        }

        lengths.WritePlot(plotFolder, "intersect-lengths.svg");
        int[] counts = [.. Enumerable.Range(1, MostTargets).Select(list => Math.Max(10_000, 5_000_000 / list))];
        using PostingIndex many = new(WebLists.WholeWebSourceCount, counts);
        RunTargets(many, "list n has 5 M / n ids, at least 10,000", plotFolder, "intersect-targets.svg");
    }

    /// <summary>Prints all tables for the most linked root domains of a built index.</summary>
    /// <param name="indexFolder">The index.</param>
    /// <param name="plotFolder">Where the plots of growth go; null for nowhere.</param>
    /// <param name="choiceFile">Where the choice of lists is kept; null for nowhere.</param>
    /// <param name="only">heaviest, lengths or targets: only those tables; null for all.</param>
    public static void RunIndex(string indexFolder, string? plotFolder, string? choiceFile, string? only)
    {
        using SnapshotLists lists = new(indexFolder, MostTargets, choiceFile);
        Print($"## The most linked of the targets of {lists.Index.SourceDomainCount:N0} source domains\n");
        Print($"{string.Join(", ", Enumerable.Range(0, Math.Min(PooledLists, lists.TargetCount)).Select(place => string.Create(CultureInfo.InvariantCulture, $"{lists.TargetAt(place).Text} {lists.CountAt(place):N0}")))}\n");
        if (only is null or "heaviest")
        {
            RunHeaviest(lists);
            RunPool(lists);
        }

        if (only is null or "lengths")
        {
            RunLengths(lists, plotFolder);
        }

        if (only is null or "targets")
        {
            RunTargets(lists, "the longest lists", plotFolder, "index-targets.svg");
        }
    }

    private static void RunLengths(SnapshotLists lists, string? plotFolder)
    {
        GrowthTable lengths = new("Growth with the length of lists: at least 2 of 5 minus 1, all of about one length",
            "ids of each list");
        foreach ((long length, Target[] targets) in lists.ByLength)
        {
            lengths.Add(
                length, [.. IntersectOperation.All.Select(operation =>
                    MedianOf(lists, operation, Question(place => targets[place], 5, 2, hasNegative: true)))]);
        }

        lengths.WritePlot(plotFolder, "index-lengths.svg");
    }

    private static void RunHeaviest(IRankedLists lists)
    {
        LinkIntersect engine = new(lists.Index, Lanes.Widest);
        foreach (int threshold in (int[])[2, 1, 5])
        {
            IntersectQuery query = Question(lists.TargetAt, 5, threshold, hasNegative: true);
            Print($"At least {threshold} of the 5 longest, minus the sixth: {engine.Count(engine.Find(query), CancellationToken.None):N0} rows.\n");
            Print($"| | {TimesHead} |\n|---|---|---|---|---|");
            foreach (IntersectOperation operation in IntersectOperation.All)
            {
                Print($"| {operation.Name} | {Measure(operation.Prepare(engine, query))} |");
            }

            Print($"");
        }

        // What two threads are for: time on the clock.
        IntersectQuery heaviest = Question(lists.TargetAt, 5, 2, hasNegative: true);
        Print($"Exact total of 2 of 5 minus 1 by threads, time on the clock:\n\n| threads | {TimesHead} |\n|---|---|---|---|---|");
        foreach (int threads in (int[])[1, 2])
        {
            Print($"| {threads} | {Measure(onClock: true, () => engine.Count(engine.Find(heaviest), threads, CancellationToken.None))} |");
        }

        Print($"\nExact total of 2 of 5 minus 1 by register width of the counters:\n\n| bits | {TimesHead} |\n|---|---|---|---|---|");
        foreach (LaneWidth width in Enum.GetValues<LaneWidth>().Reverse())
        {
            LinkIntersect narrow = new(lists.Index, width);
            Print($"| {(int)width} | {Measure(() => narrow.Count(narrow.Find(heaviest), CancellationToken.None))} |");
        }

        Print($"\nCold: opened anew, nothing of it in the page cache; at least 2 of 5 minus 1; time on the clock.\n\n| | median ms | slowest ms |\n|---|---|---|");
        foreach (IntersectOperation operation in IntersectOperation.All)
        {
            IntersectPosition? after = operation.Start(new LinkIntersect(lists.Index, Lanes.Widest), heaviest);
            List<double> times = [];
            for (int round = 0; round < ColdRounds; round++)
            {
                lists.Forget();
                LinkIntersect cold = new(lists.Index, Lanes.Widest);
                long start = Stopwatch.GetTimestamp();
                operation.Run(cold, heaviest, after);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            times.Sort();
            Print($"| {operation.Name} | {times[times.Count / 2]:F1} | {times[^1]:F1} |");
        }
    }

    // Percentiles over questions, not over repetitions of one.
    private static void RunPool(SnapshotLists lists)
    {
        int pool = Math.Min(PooledLists, lists.TargetCount);
        Random random = new(1);
        int[][] draws = [.. Enumerable.Range(0, PooledQuestions)
            .Select(_ => Enumerable.Range(0, pool).OrderBy(_ => random.Next()).ToArray())];
        LinkIntersect engine = new(lists.Index, Lanes.Widest);
        foreach (int threshold in (int[])[2, 1, 5])
        {
            Print($"\nAt least {threshold} of five of the {pool} longest, minus a sixth: {PooledQuestions} questions drawn.\n\n| | {TimesHead} |\n|---|---|---|---|---|");
            foreach (IntersectOperation operation in IntersectOperation.All)
            {
                Action[] runs = Array.ConvertAll(draws, draw =>
                    operation.Prepare(
                        engine, Question(place => lists.TargetAt(draw[place]), 5, threshold, hasNegative: true)));
                Print($"| {operation.Name} | {Measure(runs)} |");
            }
        }
    }

    private static void RunTargets(IRankedLists lists, string which, string? plotFolder, string plotFile)
    {
        GrowthTable table = new($"Growth with the number of targets: at least 2; {which}", "targets");
        foreach (int targets in (int[])[2, 5, 10, 20, 50, 100, 200, 500, 1000])
        {
            if (targets <= lists.TargetCount)
            {
                table.Add(
                    targets, [.. IntersectOperation.All.Select(operation =>
                        MedianOf(lists, operation, Question(lists.TargetAt, targets, 2, hasNegative: false)))]);
            }
        }

        table.WritePlot(plotFolder, plotFile);
    }

    private static double MedianOf(IRankedLists lists, IntersectOperation operation, IntersectQuery query) =>
        Measure(operation.Prepare(new LinkIntersect(lists.Index, Lanes.Widest), query)).Median;

    private static IntersectQuery Question(Func<int, Target> targetAt, int positives, int threshold,
        bool hasNegative) => new()
        {
            PositiveTargets = [.. Enumerable.Range(0, positives).Select(targetAt)],
            NegativeTargets = hasNegative ? [targetAt(positives)] : [],
            MinMatchingTargets = threshold,
        };

    private static Times Measure(params Action[] runs) => Measure(onClock: false, runs);

    // Processor time of the process: what else runs on the machine hardly shows, nor do its own compiler's threads
    // after the first runs.
    private static Times Measure(bool onClock, params Action[] runs)
    {
        // First as long for the compiler.
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < SecondsPerCell;)
        {
            Array.ForEach(runs, run => run());
        }

        List<double> times = [];
        for (long start = Stopwatch.GetTimestamp(); times.Count < 5 * runs.Length
            || (Stopwatch.GetElapsedTime(start).TotalSeconds < SecondsPerCell && times.Count < 2000);)
        {
            foreach (Action run in runs)
            {
                long began = Stopwatch.GetTimestamp();
                double clock = ThreadClock.ProcessNanoseconds;
                run();
                times.Add(onClock ? Stopwatch.GetElapsedTime(began).TotalMilliseconds
                    : (ThreadClock.ProcessNanoseconds - clock) / 1e6);
            }
        }

        times.Sort();
        return new Times(times[times.Count / 2], times[(int)((times.Count - 1) * 0.99)], times[0], times.Count);
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private readonly record struct Times(double Median, double Percentile99, double Least, int Runs)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Median:F3} | {Percentile99:F3} | {Least:F3} | {Runs}");
    }

    /// <summary>A table printed row by row, which can be plotted.</summary>
    private sealed class GrowthTable
    {
        private readonly string _title;
        private readonly string _grows;
        private readonly List<(double X, double[] Milliseconds)> _rows = [];

        public GrowthTable(string title, string grows)
        {
            (_title, _grows) = (title, grows);
            Print($"\n## {title}, median ms\n\n| {grows} | {string.Join(" | ", IntersectOperation.All.Select(operation => operation.Name))} |");
            Print($"|---|{string.Concat(Enumerable.Repeat("---|", IntersectOperation.All.Length))}");
        }

        public void Add(double x, double[] milliseconds)
        {
            _rows.Add((x, milliseconds));
            Print($"| {x:N0} | {string.Join(" | ", milliseconds.Select(time => time.ToString("F3", CultureInfo.InvariantCulture)))} |");
        }

        public void WritePlot(string? folder, string file)
        {
            if (folder is null || _rows.Count == 0)
            {
                return;
            }

            GrowthPlot plot = new(_title, _grows, "median ms of processor time");
            for (int operation = 0; operation < IntersectOperation.All.Length; operation++)
            {
                int column = operation;
                plot.Add(IntersectOperation.All[operation].Name,
                    _rows.Select(row => (row.X, row.Milliseconds[column])));
            }

            Directory.CreateDirectory(folder);
            plot.Write(Path.Combine(folder, file));
            Print($"\n![{_title}]({file})");
        }
    }
}
