namespace Vennlink.Server.Wire;

/// <summary>The answer of <c>POST /v2/link_intersect</c>.</summary>
/// <param name="Results">The rows.</param>
/// <param name="NextToken">Asks for the next rows; empty when there are none. Never absent: clients read it without looking.</param>
public sealed record LinkIntersectResponse(IReadOnlyList<SourceItem> Results, string NextToken);
