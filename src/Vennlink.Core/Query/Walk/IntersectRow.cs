namespace Vennlink.Query.Walk;

/// <summary>One row of an answer, still as ids.</summary>
/// <param name="SourceId">PageId or DomainId by the query's source scope.</param>
/// <param name="MatchingTargetIndexes">Indexes into the positive targets, ascending.</param>
public sealed record IntersectRow(uint SourceId, int[] MatchingTargetIndexes);
