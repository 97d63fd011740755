using Vennlink.Query;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Server.Wire;

/// <summary>A request body with the defaults filled in, its targets not yet read as URLs.</summary>
internal sealed record LinkIntersectRequest
{
    public required IReadOnlyList<RequestTarget> PositiveTargets { get; init; }

    public required IReadOnlyList<RequestTarget> NegativeTargets { get; init; }

    public required int MinMatchingTargets { get; init; }

    public required SourceScope SourceScope { get; init; }

    public required IntersectSort Sort { get; init; }

    public required int Limit { get; init; }

    /// <summary>Empty for the first rows.</summary>
    public required string NextToken { get; init; }
}
