using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Verbs;

namespace Vennlink.Cli;

/// <summary>The help of the command, its verbs in groups; the help of a verb, ended by an example that works.</summary>
/// <param name="groups">The verbs, in the order they are shown.</param>
internal sealed class HelpWithExample(IReadOnlyList<VerbGroup> groups) : SynchronousCommandLineAction
{
    private const int MaxHelpWidth = 100;
    private readonly HelpAction _inner = new() { MaxWidth = MaxHelpWidth };

    /// <summary>Help is asked for: whatever else is wrong with the line does not matter.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is RootCommand root)
        {
            WriteOverview(output, root);
            return ExitCode.Done;
        }

        int exitCode = _inner.Invoke(parseResult);
        if (parseResult.CommandResult.Command is VerbCommand verb)
        {
            if (verb.Details.Length > 0)
            {
                output.WriteLine(verb.Details);
                output.WriteLine();
            }

            WriteExample(output, "Example", verb.Example);
        }

        return exitCode;
    }

    private void WriteOverview(TextWriter output, RootCommand root)
    {
        output.WriteLine(root.Description);
        output.WriteLine();
        output.WriteLine("Usage:");
        output.WriteLine("  vennlink VERB [OPTIONS]");
        output.WriteLine();
        WriteExample(output, "First step", "vennlink demo --no-serve");
        int nameWidth = groups.SelectMany(group => group.Verbs).Max(verb => verb.Name.Length);
        foreach (VerbGroup group in groups)
        {
            output.WriteLine();
            output.WriteLine($"{group.Title}:");
            foreach (VerbCommand verb in group.Verbs)
            {
                output.WriteLine($"  {verb.Name.PadRight(nameWidth)}  {verb.Description}");
            }
        }

        output.WriteLine();
        output.WriteLine("'vennlink VERB --help' shows the options of a verb, and an example.");
        output.WriteLine("'vennlink --version' shows the version.");
    }

    private static void WriteExample(TextWriter output, string title, string example)
    {
        output.WriteLine($"{title}:");
        foreach (string line in example.Split('\n'))
        {
            output.WriteLine("  " + line);
        }
    }
}
