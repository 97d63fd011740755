using Vennlink.Query;

namespace Vennlink.Server.Endpoints;

/// <summary>Which rows of a list a page holds.</summary>
/// <param name="After">The row before them; null for the first rows.</param>
/// <param name="Count">How many at most.</param>
/// <param name="IsLast">Whether no page may follow, so that nobody need know whether there are more rows.</param>
internal readonly record struct RowRange(IntersectPosition? After, int Count, bool IsLast)
{
    /// <summary>How many rows to look for: one more than the page holds tells whether there are more.</summary>
    public int SoughtCount => IsLast ? Count : Count + 1;
}
