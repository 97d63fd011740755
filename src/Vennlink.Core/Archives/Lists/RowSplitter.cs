namespace Vennlink.Archives.Lists;

/// <summary>Splits rows of separated values into fields (RFC 4180).</summary>
internal readonly struct RowSplitter(byte separator)
{
    /// <summary>Splits the row at the start of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">The row and what follows it.</param>
    /// <param name="isAll">Whether nothing follows <paramref name="bytes"/> in the file.</param>
    /// <param name="mayHoldLineEnds">Whether a quoted field may go on over line ends.</param>
    /// <param name="rowBytes">Length of the row with its line end; for a broken one, how far was looked.</param>
    /// <param name="row">Gets the fields, as places in <paramref name="bytes"/>.</param>
    public RowSplit Split(
        ReadOnlySpan<byte> bytes, bool isAll, bool mayHoldLineEnds, out int rowBytes, TableRow row)
    {
        row.Clear();
        int position = 0;
        while (true)
        {
            int fieldEnd;
            if (position < bytes.Length && bytes[position] == '"')
            {
                RowSplit split = TakeQuoted(bytes, position, isAll, mayHoldLineEnds, row, out fieldEnd);
                if (split != RowSplit.Complete)
                {
                    rowBytes = fieldEnd;
                    return split;
                }
            }
            else
            {
                int length = bytes[position..].IndexOfAny(separator, (byte)'\n');
                if (length < 0 && !isAll)
                {
                    rowBytes = bytes.Length;
                    return RowSplit.Incomplete;
                }

                fieldEnd = length < 0 ? bytes.Length : position + length;
                bool endsRow = fieldEnd == bytes.Length || bytes[fieldEnd] == '\n';
                bool endsInCr = endsRow && fieldEnd > position && bytes[fieldEnd - 1] == '\r';
                row.Add(position, fieldEnd - position - (endsInCr ? 1 : 0));
            }

            if (fieldEnd == bytes.Length || bytes[fieldEnd] == '\n')
            {
                rowBytes = Math.Min(fieldEnd + 1, bytes.Length);
                return RowSplit.Complete;
            }

            position = fieldEnd + 1;
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

    private RowSplit TakeQuoted(
        ReadOnlySpan<byte> bytes, int position, bool isAll, bool mayHoldLineEnds, TableRow row, out int fieldEnd)
    {
        int madeStart = row.MadeBytes;
        int start = position + 1;
        int read = start;
        bool hasDoubled = false;
        while (true)
        {
            int length = mayHoldLineEnds
                ? bytes[read..].IndexOf((byte)'"')
                : bytes[read..].IndexOfAny((byte)'"', (byte)'\n');
            if (length < 0 || bytes[read + length] == '\n' || (read + length + 1 == bytes.Length && !isAll))
            {
                fieldEnd = length < 0 ? bytes.Length : read + length;
                return length < 0 && !isAll ? RowSplit.Incomplete
                    : length >= 0 && bytes[read + length] != '\n' ? RowSplit.Incomplete
                    : RowSplit.Broken;
            }

            int quote = read + length;
            int next = quote + 1;
            if (next < bytes.Length && bytes[next] == '"')
            {
                row.Make(bytes[read..next]);
                hasDoubled = true;
                read = next + 1;
                continue;
            }

            if (next + 1 == bytes.Length && bytes[next] == '\r' && !isAll)
            {
                fieldEnd = bytes.Length;
                return RowSplit.Incomplete;
            }

            bool endsInCr = next < bytes.Length && bytes[next] == '\r'
                && (next + 1 == bytes.Length || bytes[next + 1] == '\n');
            fieldEnd = next + (endsInCr ? 1 : 0);
            if (fieldEnd < bytes.Length && bytes[fieldEnd] != separator && bytes[fieldEnd] != '\n')
            {
                return RowSplit.Broken;
            }

            if (hasDoubled)
            {
                row.Make(bytes[read..quote]);
                row.AddMade(madeStart);
            }
            else
            {
                row.Add(start, quote - start);
            }

            return RowSplit.Complete;
        }
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
