using System.Diagnostics;
using System.Globalization;
using Vennlink.Query;
using Vennlink.Storage;

namespace Vennlink.Bench;

/// <summary>How long do the pages of each order and the exact total take on lists of the size of the whole web's, and how do they grow?</summary>
internal static class IntersectTable
{
    private const int PageRowCount = 50;
    private const double SecondsPerCell = 0.5;

    private static readonly int[] Heaviest = [17_000_000, 10_000_000, 5_000_000, 3_000_000, 1_000_000, 500_000];

    private static readonly (string Name, Func<LinkIntersect, IntersectQuery, Action> Prepare)[] Operations =
    [
        ("first page, authority", (engine, query) => Page(engine, query, IntersectSort.SourceDomainAuthority, 1)),
        ("tenth page, authority", (engine, query) => Page(engine, query, IntersectSort.SourceDomainAuthority, 10)),
        ("first page, spam score", (engine, query) => Page(engine, query, IntersectSort.SourceSpamScore, 1)),
        ("tenth page, spam score", (engine, query) => Page(engine, query, IntersectSort.SourceSpamScore, 10)),
        ("first page, match count", (engine, query) => Page(engine, query, IntersectSort.MatchingTargetCount, 1)),
        ("tenth page, match count", (engine, query) => Page(engine, query, IntersectSort.MatchingTargetCount, 10)),
        ("exact total, 1 thread", (engine, query) => () => engine.Count(query, CancellationToken.None)),
        ("exact total, 2 threads", (engine, query) => () => engine.Count(query, 2, CancellationToken.None)),
    ];

    /// <summary>Prints all tables.</summary>
    public static void Run()
    {
        using (PostingIndex index = new(WebLists.WholeWebSourceCount, Heaviest))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"## At least 2 of 5 and not a sixth: {index.IdCount:N0} ids in {index.ListBytes:N0} bytes\n"));
            RunHeaviest(index);
        }

        if (Environment.GetEnvironmentVariable("VENNLINK_BENCH_HEAVIEST_ONLY") is null)
        {
            RunLengths();
            RunTargets();
        }
    }

    private static void RunHeaviest(PostingIndex index)
    {
        LinkIntersect engine = new(index, Lanes.Widest);
        foreach (int threshold in (int[])[2, 1, 5])
        {
            IntersectQuery query = Query(5, threshold, hasNegative: true);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"At least {threshold} of 5, minus 1: {engine.Count(query, CancellationToken.None):N0} rows.\n"));
            Console.WriteLine("| | median ms | 99th percentile ms | runs |\n|---|---|---|---|");
            foreach ((string name, Func<LinkIntersect, IntersectQuery, Action> prepare) in Operations)
            {
                (double median, double percentile, int runs) = Measure(prepare(engine, query), IsShared(name));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {median:F3} | {percentile:F3} | {runs} |"));
            }

            Console.WriteLine();
        }

        Console.WriteLine("Exact total of 2 of 5 minus 1 by register width:\n\n| bits | median ms | 99th percentile ms |\n|---|---|---|");
        foreach (LaneWidth width in Enum.GetValues<LaneWidth>().Reverse())
        {
            LinkIntersect narrow = new(index, width);
            (double median, double percentile, _) = Measure(() => narrow.Count(Query(5, 2, hasNegative: true), CancellationToken.None));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {(int)width} | {median:F2} | {percentile:F2} |"));
        }

        Console.WriteLine("\nCold: file mapped anew, its pages dropped from the page cache.\n\n| | median ms | slowest ms |\n|---|---|---|");
        foreach ((string name, Func<LinkIntersect, IntersectQuery, Action> prepare) in Operations)
        {
            Action run = prepare(engine, Query(5, 2, hasNegative: true));
            List<double> times = [];
            for (int round = 0; round < 7; round++)
            {
                index.Forget();
                long start = Stopwatch.GetTimestamp();
                run();
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {times[times.Count / 2]:F1} | {times[^1]:F1} |"));
        }
    }

    private static void RunLengths()
    {
        Console.WriteLine("\n## Growth with the length of lists: the same lists scaled, median ms\n");
        Console.WriteLine($"| longest list | {string.Join(" | ", Operations.Select(operation => operation.Name))} |\n|---|{string.Concat(Operations.Select(_ => "---|"))}");
        foreach (int divisor in (int[])[1000, 300, 100, 30, 10, 3, 1])
        {
            using PostingIndex index = new(WebLists.WholeWebSourceCount, [.. Heaviest.Select(count => count / divisor)]);
            PrintRow((Heaviest[0] / divisor).ToString("N0", CultureInfo.InvariantCulture), index, Query(5, 2, hasNegative: true));
        }
    }

    private static void RunTargets()
    {
        Console.WriteLine("\n## Growth with the number of targets: at least 2; list n has 5 M / n ids, at least 10,000; median ms\n");
        Console.WriteLine($"| targets | ids | {string.Join(" | ", Operations.Select(operation => operation.Name))} |\n|---|---|{string.Concat(Operations.Select(_ => "---|"))}");
        int[] counts = [.. Enumerable.Range(1, 1000).Select(list => Math.Max(10_000, 5_000_000 / list))];
        using PostingIndex index = new(WebLists.WholeWebSourceCount, counts);
        foreach (int targets in (int[])[2, 5, 10, 20, 50, 100, 200, 500, 1000])
        {
            PrintRow($"{targets} | {counts.Take(targets).Sum():N0}", index, Query(targets, 2, hasNegative: false));
        }
    }

    private static void PrintRow(string name, PostingIndex index, IntersectQuery query)
    {
        LinkIntersect engine = new(index, Lanes.Widest);
        string[] cells = [.. Operations.Select(operation => Measure(operation.Prepare(engine, query), IsShared(operation.Name)).Median.ToString("F3", CultureInfo.InvariantCulture))];
        Console.WriteLine($"| {name} | {string.Join(" | ", cells)} |");
    }

    private static bool IsShared(string operation) => operation.EndsWith("threads", StringComparison.Ordinal);

    private static IntersectQuery Query(int positives, int threshold, bool hasNegative) => new()
    {
        PositiveTargets = [.. Enumerable.Range(0, positives).Select(PostingIndex.Target)],
        NegativeTargets = hasNegative ? [PostingIndex.Target(positives)] : [],
        MinMatchingTargets = threshold,
    };

    private static Action Page(LinkIntersect engine, IntersectQuery query, IntersectSort sort, int number)
    {
        query = query with { Sort = sort };
        IntersectPosition? after = null;
        for (int page = 1; page < number; page++)
        {
            IReadOnlyList<IntersectRow> rows = engine.Rows(query, PageRowCount, after, CancellationToken.None);
            after = rows.Count == 0 ? after : engine.PositionOf(query, rows[^1]);
        }

        return () => engine.Rows(query, PageRowCount, after, CancellationToken.None);
    }

    // Processor time of the thread, so that what else runs on the machine hardly shows; time on the clock where threads share the work.
    private static (double Median, double Percentile99, int Runs) Measure(Action run, bool isShared = false)
    {
        // The first runs compile and warm up.
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < SecondsPerCell / 4;)
        {
            run();
        }

        List<double> times = [];
        for (long start = Stopwatch.GetTimestamp(); times.Count < 5 || (Stopwatch.GetElapsedTime(start).TotalSeconds < SecondsPerCell && times.Count < 2000);)
        {
            long began = Stopwatch.GetTimestamp();
            double clock = ThreadClock.Nanoseconds;
            run();
            times.Add(isShared ? Stopwatch.GetElapsedTime(began).TotalMilliseconds : (ThreadClock.Nanoseconds - clock) / 1e6);
        }

        times.Sort();
        return (times[times.Count / 2], times[(int)((times.Count - 1) * 0.99)], times.Count);
    }
}
