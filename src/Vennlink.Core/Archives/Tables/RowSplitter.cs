namespace Vennlink.Archives.Tables;

/// <summary>Splits rows of separated values into fields (RFC 4180).</summary>
/// <remarks>
/// A row ends in LF, CR or CR LF. Blanks around a quoted field are passed over, which some writers put behind commas.
/// </remarks>
/// <param name="separator">Between fields.</param>
/// <param name="quote">Around fields that hold separators, line ends or quotes, which are doubled.</param>
internal readonly struct RowSplitter(byte separator, byte quote = (byte)'"')
{
    /// <summary>Splits the row at the start of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">The row and what follows it.</param>
    /// <param name="isAll">Whether nothing follows <paramref name="bytes"/> in the file.</param>
    /// <param name="mayHoldLineEnds">Whether a quoted field may go on over line ends.</param>
    /// <param name="rowBytes">Length of the row with its line end; for a broken one, how far was looked.</param>
    /// <param name="row">Gets the fields, as places in <paramref name="bytes"/>; of a whole row alone.</param>
    public RowSplit Split(
        ReadOnlySpan<byte> bytes, bool isAll, bool mayHoldLineEnds, out int rowBytes, TableRow row)
    {
        row.Clear();
        int position = 0;
        while (true)
        {
            int start = position < bytes.Length && bytes[position] == ' ' ? PassBlanks(bytes, position) : position;
            int fieldEnd;
            if (start < bytes.Length && bytes[start] == quote)
            {
                RowSplit split = TakeQuoted(bytes, start, isAll, mayHoldLineEnds, row, out fieldEnd);
                if (split != RowSplit.Complete)
                {
                    rowBytes = fieldEnd;
                    return split;
                }
            }
            else
            {
                int length = bytes[position..].IndexOfAny(separator, (byte)'\n', (byte)'\r');
                fieldEnd = length < 0 ? bytes.Length : position + length;
                row.Add(position, fieldEnd - position);
            }

            if (fieldEnd < bytes.Length && bytes[fieldEnd] == separator)
            {
                position = fieldEnd + 1;
                continue;
            }

            // What comes next may be the second half of CR LF.
            bool isKnown = isAll || (fieldEnd < bytes.Length
                && (bytes[fieldEnd] == '\n' || fieldEnd + 1 < bytes.Length));
            bool isPair = fieldEnd + 1 < bytes.Length && bytes[fieldEnd] == '\r' && bytes[fieldEnd + 1] == '\n';
            rowBytes = Math.Min(fieldEnd + (isPair ? 2 : 1), bytes.Length);
            return isKnown ? RowSplit.Complete : RowSplit.Incomplete;
        }
    }

    /// <summary>Splits one line without heed to quotes.</summary>
    public void SplitPlain(ReadOnlySpan<byte> line, TableRow row)
    {
        row.Clear();
        line = line.TrimEnd("\r\n"u8);
        int position = 0;
        int length;
        while ((length = line[position..].IndexOf(separator)) >= 0)
        {
            row.Add(position, length);
            position += length + 1;
        }

        row.Add(position, line.Length - position);
    }

    /// <summary>
    /// Splits one line of a writer that does not double the quotes inside quoted fields: such a field ends at the first
    /// quote that a separator or the end of the line follows.
    /// </summary>
    /// <returns>
    /// False where a field stays open, or other quotes are doubled, begin a field or are outside of quoted fields: no
    /// reading is sure then.
    /// </returns>
    public bool TrySplitBareQuotes(ReadOnlySpan<byte> line, TableRow row)
    {
        row.Clear();
        row.HasBareQuotes = true;
        line = line.TrimEnd("\r\n"u8);
        for (int position = 0; ;)
        {
            bool isQuoted = position < line.Length && line[position] == quote;
            int start = isQuoted ? position + 1 : position;
            int length = isQuoted ? EndOfQuoted(line[start..]) : line[start..].IndexOf(separator);
            length = length < 0 && !isQuoted ? line.Length - start : length;
            if (length < 0 || MayBeSplitOtherwise(line.Slice(start, length), isQuoted))
            {
                return false;
            }

            row.Add(start, length);
            position = start + length + (isQuoted ? 1 : 0);
            if (position++ == line.Length)
            {
                return true;
            }
        }
    }

    private bool MayBeSplitOtherwise(ReadOnlySpan<byte> field, bool isQuoted) => isQuoted
        ? field.IndexOf([quote, quote]) >= 0 || field.IndexOf([separator, quote]) >= 0
        : field.Contains(quote);

    private int EndOfQuoted(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf([quote, separator]);
        return end >= 0 ? end : field is [.., var last] && last == quote ? field.Length - 1 : -1;
    }

    private RowSplit TakeQuoted(
        ReadOnlySpan<byte> bytes, int position, bool isAll, bool mayHoldLineEnds, TableRow row, out int fieldEnd)
    {
        row.HasQuotes = true;
        if (!QuotedCell.TryTake(bytes, position, mayHoldLineEnds, row, out int end))
        {
            fieldEnd = end;
            return end == bytes.Length && !isAll ? RowSplit.Incomplete : RowSplit.Broken;
        }

        fieldEnd = end < bytes.Length && bytes[end] == ' ' ? PassBlanks(bytes, end) : end;
        return fieldEnd == bytes.Length ? isAll ? RowSplit.Complete : RowSplit.Incomplete
            : bytes[fieldEnd] == separator || bytes[fieldEnd] is (byte)'\n' or (byte)'\r' ? RowSplit.Complete
            : RowSplit.Broken;
    }

    private int PassBlanks(ReadOnlySpan<byte> bytes, int position)
    {
        int blanks = separator == ' ' ? 0 : bytes[position..].IndexOfAnyExcept((byte)' ');
        return blanks < 0 ? bytes.Length : position + blanks;
    }
}

/// <summary>How splitting a row ended.</summary>
internal enum RowSplit
{
    Complete,

    /// <summary>The row goes on behind the bytes given.</summary>
    Incomplete,

    /// <summary>A quoted field that never closes, or closes before the field ends.</summary>
    Broken,
}
