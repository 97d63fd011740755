using System.Buffers.Text;
using Vennlink.Archives.Tables;

namespace Vennlink.Archives.Lists;

/// <summary>Reads link lists: the rows of a table, in columns that its header names.</summary>
/// <remarks>A row without a source and a target is counted. Not thread-safe.</remarks>
internal sealed class LinkListReader : IDisposable
{
    private readonly ITable _table;
    private readonly SkipCounts _skips;
    private readonly TableRow _cells = new();
    private readonly int[] _columns;
    private readonly bool _isBare;
    private bool _isRowRead;

    private LinkListReader(ITable table, LinkListColumns? columns, bool isBare, SkipCounts skips)
    {
        (_table, _isBare, _skips) = (table, isBare, skips);
        if (!table.TryReadRow(_cells))
        {
            throw new InputException(
                table.FilePath, null,
                "the list is empty" + (isBare ? "" : ": it has no header with a source and a target column"));
        }

        LinkListHeader header = isBare
            ? LinkListHeader.ReadOfArcs(_cells, table.FilePath)
            : LinkListHeader.Read(_cells, columns, table.FilePath);
        _columns = header.Columns;
        _isRowRead = header.IsRow;
    }

    /// <summary>Path of the file, for messages.</summary>
    public string FilePath => _table.FilePath;

    /// <summary>What the list was taken for, and which of its columns for what.</summary>
    public InputNotes Notes => _table.Notes;

    /// <summary>Bytes of the file read so far, for progress.</summary>
    public long BytesRead => _table.BytesRead;

    /// <summary>Whether the list has a column of weights.</summary>
    internal bool HasWeights => _columns[^1] >= 0;

    /// <summary>Whether offsets count decompressed bytes.</summary>
    public bool IsCompressed => _table.IsCompressed;

    /// <summary>Opens a list.</summary>
    /// <param name="stream">
    /// The file from its first byte; owned by the reader from here on, also when this throws.
    /// </param>
    /// <param name="file">Its path, for messages.</param>
    /// <param name="columns">Names of columns whose header is none of the known names; null when all are.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <exception cref="InputException">
    /// No source and target column can be found; the message names the columns there are.
    /// </exception>
    public static LinkListReader Open(Stream stream, string file, LinkListColumns? columns, SkipCounts skips)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(skips);
        return Open(stream, file, columns, isBare: false, skips);
    }

    /// <summary>
    /// Opens a bare list of arcs: without a header that names a source and a target column, the first row is an arc
    /// like the others, and columns are source, target, weight. Names are taken as they stand, blanks and all.
    /// </summary>
    /// <param name="stream">
    /// The file from its first byte; owned by the reader from here on, also when this throws.
    /// </param>
    /// <param name="file">Its path, for messages.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <exception cref="InputException">The list is empty, or its first row has one column only.</exception>
    internal static LinkListReader OpenArcs(Stream stream, string file, SkipCounts skips) =>
        Open(stream, file, null, isBare: true, skips);

    /// <summary>Reads the next usable row; false at the end.</summary>
    public bool TryRead(LinkListRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        while (_isRowRead || _table.TryReadRow(_cells))
        {
            _isRowRead = false;
            row.Place = new SkipPlace(_cells.LineNumber);
            _skips.Place = row.Place;
            ReadOnlyMemory<byte> source = Name(_columns[0]);
            ReadOnlyMemory<byte> target = Name(_columns[1]);
            if (source.IsEmpty || target.IsEmpty)
            {
                _skips.Add(SkipReason.BadRow);
                continue;
            }

            row.OffsetBytes = _cells.OffsetBytes;
            row.Bytes = _cells.Bytes;
            row.Source = source;
            row.Target = target;
            row.Anchor = _cells[_columns[2]];
            row.Title = _cells[_columns[3]];
            row.Rel = _cells[_columns[4]];
            row.FirstSeenSeconds = ReadDate(_columns[5]);
            row.LastSeenSeconds = ReadDate(_columns[6]);
            row.Weight = Trim(_cells[_columns[7]]);
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _table.Dispose();

    private static LinkListReader Open(
        Stream stream, string file, LinkListColumns? columns, bool isBare, SkipCounts skips)
    {
        ITable table = TableFile.Open(
            stream, file, new HeaderTest(row => LinkListHeader.IsHeader(row, columns), isBare), skips);
        try
        {
            return new LinkListReader(table, columns, isBare, skips);
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    // URLs have no blanks around them; names of a bare list may, and may be told apart by nothing else.
    // A cell of a workbook may show a text and link to the page.
    private ReadOnlyMemory<byte> Name(int column)
    {
        ReadOnlyMemory<byte> text = _cells[column];
        ReadOnlyMemory<byte> address = _cells.LinkOf(column);
        return _isBare ? text : Trim(address.IsEmpty || text.Span.IndexOf("://"u8) >= 0 ? text : address);
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> field)
    {
        ReadOnlySpan<byte> span = field.Span;

        // Few fields have anything to trim.
        if (!span.IsEmpty && span[0] > (byte)' ' && span[^1] > (byte)' ')
        {
            return field;
        }

        int start = span.IndexOfAnyExcept(" \t\r\n"u8);
        return start < 0 ? default : field.Slice(start, span.TrimEnd(" \t\r\n"u8).Length - start);
    }

    private long? ReadDate(int column) => column < 0 ? null : ReadDate(_cells[column].Span);

    private long? ReadDate(ReadOnlySpan<byte> text)
    {
        const int MinUnixDigits = 9;
        const int MaxUnixDigits = 11;
        const int UnixMillisecondDigits = 13;
        text = text.Trim(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            return null;
        }

        // 8 and 14 digits are a date, 9 to 11 are seconds, 13 milliseconds, since 1970.
        if (Utf8Parser.TryParse(text, out long number, out int used) && used == text.Length && number >= 0
            && (text.Length is (>= MinUnixDigits and <= MaxUnixDigits) or UnixMillisecondDigits))
        {
            return text.Length == UnixMillisecondDigits ? number / 1000 : number;
        }

        if (ArchiveDate.TryParse(text, out long seconds))
        {
            return seconds;
        }

        _skips.Add(SkipReason.BadDate);
        return null;
    }
}
