namespace Vennlink.Archives.Tables;

/// <summary>Tells where the header of a table stands.</summary>
/// <param name="IsHeader">Whether a row is one, by its cells.</param>
/// <param name="IsBare">
/// Whether the table may have none: then only the first row may be one, and blanks may separate.
/// </param>
internal sealed record HeaderTest(Func<TableRow, bool> IsHeader, bool IsBare)
{
    /// <summary>How many rows are looked at: titles and dates may stand before the header.</summary>
    public int MaxRows => IsBare ? 1 : 10;
}
