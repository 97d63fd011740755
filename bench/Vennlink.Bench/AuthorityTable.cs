using System.Globalization;
using System.Text.Json;
using Vennlink.Graph.Arcs;
using Vennlink.Ranking;
using Vennlink.Research;
using Vennlink.Storage.Files;

namespace Vennlink.Bench;

/// <summary>
/// Which score of a root domain agrees best with what others measured on the whole web? On the union of the WALK
/// crawls, computed by the code of the build.
/// </summary>
internal static class AuthorityTable
{
    private const string InDegree = "n, in-degree";
    private const string Authority = "**Domain Authority**";

    private sealed record Reference(string Name, int[] Nodes, double[] Values);

    /// <summary>Prints the tables, as Markdown.</summary>
    /// <param name="dataFolder">Folder with <c>graphs/walk</c> and <c>ranks</c>.</param>
    public static void Run(string dataFolder)
    {
        WalkGraph graph = WalkGraph.Read(Path.Combine(dataFolder, "graphs", "walk"));
        Dictionary<string, double[]> scores = Scores(graph);
        List<Reference> references = References(dataFolder, graph);
        int sourceCount = graph.Arcs.Select(arc => arc.Source).Distinct().Count();
        Console.WriteLine(Text($"{graph.HostCount:N0} hosts, {graph.Names.Length:N0} root domains, {graph.Arcs.Length:N0} arcs from {sourceCount:N0} of them; {graph.SkippedCount} lines skipped."));
        Console.WriteLine();
        Console.WriteLine("Spearman's rank correlation on the domains in common:");
        Console.WriteLine();
        Console.WriteLine($"| score | {string.Join(" | ", references.Select(reference => Text($"{reference.Name} ({reference.Nodes.Length})")))} |");
        Console.WriteLine($"|---|{string.Concat(references.Select(_ => "---|"))}");
        foreach ((string name, double[] values) in scores)
        {
            Console.WriteLine($"| {name} | {string.Join(" | ", references.Select(reference => Text($"{Spearman(values, reference):0.000}")))} |");
        }

        IEnumerable<string> gains = references.Select(reference =>
        {
            double[] of = Select(scores[Authority], reference);
            double[] degrees = Select(scores[InDegree], reference);
            (double low, double high) = RankStatistics.DifferenceInterval(of, degrees, reference.Values);
            return Text($"{RankStatistics.Spearman(of, reference.Values) - RankStatistics.Spearman(degrees, reference.Values):+0.000;−0.000} ({low:+0.000;−0.000} to {high:+0.000;−0.000})");
        });
        Console.WriteLine($"| Domain Authority less in-degree (95 %) | {string.Join(" | ", gains)} |");
        Console.WriteLine();
        Console.WriteLine("Finding the listed domains among all: area under the ROC curve, and how many of the first n of the score are listed (n: length of the list):");
        Console.WriteLine();
        List<Reference> lists = [.. references.DistinctBy(reference => reference.Name.Split(',')[0])];
        Console.WriteLine($"| score | {string.Join(" | ", lists.Select(list => list.Name.Split(',')[0]))} |");
        Console.WriteLine($"|---|{string.Concat(lists.Select(_ => "---|"))}");
        foreach ((string name, double[] values) in scores)
        {
            Console.WriteLine($"| {name} | {string.Join(" | ", lists.Select(list => Text($"{RankStatistics.Auc(values, list.Nodes):0.000}, {Found(values, list):P0}")))} |");
        }

        Console.WriteLine();
        Console.WriteLine(
            "How the references agree with each other, on the domains that are in both and in the graph:");
        Console.WriteLine();
        Console.WriteLine($"| | {string.Join(" | ", references.Select(reference => reference.Name))} |");
        Console.WriteLine($"|---|{string.Concat(references.Select(_ => "---|"))}");
        foreach (Reference row in references)
        {
            Console.WriteLine($"| {row.Name} | {string.Join(" | ", references.Select(column => row == column ? "" : Agreement(row, column)))} |");
        }
    }

    private static Dictionary<string, double[]> Scores(WalkGraph graph)
    {
        string folder = Directory.CreateTempSubdirectory("vennlink-authority-").FullName;
        try
        {
            using ArcSpill arcs = graph.Spill(folder);
            int count = graph.Names.Length;
            double[] degrees = new double[count];
            using NativeArray<byte> isSource = new(count);
            foreach ((uint source, uint target) in graph.Arcs)
            {
                degrees[target]++;
                isSource[source] = 1;
            }

            using PageRanks ranks = PageRank.Run(arcs, new PageRankOptions { Rounds = PageRankOptions.IndexRounds },
                null, CancellationToken.None);
            using NativeArray<float> harmonics =
                HarmonicCentrality.Run(arcs, isSource, null, long.MaxValue, 1, null, CancellationToken.None, out _);
            double[] t = [.. Enumerable.Range(0, count).Select(node => ranks.Relative[node])];
            double[] h = [.. Enumerable.Range(0, count).Select(node => (double)harmonics[node])];
            Dictionary<string, double[]> scores =
                new() { [InDegree] = degrees, ["t, PageRank"] = t, ["h, harmonic centrality"] = h };
            foreach (double damping in (double[])[0.3, 0.5, 0.95])
            {
                using PageRanks other =
                    PageRank.Run(arcs, new PageRankOptions { Damping = damping }, null, CancellationToken.None);
                scores.Add(Text($"t with damping {damping:0.00}"),
                    [.. Enumerable.Range(0, count).Select(node => other.Relative[node])]);
            }

            Add("log t + log h", 1, 0, 1);
            Add("log n + log h", 0, 1, 1);
            Add("log t + log n + log h", 1, 1, 1);
            Add("log t + log n + ¼ log h", 1, 1, 0.25);
            Add("3 log t + log n", 3, 1, 0);
            Add("log t + 3 log n", 1, 3, 0);
            Add("log t + log n", 1, 1, 0);
            scores.Add(
                Authority,
                [.. Enumerable.Range(0, count)
                    .Select(node => (double)AuthorityScale.DomainAuthority(t[node], (long)degrees[node]))]);
            return scores;

            void Add(string name, double ofT, double ofN, double ofH) =>
                scores.Add(
                    name, [.. Enumerable.Range(0, count)
                        .Select(node => (ofT * Math.Log2(t[node])) + (ofN * Math.Log2(1 + degrees[node]))
                            + (ofH * Math.Log2(1 + h[node])))]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Values are the higher the better: positions are negated.
    private static List<Reference> References(string dataFolder, WalkGraph graph)
    {
        List<Reference> references = [];
        using (JsonDocument moz =
            JsonDocument.Parse(File.ReadAllBytes(Path.Combine(dataFolder, "ranks", "moz-top500-npm.json"))))
        {
            List<JsonElement> rows = [.. moz.RootElement.EnumerateArray()];
            references.Add(
                Make("Moz, Domain Authority", rows.Select(row =>
                    (row.GetProperty("rootDomain").GetString()!, row.GetProperty("domainAuthority").GetDouble()))));
            references.Add(
                Make("Moz, linking root domains", rows.Select(row =>
                    (row.GetProperty("rootDomain").GetString()!, row.GetProperty("linkingRootDomains").GetDouble()))));
        }

        foreach ((string file, string name) in (ReadOnlySpan<(string, string)>)[("jan-feb-mar", "CC January–March"),
            ("mar-apr-may", "CC March–May")])
        {
            using JsonDocument ranks = JsonDocument.Parse(
                File.ReadAllBytes(Path.Combine(dataFolder, "ranks", $"domain-cc-main-2026-{file}.json")));
            List<JsonElement> rows = [.. ranks.RootElement.GetProperty("rows").EnumerateArray()];
            references.Add(Make($"{name}, harmonic", rows.Select(row => (Reversed(row), -Number(row[0])))));
            references.Add(Make($"{name}, PageRank", rows.Select(row => (Reversed(row), -Number(row[2])))));
        }

        return references;

        // The first row of two that are one root domain counts.
        Reference Make(string name, IEnumerable<(string Host, double Value)> rows)
        {
            Dictionary<string, int> places = graph.Names.Select((root, place) => (root, place))
                .ToDictionary(row => row.root, row => row.place, StringComparer.Ordinal);
            var known = rows.Select(row => (Root: graph.RootOf(row.Host), row.Value))
                .Where(row => row.Root is not null && places.ContainsKey(row.Root)).DistinctBy(row => row.Root)
                .ToArray();
            return new Reference(name, [.. known.Select(row => places[row.Root!])],
                [.. known.Select(row => row.Value)]);
        }

        static string Reversed(JsonElement row) => string.Join('.', row[4].GetString()!.Split('.').Reverse());

        static double Number(JsonElement cell) => double.Parse(cell.GetString()!, CultureInfo.InvariantCulture);
    }

    private static double Spearman(double[] values, Reference reference) =>
        RankStatistics.Spearman(Select(values, reference), reference.Values);

    private static double[] Select(double[] values, Reference reference) =>
        [.. reference.Nodes.Select(node => values[node])];

    // Ties at the edge count by their share.
    private static double Found(double[] values, Reference list)
    {
        double edge = values.OrderDescending().ElementAt(list.Nodes.Length - 1);
        int above = values.Count(value => value > edge);
        int at = values.Count(value => value == edge);
        double found = list.Nodes.Count(node => values[node] > edge)
            + (list.Nodes.Count(node => values[node] == edge) * (list.Nodes.Length - above) / (double)at);
        return found / list.Nodes.Length;
    }

    private static string Agreement(Reference left, Reference right)
    {
        Dictionary<int, double> ofRight = right.Nodes.Zip(right.Values)
            .ToDictionary(row => row.First, row => row.Second);
        var both = left.Nodes.Zip(left.Values).Where(row => ofRight.ContainsKey(row.First))
            .Select(row => (row.Second, ofRight[row.First])).ToArray();
        return Text($"{RankStatistics.Spearman([.. both.Select(row => row.Item1)], [.. both.Select(row => row.Item2)]):0.00} ({both.Length})");
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
