using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Archives.Tables;

namespace Vennlink.Inputs;

/// <summary>One row of a link list, found by the place that evidence and exports name.</summary>
/// <param name="Names">The header.</param>
/// <param name="Cells">The row; may have fewer cells than the header, or more.</param>
public sealed record RowAt(IReadOnlyList<string> Names, IReadOnlyList<string> Cells)
{
    /// <summary>Finds a row, by reading all before it: O(offset), in the memory of a row.</summary>
    /// <param name="file">Path of the list; of one in a zip, its name there follows: <c>a.zip/b.csv</c>.</param>
    /// <param name="offset">Where the row starts, as evidence says.</param>
    /// <param name="cancellationToken">Looked at before each row.</param>
    /// <exception cref="InputException">It is no list, or no row begins there.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RowAt Read(string file, long offset, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        SkipCounts skips = new();
        using ITable table = TableFile.Open(
            InputBytes.Open(file), file, row => LinkListHeader.IsHeader(row, LinkListOptions.None), skips);
        TableRow row = new();
        string[] names = table.TryReadRow(row) ? CellsOf(row) : [];
        while (table.TryReadRow(row) && row.OffsetBytes <= offset)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row.OffsetBytes == offset)
            {
                return new RowAt(names, CellsOf(row));
            }
        }

        throw new InputException(file, offset, "no row begins here");
    }

    private static string[] CellsOf(TableRow row) =>
        [.. Enumerable.Range(0, row.Count).Select(index => Encoding.UTF8.GetString(row[index].Span))];
}
