using System.CommandLine;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Indexes;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Links;
using Vennlink.Query;
using Vennlink.Query.Edges;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink export</c>: everything the index holds, as rows or as a graph.</summary>
internal static class ExportVerb
{
    private const string Edges = "edges";
    private const string Links = "links";

    private static readonly string[] _kinds = ["pages", Links, "hosts", "domains", Edges];
    private static readonly string[] _levels = ["page", Words.Host, "site"];

    public static VerbCommand Create() => new(
        "export",
        "Writes all pages, links, hosts, root domains or edges of an index.",
        """
        Rows stand in key order: by host, its labels reversed, then by path.
        An edge is all links from one page, host or site to another (--by). With --around, or with the
        options of a question, edges are those between the sources of its answer and their targets.
        Options of links say which links and edges there are.
        """,
        "vennlink export links --index sites --format csv | head -n 3\n"
            + "vennlink export edges --by site --index sites --format graphml > sites.graphml",
        Complete);

    private static void Complete(VerbCommand verb)
    {
        Argument<string> what = new("WHAT") { HelpName = string.Join('|', _kinds), Description = "What to write" };
        what.Validators.Add(result =>
        {
            if (result.Tokens is [var token, ..] && !_kinds.Contains(token.Value, StringComparer.Ordinal))
            {
                result.AddError($"'{token.Value}' is not one of {string.Join(", ", _kinds)}");
            }
        });
        Option<string> index = CommonOptions.Index();
        Option<string> format = CommonOptions.Format(RowForms.WithGraphs);
        Option<string> about = AboutFile.Option();
        Option<string> by = new("--by")
        {
            HelpName = string.Join('|', _levels),
            Description = "What edges are between [default: page; of a question, its sources]",
        };
        CommonOptions.OneOf(by, _levels);
        Option<string> around = new("--around")
        {
            HelpName = "FILE",
            Description = "Edges around the answer to the question in FILE, a JSON object; '-' for standard input",
        };
        QuestionOptions question = new();
        Option<int?> limit = CommonOptions.WholeNumber("--limit", "N", "Most rows of the answer [default: all]", 1);
        verb.Add(what);
        foreach (Option option in (Option[])[index, by, format, about, around, limit, .. question.All])
        {
            verb.Add(option);
        }

        verb.SetAction((parsed, cancellationToken) =>
        {
            string kind = parsed.GetRequiredValue(what);
            string asFormat = parsed.GetRequiredValue(format);
            Question? asked = ReadQuestion(parsed, question, parsed.GetValue(around));
            Refuse(parsed, kind, asked, by, question);
            LinkFilter? links = asked is null ? question.ReadLinks(parsed) : asked.Links;
            SourceScope level =
                parsed.GetValue(by) is { } name ? LevelOf(name) : asked?.SourceScope ?? SourceScope.Page;
            asked = asked is null ? null
                : asked with { SourceScope = level, Limit = parsed.GetValue(limit) ?? asked.Limit };
            using OpenedIndex opened = OpenedIndex.Open(parsed.GetRequiredValue(index));
            using Stream output = StandardOutput.Open(asFormat);
            Citation citation = Cite(opened, kind, level, links, asked);
            ExportFile export = new(opened.Snapshot, links, cancellationToken)
            {
                Level = level,
                Around = asked is null ? null : Find(opened, asked, cancellationToken),
            };
            export.Write(kind, output, asFormat, citation);
            AboutFile.Write(parsed.GetValue(about), citation, asFormat);
            return Task.FromResult(ExitCode.Done);
        });
    }

    private static Question? ReadQuestion(ParseResult parsed, QuestionOptions options, string? file)
    {
        bool isTyped = options.HasTargets(parsed);
        if (file is null)
        {
            return isTyped ? options.Read(parsed) : null;
        }

        if (isTyped)
        {
            throw new UsageException("--around: a question says all in its file; leave out the options of a question");
        }

        using Stream stream = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        using MemoryStream text = new();
        stream.CopyTo(text);
        QuestionProblems problems = new();
        Question question = QuestionJson.Read(text.ToArray(), problems);
        return problems.Any
            ? throw new UsageException($"--around: {file}: {string.Join("; ", problems.Lines)}") : question;
    }

    private static void Refuse(
        ParseResult parsed, string kind, Question? asked, Option<string> by, QuestionOptions question)
    {
        if (kind != Edges && (asked is not null || parsed.GetValue(by) is not null))
        {
            throw new UsageException($"{kind}: only edges are by page, host or site, or around a question");
        }

        if (kind != Edges && kind != Links && question.ReadLinks(parsed) is not null)
        {
            throw new UsageException($"{kind}: options of links are for links and edges");
        }
    }

    private static SourceScope LevelOf(string name) => name switch
    {
        "site" => SourceScope.RootDomain,
        Words.Host => SourceScope.Subdomain,
        _ => SourceScope.Page,
    };

    private static Citation Cite(
        OpenedIndex opened, string kind, SourceScope level, LinkFilter? links, Question? asked) =>
        opened.Cite(
            ("export", kind), ("by", kind == Edges ? _levels[level switch
            {
                SourceScope.Page => 0,
                SourceScope.Subdomain => 1,
                _ => 2,
            }] : null), ("links", asked is null ? links?.ToString() : null),
            ("around", asked is null ? null : QuestionJson.Text(asked)));

    private static AnswerEdges Find(OpenedIndex opened, Question asked, CancellationToken cancellationToken)
    {
        LinkIntersect engine = new(opened.Snapshot);
        FoundQuery found = engine.Find(opened.Resolve(asked), cancellationToken);
        Notes.Write([.. found.Query.Notes, .. found.Notes]);
        return AnswerEdges.Find(opened.Snapshot, engine, found, asked.Limit, cancellationToken);
    }
}
