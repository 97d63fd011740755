using System.CommandLine;
using Vennlink.Archives.Lists;
using Vennlink.Build;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Urls;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink build</c>: archives, lists and graphs in, an index out.</summary>
internal static class BuildVerb
{
    private static readonly TimeSpan _lineInterval = TimeSpan.FromSeconds(5);
    private static readonly string[] _suffixSections = ["all", "icann"];

    public static VerbCommand Create() => new(
        "build",
        "Reads archives, link lists and web graphs into an index.",
        """
        Archives are WARC, ARC, WAT and WACZ. Lists are CSV and TSV. Graphs are Common Crawl's text and
        BVGraph. Files are recognised by their content, and folders are read with all they hold.
        If a build is cut off, give the same command again: it goes on. Nothing is written outside DIR.
        A damaged record is skipped and counted; the build goes on.
        """,
        "vennlink build --out sites samples/aut-example.arc.gz samples/blogroll-edges.csv.gz\n"
        + "vennlink build --out sites --add samples/whirlwind.warc.gz",
        Complete);

    private static void Complete(VerbCommand verb)
    {
        Option<string> output =
            new("--out", "-o") { HelpName = "DIR", Description = "Index folder to make", Required = true };
        Option<bool> add = new("--add") { Description = "Add the inputs to the index in DIR" };
        Argument<string[]> inputs =
            new("INPUT") { Description = "Files and folders to read", Arity = ArgumentArity.OneOrMore };
        Option<long?> memory = CommonOptions.Memory();
        Option<int?> threads = CommonOptions.Threads();
        Option<string?> columns = new("--columns")
        {
            HelpName = "source=A,target=B",
            Description = "Columns of link lists with other names; also anchor, title, rel, first_seen, last_seen"
        };
        Option<string> sections =
            new("--public-suffixes")
            {
                HelpName = "all|icann",
                Description = "Where sites end: all counts alice.github.io as a site, icann does not",
                DefaultValueFactory = _ => _suffixSections[0]
            };
        CommonOptions.OneOf(sections, _suffixSections);
        Option<string?> suffixList = new("--public-suffix-list")
        {
            HelpName = "FILE",
            Description = "Public Suffix List to use instead of the built-in one"
        };
        Option<string[]> extraSuffixes = new("--extra-suffix")
        {
            HelpName = "SUFFIX…",
            Description = "More public suffixes",
            AllowMultipleArgumentsPerToken = false,
            Arity = ArgumentArity.ZeroOrMore
        };
        Option<string?> block = new("--spam-block")
        {
            HelpName = "FILE",
            Description = "Sites whose spam score is 100; one root domain a line"
        };
        Option<string?> allow = new("--spam-allow")
        {
            HelpName = "FILE",
            Description = "Sites whose spam score is 1; one root domain a line"
        };
        Option<string?> model =
            new("--spam-model") { HelpName = "FILE", Description = "Spam model to use instead of the built-in one" };
        Option<string?> ranks = new("--ranks")
        {
            HelpName = "FILE",
            Description = "Ranks of the web graph [default: the ranks file beside it]"
        };
        Option<bool> domains =
            new("--graph-of-domains") { Description = "The vertices of the web graph are root domains" };
        Option<bool> ignoreDisk = new("--ignore-disk") { Description = "Build even if the disk seems too small" };
        verb.Add(inputs);
        foreach (Option option in new Option[] { output, add, memory, threads, columns, sections, suffixList,
            extraSuffixes, block, allow, model, ranks, domains, ignoreDisk })
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
                Lists = new LinkListOptions
                {
                    Columns = parsed.GetValue(columns) is { } text ? ColumnsText.Parse(text) : null,
                },
                PublicSuffixSections = parsed.GetValue(sections) == "icann" ? PublicSuffixSections.Icann
                    : PublicSuffixSections.All,
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
                Notes.Write(note);
            }

            InputReportText.Write(
                Console.Error, report.Inputs, $"'vennlink inspect --index {options.IndexFolder}' shows all");
            using TextWriter reportOutput = TextOutput.Open();
            BuildReportText.Write(reportOutput, report);
            return Task.FromResult(ExitCode.Done);
        });
    }

    /// <summary>Builds with progress on standard error: bars on a terminal, else lines.</summary>
    public static BuildReport Run(BuildOptions options, CancellationToken cancellationToken) =>
        WithProgress(progress => IndexBuild.Run(options, progress, cancellationToken));

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
