using System.CommandLine;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Indexes;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Query;
using Vennlink.Query.Changes;
using Vennlink.Query.Questions;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink diff</c>: what a question gained and lost between two indexes.</summary>
internal static class DiffVerb
{
    private const int DefaultTableLimit = 25;

    private static readonly string[] _changes = ChangeWords.RowChanges.Names();

    public static VerbCommand Create() => new(
        "diff",
        "Shows what a question gained and lost between two indexes.",
        """
        An index is its folder, or the folder of one of its snapshots, DIR/snapshots/ID. Sources are
        compared by name. The question is written as for 'vennlink intersect'. Rows that are gained or
        kept come in its order, then those that are lost.
        """,
        "vennlink build --out earlier --until 2008-04-30T20:49 sites\n"
        + "vennlink diff --before earlier --after sites --to archive.org --source root_domain",
        Complete);

    private static void Complete(VerbCommand verb)
    {
        Option<string> before = Folder("--before", "The earlier index");
        Option<string> after = Folder("--after", "The later index");
        QuestionOptions question = new();
        Option<string[]> show = CommonOptions.Several(
            "--show", string.Join('|', _changes), "Which rows to list [default: gained lost]", _changes);
        Option<int?> links = CommonOptions.WholeNumber("--links-shown", "N",
            $"Most links to show of a target that differs [default: {DiffRequest.UsualLinks}]", 0);
        Option<int?> limit = CommonOptions.WholeNumber(
            "--limit", "N", $"Most rows [default: {DefaultTableLimit} for a table, else all]", 1);
        Option<string> format = CommonOptions.Format("table", "json", "csv", "ndjson");
        Option<bool> count = new("--count") { Description = "Print only how many rows were gained, kept and lost" };
        foreach (Option option in
            (Option[])[before, after, .. question.All, show, links, limit, format, count])
        {
            verb.Add(option);
        }

        verb.SetAction((parsed, cancellationToken) =>
        {
            Question asked = question.Read(parsed);
            using OpenedIndex earlier = OpenedIndex.OpenAny(parsed.GetRequiredValue(before));
            using OpenedIndex later = OpenedIndex.OpenAny(parsed.GetRequiredValue(after));
            DiffSide laterSide = Side(later, asked);
            Notes.Write(laterSide.Query.Notes);
            QuestionDiff diff = Compare(Side(earlier, asked), laterSide, cancellationToken);
            string asFormat = parsed.GetRequiredValue(format);
            DiffListing listing = new(diff, laterSide.Query, earlier.Snapshot.Manifest, later.Snapshot.Manifest);
            if (parsed.GetValue(count))
            {
                listing.PrintCounts(asFormat);
                return Task.FromResult(ExitCode.Done);
            }

            RowChange shown = (parsed.GetValue(show) ?? [])
                .Aggregate(RowChange.None, (all, name) => all | ChangeWords.RowChanges.ValueOf(name));
            shown = shown == RowChange.None ? DiffRequest.UsualRows : shown;
            int linkLimit = parsed.GetValue(links) ?? DiffRequest.UsualLinks;
            int? rowLimit = parsed.GetValue(limit) ?? (asFormat == "table" ? DefaultTableLimit : null);
            IEnumerable<ChangedRow> rows = diff.Rows(shown, asFormat == "table" ? 1 : linkLimit, cancellationToken);
            listing.Print(rowLimit is { } most ? rows.Take(most) : rows, asFormat);
            return Task.FromResult(ExitCode.Done);
        });
    }

    private static DiffSide Side(OpenedIndex index, Question question) =>
        new(index.Snapshot, new LinkIntersect(index.Snapshot), index.Resolve(question));

    private static QuestionDiff Compare(DiffSide before, DiffSide after, CancellationToken cancellationToken)
    {
        try
        {
            return QuestionDiff.Of(before, after, QuestionDiff.UsualMemoryBytes, cancellationToken);
        }
        catch (ArgumentException problem)
        {
            throw new FailedException(problem.Message);
        }
    }

    private static Option<string> Folder(string name, string description) =>
        new(name) { HelpName = "DIR", Description = description, Required = true };
}
