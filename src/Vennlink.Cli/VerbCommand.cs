using System.CommandLine;

namespace Vennlink.Cli;

/// <summary>A verb of the command line, with the example its help ends with.</summary>
/// <param name="name">The verb.</param>
/// <param name="summary">What it does, in one line.</param>
/// <param name="details">What else one must know to use it; may be empty.</param>
/// <param name="example">One command a line; works as it stands in a folder that holds the files and the index it names (a test runs it).</param>
internal sealed class VerbCommand(string name, string summary, string details, string example) : Command(name, summary)
{
    /// <summary>What else one must know to use it.</summary>
    public string Details { get; } = details;

    /// <summary>The example.</summary>
    public string Example { get; } = example;
}
