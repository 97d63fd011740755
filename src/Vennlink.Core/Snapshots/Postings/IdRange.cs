namespace Vennlink.Snapshots.Postings;

/// <summary>Consecutive ids: <c>[Start, End)</c>, empty when they are equal.</summary>
public readonly record struct IdRange(uint Start, uint End);
