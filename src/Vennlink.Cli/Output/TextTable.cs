using Spectre.Console;

namespace Vennlink.Cli.Output;

/// <summary>A table for people: fitted to the terminal when there is one, else plain columns that are never cut or wrapped.</summary>
/// <remarks>
/// Rows are printed in batches, so that a table of any length needs little memory; widths only grow from one batch to the next.
/// </remarks>
internal sealed class TextTable(TextWriter output, params TableColumnSpec[] columns)
{
    private const int BatchRows = 1000;
    private readonly List<string[]> _rows = [];
    private readonly int[] _widths = [.. columns.Select(column => column.Header.Length)];
    private bool _headPrinted;

    /// <summary>Adds one row, one text a column.</summary>
    public void Add(params string[] cells)
    {
        _rows.Add([.. cells.Select(PlainText.Show)]);
        if (_rows.Count == BatchRows)
        {
            Print();
        }
    }

    /// <summary>Prints what was not printed yet; nothing when the table has no rows at all.</summary>
    public void End()
    {
        if (_rows.Count > 0)
        {
            Print();
        }
    }

    private void Print()
    {
        if (Terminal.OutputIsRich)
        {
            PrintToTerminal();
        }
        else
        {
            PrintPlain();
        }

        _rows.Clear();
        _headPrinted = true;
    }

    private void PrintToTerminal()
    {
        Table table = new() { Border = TableBorder.None, ShowHeaders = !_headPrinted };
        foreach (TableColumnSpec column in columns)
        {
            TableColumn added = new(new Text(column.Header.ToUpperInvariant(), new Style(decoration: Decoration.Bold)))
            {
                Alignment = column.IsNumber ? Justify.Right : Justify.Left,
                NoWrap = column.IsNumber,
                Padding = new Padding(0, 0, 2, 0),
            };
            table.AddColumn(added);
        }

        foreach (string[] row in _rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        output.Flush();
        Terminal.ForOutput().Write(table);
    }

    private void PrintPlain()
    {
        foreach (string[] row in _rows)
        {
            for (int column = 0; column < columns.Length; column++)
            {
                _widths[column] = Math.Max(_widths[column], row[column].GetCellWidth());
            }
        }

        if (!_headPrinted)
        {
            PrintPlain([.. columns.Select(column => column.Header.ToUpperInvariant())]);
        }

        foreach (string[] row in _rows)
        {
            PrintPlain(row);
        }
    }

    private void PrintPlain(string[] row)
    {
        int pendingBlanks = 0;
        for (int column = 0; column < columns.Length; column++)
        {
            string cell = row[column];
            int blanks = _widths[column] - cell.GetCellWidth();
            int before = columns[column].IsNumber ? blanks : 0;
            if (cell.Length > 0)
            {
                Blanks(pendingBlanks + before);
                output.Write(cell);
                pendingBlanks = blanks - before + 2;
            }
            else
            {
                pendingBlanks += blanks + 2;
            }
        }

        output.Write('\n');
    }

    private void Blanks(int count)
    {
        for (; count > 0; count--)
        {
            output.Write(' ');
        }
    }
}
