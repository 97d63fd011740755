using System.CommandLine;
using System.Globalization;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Research;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink rank</c>: PageRank and harmonic centrality of any graph.</summary>
internal static class RankVerb
{
    public static VerbCommand Create() => new(
        "rank",
        "Ranks the nodes of any graph: PageRank, centrality, degrees.",
        """
        EDGES is a list of source,target[,weight] with or without a header (CSV, TSV, between blanks,
        SNAP, KONECT, networkx), a GEXF, GraphML, GDF or ASCIIGraph file, or a file or folder of a web
        graph. Standard error says how it was taken. FILE has tab-separated rows, highest PageRank first.
        """,
        "vennlink rank samples/blogroll-edges.csv.gz --out ranks.tsv",
        Complete);

    private static void Complete(VerbCommand verb)
    {
        Argument<string> edges = new("EDGES") { Description = "Link list or web graph" };
        Option<string> output =
            new("--out", "-o") { HelpName = "FILE", Description = "File to write", Required = true };
        Option<double?> damping = Number("--damping", "D", "Damping factor of PageRank [default: 0.85]", value =>
            value is > 0 and <= EdgeRankingOptions.MaxDamping,
            string.Create(
                CultureInfo.InvariantCulture, $"a number above 0 and at most {EdgeRankingOptions.MaxDamping}"));
        Option<int?> iterations = CommonOptions.WholeNumber("--iterations", "N", "Do exactly N rounds of PageRank", 1);
        Option<double?> tolerance =
            Number("--tolerance", "E", "Stop when all ranks together are right within E; they sum to 1 [default: 1e-9]",
                value => value is > 0 and < 1, "a number between 0 and 1");
        Option<bool> weighted =
            new("--weighted") { Description = "Use weights: the third column, or the one called weight or count" };
        Option<bool> keepSelfLinks = new("--keep-self-links") { Description = "Count links of a node to itself" };
        Option<long?> memory = CommonOptions.Memory();
        Option<int?> threads = CommonOptions.Threads();
        Option<string> format = CommonOptions.Format("tsv", "csv", "ndjson", "parquet");
        format.Description = "Form of FILE";
        verb.Add(edges);
        foreach (Option option in new Option[] { output, format, damping, iterations, tolerance, weighted,
            keepSelfLinks, memory, threads })
        {
            verb.Add(option);
        }

        verb.SetAction((parsed, cancellationToken) =>
        {
            if (parsed.GetValue(iterations) is not null && parsed.GetValue(tolerance) is not null)
            {
                throw new UsageException("give --iterations or --tolerance, not both");
            }

            EdgeRankingOptions options = new()
            {
                Input = parsed.GetRequiredValue(edges),
                Output = parsed.GetRequiredValue(output),
                Form = parsed.GetRequiredValue(format) is var form && form == "tsv" ? null : RowForms.Of(form),
                Iterations = parsed.GetValue(iterations),
                Weighted = parsed.GetValue(weighted),
                KeepSelfLinks = parsed.GetValue(keepSelfLinks),
                MemoryBytes = parsed.GetValue(memory) ?? CommonOptions.DefaultMemoryBytes,
                ThreadCount = parsed.GetValue(threads) ?? Environment.ProcessorCount,
            };
            options = options with
            {
                Damping = parsed.GetValue(damping) ?? options.Damping,

                // What is computed is right within a share of the sum; divided by the sum it may be off by twice that.
                Tolerance = (parsed.GetValue(tolerance) ?? options.Tolerance) / 2,
            };
            EdgeRankingReport report = BuildVerb.WithProgress(progress =>
                EdgeRanking.Run(options, progress, cancellationToken));
            foreach (string remark in report.Remarks)
            {
                Notes.Write($"{options.Input}: {remark}");
            }

            using TextWriter text = TextOutput.Open();
            text.WriteLine($"{InputReportText.Count(report.NodeCount, "node")}, "
                + InputReportText.Count(report.ArcCount, "arc"));
            text.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                    $"PageRank: {report.RoundCount} rounds, right within {report.ErrorBound:0.0e+0} in all"));
            text.WriteLine(report.HarmonicError == 0
                ? "harmonic centrality: exact"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"harmonic centrality: relative standard error {report.HarmonicError:P1}{Reach(report)}"));
            BuildReportText.Numbers(text, "skipped", report.Skipped);
            return Task.FromResult(ExitCode.Done);
        });
    }

    private static string Reach(EdgeRankingReport report) => report.HarmonicReach is { } reach
        ? string.Create(CultureInfo.InvariantCulture, $", of distances up to {reach:N0}") : "";

    private static Option<double?> Number(string name, string helpName, string description, Func<double, bool> isRight,
        string expected) => new(name)
        {
            HelpName = helpName,
            Description = description,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                    && isRight(value))
                {
                    return value;
                }

                result.AddError($"{name}: '{text}' is not {expected}");
                return null;
            },
        };
}
