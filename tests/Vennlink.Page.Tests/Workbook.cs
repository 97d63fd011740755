using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Vennlink.Page.Tests;

/// <summary>A workbook as another library reads it: cells by sheet, and whether any is a formula.</summary>
internal sealed class Workbook
{
    private readonly Dictionary<string, string[][]> _sheets = [];

    /// <summary>Reads a file.</summary>
    public Workbook(Stream file)
    {
        using SpreadsheetDocument document = SpreadsheetDocument.Open(file, isEditable: false);
        WorkbookPart book = document.WorkbookPart!;
        SharedStringItem[] shared = [.. book.SharedStringTablePart?.SharedStringTable?
            .Elements<SharedStringItem>() ?? []];
        foreach (Sheet sheet in book.Workbook!.Sheets!.Elements<Sheet>())
        {
            var part = (WorksheetPart)book.GetPartById(sheet.Id!);
            HasFormula |= part.Worksheet!.Descendants<CellFormula>().Any();
            _sheets.Add(sheet.Name!, [.. part.Worksheet!.Descendants<Row>().Select(row =>
                row.Elements<Cell>().Select(cell => Text(cell, shared)).ToArray())]);
        }
    }

    /// <summary>Names of the sheets.</summary>
    public IEnumerable<string> Sheets => _sheets.Keys;

    /// <summary>Whether a cell is computed.</summary>
    public bool HasFormula { get; }

    /// <summary>Rows of a sheet, the headings first; cells that are not there are left out.</summary>
    public string[][] this[string sheet] => _sheets[sheet];

    private static string Text(Cell cell, SharedStringItem[] shared) =>
        cell.DataType?.Value == CellValues.SharedString ? shared[int.Parse(cell.InnerText,
            System.Globalization.CultureInfo.InvariantCulture)].InnerText : cell.InnerText;
}
