using Spectre.Console;

namespace Vennlink.Cli.Output;

/// <summary>
/// A table for people: fitted to the terminal when there is one, else plain columns that are never wrapped. Nothing is
/// cut.
/// </summary>
/// <remarks>
/// Rows are printed in batches, so that a table of any length needs little memory. Widths only grow from one batch to
/// the next.
/// </remarks>
internal sealed class TextTable(TextWriter output, params TableColumnSpec[] columns)
{
    private const int BatchRows = 1000;
    private const int Gap = 2;
    private const int MinProseWidth = 8;
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

    /// <summary>
    /// Lines of at most this width, broken at blanks; a word that is longer, which may be a URL, has a line of its own.
    /// </summary>
    internal static List<string> Wrap(string text, int width)
    {
        if (text.GetCellWidth() <= width)
        {
            return [text];
        }

        List<string> lines = [];
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.GetCellWidth() + 1 + word.GetCellWidth() > width)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        lines.Add(line);
        return lines;
    }

    private void Print()
    {
        foreach (string[] row in _rows)
        {
            for (int column = 0; column < columns.Length; column++)
            {
                _widths[column] = Math.Max(_widths[column], row[column].GetCellWidth());
            }
        }

        int[] widths = Terminal.OutputIsRich ? Fitted(Terminal.OutputWidth) : _widths;
        if (!_headPrinted)
        {
            output.Write(Terminal.OutputIsStyled ? "\e[1m" : "");
            PrintLine([.. columns.Select(column => column.Header.ToUpperInvariant())], widths);
            output.Write(Terminal.OutputIsStyled ? "\e[0m" : "");
            _headPrinted = true;
        }

        foreach (string[] row in _rows)
        {
            PrintRow(row, widths);
        }

        _rows.Clear();
    }

    // Takes what is too much from prose, the widest column first.
    private int[] Fitted(int terminalWidth)
    {
        int[] widths = [.. _widths];
        for (int excess = widths.Sum() + (Gap * (columns.Length - 1)) - terminalWidth; excess > 0; excess--)
        {
            int widest = -1;
            for (int column = 0; column < columns.Length; column++)
            {
                if (columns[column].IsProse && widths[column] > (widest < 0 ? MinProseWidth : widths[widest]))
                {
                    widest = column;
                }
            }

            if (widest < 0)
            {
                break;
            }

            widths[widest]--;
        }

        return widths;
    }

    private void PrintRow(string[] row, int[] widths)
    {
        List<string>[] cells =
            [.. row.Select((cell, column) => columns[column].IsProse ? Wrap(cell, widths[column]) : [cell])];
        int lineCount = cells.Max(cell => cell.Count);
        for (int line = 0; line < lineCount; line++)
        {
            PrintLine([.. cells.Select(cell => line < cell.Count ? cell[line] : "")], widths);
        }
    }

    private void PrintLine(string[] cells, int[] widths)
    {
        int pendingBlanks = 0;
        for (int column = 0; column < columns.Length; column++)
        {
            string cell = cells[column];
            int blanks = Math.Max(0, widths[column] - cell.GetCellWidth());
            int before = columns[column].IsNumber ? blanks : 0;
            if (cell.Length > 0)
            {
                output.Write(new string(' ', pendingBlanks + before));
                output.Write(cell);
                pendingBlanks = blanks - before + Gap;
            }
            else
            {
                pendingBlanks += blanks + Gap;
            }
        }

        output.Write('\n');
    }
}

/// <summary>One column of a <see cref="TextTable"/>.</summary>
/// <param name="Header">Heading.</param>
/// <param name="IsNumber">Aligned to the right.</param>
/// <param name="IsProse">Wrapped at blanks to fit a terminal; other cells, such as URLs, stay on one line.</param>
internal readonly record struct TableColumnSpec(string Header, bool IsNumber = false, bool IsProse = false);
