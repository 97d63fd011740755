using Vennlink.Query;

namespace Vennlink.Server.Endpoints;

/// <summary>One page of a list.</summary>
/// <param name="Items">Its rows.</param>
/// <param name="Next">Position of the last row, to go on after; null when there are no more rows.</param>
internal readonly record struct RowPage<TItem>(IReadOnlyList<TItem> Items, IntersectPosition? Next);
