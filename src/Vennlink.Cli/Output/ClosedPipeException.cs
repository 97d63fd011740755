namespace Vennlink.Cli.Output;

/// <summary>Whoever reads our output has gone (<c>| head</c>): end quietly, it has all it wants.</summary>
internal sealed class ClosedPipeException : IOException;
