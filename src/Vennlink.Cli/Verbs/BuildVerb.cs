using System.CommandLine;
using Vennlink.Build;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Output;
using Vennlink.Urls;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink build</c>: archives, lists and graphs in, an index out.</summary>
internal static class BuildVerb
{
    private static readonly TimeSpan _lineInterval = TimeSpan.FromSeconds(5);
    private static readonly string[] _suffixSections = ["all", "icann"];

    public static Command Create()
    {
        VerbCommand verb = new(
            "build",
            "Reads archives (WARC, ARC, WAT, WACZ), link lists (CSV, TSV) and Common Crawl web graphs into an index.",
            """
            Folders are walked; what a file is, is told from its content. The same command again goes on with a build that was cut off.
            Nothing is written outside DIR. A damaged input loses its damaged records, which are counted, and not the build.
            """,
            "vennlink build --out sites crawl.arc.gz blogrolls.csv.gz\nvennlink build --out sites --add page.warc.gz");
        Option<string> output = new("--out", "-o") { HelpName = "DIR", Description = "Index folder to make", Required = true };
        Option<bool> add = new("--add") { Description = "Add the inputs to the index in DIR" };
        Argument<string[]> inputs = new("INPUT") { Description = "Files and folders to read", Arity = ArgumentArity.OneOrMore };
        Option<long?> memory = CommonOptions.Memory();
        Option<int?> threads = CommonOptions.Threads();
        Option<string?> columns = new("--columns") { HelpName = "source=A,target=B", Description = "Columns of link lists whose header says it in other words; also anchor, title, rel, first_seen, last_seen" };
        Option<string> sections = new("--public-suffixes") { HelpName = "all|icann", Description = "Whether private suffixes (github.io) separate sites", DefaultValueFactory = _ => _suffixSections[0] };
        CommonOptions.OneOf(sections, _suffixSections);
        Option<string?> suffixList = new("--public-suffix-list") { HelpName = "FILE", Description = "Public Suffix List to use instead of the built-in one" };
        Option<string[]> extraSuffixes = new("--extra-suffix") { HelpName = "SUFFIX…", Description = "More public suffixes", AllowMultipleArgumentsPerToken = false, Arity = ArgumentArity.ZeroOrMore };
        Option<string?> block = new("--spam-block") { HelpName = "FILE", Description = "Sites whose spam score is 100, a root domain a line" };
        Option<string?> allow = new("--spam-allow") { HelpName = "FILE", Description = "Sites whose spam score is 1" };
        Option<string?> model = new("--spam-model") { HelpName = "FILE", Description = "Model for spam scores instead of the built-in one" };
        Option<string?> ranks = new("--ranks") { HelpName = "FILE", Description = "Ranks of the one web graph that is built [default: those beside it]" };
        Option<bool> domains = new("--graph-of-domains") { Description = "Vertices of the web graph are root domains, though nothing in its files says so" };
        Option<bool> ignoreDisk = new("--ignore-disk") { Description = "Build even if the disk seems too small" };
        verb.Add(inputs);
        foreach (Option option in new Option[] { output, add, memory, threads, columns, sections, suffixList, extraSuffixes, block, allow, model, ranks, domains, ignoreDisk })
        {
            verb.Add(option);
        }

        verb.SetAction((parsed, cancellationToken) =>
        {
            BuildOptions options = new()
            {
                IndexFolder = parsed.GetRequiredValue(output),
                Inputs = parsed.GetRequiredValue(inputs),
                Add = parsed.GetValue(add),
                MemoryBytes = parsed.GetValue(memory) ?? CommonOptions.DefaultMemoryBytes,
                ThreadCount = parsed.GetValue(threads) ?? Environment.ProcessorCount,
                Columns = parsed.GetValue(columns) is { } text ? ColumnsText.Parse(text) : null,
                PublicSuffixSections = parsed.GetValue(sections) == "icann" ? PublicSuffixSections.Icann : PublicSuffixSections.All,
                PublicSuffixListFile = parsed.GetValue(suffixList),
                ExtraSuffixes = parsed.GetValue(extraSuffixes) ?? [],
                SpamBlockFile = parsed.GetValue(block),
                SpamAllowFile = parsed.GetValue(allow),
                SpamModelFile = parsed.GetValue(model),
                RanksFile = parsed.GetValue(ranks),
                GraphOfDomains = parsed.GetValue(domains),
                IgnoreDiskNeed = parsed.GetValue(ignoreDisk),
            };
            BuildReport report = Run(options, cancellationToken);
            foreach (string note in report.Notes)
            {
                CommandLine.Note(note);
            }

            using TextWriter reportOutput = TextOutput.Open();
            BuildReportText.Write(reportOutput, report);
            return Task.FromResult(ExitCode.Done);
        });
        return verb;
    }

    /// <summary>Builds with progress on standard error: bars on a terminal, else lines.</summary>
    public static BuildReport Run(BuildOptions options, CancellationToken cancellationToken) => WithProgress(progress => IndexBuild.Run(options, progress, cancellationToken));

    /// <summary>Does something with progress on standard error: bars on a terminal, else lines.</summary>
    public static T WithProgress<T>(Func<IProgress<BuildProgress>, T> action)
    {
        if (Terminal.ErrorIsRich)
        {
            return BuildProgressBars.Run(action);
        }

        BuildProgressLines lines = new(Console.Error, _lineInterval);
        T result = action(lines);
        lines.End();
        return result;
    }
}
