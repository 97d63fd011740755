using System.IO.Compression;
using System.Net;
using System.Text;

namespace Vennlink.Tests.Archives;

/// <summary>Writes workbooks part by part, so that every form that the standard allows can be had.</summary>
internal sealed class TestWorkbook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly List<(string Name, string State, string Rows, string After, string Links)> _sheets = [];

    /// <summary>Items of the table of shared texts, as XML.</summary>
    public List<string> Shared { get; } = [];

    public string Styles { get; set; } = "";

    public bool Is1904 { get; set; }

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    public static string Inline(string text) =>
        $"""<c t="inlineStr"><is><t xml:space="preserve">{Text(text)}</t></is></c>""";

    /// <summary>Adds a sheet.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rows">Its rows, as XML or as cells of inline text.</param>
    /// <param name="state">Whether it shows.</param>
    /// <param name="links">Cells and the addresses they link to.</param>
    public TestWorkbook Sheet(
        string name, string rows, string state = "visible", params (string Cell, string Address)[] links)
    {
        string after = string.Concat(links.Select((link, index) =>
            $"""<hyperlink ref="{link.Cell}" r:id="rId{index + 1}"/>"""));
        string targets = string.Concat(links.Select((link, index) =>
            $"""<Relationship Id="rId{index + 1}" Type="{Office}/hyperlink" Target="{Text(link.Address)}" TargetMode="External"/>"""));
        _sheets.Add((name, state, rows, after.Length > 0 ? $"<hyperlinks>{after}</hyperlinks>" : "", targets));
        return this;
    }

    public static string Rows(params string[][] rows) =>
        string.Concat(rows.Select(row => $"<row>{string.Concat(row.Select(Inline))}</row>"));

    public byte[] ToBytes()
    {
        using MemoryStream file = new();
        using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Part(zip, "_rels/.rels", Relationships($"""<Relationship Id="r" Type="{Office}/officeDocument" Target="xl/workbook.xml"/>"""));
            Part(zip, "xl/workbook.xml", $"""
                <workbook xmlns="{Main}" xmlns:r="{Office}"><workbookPr date1904="{(Is1904 ? 1 : 0)}"/><sheets>{string.Concat(_sheets.Select((sheet, index) =>
                                                                                                                    $"""<sheet name="{Text(sheet.Name)}" sheetId="{index + 1}" state="{sheet.State}" r:id="s{index}"/>"""))}</sheets></workbook>
                """);
            Part(zip, "xl/_rels/workbook.xml.rels", Relationships(string.Concat(_sheets.Select((_, index) =>
                $"""<Relationship Id="s{index}" Type="{Office}/worksheet" Target="worksheets/sheet{index}.xml"/>"""))
                + $"""<Relationship Id="t" Type="{Office}/sharedStrings" Target="/xl/sharedStrings.xml"/>"""
                + $"""<Relationship Id="f" Type="{Office}/styles" Target="styles.xml"/>"""));
            Part(zip, "xl/sharedStrings.xml", $"""<sst xmlns="{Main}">{string.Concat(Shared)}</sst>""");
            Part(zip, "xl/styles.xml", $"""<styleSheet xmlns="{Main}">{Styles}</styleSheet>""");
            for (int index = 0; index < _sheets.Count; index++)
            {
                Part(zip, $"xl/worksheets/sheet{index}.xml", $"""
                    <worksheet xmlns="{Main}" xmlns:r="{Office}"><sheetData>{_sheets[index].Rows}</sheetData>{_sheets[index].After}</worksheet>
                    """);
                Part(zip, $"xl/worksheets/_rels/sheet{index}.xml.rels", Relationships(_sheets[index].Links));
            }
        }

        return file.ToArray();
    }

    private static string Relationships(string items) =>
        $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>""";

    private static void Part(ZipArchive zip, string name, string xml)
    {
        using Stream part = zip.CreateEntry(name).Open();
        part.Write(Encoding.UTF8.GetBytes(xml));
    }
}
