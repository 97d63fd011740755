using System.Buffers.Text;
using System.Globalization;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Tables;

/// <summary>The rows of one sheet, streamed.</summary>
/// <param name="book">The workbook.</param>
/// <param name="sheet">The sheet.</param>
/// <param name="links">What its cells link to; null where nobody asks.</param>
/// <param name="skips">Receives the counts.</param>
internal sealed class XlsxRows(XlsxBook book, XlsxSheet sheet, XlsxLinks? links, SkipCounts skips) : IDisposable
{
    private const int MaxRowBytes = 1 << 20;
    private const int MaxTextBytes = 1 << 18;

    private readonly OfficeXml _xml = book.OpenPart(sheet.Part);
    private readonly ByteList _value = new();
    private readonly ByteList _formula = new();

    /// <summary>Number of the last row read, as the sheet shows it; the first is 1.</summary>
    public int RowNumber { get; private set; }

    /// <summary>Reads the next row that is not blank; false at the end.</summary>
    /// <exception cref="System.Xml.XmlException">The sheet is broken.</exception>
    /// <exception cref="InvalidDataException">It does not decompress, or there is more than is held.</exception>
    public bool TryRead(TableRow row)
    {
        while (_xml.ReadElement())
        {
            if (_xml.Name == "row" && ReadRow(row))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _xml.Dispose();

    // Whether there is anything in it; a row that is too long, or has cells out of order, is counted.
    private bool ReadRow(TableRow row)
    {
        RowNumber = int.TryParse(_xml["r"], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number : RowNumber + 1;
        row.Clear();
        row.Bytes = default;
        row.OffsetBytes = row.LineNumber = RowNumber;
        bool isBlank = true;
        bool isBad = false;
        int depth = _xml.Depth;
        bool hasCells = _xml.HasContent;
        while (hasCells && _xml.ReadElementInside(depth))
        {
            if (_xml.Name == "c")
            {
                isBad |= !TryReadCell(row);
                isBlank &= row.Count == 0 || row[row.Count - 1].Span.Trim(" \t\r\n"u8).IsEmpty;
            }
        }

        if (isBad)
        {
            skips.Place = new SkipPlace(RowNumber);
            skips.Add(SkipReason.BadRow);
        }

        return !isBad && !isBlank;
    }

    private bool TryReadCell(TableRow row)
    {
        string type = _xml["t"] ?? "n";
        int column = XlsxCell.TryParse(_xml["r"], out _, out int named) ? named : row.Count;
        bool isDate = int.TryParse(_xml["s"], NumberStyles.None, CultureInfo.InvariantCulture, out int style)
            && book.IsDate(style);
        ReadContent();
        if (column < row.Count || column >= XlsxCell.MaxColumns || row.MadeBytes > MaxRowBytes)
        {
            return false;
        }

        while (row.Count < column)
        {
            row.Add(0, 0);
        }

        if (!TryAddValue(row, type, isDate))
        {
            return false;
        }

        ReadOnlySpan<byte> address = XlsxCell.LinkOf(_formula.Span);
        address = address.IsEmpty && links is not null ? links[RowNumber, column] : address;
        if (!address.IsEmpty)
        {
            row.AddLink(address);
        }

        return true;
    }

    private void ReadContent()
    {
        _value.Clear();
        _formula.Clear();
        int depth = _xml.Depth;
        bool hasContent = _xml.HasContent;
        while (hasContent && _xml.ReadElementInside(depth))
        {
            if (_xml.Name is "v" or "is")
            {
                _value.Clear();
                _xml.ReadText(isRich: _xml.Name == "is", _value, MaxTextBytes);
            }
            else if (_xml.Name == "f")
            {
                _formula.Clear();
                _xml.ReadText(isRich: false, _formula, MaxTextBytes);
            }
        }
    }

    // ECMA-376 part 1, 18.18.11: what kind of value a cell has.
    private bool TryAddValue(TableRow row, string type, bool isDate)
    {
        Span<byte> text = stackalloc byte[32];
        scoped ReadOnlySpan<byte> value = _value.Span;
        switch (type)
        {
            case "s":
                if (!Utf8Parser.TryParse(value, out int index, out int used) || used != value.Length
                    || !book.Strings.TryGet(index, out value))
                {
                    return value.IsEmpty;
                }

                break;
            case "b":
                value = value.SequenceEqual("1"u8) ? "true"u8 : value.SequenceEqual("0"u8) ? "false"u8 : value;
                break;
            case "n":
                int length = isDate ? XlsxCell.FormatDate(value, book.Is1904, text) : XlsxCell.Format(value, text);
                value = length < 0 ? value : text[..length];
                break;
        }

        row.Add(value);
        return true;
    }
}
