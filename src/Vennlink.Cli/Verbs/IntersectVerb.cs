using System.CommandLine;
using System.Globalization;
using System.Text;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Indexes;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Query;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink intersect</c>: the question itself.</summary>
internal static class IntersectVerb
{
    private const int DefaultTableLimit = 25;

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
        Option<string> format = CommonOptions.Format(RowForms.WithTable);
        Option<string> about = AboutFile.Option();
        Option<bool> count = new("--count") { Description = "Print only the exact number of rows" };
        Option<bool> subsets =
            new("--subsets") { Description = "Print how many rows link to exactly which targets, at most 64" };
        AnswerOptions answer = new("have which");
        Option<string> questions = new("--questions")
        {
            HelpName = "FILE",
            Description = "Answer many questions, one JSON object a line; '-' for standard input",
        };
        foreach (Option option in
            (Option[])[index, .. question.All, limit, format, count, subsets, .. answer.All, questions, about])
        {
            verb.Add(option);
        }

        answer.Check(verb, count, subsets);
        verb.SetAction((parsed, cancellationToken) =>
        {
            string asFormat = parsed.GetRequiredValue(format);
            if (parsed.GetValue(questions) is { } file)
            {
                RefuseBesideQuestions(parsed, [.. question.All, subsets, .. answer.All, about], format);
                using OpenedIndex batchIndex = OpenedIndex.Open(parsed.GetRequiredValue(index));
                QuestionBatch batch = new(batchIndex.Snapshot, parsed.GetValue(limit), parsed.GetValue(count));
                return Task.FromResult(batch.Answer(file, isCsv: asFormat == "csv", cancellationToken));
            }

            Question asked = question.Read(parsed);
            using OpenedIndex opened = OpenedIndex.Open(parsed.GetRequiredValue(index));
            int? links = answer.EvidenceLinks(parsed, asFormat);
            LinkIntersect engine = new(opened.Snapshot);
            FoundQuery found = engine.Find(opened.Resolve(asked), cancellationToken);
            Citation citation = opened.Cite(QuestionJson.Text(asked with { Limit = parsed.GetValue(limit) }));
            Notes.Write([.. found.Query.Notes, .. found.Notes]);
            Notes.Write([.. UnlinkedNotes(found)]);
            if (parsed.GetValue(count))
            {
                RowForms.Refuse(count.Name, asFormat, "xlsx", "parquet");
                PrintCount(engine.Count(found, cancellationToken), asFormat);
            }
            else if (parsed.GetValue(subsets))
            {
                SubsetListing.Print(engine, found, asFormat, citation, cancellationToken);
            }
            else if (answer.Facets(parsed) is { Count: > 0 } facets)
            {
                FacetListing.Print(engine.CountFacets(found, facets, cancellationToken), asFormat);
            }
            else
            {
                RowSource rows = new(opened.Snapshot, engine, found, links, cancellationToken);
                Print(rows, parsed.GetValue(limit), asFormat, citation);
            }

            AboutFile.Write(parsed.GetValue(about), citation, asFormat);
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

        if (parsed.GetResult(format) is { Implicit: false } && parsed.GetValue(format) is not ("ndjson" or "csv"))
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

    private static void PrintCount(long count, string format)
    {
        using Stream output = StandardOutput.Open();
        string number = count.ToString(CultureInfo.InvariantCulture);
        output.Write(Encoding.ASCII.GetBytes(format switch
        {
            "json" or "ndjson" => $"{{\"count\":{number}}}\n",
            "csv" or "csv-spreadsheet" => $"count\n{number}\n",
            _ => number + "\n",
        }));
    }

    private static void Print(RowSource rows, int? limit, string format, Citation citation)
    {
        IntersectQuery query = rows.Question.Query;
        switch (format)
        {
            case "json":
                PrintJson(rows, citation, limit);
                break;
            case "ndjson":
                NoteEmpty(rows, PrintLines(query, rows.First(limit)));
                break;
            case "table":
                PrintTable(rows, limit ?? DefaultTableLimit);
                break;
            default:
                NoteEmpty(rows, PrintRows(query, format, citation, rows.First(limit)));
                break;
        }
    }

    private static void NoteEmpty(RowSource rows, long count)
    {
        if (count == 0)
        {
            Notes.Write([.. rows.WhyEmpty().Lines]);
        }
    }

    private static void PrintJson(RowSource rows, Citation citation, int? limit)
    {
        FoundQuery question = rows.Question;
        using Stream output = StandardOutput.Open();
        JsonOutput json = new(output);
        json.Writer.WriteStartObject();
        citation.Write(json.Writer);
        json.Writer.WriteStartArray("results");
        long count = 0;
        foreach (SourceRow row in rows.First(limit))
        {
            count++;
            IntersectJson.WriteRow(json.Writer, question.Query, row);
            json.EndRow();
        }

        json.Writer.WriteEndArray();
        if (count == 0)
        {
            AnswerFields.WriteWhyEmpty(json.Writer, question.Query, rows.WhyEmpty());
        }

        json.Writer.WriteString("next_token", "");
        json.Writer.WriteBoolean("exact", true);
        AnswerFields.WriteRead(json.Writer, rows.Snapshot.Manifest);
        IntersectJson.WriteHidden(json.Writer, question);
        json.Writer.WriteAnyTexts("notes", [.. question.Query.Notes, .. question.Notes]);
        json.Writer.WriteEndObject();
        json.EndLine();
        json.End();
    }

    // Returns the number of rows, as the next does.
    private static long PrintLines(IntersectQuery query, IEnumerable<SourceRow> rows)
    {
        using Stream output = StandardOutput.Open();
        JsonOutput json = new(output);
        long count = 0;
        foreach (SourceRow row in rows)
        {
            count++;
            IntersectJson.WriteRow(json.Writer, query, row);
            json.EndLine();
        }

        json.End();
        return count;
    }

    private static long PrintRows(
        IntersectQuery query, string format, Citation citation, IEnumerable<SourceRow> rows)
    {
        RowForm form = RowForms.Of(format);
        if (IntersectRows.ProblemOf(form, query) is { } problem)
        {
            throw new UsageException($"--format: {problem}");
        }

        using Stream stream = StandardOutput.Open(format);
        IntersectRows output = new(stream, form, query, citation);
        long count = 0;
        foreach (SourceRow row in rows)
        {
            count++;
            output.Write(row);
        }

        output.End();
        return count;
    }

    private static void PrintTable(RowSource rows, int limit)
    {
        List<EvidenceRow> links = [];
        using (TextWriter output = TextOutput.Open())
        {
            long count = IntersectTable.Write(
                output, rows.Question.Query, rows.First(limit).Select(Gather), limit, rows.Count);
            foreach (string line in count == 0 ? rows.WhyEmpty().Lines : [])
            {
                output.WriteLine(PlainText.Show(line));
            }

            output.Write(links.Count > 0 ? "\n" : "");
        }

        if (links.Count > 0)
        {
            EvidenceVerb.PrintTable(links);
        }

        SourceRow Gather(SourceRow row)
        {
            links.AddRange(row.Evidence?.SelectMany(ofTarget => ofTarget.Links) ?? []);
            return row;
        }
    }
}
