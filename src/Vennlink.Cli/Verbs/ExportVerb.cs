using System.CommandLine;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Indexes;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink export</c>: everything the index holds, as rows.</summary>
internal static class ExportVerb
{
    private static readonly string[] _kinds = ["pages", "links", "hosts", "domains"];

    public static VerbCommand Create() => new(
        "export",
        "Writes all pages, links, hosts or root domains of an index.",
        "Rows stand in key order: by host, its labels reversed, then by path.",
        "vennlink export links --index sites --format csv | head -n 3",
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
        Option<string> format = CommonOptions.Format("csv", "ndjson");
        verb.Add(what);
        verb.Add(index);
        verb.Add(format);
        verb.SetAction((parsed, cancellationToken) =>
        {
            using OpenedIndex opened = OpenedIndex.Open(parsed.GetRequiredValue(index));
            using Stream output = StandardOutput.Open();
            IndexExport export = new(opened.Snapshot, output, parsed.GetRequiredValue(format), cancellationToken);
            switch (parsed.GetRequiredValue(what))
            {
                case "pages":
                    export.Pages();
                    break;
                case "links":
                    export.Links();
                    break;
                case "hosts":
                    export.Hosts();
                    break;
                default:
                    export.Domains();
                    break;
            }

            return Task.FromResult(ExitCode.Done);
        });
    }
}
