using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Indexes;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Query;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Query.Walk;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink intersect</c>: the question itself.</summary>
internal static class IntersectVerb
{
    private const int DefaultTableLimit = 25;

    // Up to here one call that may stop early; above it, a stream in bounded memory.
    private const int MaxBatch = 10_000;

    public static VerbCommand Create() => new(
        "intersect",
        "Lists who links to at least K of these and to none of those.",
        """
        A target is a host or a URL. A scope may stand before it: 'root_domain:' for a site with all its
        hosts (the default), 'subdomain:' for one host, 'subfolder:' for all pages below a path, 'page:'
        for one page. Quote a URL that holds '?'.
        --to and --not take several targets and may be repeated. '@FILE' stands for the lines of a file,
        '@-' for those of standard input. There is no cap on targets or rows.
        --match takes groups: 'K of (…)', 'and', 'or', 'not' and brackets, instead of --to or beside it.
        """,
        "vennlink intersect --index sites --to daringfireball.net mjtsai.com marco.org --not sixcolors.com --min 2 "
            + "--source root_domain",
        Complete);

    private static void Complete(VerbCommand verb)
    {
        Option<string> index = CommonOptions.Index();
        QuestionOptions question = new();
        Option<int?> limit = CommonOptions.WholeNumber(
            "--limit", "N", $"Most rows [default: {DefaultTableLimit} for a table, else all]", 1);
        Option<string> format = CommonOptions.Format("table", "json", "csv", "ndjson");
        Option<bool> count = new("--count") { Description = "Print only the exact number of rows" };
        Option<bool> subsets =
            new("--subsets") { Description = "Print how many rows link to exactly which targets, at most 64" };
        Option<string> questions = new("--questions")
        {
            HelpName = "FILE",
            Description = "Answer many questions, one JSON object a line; '-' for standard input",
        };
        foreach (Option option in
            (Option[])[index, .. question.All, limit, format, count, subsets, questions])
        {
            verb.Add(option);
        }

        verb.Validators.Add(result =>
        {
            if (result.GetValue(count) && result.GetValue(subsets))
            {
                result.AddError("give --count or --subsets, not both");
            }
        });
        verb.SetAction((parsed, cancellationToken) =>
        {
            string asFormat = parsed.GetRequiredValue(format);
            if (parsed.GetValue(questions) is { } file)
            {
                RefuseBesideQuestions(parsed, [.. question.All, subsets], format);
                using OpenedIndex batchIndex = OpenedIndex.Open(parsed.GetRequiredValue(index));
                QuestionBatch batch = new(batchIndex.Snapshot, parsed.GetValue(limit), parsed.GetValue(count));
                return Task.FromResult(batch.Answer(file, isCsv: asFormat == "csv", cancellationToken));
            }

            Question asked = question.Read(parsed);
            using OpenedIndex opened = OpenedIndex.Open(parsed.GetRequiredValue(index));
            LinkIntersect engine = new(opened.Snapshot);
            FoundQuery found = engine.Find(opened.Resolve(asked), cancellationToken);
            Notes.Write([.. found.Query.Notes, .. found.Notes]);
            Notes.Write([.. UnlinkedNotes(found)]);
            if (parsed.GetValue(count))
            {
                PrintCount(engine.Count(found, cancellationToken), asFormat);
            }
            else if (parsed.GetValue(subsets))
            {
                SubsetListing.Print(engine, found, asFormat, cancellationToken);
            }
            else
            {
                Print(engine, found, parsed.GetValue(limit), asFormat, cancellationToken);
            }

            return Task.FromResult(ExitCode.Done);
        });
    }

    // A line of the file says all of a question.
    private static void RefuseBesideQuestions(ParseResult parsed, Option[] options, Option<string> format)
    {
        string[] given = [.. options.Where(option => parsed.GetResult(option) is { Implicit: false })
            .Select(option => option.Name)];
        if (given.Length > 0)
        {
            throw new UsageException($"--questions: {string.Join(", ", given)} cannot stand beside it; a question says "
                + "all in its own line");
        }

        if (parsed.GetResult(format) is { Implicit: false } && parsed.GetValue(format) is "table" or "json")
        {
            throw new UsageException("--questions: answers are ndjson or csv");
        }
    }

    /// <summary>What a person should know of the targets of a question: whom nobody links to, and why.</summary>
    internal static IEnumerable<string> UnlinkedNotes(FoundQuery question)
    {
        IntersectQuery query = question.Query;
        foreach ((Target target, TargetLists lists) in query.PositiveTargets.Zip(question.Positives)
            .Concat(query.NegativeTargets.Zip(question.Negatives)))
        {
            TargetPresence presence = lists.Presence();
            if (presence == TargetPresence.Linked)
            {
                continue;
            }

            string why = presence == TargetPresence.NotInIndex ? "not in the index"
                : presence == TargetPresence.LinksLost ? "in the index, but all its links are lost"
                : presence == TargetPresence.LinkedOtherwise ? "not by links that satisfy the filters"
                : query.Links?.IsFollowed == true
                    ? "linked only from its own site, or by links that are not followed, if at all"
                : "linked only from its own site, if at all";
            yield return $"nobody links to {target.Text}: {why}";
        }
    }

    /// <summary>The first rows of an answer, described; all without a limit.</summary>
    internal static IEnumerable<SourceRow> Rows(LinkIntersect engine, FoundQuery question, int? limit,
        CancellationToken cancellationToken)
    {
        IEnumerable<IntersectRow> rows = limit switch
        {
            null => engine.Stream(question, cancellationToken),
            <= MaxBatch => engine.Rows(question, limit.Value, null, cancellationToken),
            _ => engine.Stream(question, cancellationToken).Take(limit.Value),
        };
        foreach (SourceRow row in engine.Describe(question, rows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    private static void PrintCount(long count, string format)
    {
        using Stream output = StandardOutput.Open();
        string number = count.ToString(CultureInfo.InvariantCulture);
        output.Write(Encoding.ASCII.GetBytes(format switch
        {
            "json" or "ndjson" => $"{{\"count\":{number}}}\n",
            "csv" => $"count\n{number}\n",
            _ => number + "\n",
        }));
    }

    private static void Print(LinkIntersect engine, FoundQuery question, int? limit, string format,
        CancellationToken cancellationToken)
    {
        switch (format)
        {
            case "json":
                PrintJson(question, Rows(engine, question, limit, cancellationToken));
                break;
            case "ndjson":
                PrintLines(question.Query, Rows(engine, question, limit, cancellationToken));
                break;
            case "csv":
                PrintCsv(question.Query, Rows(engine, question, limit, cancellationToken));
                break;
            default:
                PrintTable(engine, question, limit ?? DefaultTableLimit, cancellationToken);
                break;
        }
    }

    private static void PrintJson(FoundQuery question, IEnumerable<SourceRow> rows)
    {
        using Stream output = StandardOutput.Open();
        JsonOutput json = new(output);
        json.Writer.WriteStartObject();
        json.Writer.WriteStartArray("results");
        foreach (SourceRow row in rows)
        {
            IntersectJson.WriteRow(json.Writer, question.Query, row);
            json.EndRow();
        }

        json.Writer.WriteEndArray();
        json.Writer.WriteString("next_token", "");
        IntersectJson.WriteHidden(json.Writer, question);
        WriteNotes(json.Writer, [.. question.Query.Notes, .. question.Notes]);
        json.Writer.WriteEndObject();
        json.EndLine();
        json.End();
    }

    private static void WriteNotes(Utf8JsonWriter json, IReadOnlyList<string> notes)
    {
        if (notes.Count == 0)
        {
            return;
        }

        json.WriteStartArray("notes");
        foreach (string note in notes)
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
    }

    private static void PrintLines(IntersectQuery query, IEnumerable<SourceRow> rows)
    {
        using Stream output = StandardOutput.Open();
        JsonOutput json = new(output);
        foreach (SourceRow row in rows)
        {
            IntersectJson.WriteRow(json.Writer, query, row);
            json.EndLine();
        }

        json.End();
    }

    private static void PrintCsv(IntersectQuery query, IEnumerable<SourceRow> rows)
    {
        using Stream stream = StandardOutput.Open();
        IntersectCsv output = new(stream, CsvDialect.Unix, query);
        foreach (SourceRow row in rows)
        {
            output.Write(row);
        }

        output.End();
    }

    private static void PrintTable(LinkIntersect engine, FoundQuery question, int limit,
        CancellationToken cancellationToken)
    {
        using TextWriter output = TextOutput.Open();
        IntersectTable.Write(output, question.Query, Rows(engine, question, limit, cancellationToken), limit, () =>
            engine.Count(question, cancellationToken));
    }
}
