namespace Vennlink.Snapshots;

/// <summary>
/// A question asks for facts of links that an index does not hold: the message says which, and what to do. No answer
/// to it would be true.
/// </summary>
public sealed class LinkFactsException(string message) : Exception(message);
