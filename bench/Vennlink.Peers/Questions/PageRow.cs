namespace Vennlink.Peers.Questions;

/// <summary>One row of a page.</summary>
/// <param name="Source">Source id.</param>
/// <param name="MatchCount">How many of the positive targets it links to.</param>
internal readonly record struct PageRow(uint Source, int MatchCount);
