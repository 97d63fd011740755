namespace Vennlink.Cli.Verbs;

/// <summary>Verbs that one looks for together.</summary>
/// <param name="Title">What one wants to do.</param>
/// <param name="Verbs">The verbs, in the order they are shown.</param>
internal sealed record VerbGroup(string Title, params VerbCommand[] Verbs);
