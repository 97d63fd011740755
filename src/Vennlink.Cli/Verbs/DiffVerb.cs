using System.CommandLine;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Indexes;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Query;
using Vennlink.Query.Changes;
using Vennlink.Query.Output;
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
        Option<string> format = CommonOptions.Format(RowForms.WithTable);
        Option<string> about = AboutFile.Option();
        Option<bool> count = new("--count") { Description = "Print only how many rows were gained, kept and lost" };
        AnswerOptions answer = new("of which were gained, kept and lost");
        foreach (Option option in
            (Option[])[before, after, .. question.All, show, links, limit, format, count, .. answer.All, about])
        {
            verb.Add(option);
        }

        answer.Check(verb, count);

        verb.SetAction((parsed, cancellationToken) =>
        {
            string asFormat = parsed.GetRequiredValue(format);
            int? evidenceLinks = answer.EvidenceLinks(parsed, asFormat);
            Question asked = question.Read(parsed);
            using OpenedIndex earlier = OpenedIndex.OpenAny(parsed.GetRequiredValue(before));
            using OpenedIndex later = OpenedIndex.OpenAny(parsed.GetRequiredValue(after));
            DiffSide laterSide = Side(later, asked);
            QuestionDiff diff = Compare(Side(earlier, asked), laterSide, cancellationToken);
            Notes.Write([.. diff.Notes]);
            Citation citation = Cite(earlier, later, asked with { Limit = parsed.GetValue(limit) });
            DiffListing listing = new(diff, earlier.Snapshot.Manifest, later.Snapshot.Manifest, citation);
            if (parsed.GetValue(count))
            {
                listing.PrintCounts(asFormat);
            }
            else if (answer.Facets(parsed) is { Count: > 0 } facets)
            {
                listing.PrintFacets(diff.CountFacets(facets, cancellationToken), asFormat);
            }
            else
            {
                int linkLimit = parsed.GetValue(links) ?? DiffRequest.UsualLinks;
                int? rowLimit = parsed.GetValue(limit) ?? (asFormat == "table" ? DefaultTableLimit : null);
                IEnumerable<ChangedRow> rows = diff.Rows(
                    Shown(parsed.GetValue(show)), asFormat == "table" ? 1 : linkLimit, evidenceLinks,
                    cancellationToken);
                listing.Print(rowLimit is { } most ? rows.Take(most) : rows, asFormat);
            }

            AboutFile.Write(parsed.GetValue(about), citation, asFormat);
            return Task.FromResult(ExitCode.Done);
        });
    }

    private static RowChange Shown(string[]? names) => names is not { Length: > 0 } ? DiffRequest.UsualRows
        : names.Aggregate(RowChange.None, (all, name) => all | ChangeWords.RowChanges.ValueOf(name));

    private static Citation Cite(OpenedIndex earlier, OpenedIndex later, Question question)
    {
        Citation citation = later.Cite(QuestionJson.Text(question));
        return citation with { Snapshot = $"{Path.GetFileName(earlier.SnapshotFolder)} to {citation.Snapshot}" };
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
