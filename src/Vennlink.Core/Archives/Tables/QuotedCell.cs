namespace Vennlink.Archives.Tables;

/// <summary>Reads cells that are quoted: up to the next quote that is not doubled.</summary>
internal static class QuotedCell
{
    /// <summary>Adds such a cell to a row, its doubled quotes undone.</summary>
    /// <param name="bytes">The row and what follows it.</param>
    /// <param name="start">Where the cell begins, with its quote.</param>
    /// <param name="mayHoldLineEnds">Whether it may go on over line ends.</param>
    /// <param name="row">Gets the cell, when it closes.</param>
    /// <param name="end">Behind the closing quote; where the cell does not close, how far was looked.</param>
    /// <returns>Whether it closes.</returns>
    public static bool TryTake(
        ReadOnlySpan<byte> bytes, int start, bool mayHoldLineEnds, TableRow row, out int end)
    {
        byte quote = bytes[start];
        int madeStart = row.MadeBytes;
        int read = start + 1;
        while (true)
        {
            int length = mayHoldLineEnds
                ? bytes[read..].IndexOf(quote) : bytes[read..].IndexOfAny(quote, (byte)'\n', (byte)'\r');
            if (length < 0 || bytes[read + length] != quote)
            {
                end = length < 0 ? bytes.Length : read + length;
                return false;
            }

            int close = read + length;
            end = close + 1;
            if (end < bytes.Length && bytes[end] == quote)
            {
                row.Make(bytes[read..end]);
                read = end + 1;
                continue;
            }

            if (row.MadeBytes > madeStart)
            {
                row.Make(bytes[read..close]);
                row.AddMade(madeStart);
            }
            else
            {
                row.Add(start + 1, close - start - 1);
            }

            return true;
        }
    }
}
