using System.CommandLine;
using System.Globalization;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Indexes;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Query.Questions;
using Vennlink.Ranking.Spam;
using Vennlink.Server.Wire;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink explain</c>: what the scores of a page or a root domain are made of.</summary>
internal static class ExplainVerb
{
    public static VerbCommand Create() => new(
        "explain",
        "Shows what the scores of a site or page are made of.",
        """
        A text with a slash behind the host is a page, else a root domain. To say which, write 'page:'
        or 'root_domain:' before it. Sites that never link out are explained too.
        """,
        "vennlink explain --index sites daringfireball.net",
        Complete);

    private static void Complete(VerbCommand verb)
    {
        Option<string> index = CommonOptions.Index();
        Argument<string> subject = new("SITE|PAGE") { Description = "Root domain or page URL" };
        Option<string> format = CommonOptions.Format("table", "json");
        verb.Add(index);
        verb.Add(subject);
        verb.Add(format);
        verb.SetAction((parsed, cancellationToken) =>
        {
            using OpenedIndex opened = OpenedIndex.Open(parsed.GetRequiredValue(index));
            TargetText text = TargetText.Parse(parsed.GetRequiredValue(subject));
            if (text is { HasScope: true, Scope: TargetScope.Subdomain or TargetScope.Subfolder })
            {
                throw new UsageException($"'{text.Typed}': pages and root domains have scores, hosts and folders none");
            }

            TargetScope scope = text.HasScope ? text.Scope : ScoreExplainer.ScopeOf(text.Url);
            Target target = opened.Resolve(text with { Scope = scope });
            Explanation explanation = new ScoreExplainer(opened.Snapshot).Explain(target, cancellationToken);
            if (parsed.GetValue(format) == "json")
            {
                PrintJson(explanation);
            }
            else
            {
                using TextWriter output = TextOutput.Open();
                Print(output, explanation);
            }

            if (TargetNotes.Widening(target) is { } widening)
            {
                Notes.Write(widening);
            }

            if (!explanation.IsInIndex)
            {
                Notes.Write($"{explanation.Target} is not in the index");
            }
            else if (explanation is { Domain: null, Page: null or { PageAuthority: null } })
            {
                Notes.Write($"{explanation.Target} is in the index, but all its links are lost, so it has no scores");
            }

            return Task.FromResult(ExitCode.Done);
        });
    }

    private static void PrintJson(Explanation explanation)
    {
        using Stream output = StandardOutput.Open();
        output.Write(ExplainResponse.Of(explanation).ToJson());
        output.Write("\n"u8);
    }

    /// <summary>Prints an explanation for people.</summary>
    public static void Print(TextWriter output, Explanation explanation)
    {
        if (explanation.Page is { } page)
        {
            Print(output, page);
        }

        if (explanation.Domain is { } domain)
        {
            Print(output, domain);
        }
    }

    private static void Print(TextWriter output, PageExplanation page)
    {
        string score = page.PageAuthority is { } authority
            ? $"Page Authority {Number(authority)}" : "no Page Authority";
        output.WriteLine($"{page.Page}: {score}. {page.Words}");
        Print(output, page.PageAuthorityComponents);
        PrintHead(output, "linking pages of other sites", page.StrongestLinkingPages.Count, page.LinkingPages);
        TextTable table = new(output, new("page"), new("page authority", IsNumber: true),
            new("domain authority", IsNumber: true), new("followed"));
        foreach (LinkingPage linking in page.StrongestLinkingPages)
        {
            table.Add(linking.Page, Number(linking.PageAuthority), Number(linking.DomainAuthority),
                YesOrNo(linking.IsFollowed));
        }

        table.End();
        output.WriteLine();
    }

    private static void Print(TextWriter output, DomainExplanation domain)
    {
        output.WriteLine($"{domain.RootDomain}: Domain Authority {Number(domain.DomainAuthority)}");
        Print(output, domain.DomainAuthorityComponents);
        output.WriteLine();
        output.WriteLine(domain.SpamScore < 0
            ? $"{domain.RootDomain}: no Spam Score, there is not enough evidence"
            : $"{domain.RootDomain}: Spam Score {Number(domain.SpamScore)}");
        PrintSpam(output, domain.SpamScoreComponents);
        output.WriteLine();
        output.WriteLine(domain.SourcePages switch
        {
            0 => $"{domain.RootDomain} does not link to other sites, as far as the index knows.",
            1 => "1 of its pages links to other sites.",
            var count => $"{Number(count)} of its pages link to other sites.",
        });
        PrintHead(output, "linking root domains", domain.StrongestLinkingRootDomains.Count, domain.LinkingRootDomains);
        TextTable table = new(output, new("root domain"), new("domain authority", IsNumber: true),
            new("relative rank", IsNumber: true), new("followed"));
        foreach (LinkingDomain linking in domain.StrongestLinkingRootDomains)
        {
            table.Add(
                linking.RootDomain, Number(linking.DomainAuthority),
                linking.RelativeRank.ToString("N2", CultureInfo.InvariantCulture), YesOrNo(linking.IsFollowed));
        }

        table.End();
    }

    private static void Print(TextWriter output, IReadOnlyList<ScoreComponent> components)
    {
        TextTable table = Components(output, "points");
        foreach (ScoreComponent component in components)
        {
            table.Add(Hundredths(component.Points), component.Name, component.Value, component.Words);
        }

        table.End();
    }

    // Parts of a spam score are no points: the score is a function of their sum, unless a list has decided it.
    private static void PrintSpam(TextWriter output, IReadOnlyList<ScoreComponent> components)
    {
        bool isListed = components is [{ Name: SpamComponent.ListName }];
        TextTable table = Components(output, "log odds");
        foreach (ScoreComponent component in components)
        {
            table.Add(isListed ? "" : Hundredths(component.Points), component.Name, component.Value, component.Words);
        }

        if (components.Count > 0 && !isListed)
        {
            table.Add(Hundredths(components.Sum(component => component.Points)), "sum", "",
                "The score is 100 / (1 + e^-sum), rounded, and at least 1.");
        }

        table.End();
    }

    private static TextTable Components(TextWriter output, string measure) =>
        new(output, new(measure, IsNumber: true), new("component"), new("value", IsNumber: true),
            new("meaning", IsProse: true));

    private static string Hundredths(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static void PrintHead(TextWriter output, string what, int shown, long all)
    {
        output.WriteLine();
        output.WriteLine(all == 0 ? $"No {what}." : $"Strongest {what}, {Number(shown)} of {Number(all)}:");
    }

    private static string YesOrNo(bool? value) => value switch { true => "yes", false => "no", _ => "" };

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
