using System.Text;
using Vennlink.Archives.Tables;

namespace Vennlink.Archives.Networks;

/// <summary>Cuts rows of text into cells; reused from row to row.</summary>
/// <remarks>
/// Graphs are written more loosely than the tables of <see cref="RowSplitter"/>: between blanks, with other quotes.
/// Quoted cells are read alike.
/// A cell that begins with a quote goes on to the next one that is not doubled, over separators and perhaps line ends.
/// Blanks around a cell are no part of it, those in its quotes are.
/// </remarks>
/// <param name="separator">What stands between cells; a blank: any number of blanks and tabs.</param>
/// <param name="quotes">The bytes that may quote a cell.</param>
internal sealed class RowCells(byte separator, byte[] quotes)
{
    private readonly TableRow _row = new();
    private readonly byte[] _blanks = separator == '\t' ? " \r"u8.ToArray() : " \t\r"u8.ToArray();
    private readonly byte[] _ends = separator == ' ' ? " \t\n"u8.ToArray() : [separator, (byte)'\n'];

    /// <summary>Cells of the row.</summary>
    public int Count => _row.Count;

    /// <summary>A cell; empty where there is none of that number.</summary>
    /// <param name="row">The memory whose span was cut.</param>
    /// <param name="index">Number of the cell; negative for none.</param>
    public ReadOnlyMemory<byte> Cell(ReadOnlyMemory<byte> row, int index)
    {
        _row.Bytes = row;
        return _row[index];
    }

    /// <summary>A cell as text, for people and for comparing.</summary>
    public string Text(ReadOnlyMemory<byte> row, int index) => Encoding.UTF8.GetString(Cell(row, index).Span);

    /// <summary>Cuts the row at the start of some bytes.</summary>
    /// <param name="bytes">The row and what follows it.</param>
    /// <param name="heedsQuotes">Whether quotes quote; else they are letters.</param>
    /// <param name="rowBytes">Length of the row, with its line end.</param>
    /// <returns>False where a quote does not close, or something other than a separator follows it.</returns>
    public bool TryCut(ReadOnlySpan<byte> bytes, bool heedsQuotes, out int rowBytes)
    {
        _row.Clear();
        rowBytes = 0;
        while (true)
        {
            int start = rowBytes + Blanks(bytes[rowBytes..]);
            bool isQuoted = heedsQuotes && start < bytes.Length && quotes.Contains(bytes[start]);
            int end = isQuoted ? TakeQuoted(bytes, start) : TakePlain(bytes, start);
            if (end < 0)
            {
                return false;
            }

            if (separator == ' ' && end < bytes.Length && bytes[end] != '\n')
            {
                end += Blanks(bytes[end..]);
                rowBytes = end;
                if (end < bytes.Length && bytes[end] != '\n')
                {
                    continue;
                }
            }

            if (end == bytes.Length || bytes[end] == '\n')
            {
                rowBytes = Math.Min(end + 1, bytes.Length);
                return true;
            }

            rowBytes = end + 1;
        }
    }

    private int Blanks(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept(_blanks) is >= 0 and var count
        ? count : bytes.Length;

    // Both give where the cell ends: at a separator, a line end or the end of all.
    private int TakePlain(ReadOnlySpan<byte> bytes, int start)
    {
        int length = bytes[start..].IndexOfAny(_ends);
        length = length < 0 ? bytes.Length - start : length;
        _row.Add(start, bytes.Slice(start, length).TrimEnd(_blanks).Length);
        return start + length;
    }

    private int TakeQuoted(ReadOnlySpan<byte> bytes, int start)
    {
        if (!QuotedCell.TryTake(bytes, start, mayHoldLineEnds: true, _row, out int end))
        {
            return -1;
        }

        end += separator == ' ' ? 0 : Blanks(bytes[end..]);
        bool ends = end == bytes.Length || _ends.Contains(bytes[end])
            || (bytes[end] == '\r' && (end + 1 == bytes.Length || bytes[end + 1] == '\n'));
        return ends ? end : -1;
    }
}
