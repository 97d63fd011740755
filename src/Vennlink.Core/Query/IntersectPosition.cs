namespace Vennlink.Query;

/// <summary>Where a page of rows ended: the sort key of its last row. Meaningful for one snapshot only.</summary>
/// <param name="SortValue">Matching target count or spam score of the last row; 0 for Domain Authority order.</param>
/// <param name="SourceId">Its source id.</param>
public readonly record struct IntersectPosition(int SortValue, uint SourceId);
