using System.Text;
using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Lists;

/// <summary>Separated values, plain or compressed: commas, tabs or semicolons, as the header tells.</summary>
/// <remarks>
/// UTF-8, or UTF-16 with a byte order mark. Fields are quoted as in RFC 4180. A row that cannot be read is counted, and
/// reading goes on at the next line.
/// </remarks>
internal sealed class CsvTable : ITable
{
    /// <summary>Longest row: bounds what a quote that never closes can swallow.</summary>
    internal const int MaxRowBytes = 1 << 20;

    private readonly ByteWindow _window;
    private readonly SkipCounts _skips;
    private readonly bool _isUtf16;
    private RowSplitter _splitter;
    private bool _isTabSeparated;

    /// <summary>
    /// Where a row that turned out broken was given up; rows before it must not go on over line ends, so nothing is
    /// scanned thrice.
    /// </summary>
    private long _singleLinesUntil;

    private long _offset;
    private long _lineNumber = 1;

    private CsvTable(ByteWindow window, string file, SkipCounts skips, bool isUtf16, long offset) =>
        (_window, FilePath, _skips, _isUtf16, _offset) = (window, file, skips, isUtf16, offset);

    /// <inheritdoc/>
    public string FilePath { get; }

    /// <inheritdoc/>
    public long BytesRead => _window.BytesRead;

    public bool IsCompressed => _window.IsCompressed;

    /// <summary>Opens a table, up to its first row.</summary>
    /// <param name="stream">
    /// The file from its first byte; owned by the table from here on, also when this throws.
    /// </param>
    /// <param name="file">Its path, for messages.</param>
    /// <param name="isHeader">Tells a header by its cells, for which the separators are tried.</param>
    /// <param name="skips">Receives the counts.</param>
    public static CsvTable Open(Stream stream, string file, Func<TableRow, bool> isHeader, SkipCounts skips)
    {
        MemberReader members = MemberReader.OpenText(stream);
        try
        {
            CsvTable table = Open(members, file, skips);
            table.FindSeparator(isHeader);
            return table;
        }
        catch
        {
            members.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool TryReadRow(TableRow row)
    {
        while (TrySplitRow(row, out int rowBytes))
        {
            row.Bytes = _window.Memory[..rowBytes];
            row.OffsetBytes = _offset;
            row.LineNumber = _lineNumber;
            Pass(rowBytes);
            if (row.Count > 1 || !row[0].Span.Trim(" \t\r\n"u8).IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _window.Dispose();

    private static CsvTable Open(MemberReader members, string file, SkipCounts skips)
    {
        members.CountInto(skips);
        ByteWindow window = new(members);
        Fill(window, 4);
        if (window.Bytes is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
        {
            return new CsvTable(new ByteWindow(new Utf16Members(members, window)), file, skips, isUtf16: true, 2);
        }

        bool isMarked = window.Bytes.StartsWith("\uFEFF"u8);
        window.Advance(isMarked ? 3 : 0);
        return new CsvTable(window, file, skips, isUtf16: false, isMarked ? 3 : 0);
    }

    private static int Fill(ByteWindow window, int byteCount)
    {
        while (window.Bytes.Length < byteCount && window.FillOn())
        {
        }

        return window.Bytes.Length;
    }

    // Passes blank lines and Excel's "sep=". By the first separator that makes a header of the line that follows; else
    // by the one that makes most cells.
    private void FindSeparator(Func<TableRow, bool> isHeader)
    {
        TableRow row = new();
        while (Fill(_window, MaxRowBytes) > 0)
        {
            int lineEnd = _window.Bytes[..Math.Min(_window.Bytes.Length, MaxRowBytes)].IndexOf((byte)'\n');
            int lineBytes = lineEnd < 0 ? Math.Min(_window.Bytes.Length, MaxRowBytes) : lineEnd + 1;
            ReadOnlySpan<byte> line = _window.Bytes[..lineBytes];
            if (line.Trim(" \t\r\n"u8).IsEmpty || line.StartsWith("sep="u8))
            {
                Pass(lineBytes);
                continue;
            }

            int mostCells = 0;
            foreach (byte separator in ",\t;"u8)
            {
                RowSplitter splitter = new(separator);
                row.Bytes = _window.Memory[..lineBytes];
                if (splitter.Split(line, isAll: true, mayHoldLineEnds: false, out _, row) != RowSplit.Complete)
                {
                    splitter.SplitPlain(line, row);
                }

                bool isFound = isHeader(row);
                if (isFound || row.Count > mostCells)
                {
                    (mostCells, _splitter, _isTabSeparated) = (row.Count, splitter, separator == '\t');
                }

                if (isFound)
                {
                    return;
                }
            }

            return;
        }
    }

    private bool TrySplitRow(TableRow row, out int rowBytes)
    {
        while (true)
        {
            bool isAll = false;
            RowSplit split;
            while (true)
            {
                ReadOnlySpan<byte> bytes = _window.Bytes;
                if (bytes.IsEmpty && !_window.FillOn())
                {
                    rowBytes = 0;
                    return false;
                }

                bytes = _window.Bytes[..Math.Min(_window.Bytes.Length, MaxRowBytes)];
                split = _splitter.Split(bytes, isAll, _window.Position >= _singleLinesUntil, out rowBytes, row);
                if (split != RowSplit.Incomplete || isAll)
                {
                    break;
                }

                if (bytes.Length >= MaxRowBytes)
                {
                    split = RowSplit.Broken;
                    break;
                }

                isAll = !_window.FillOn();
            }

            if (split == RowSplit.Complete)
            {
                return true;
            }

            if (_window.Position >= _singleLinesUntil)
            {
                _singleLinesUntil = _window.Position + rowBytes;
            }

            if (_isTabSeparated && TryPeekLine(out rowBytes))
            {
                // Many writers of tab-separated text quote nothing, so that a quote is a quote.
                _splitter.SplitPlain(_window.Bytes[..rowBytes], row);
                return true;
            }

            _skips.Place = new SkipPlace(_lineNumber);
            _skips.Add(SkipReason.BadRow);
            SkipLine();
        }
    }

    private bool TryPeekLine(out int lineBytes)
    {
        while (true)
        {
            int lineEnd = _window.Bytes[..Math.Min(_window.Bytes.Length, MaxRowBytes)].IndexOf((byte)'\n');
            lineBytes = lineEnd + 1;
            if (lineEnd >= 0 || _window.Bytes.Length >= MaxRowBytes)
            {
                return lineEnd >= 0;
            }

            if (!_window.FillOn())
            {
                lineBytes = _window.Bytes.Length;
                return true;
            }
        }
    }

    private void SkipLine()
    {
        while (true)
        {
            int lineEnd = _window.Bytes.IndexOf((byte)'\n');
            Pass(lineEnd < 0 ? _window.Bytes.Length : lineEnd + 1);
            if (lineEnd >= 0 || !_window.FillOn())
            {
                return;
            }
        }
    }

    private void Pass(int byteCount)
    {
        ReadOnlySpan<byte> bytes = _window.Bytes[..byteCount];
        _offset += _isUtf16 ? Encoding.UTF8.GetCharCount(bytes) * 2L : byteCount;
        _lineNumber += bytes.Count((byte)'\n');
        _window.Advance(byteCount);
    }
}
