namespace Vennlink.Server.Wire;

/// <summary>The answer of every call that lists rows.</summary>
/// <param name="Results">The rows.</param>
/// <param name="NextToken">Asks for the next rows; empty when there are none, never absent: clients rely on it.</param>
internal sealed record ListResponse<TItem>(IReadOnlyList<TItem> Results, string NextToken);
