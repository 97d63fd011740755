using System.CommandLine;
using System.Globalization;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Indexes;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Query.Explain;
using Vennlink.Query.Output;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink top</c>: the sites or pages of the highest scores.</summary>
internal static class TopVerb
{
    private const int DefaultLimit = 25;
    private const string ByPageAuthority = "pa";

    private static readonly string[] _orders = ["da", ByPageAuthority, "linking_domains"];

    private static readonly RowListing<TopDomain> _domains = new()
    {
        TableColumns =
        [
            new("root domain"), new("domain authority", IsNumber: true), new("linking root domains", IsNumber: true),
            new("relative rank", IsNumber: true),
            new("spam score", IsNumber: true),
        ],
        Cells = domain =>
        [
            domain.RootDomain, Number(domain.Scores.DomainAuthority), Number(domain.Scores.LinkingDomainCount),
            Decimals(domain.Scores.RelativeRank),
            Number(domain.Scores.SpamScore),
        ],
        Table = new("domains",
        [
            .. RowColumn.Texts("root_domain"), .. RowColumn.Numbers("domain_authority", "linking_root_domains"),
            .. RowColumn.Reals("relative_rank"), .. RowColumn.Numbers("spam_score"),
        ]),
        Write = (output, domain) =>
        {
            output.Text(domain.RootDomain);
            output.Number(domain.Scores.DomainAuthority);
            output.Number(domain.Scores.LinkingDomainCount);
            output.Real(domain.Scores.RelativeRank);
            output.Number(domain.Scores.SpamScore);
        },
    };

    private static readonly RowListing<TopPage> _pages = new()
    {
        TableColumns = [new("page"), new("title", IsProse: true), new("page authority", IsNumber: true),
            new("domain authority", IsNumber: true), new("relative rank", IsNumber: true)],
        Cells = page =>
            [page.Page, page.Title, Number(page.PageAuthority), Number(page.DomainAuthority),
                Decimals(page.RelativeRank)],
        Table = new("pages",
        [
            .. RowColumn.Texts("page", "title"), .. RowColumn.Numbers("page_authority", "domain_authority"),
            .. RowColumn.Reals("relative_rank"),
        ]),
        Write = (output, page) =>
        {
            output.Text(page.Page);
            output.Text(page.Title);
            output.Number(page.PageAuthority);
            output.Number(page.DomainAuthority);
            output.Real(page.RelativeRank);
        },
    };

    public static VerbCommand Create() => new(
        "top",
        "Lists the sites or pages with the highest scores.",
        "The list is exact: all sites or crawled pages are looked at. Equal scores stand in key order.",
        "vennlink top --index sites --by linking_domains --limit 10",
        Complete);

    private static void Complete(VerbCommand verb)
    {
        Option<string> index = CommonOptions.Index();
        Option<string> by = new("--by")
        {
            HelpName = string.Join('|', _orders),
            Description = "Sites by Domain Authority, pages by Page Authority, or sites by linking root domains",
            DefaultValueFactory = _ => _orders[0],
        };
        CommonOptions.OneOf(by, _orders);
        Option<int?> limit = CommonOptions.WholeNumber("--limit", "N", $"Most rows [default: {DefaultLimit}]", 1);
        Option<string> format = CommonOptions.Format(RowForms.WithTable);
        verb.Add(index);
        verb.Add(by);
        verb.Add(limit);
        Option<string> about = AboutFile.Option();
        verb.Add(format);
        verb.Add(about);
        verb.SetAction((parsed, cancellationToken) =>
        {
            using OpenedIndex opened = OpenedIndex.Open(parsed.GetRequiredValue(index));
            TopScores top = new(opened.Snapshot);
            int rows = parsed.GetValue(limit) ?? DefaultLimit;
            string order = parsed.GetRequiredValue(by);
            string shape = parsed.GetRequiredValue(format);
            Citation citation =
                opened.Cite(("top", order), ("limit", rows.ToString(CultureInfo.InvariantCulture)));
            if (order != ByPageAuthority)
            {
                _domains.Print(
                    top.Domains(order == "da" ? TopOrder.DomainAuthority : TopOrder.LinkingDomains, rows,
                        cancellationToken), shape, citation);
            }
            else if (top.HasPages)
            {
                _pages.Print(top.Pages(rows, cancellationToken), shape, citation);
            }
            else
            {
                throw new FailedException(
                    $"{opened.Folder}: is an index of a graph, which has no crawled pages; use --by da");
            }

            AboutFile.Write(parsed.GetValue(about), citation, shape);
            return Task.FromResult(ExitCode.Done);
        });
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Decimals(float value) => value.ToString("N2", CultureInfo.InvariantCulture);
}
