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
        """,
        "vennlink intersect --index sites --to daringfireball.net mjtsai.com marco.org --not sixcolors.com --min 2 "
            + "--source root_domain",
        Complete);

    private static void Complete(VerbCommand verb)
    {
        Option<string> index = CommonOptions.Index();
        Option<string[]> to = Targets("--to", "Targets to link to");
        to.Required = true;
        Option<string[]> not = Targets("--not", "Targets that no source may link to");
        Option<int?> min = CommonOptions.WholeNumber(
            "--min", "K", "How many of the --to targets a source must link to [default: 1]", 1);
        Option<string> source = new("--source")
        {
            HelpName = "page|root_domain",
            Description = "What a row is",
            DefaultValueFactory = _ => Words.Sources[0]
        };
        CommonOptions.OneOf(source, Words.Sources);
        Option<string> sort = new("--sort")
        {
            HelpName = "SORT",
            Description = "Order of rows, highest first: "
            + string.Join(", ", Words.Sorts),
            DefaultValueFactory = _ => Words.Sorts[0]
        };
        CommonOptions.OneOf(sort, Words.Sorts);
        Option<int?> limit = CommonOptions.WholeNumber(
            "--limit", "N", $"Most rows [default: {DefaultTableLimit} for a table, else all]", 1);
        Option<string> format = CommonOptions.Format("table", "json", "csv", "ndjson");
        Option<bool> count = new("--count") { Description = "Print only the exact number of rows" };
        Option<bool> followed =
            new("--followed-only") { Description = "Leave out links that are nofollow, ugc or sponsored" };
        foreach (Option option in new Option[] { index, to, not, min, source, sort, limit, format, count, followed })
        {
            verb.Add(option);
        }

        LinkOptions links = new();
        links.AddTo(verb);

        verb.SetAction((parsed, cancellationToken) =>
        {
            List<TargetText> positives = TargetText.ParseAll(parsed.GetRequiredValue(to));
            List<TargetText> negatives = TargetText.ParseAll(parsed.GetValue(not) ?? []);
            int minimum = parsed.GetValue(min) ?? 1;
            if (positives.Count == 0)
            {
                throw new UsageException("--to: no targets given");
            }

            if (minimum > positives.Count)
            {
                throw new UsageException(
                    $"--min {minimum} is more than the {Quantity(positives.Count, "--to target")} given");
            }

            using OpenedIndex opened = OpenedIndex.Open(parsed.GetRequiredValue(index));
            IntersectQuery query = new()
            {
                PositiveTargets = [.. positives.Select(opened.Resolve)],
                NegativeTargets = [.. negatives.Select(opened.Resolve)],
                MinMatchingTargets = minimum,
                SourceScope = Words.Source(parsed.GetRequiredValue(source)),
                Sort = Words.Sort(parsed.GetRequiredValue(sort)),
                FollowedOnly = parsed.GetValue(followed),
                Links = links.Read(parsed),
            };
            LinkIntersect engine = new(opened.Snapshot);
            FoundQuery question = engine.Find(query, cancellationToken);
            NoteTargetsNobodyLinksTo(question);
            if (parsed.GetValue(count))
            {
                PrintCount(engine.Count(question, cancellationToken), parsed.GetRequiredValue(format));
            }
            else
            {
                Print(engine, question, parsed.GetValue(limit), parsed.GetRequiredValue(format), cancellationToken);
            }

            return Task.FromResult(ExitCode.Done);
        });
    }

    private static Option<string[]> Targets(string name, string description) => new(name)
    {
        HelpName = "[SCOPE:]TARGET…",
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private static void NoteTargetsNobodyLinksTo(FoundQuery question)
    {
        IntersectQuery query = question.Query;
        foreach ((Target target, TargetLists lists) in query.PositiveTargets.Zip(question.Positives)
            .Concat(query.NegativeTargets.Zip(question.Negatives)))
        {
            TargetPresence presence = lists.Presence(query.FollowedOnly);
            if (presence == TargetPresence.Linked)
            {
                continue;
            }

            string why = presence == TargetPresence.NotInIndex ? "not in the index"
                : presence == TargetPresence.LinkedOtherwise ? "not by links that satisfy the filters"
                : query.FollowedOnly ? "linked only from its own site, or by links that are not followed, if at all"
                : "linked only from its own site, if at all";
            Notes.Write($"nobody links to {target.Text}: {why}");
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
                PrintJson(Rows(engine, question, limit, cancellationToken));
                break;
            case "ndjson":
                PrintLines(Rows(engine, question, limit, cancellationToken));
                break;
            case "csv":
                PrintCsv(question.Query, Rows(engine, question, limit, cancellationToken));
                break;
            default:
                PrintTable(engine, question, limit ?? DefaultTableLimit, cancellationToken);
                break;
        }
    }

    private static IEnumerable<SourceRow> Rows(LinkIntersect engine, FoundQuery question, int? limit,
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

    private static void PrintJson(IEnumerable<SourceRow> rows)
    {
        using Stream output = StandardOutput.Open();
        JsonOutput json = new(output);
        json.Writer.WriteStartObject();
        json.Writer.WriteStartArray("results");
        foreach (SourceRow row in rows)
        {
            WriteRow(json.Writer, row);
            json.EndRow();
        }

        json.Writer.WriteEndArray();
        json.Writer.WriteString("next_token", "");
        json.Writer.WriteEndObject();
        json.EndLine();
        json.End();
    }

    private static void PrintLines(IEnumerable<SourceRow> rows)
    {
        using Stream output = StandardOutput.Open();
        JsonOutput json = new(output);
        foreach (SourceRow row in rows)
        {
            WriteRow(json.Writer, row);
            json.EndLine();
        }

        json.End();
    }

    private static void WriteRow(Utf8JsonWriter json, SourceRow row)
    {
        json.WriteStartObject();
        json.WriteString("page", row.Page);
        json.WriteString("title", row.Title);
        json.WriteNumber("domain_authority", row.DomainAuthority);
        json.WriteNumber("spam_score", row.SpamScore);
        json.WriteStartArray("matching_target_indexes");
        foreach (int target in row.MatchingTargetIndexes)
        {
            json.WriteNumberValue(target);
        }

        json.WriteEndArray();
        if (row.MatchingSourcePages is { } pages)
        {
            json.WriteStartArray("matching_source_pages");
            foreach (MatchingSourcePage page in pages)
            {
                json.WriteStartObject();
                json.WriteString("page", page.Page);
                json.WriteNumber("page_authority", page.PageAuthority);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
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

    private static string Quantity(int count, string noun) => count == 1 ? $"one {noun}" : $"{count} {noun}s";
}
