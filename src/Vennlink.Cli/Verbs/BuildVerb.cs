using Vennlink.Build;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink build</c>: archives, lists and graphs in, an index out.</summary>
internal static class BuildVerb
{
    private static readonly TimeSpan _lineInterval = TimeSpan.FromSeconds(5);

    public static VerbCommand Create() => new(
        "build",
        "Reads archives, link lists and web graphs into an index.",
        """
        Archives are WARC, ARC, WAT and WACZ. Lists are CSV and TSV. Graphs are Common Crawl's text and
        BVGraph. Files are recognised by their content, and folders are read with all they hold.
        An index may be an INPUT too: what it read is taken over, and nothing is read again. So
        --until makes an index as of another date from it.
        If a build is cut off, give the same command again: it goes on. Nothing is written outside DIR.
        A damaged record is skipped and counted; the build goes on.
        With --dry-run nothing is built: it shows what each input is taken for, and what would be left
        out and why. The exit code is 0 when a build would succeed.
        """,
        "vennlink build --out sites samples/aut-example.arc.gz samples/blogroll-edges.csv.gz\n"
        + "vennlink build --out sites --add samples/whirlwind.warc.gz\n"
        + "vennlink build --out sites-2008-04 --until 2008-04-30 sites\n"
        + "vennlink build --dry-run samples",
        Complete);

    private static void Complete(VerbCommand verb)
    {
        BuildArguments arguments = new();
        arguments.AddTo(verb);
        verb.SetAction((parsed, cancellationToken) =>
        {
            BuildOptions options = arguments.Read(parsed);
            if (parsed.GetValue(arguments.DryRun))
            {
                bool asJson = parsed.GetValue(arguments.Format) == "json";
                return Task.FromResult(Examine(options, asJson, cancellationToken));
            }

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

    private static int Examine(BuildOptions options, bool asJson, CancellationToken cancellationToken)
    {
        DryRunReport report = WithProgress(progress => DryRun.Run(options, progress, cancellationToken));
        if (asJson)
        {
            using Stream json = StandardOutput.Open();
            DryRunText.WriteJson(json, report);
        }
        else
        {
            using TextWriter text = TextOutput.Open();
            DryRunText.Write(text, report);
        }

        return report.Refusal is null ? ExitCode.Done : ExitCode.Failed;
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
