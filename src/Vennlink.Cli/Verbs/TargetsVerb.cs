using System.CommandLine;
using System.Globalization;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Indexes;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Query.Known;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink targets</c>: the targets that an index knows, by how their names begin.</summary>
internal static class TargetsVerb
{
    private const int DefaultLimit = 25;

    private static readonly string[] _scopes = ["page", "subdomain", "root_domain"];

    private static readonly RowListing<KnownTarget> _targets = new()
    {
        TableColumns =
        [
            new("target"), new("linking root domains", IsNumber: true), new("domain authority", IsNumber: true),
        ],
        Cells = target =>
        [
            target.Name, target.LinkingRootDomainCount.ToString("N0", CultureInfo.InvariantCulture),
            target.DomainAuthority.ToString(CultureInfo.InvariantCulture),
        ],
        Table = new("targets",
            [.. RowColumn.Texts("target", "scope"), .. RowColumn.Numbers("linking_root_domains", "domain_authority")]),
        Write = (output, target) =>
        {
            output.Text(target.Name);
            output.Text(QuestionWords.TargetScopes.NameOf(target.Scope));
            output.Number(target.LinkingRootDomainCount);
            output.Number(target.DomainAuthority);
        },
    };

    public static VerbCommand Create() => new(
        "targets",
        "Lists known targets that begin with START, the most linked first.",
        "With a slash behind the host pages are listed, else root domains.\n"
            + "--scope subdomain lists hosts that begin so, and those below a whole name.",
        "vennlink targets --index sites ver",
        Complete);

    private static void Complete(VerbCommand verb)
    {
        Argument<string> start = new("START") { Description = "Beginning of a name or URL; '' lists all root domains" };
        Option<string> index = CommonOptions.Index();
        Option<string?> scope = new("--scope")
        {
            HelpName = string.Join('|', _scopes),
            Description = "What to list [default: page behind a slash, else root_domain]",
        };
        scope.Validators.Add(result =>
        {
            if (result.Tokens is [var token, ..] && !_scopes.Contains(token.Value))
            {
                result.AddError($"--scope: '{token.Value}' is not one of {string.Join(", ", _scopes)}");
            }
        });
        Option<int?> limit = CommonOptions.WholeNumber(
            "--limit", "N", $"Most rows [default: {DefaultLimit}]", 1, KnownTargets.MaxKeys);
        Option<string> format = CommonOptions.Format(RowForms.WithTable);
        verb.Add(start);
        verb.Add(index);
        verb.Add(scope);
        verb.Add(limit);
        Option<string> about = AboutFile.Option();
        verb.Add(format);
        verb.Add(about);
        verb.SetAction((parsed, cancellationToken) =>
        {
            string typed = parsed.GetRequiredValue(start);
            TargetScope? sought = parsed.GetValue(scope) is { } name ? QuestionWords.TargetScopes.ValueOf(name) : null;
            TypedStart begun = TypedStart.Parse(typed, sought) ?? throw new UsageException(
                $"START: '{typed}' is not the beginning of a host name or an http(s) URL");
            using OpenedIndex opened = OpenedIndex.Open(parsed.GetRequiredValue(index));
            KnownTargetPage page = new KnownTargets(opened.Snapshot).Find(
                begun, 0, parsed.GetValue(limit) ?? DefaultLimit, cancellationToken);
            Citation citation = opened.Cite(
                ("targets", typed), ("scope", QuestionWords.TargetScopes.NameOf(begun.Scope)));
            _targets.Print(page.Targets, parsed.GetRequiredValue(format), citation);
            AboutFile.Write(parsed.GetValue(about), citation, parsed.GetRequiredValue(format));
            if (!page.IsExact)
            {
                Notes.Write(string.Create(CultureInfo.InvariantCulture,
                    $"more than {KnownTargets.MaxKeys:N0} begin so; the best of those looked at are listed"));
            }

            return Task.FromResult(ExitCode.Done);
        });
    }
}
