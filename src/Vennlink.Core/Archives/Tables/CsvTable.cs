using System.Text;
using System.Text.Unicode;

namespace Vennlink.Archives.Tables;

/// <summary>
/// Separated values, plain or compressed: commas, tabs, semicolons or bars, as the header tells or Excel's
/// <c>sep=</c>.
/// </summary>
/// <remarks>
/// Lines before the header are passed over. Cells are quoted as in RFC 4180, or in single quotes. A row that cannot be
/// read is counted, and reading goes on at the next line. What is no UTF-8 is taken for Windows-1252, unless a byte
/// order mark or UTF-8 in the same cell says that it is damaged.
/// </remarks>
internal sealed class CsvTable : ITable
{
    /// <summary>Longest row: bounds what a quote that never closes can swallow.</summary>
    internal const int MaxRowBytes = 1 << 20;

    private static readonly Encoding Windows1252 =
        CodePagesEncodingProvider.Instance.GetEncoding(1252) ?? Encoding.Latin1;

    private static readonly byte[] Separators = [(byte)',', (byte)'\t', (byte)';', (byte)'|'];

    private readonly TextSource _text;
    private readonly SkipCounts _skips;
    private RowSplitter _splitter = new((byte)',');
    private byte _separator = (byte)',';

    /// <summary>
    /// Where a row that turned out broken was given up; rows before it must not go on over line ends, so nothing is
    /// scanned thrice.
    /// </summary>
    private long _singleLinesUntil;

    private long _headerLine;
    private long _assumedRows;
    private long _assumedLine;

    private CsvTable(TextSource text, string file, SkipCounts skips) => (_text, FilePath, _skips) = (text, file, skips);

    /// <inheritdoc/>
    public string FilePath { get; }

    /// <inheritdoc/>
    public InputNotes Notes => new()
    {
        TakenFor = $"CSV, {_text.Encoding}, {SeparatorName}"
            + (_headerLine > 1 ? $", header in line {_headerLine}" : ""),
        Assumptions = _assumedRows == 0 ? []
            : [$"{_assumedRows} rows that are no UTF-8 are read as Windows-1252, the first in line {_assumedLine}"],
        Places = PlaceUnit.Line,
    };

    /// <inheritdoc/>
    public bool IsCompressed => _text.IsCompressed;

    /// <inheritdoc/>
    public long BytesRead => _text.BytesRead;

    private string SeparatorName => _separator switch
    {
        (byte)',' => "comma",
        (byte)'\t' => "tab",
        (byte)';' => "semicolon",
        (byte)'|' => "vertical bar",
        (byte)' ' => "blank",
        _ => $"`{(char)_separator}`",
    };

    /// <summary>Opens a table, up to its first row.</summary>
    /// <param name="text">The file; owned by the table from here on.</param>
    /// <param name="file">Its path, for messages.</param>
    /// <param name="header">Tells a header by its cells, for which the separators are tried.</param>
    /// <param name="skips">Receives the counts.</param>
    public static CsvTable Open(TextSource text, string file, HeaderTest header, SkipCounts skips)
    {
        CsvTable table = new(text, file, skips);
        table.FindHeader(header);
        return table;
    }

    /// <inheritdoc/>
    public bool TryReadRow(TableRow row)
    {
        while (TrySplitRow(row, out int rowBytes))
        {
            row.Bytes = _text.Memory[..rowBytes];
            row.OffsetBytes = _text.OffsetBytes;
            row.LineNumber = _text.LineNumber;
            if (!_text.IsUtf8(rowBytes))
            {
                Decode(row);
            }

            if (row.HasQuotes)
            {
                _text.Advance(rowBytes);
            }
            else
            {
                _text.AdvanceLine(rowBytes);
            }

            if (row.Count > 1 || !row[0].Span.Trim(" \t\r\n"u8).IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _text.Dispose();

    // Goes to the first row that is a header by any separator and quote, else to the first line with something in it
    // that is no remark, with the separator that makes most cells of it.
    private void FindHeader(HeaderTest header)
    {
        ReadOnlySpan<byte> bytes = _text.Peek(MaxRowBytes);
        bytes = bytes[..Math.Min(bytes.Length, MaxRowBytes)];
        int start = 0;
        int first = bytes.Length;
        byte? given = null;
        for (int rows = 0; start < bytes.Length && rows < TableFile.MaxHeaderRows;)
        {
            start += MarkBytes(bytes[start..]);
            ReadOnlySpan<byte> line = TextSource.Line(bytes[start..]);
            bool isRemark = line is [(byte)'#' or (byte)'%', ..];
            if (GivenSeparator(line) is { } one)
            {
                given = one;
            }
            else if (!line.Trim(" \t\r\n"u8).IsEmpty)
            {
                first = isRemark ? first : Math.Min(first, start);
                if (TryHeader(start, given, header))
                {
                    _text.Advance(start);
                    _headerLine = _text.LineNumber;
                    return;
                }

                rows += isRemark ? 0 : 1;
            }

            start += line.Length;
        }

        SetSeparator(TextSource.Line(bytes[first..]), given);
        _text.Advance(first);
    }

    private bool TryHeader(int start, byte? given, HeaderTest header)
    {
        ReadOnlyMemory<byte> bytes = _text.Memory[start..Math.Min(_text.Memory.Length, start + MaxRowBytes)];
        TableRow row = new();
        foreach (byte quote in bytes.Span.TrimStart((byte)' ') is [(byte)'\'', ..] ? "'\""u8 : "\"'"u8)
        {
            foreach (byte separator in given is { } one ? [one, .. Separators] : Separators)
            {
                RowSplitter splitter = new(separator, quote);
                row.Bytes = bytes;
                if (splitter.Split(bytes.Span, isAll: bytes.Length < MaxRowBytes, mayHoldLineEnds: true, out _, row)
                    == RowSplit.Complete && header(row))
                {
                    (_splitter, _separator) = (splitter, separator);
                    return true;
                }
            }
        }

        return false;
    }

    private void SetSeparator(ReadOnlySpan<byte> line, byte? given)
    {
        TableRow row = new();
        int mostCells = 0;
        foreach (byte separator in given is { } one ? [one] : Separators)
        {
            RowSplitter splitter = new(separator);
            if (splitter.Split(line, isAll: true, mayHoldLineEnds: false, out _, row) != RowSplit.Complete)
            {
                splitter.SplitPlain(line, row);
            }

            if (row.Count > mostCells)
            {
                (mostCells, _splitter, _separator) = (row.Count, splitter, separator);
            }
        }
    }

    // Excel takes "sep=;" in the first line, in any case, and writes it in quotes where it has to.
    private static byte? GivenSeparator(ReadOnlySpan<byte> line)
    {
        const string Name = "sep=";
        line = line.TrimEnd("\r\n"u8).Trim((byte)'"');
        return line.Length == Name.Length + 1 && Ascii.EqualsIgnoreCase(line[..Name.Length], Name) ? line[^1] : null;
    }

    private bool TrySplitRow(TableRow row, out int rowBytes)
    {
        while (true)
        {
            PassMarks();
            bool isAll = false;
            RowSplit split;
            while (true)
            {
                ReadOnlySpan<byte> bytes = _text.Bytes;
                if (bytes.IsEmpty && !_text.FillOn())
                {
                    rowBytes = 0;
                    return false;
                }

                bytes = _text.Bytes[..Math.Min(_text.Bytes.Length, MaxRowBytes)];
                split = _splitter.Split(bytes, isAll, _text.Position >= _singleLinesUntil, out rowBytes, row);
                if (split != RowSplit.Incomplete || isAll)
                {
                    break;
                }

                if (bytes.Length >= MaxRowBytes)
                {
                    split = RowSplit.Broken;
                    break;
                }

                isAll = !_text.FillOn();
            }

            if (split == RowSplit.Complete)
            {
                return true;
            }

            if (_text.Position >= _singleLinesUntil)
            {
                _singleLinesUntil = _text.Position + rowBytes;
            }

            if (_text.TryPeekLine(MaxRowBytes, out rowBytes) && TrySplitLine(_text.Bytes[..rowBytes], row))
            {
                return true;
            }

            _skips.Place = new SkipPlace(_text.LineNumber);
            _skips.Add(SkipReason.BadRow);
            while (!_text.TryPeekLine(MaxRowBytes, out rowBytes))
            {
                _text.Advance(rowBytes);
            }

            _text.Advance(rowBytes);
        }
    }

    private bool TrySplitLine(ReadOnlySpan<byte> line, TableRow row)
    {
        if (_separator != '\t')
        {
            return _splitter.TrySplitBareQuotes(line, row);
        }

        // Many writers of tab-separated text quote nothing, so that a quote is a quote.
        _splitter.SplitPlain(line, row);
        return true;
    }

    // A mark stands where files were put together.
    private void PassMarks()
    {
        while (_text.Bytes is [0xef, ..] && MarkBytes(_text.Peek(3)) is > 0 and int markBytes)
        {
            _text.Advance(markBytes);
        }
    }

    private static int MarkBytes(ReadOnlySpan<byte> bytes)
    {
        int markBytes = 0;
        while (bytes[markBytes..].StartsWith("\uFEFF"u8))
        {
            markBytes += 3;
        }

        return markBytes;
    }

    private void Decode(TableRow row)
    {
        bool isAssumed = false;
        for (int cell = 0; cell < row.Count && !_text.IsMarked; cell++)
        {
            ReadOnlySpan<byte> bytes = row[cell].Span;
            if (!Utf8.IsValid(bytes) && !HoldsUtf8(bytes))
            {
                row.Replace(cell, Encoding.UTF8.GetBytes(Windows1252.GetString(bytes)));
                isAssumed = true;
            }
        }

        if (isAssumed && _assumedRows++ == 0)
        {
            _assumedLine = row.LineNumber;
        }
    }

    private static bool HoldsUtf8(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out _, out int used) == System.Buffers.OperationStatus.Done && used > 1)
            {
                return true;
            }

            bytes = bytes[used..];
        }

        return false;
    }
}
