using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Lists;

/// <summary>Splits one row of separated values into fields (RFC 4180); reused from row to row.</summary>
internal sealed class RowSplitter(byte separator)
{
    private readonly ByteList _unquoted = new();
    private (int Start, int Length, bool IsUnquoted)[] _fields = new (int, int, bool)[64];

    public int FieldCount { get; private set; }

    /// <summary>Splits the row at the start of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">The row and what follows it.</param>
    /// <param name="isAll">Whether nothing follows <paramref name="bytes"/> in the file.</param>
    /// <param name="mayHoldLineEnds">Whether a quoted field may go on over line ends.</param>
    /// <param name="rowBytes">Length of the row with its line end; for a broken one, how far was looked.</param>
    public RowSplit Split(ReadOnlySpan<byte> bytes, bool isAll, bool mayHoldLineEnds, out int rowBytes)
    {
        FieldCount = 0;
        _unquoted.Clear();
        int position = 0;
        while (true)
        {
            int fieldEnd;
            if (position < bytes.Length && bytes[position] == '"')
            {
                RowSplit split = TakeQuoted(bytes, position, isAll, mayHoldLineEnds, out fieldEnd);
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
                AddField(position, fieldEnd - position - (endsInCr ? 1 : 0), false);
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
    public void SplitPlain(ReadOnlySpan<byte> line)
    {
        FieldCount = 0;
        line = line.TrimEnd("\r\n"u8);
        int position = 0;
        int length;
        while ((length = line[position..].IndexOf(separator)) >= 0)
        {
            AddField(position, length, false);
            position += length + 1;
        }

        AddField(position, line.Length - position, false);
    }

    /// <summary>Field <paramref name="index"/> of the row; empty where the row is too short.</summary>
    /// <param name="row">The memory whose span was split.</param>
    /// <param name="index">Number of the field; negative for none.</param>
    public ReadOnlyMemory<byte> Field(ReadOnlyMemory<byte> row, int index)
    {
        if ((uint)index >= (uint)FieldCount)
        {
            return default;
        }

        (int start, int length, bool isUnquoted) = _fields[index];
        return (isUnquoted ? _unquoted.Memory : row).Slice(start, length);
    }

    private RowSplit TakeQuoted(
        ReadOnlySpan<byte> bytes, int position, bool isAll, bool mayHoldLineEnds, out int fieldEnd)
    {
        int unquotedStart = _unquoted.Length;
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
                _unquoted.Append(bytes[read..next]);
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
                _unquoted.Append(bytes[read..quote]);
                AddField(unquotedStart, _unquoted.Length - unquotedStart, true);
            }
            else
            {
                AddField(start, quote - start, false);
            }

            return RowSplit.Complete;
        }
    }

    private void AddField(int start, int length, bool isUnquoted)
    {
        if (FieldCount == _fields.Length)
        {
            Array.Resize(ref _fields, _fields.Length * 2);
        }

        _fields[FieldCount++] = (start, length, isUnquoted);
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
