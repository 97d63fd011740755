using System.CommandLine;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Indexes;
using Vennlink.Cli.Outcomes;
using Vennlink.Server.Mcp;
using Vennlink.Server.Serving;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink mcp</c>: an index for programs that speak the Model Context Protocol.</summary>
internal static class McpVerb
{
    public static VerbCommand Create() => new(
        "mcp",
        "Answers a program that speaks the Model Context Protocol.",
        "The program starts this command and speaks to its standard input; nobody needs a key.\n"
            + "Over HTTP 'vennlink serve' answers the same at /mcp.",
        "vennlink mcp --index sites < /dev/null",
        Complete);

    private static void Complete(VerbCommand verb)
    {
        Option<string> index = CommonOptions.Index();
        Option<bool> followed =
            new("--followed-only") { Description = "Leave out links that are nofollow, ugc or sponsored" };
        Option<string?> compare = ServeVerb.Compare();
        verb.Add(index);
        verb.Add(compare);
        verb.Add(followed);
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            ServerOptions options = new()
            {
                IndexFolder = parsed.GetRequiredValue(index),
                KeysFile = "",
                CompareFolder = parsed.GetValue(compare),
                FollowedOnly = parsed.GetValue(followed),
            };
            foreach (string? folder in (string?[])[options.IndexFolder, options.CompareFolder])
            {
                (folder is null ? null : OpenedIndex.Open(folder))?.Dispose();
            }

            await using Stream input = Console.OpenStandardInput();
            await using Stream output = Console.OpenStandardOutput();
            await McpStreams.RunAsync(options, input, output, cancellationToken);
            return ExitCode.Done;
        });
    }
}
