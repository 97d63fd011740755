using System.CommandLine;
using System.Globalization;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Indexes;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Links;
using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink evidence</c>: the links behind a row.</summary>
internal static class EvidenceVerb
{
    private static readonly RowListing<EvidenceRow> _listing = new()
    {
        TableColumns = [new("page"), new("target"), new("kind"), new("anchor", IsProse: true), new("rel"),
            new("first seen"), new("last seen"), new("state"), new("file"), new("offset", IsNumber: true)],
        Cells = row =>
        [
            row.SourcePage, row.TargetPage, Words.Of(row.Kind), row.Anchor, Words.Of(row.Rel),
            Timestamp.Show(row.FirstSeenSeconds), Timestamp.Show(row.LastSeenSeconds),
            EvidenceOutput.StateOf(row), FileText(row), OffsetText(row),
        ],
        Table = new("links", EvidenceOutput.Columns),
        Write = EvidenceOutput.Write,
    };

    /// <summary>Name of the file a row is from, and of the one inside it.</summary>
    public static string FileText(EvidenceRow row) =>
        row.InnerFile is null ? row.File : $"{row.File}/{row.InnerFile}";

    /// <summary>Offset of a row, and what it counts where that is not the file's own bytes; nothing where there
    /// is none.</summary>
    public static string OffsetText(EvidenceRow row) => string.Create(
        CultureInfo.InvariantCulture, $"{row.OffsetBytes}{(row.OffsetIsDecompressed == true ? " decompressed" : "")}");

    public static VerbCommand Create() => new(
        "evidence",
        "Shows the links behind a row: page, anchor, rel, dates, input file.",
        """
        A source with a slash in it is a page, else a root domain. To say which, write 'page:',
        'subdomain:' or 'root_domain:' before it. Quote a URL that holds '?' or '&'.
        Options say which links are shown, as of 'vennlink intersect'; lost ones when asked for.
        """,
        "vennlink evidence --index sites indieblog.page daringfireball.net\n"
        + "vennlink evidence --index sites 'www.archive.org/about/faq.php?faq_id=252' winamp.com",
        Complete);

    /// <summary>Prints links as a table.</summary>
    public static void PrintTable(IEnumerable<EvidenceRow> links) => _listing.PrintTable(links);

    private static void Complete(VerbCommand verb)
    {
        Option<string> index = CommonOptions.Index();
        Argument<string> source = new("SOURCE") { Description = "Page URL, host or root domain" };
        Argument<string> target = new("TARGET") { HelpName = "[SCOPE:]TARGET", Description = "What it links to" };
        Option<string> format = CommonOptions.Format(RowForms.WithTable);
        verb.Add(index);
        verb.Add(source);
        verb.Add(target);
        Option<string> about = AboutFile.Option();
        verb.Add(format);
        verb.Add(about);
        LinkOptions links = new();
        foreach (Option option in links.All)
        {
            verb.Add(option);
        }

        verb.SetAction((parsed, cancellationToken) =>
        {
            using OpenedIndex opened = OpenedIndex.Open(parsed.GetRequiredValue(index));
            TargetText sourceText = TargetText.Parse(parsed.GetRequiredValue(source));
            if (sourceText is { HasScope: true, Scope: TargetScope.Subfolder })
            {
                throw new UsageException($"'{sourceText.Typed}': a source is a page, a host or a root domain");
            }

            sourceText = EvidenceQuestion.WithScope(sourceText);
            Target resolvedSource = opened.Resolve(sourceText);
            LinkFilter? counting = links.Read(parsed);
            Target resolvedTarget = opened.Resolve(TargetText.Parse(parsed.GetRequiredValue(target)));
            Notes.Write([.. new[] { resolvedSource, resolvedTarget }.Select(TargetNotes.Widening).OfType<string>()]);
            IEnumerable<EvidenceRow> rows = new Evidence(opened.Snapshot).Find(
                Words.Source(Words.Of(sourceText.Scope)), resolvedSource.Key, resolvedTarget, counting,
                cancellationToken);
            string asFormat = parsed.GetRequiredValue(format);
            Citation citation = opened.Cite(("evidence", resolvedSource.Text), ("target", resolvedTarget.Text));
            long count = _listing.Print(rows, asFormat, citation);
            AboutFile.Write(parsed.GetValue(about), citation, asFormat);
            if (count == 0)
            {
                bool areLost = opened.Snapshot.Find(resolvedTarget.Scope, resolvedTarget.Key.Span).Presence()
                    == TargetPresence.LinksLost;
                Notes.Write($"no link from {resolvedSource.Text} to {resolvedTarget.Text}"
                    + (counting is not null ? " that satisfies the filters" : "")
                    + (areLost && counting is null
                        ? ": it is in the index, but all its links are lost; '--links lost' shows them" : ""));
            }

            return Task.FromResult(ExitCode.Done);
        });
    }
}
