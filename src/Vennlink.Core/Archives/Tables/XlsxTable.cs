using System.Xml;
using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Tables;

/// <summary>
/// A sheet of an Excel workbook: the first with a known header in its first rows, hidden ones last; where none has one,
/// the first.
/// </summary>
/// <remarks>
/// Dates come out as ISO 8601, truth values as <c>true</c> and <c>false</c>. A row's place is its number.
/// </remarks>
internal sealed class XlsxTable : ITable
{
    private readonly Stream _stream;
    private readonly XlsxBook _book;
    private readonly XlsxRows _rows;
    private long _bytesRead;

    private XlsxTable(Stream stream, XlsxBook book, string file, HeaderTest header, SkipCounts skips)
    {
        (_stream, _book, FilePath) = (stream, book, file);
        XlsxSheet[] sheets = [.. book.Sheets.OrderBy(sheet => sheet.IsHidden)];
        XlsxSheet sheet = sheets.Length > 0 ? sheets[0] : throw new InvalidDataException("it has no sheet of cells");
        int rowsBefore = 0;
        foreach (XlsxSheet one in sheets)
        {
            if (FindHeader(one, header) is { } found)
            {
                (sheet, rowsBefore) = (one, found);
                break;
            }
        }

        string others = string.Join(", ", sheets.Where(one => one != sheet).Select(one => $"`{one.Name}`"));
        Notes = new InputNotes
        {
            TakenFor = $"xlsx, {(sheet.IsHidden ? "hidden " : "")}sheet `{sheet.Name}`"
                + (others.Length > 0 ? $" (not read: {others})" : ""),
            Places = PlaceUnit.Row,
        };
        _rows = new XlsxRows(book, sheet, XlsxLinks.Read(book, sheet), skips);
        TableRow row = new();
        while (rowsBefore-- > 0)
        {
            _rows.TryRead(row);
        }
    }

    /// <inheritdoc/>
    public string FilePath { get; }

    /// <inheritdoc/>
    public InputNotes Notes { get; }

    /// <inheritdoc/>
    public bool IsCompressed => false;

    /// <inheritdoc/>
    public long BytesRead => _bytesRead = Math.Max(_bytesRead, _stream.Position);

    /// <summary>Opens a workbook.</summary>
    /// <param name="stream">The file, which can seek; owned by the table from here on, also when this throws.</param>
    /// <param name="file">Its path, for messages.</param>
    /// <param name="header">Tells a header by its cells.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <exception cref="InputException">It is no workbook, or a damaged one.</exception>
    public static XlsxTable Open(Stream stream, string file, HeaderTest header, SkipCounts skips)
    {
        XlsxBook? book = null;
        try
        {
            book = new XlsxBook(ZipDirectory.Read(stream));
            return new XlsxTable(stream, book, file, header, skips);
        }
        catch (Exception problem)
        {
            book?.Dispose();
            stream.Dispose();
            if (problem is XmlException or InvalidDataException)
            {
                throw Damage(file, problem);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public bool TryReadRow(TableRow row)
    {
        try
        {
            return _rows.TryRead(row);
        }
        catch (Exception problem) when (problem is XmlException or InvalidDataException)
        {
            throw Damage($"{FilePath}: row {_rows.RowNumber}", problem);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rows.Dispose();
        _book.Dispose();
        _stream.Dispose();
    }

    private static InputException Damage(string file, Exception problem) =>
        new(file, null, $"the workbook cannot be read: {problem.Message}");

    // How many rows stand before it; what is wrong with them is not counted.
    private int? FindHeader(XlsxSheet sheet, HeaderTest header)
    {
        using XlsxRows rows = new(_book, sheet, null, new SkipCounts());
        TableRow row = new();
        for (int before = 0; before < TableFile.MaxHeaderRows && rows.TryRead(row); before++)
        {
            if (header(row))
            {
                return before;
            }
        }

        return null;
    }
}
