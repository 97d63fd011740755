using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Vennlink.Cli;

/// <summary>The help of a verb, ended by an example that works.</summary>
internal sealed class HelpWithExample : SynchronousCommandLineAction
{
    private const int WidestHelp = 110;
    private readonly HelpAction _inner = new() { MaxWidth = WidestHelp };

    /// <summary>Help is asked for: whatever else is wrong with the line does not matter.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = _inner.Invoke(parseResult);
        if (parseResult.CommandResult.Command is VerbCommand verb)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            if (verb.Details.Length > 0)
            {
                output.WriteLine(verb.Details);
                output.WriteLine();
            }

            output.WriteLine("Example:");
            foreach (string line in verb.Example.Split('\n'))
            {
                output.WriteLine("  " + line);
            }
        }

        return exitCode;
    }
}
