namespace Vennlink.Query;

/// <summary>Where a page of rows ended: the sort key of its last row. Meaningful for one snapshot only.</summary>
/// <param name="SortValue">Spam score of the last row in that order, 0 in Domain Authority order, else its
/// matching target count.</param>
/// <param name="SourceId">Its source id.</param>
public readonly record struct IntersectPosition(int SortValue, uint SourceId);
