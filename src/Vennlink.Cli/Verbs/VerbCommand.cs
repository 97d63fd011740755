using System.CommandLine;

namespace Vennlink.Cli.Verbs;

/// <summary>A verb of the command line, with the example its help ends with.</summary>
/// <param name="name">The verb.</param>
/// <param name="summary">What it does, in one line.</param>
/// <param name="details">What else one must know to use it; may be empty.</param>
/// <param name="example">
/// One command a line; works as it stands in a folder that holds the files and the index it names (a test runs it).
/// </param>
/// <param name="complete">Adds options, arguments and action, or verbs below this one.</param>
internal sealed class VerbCommand(
    string name, string summary, string details, string example, Action<VerbCommand> complete) : Command(name, summary)
{
    /// <summary>What else one must know to use it.</summary>
    public string Details { get; } = details;

    /// <summary>The example.</summary>
    public string Example { get; } = example;

    /// <summary>Makes the verb ready to be parsed and run, and of the verbs below it those that are named.</summary>
    /// <remarks>Only what is asked for: the options of all verbs take longer than a short question.</remarks>
    /// <param name="arguments">The words of the command line.</param>
    public void Complete(IReadOnlyList<string> arguments)
    {
        complete(this);
        foreach (VerbCommand verb in Subcommands.OfType<VerbCommand>().Where(verb => arguments.Contains(verb.Name)))
        {
            verb.Complete(arguments);
        }
    }
}

/// <summary>Verbs that one looks for together.</summary>
/// <param name="Title">What one wants to do.</param>
/// <param name="Verbs">The verbs, in the order they are shown.</param>
internal sealed record VerbGroup(string Title, params VerbCommand[] Verbs);
