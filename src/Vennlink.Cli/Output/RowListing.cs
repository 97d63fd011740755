using Vennlink.Cli.Arguments;
using Vennlink.Query.Output;

namespace Vennlink.Cli.Output;

/// <summary>
/// How rows of one kind are printed: as a table for people, or as the rows of <see cref="RowOutput"/> for programs.
/// </summary>
/// <typeparam name="T">One row.</typeparam>
internal sealed class RowListing<T>
{
    /// <summary>Columns of the table.</summary>
    public required TableColumnSpec[] TableColumns { get; init; }

    /// <summary>Makes the cells of a row of the table, one text a column.</summary>
    public required Func<T, string[]> Cells { get; init; }

    /// <summary>Name and columns for programs.</summary>
    public required RowTable Table { get; init; }

    /// <summary>
    /// Writes the cells of a row for programs, in the order of <see cref="Table"/>; the row is ended for it.
    /// </summary>
    public required Action<RowOutput, T> Write { get; init; }

    /// <summary>Prints to standard output, row by row.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="format">One of <see cref="RowForms.WithTable"/>.</param>
    /// <param name="citation">What the rows are of; null where they are of no index.</param>
    /// <returns>Rows printed.</returns>
    public long Print(IEnumerable<T> rows, string format, Citation? citation) =>
        format == "table" ? PrintTable(rows) : PrintRows(rows, format, citation);

    /// <summary>Prints a table to standard output.</summary>
    /// <returns>Rows printed.</returns>
    public long PrintTable(IEnumerable<T> rows)
    {
        using TextWriter output = TextOutput.Open();
        TextTable table = new(output, TableColumns);
        long count = 0;
        foreach (T row in rows)
        {
            table.Add(Cells(row));
            count++;
        }

        table.End();
        return count;
    }

    private long PrintRows(IEnumerable<T> rows, string format, Citation? citation)
    {
        using Stream stream = StandardOutput.Open(format);
        RowOutput output = RowOutput.Create(stream, RowForms.Of(format), Table with { Citation = citation });
        long count = 0;
        foreach (T row in rows)
        {
            Write(output, row);
            output.EndRow();
            count++;
        }

        output.End();
        return count;
    }
}
